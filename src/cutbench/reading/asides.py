"""What a text says that asks nothing: reasons, remarks, references, and how objects are made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from cutbench.reading.data import words
from cutbench.reading.items import HIGHEST_INDEX
from cutbench.reading.lexicon import Lexicon, categories_at, load_lexicon, numbers_at, objects_at, unit_of
from cutbench.reading.normal import Token
from cutbench.reading.regions import region_at

COMPARED = {"<", ">", "≤", "≥"}
STOPS = {",", ";", "."}
REACH = 6  # tokens from a share to what it is of
PRONOUN_NEAR = 9  # tokens behind 'therefore' in which 'they' is the subject
NEAR = 3  # tokens from a number back to what says that it is no bound, as in 'radius parameter of 0.4'


def without_asides(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Leave out references, how objects are made, and clauses that give a reason or a remark and hold no number."""
    kept: list[Token] = []
    tokens = tokens[end_of_reason(tokens) :]
    tokens = _without_remarks(tokens)
    if set(words()["asking"]) & {one.text.lower() for one in tokens}:
        tokens = without_processes(tokens)
    tokens, place = _without_effect(_only_required(tokens)), 0
    while place < len(tokens):
        end = (
            _end_of_clause(tokens, place, kept)
            or _end_of_making(tokens, place)
            or _end_of_algorithm(tokens, place)
            or _end_of_bracket(tokens, place)
        )
        if end:
            place = end
            continue
        kept.append(tokens[place])
        place += 1
    while kept and kept[-1].text in STOPS:
        kept.pop()
    return tuple(kept)


def end_of_reason(tokens: Sequence[Token]) -> int:
    """Return where what is asked begins behind a reason, 0 without one: 'background is large, and we therefore ...'."""
    for place in range(1, len(tokens)):
        begin = place - (tokens[place - 1].text == "and")
        if begin > 0 and tokens[begin - 1].text in {",", ";"}:
            ends = (end for category, _, end in load_lexicon().at(tokens, place) if category == "consequence")
            end = max(ends, default=0)
            if end and _is_aside(tokens[:begin], behind=True) and not _carries_over(tokens[:begin], tokens[end:]):
                return end
    return 0


def _carries_over(reason: Sequence[Token], rest: Sequence[Token]) -> bool:
    """Whether something of a reason is needed to understand the rest: what 'they' are, in which events it is asked."""
    first = [one.text.lower() for one in rest[:PRONOUN_NEAR]]
    points_back = set(first) & set(words()["pointing back"]) and first[:2] != ["it", "is"]
    narrows = bool({*words()["narrowing down"]} & {one.text.lower() for one in reason[:1]})
    named = any(categories_at(reason, at) & {"obj", "objs", "chan", "both"} for at in range(len(reason)))
    placed = {one.text.lower() for one in reason} & set(words()["places"]) or any(
        region_at(reason, at) for at in range(len(reason))
    )
    return bool(points_back or (narrows and named) or placed)


def without_processes(tokens: Sequence[Token]) -> Sequence[Token]:
    """'W+jets events', 'the Z → ττ analysis' as 'events', 'analysis'; 'two top candidates' and 'the W mass' stay."""
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        of_name = place > 0 and tokens[place - 1].text == "-"  # VR-top
        end = place if of_name else _end_of_processes(tokens, place)
        nouns = {category for category, *_ in _processes().at(tokens, end)} if end > place else set()
        place = end if "noun" in nouns else place
        kept.append(tokens[place])
        place += 1
    return kept


def _end_of_processes(tokens: Sequence[Token], place: int) -> int:
    """Return where names of processes end: single-top t-channel, Z → ττ."""
    while found := [end for category, _, end in _processes().at(tokens, place) if category == "process"]:
        place = max(found)
        if [one.text for one in tokens[place : place + 1]] in ([":"], ["->"]):
            place += 2
    return place


@cache
def _processes() -> Lexicon:
    found = Lexicon()
    found.add("process", None, words()["processes"])
    found.add("noun", None, words()["of processes"])
    return found


def _only_required(tokens: Sequence[Token]) -> Sequence[Token]:
    """'Requiring same-sign leptons suppresses the background' as 'same-sign leptons'; not of what it would do.

    So is 'the requirement MET > 120 GeV reduces ...'.
    """
    said = [one.text.lower() for one in tokens]
    end = next((place for place, one in enumerate(said) if one in words()["suppressing"]), 0)
    nouns = (place + 1 for place, one in enumerate(said[:3]) if one in words()["requirements"])
    begin = 1 if said[:1] and said[0] in words()["requiring"] else next(nouns, 0)
    made = 0 < begin < end and not {*said[1:]} & {"not", *words()["supposing"]}
    return tokens[begin:end] if made and not _asks_number(tokens[end:]) else tokens


def _without_effect(tokens: Sequence[Token]) -> Sequence[Token]:
    """'Jets from pile-up are suppressed by requiring JVT > 0.59' as 'jets by requiring ...'."""
    end = next((at for at in range(1, len(tokens)) if "byrequiring" in categories_at(tokens, at)), 0)
    told = [one.text.lower() for one in tokens[:end]]
    if not set(told[-1:]) & set(words()["effects"]) or set(told) & {*STOPS, "not"} or _asks_number(tokens[:end]):
        return tokens
    named = [(place, obj.kind, stop) for place in range(end) for obj, stop in objects_at(tokens, place) if stop <= end]
    if len({kind for _, kind, _ in named}) > 1:
        return tokens  # which of them is it asked of?
    place, _, stop = max(named, key=lambda one: one[2] - one[0]) if named else (0, "", 0)
    return [*tokens[place:stop], *tokens[end:]]


def _end_of_clause(tokens: Sequence[Token], place: int, kept: Sequence[Token]) -> int:
    """Return where a reason or remark ends that begins here, 0 if none does; a purpose needs no comma before it."""
    purpose = bool(kept) and "purpose" in categories_at(tokens, place)
    fresh = not kept or kept[-1].text in STOPS or (kept[-1].text == "and" and len(kept) > 1 and kept[-2].text == ",")
    if not (purpose or (fresh and _begins_aside(tokens, place))):
        return 0
    end = _clause_end(tokens, place)
    aside = _is_aside(tokens[place:end], behind=bool(kept) and not purpose) and (kept or end < len(tokens))
    return end + (not kept and end < len(tokens)) if aside else 0


def _end_of_making(tokens: Sequence[Token], place: int) -> int:
    """'Jets built with some algorithm must ...': return where the verb is, 0 if nothing tells how they are made.

    Between commas the clause ends at the second: 'jets, clustered with R = 0.4, must ...'; 'jets are built with an
    algorithm and must ...' goes on behind 'and'.
    """
    set_off, sentence = tokens[place].text == ",", tokens[place].text.lower() in {"is", "are", "were"}
    verb = place + (set_off or sentence)
    made = [one.text.lower() for one in tokens[verb : verb + 2]]
    if len(made) < 2 or made[0] not in words()["made"] or made[1] not in words()["made of"]:
        return 0
    clause_end = _clause_end(tokens, verb)
    verbs = [at for at in range(verb, clause_end) if tokens[at].text.lower() in words()["main verbs"]]
    if sentence:
        verbs = [at for at in verbs if tokens[at - 1].text == "and"]
    end = clause_end + 1 if set_off and clause_end < len(tokens) else 0 if set_off else next(iter(verbs), 0)
    told = end and objects_ending(tokens, place) and not _asks_number(tokens[verb:end])
    return end if told else 0


def _end_of_algorithm(tokens: Sequence[Token], place: int) -> int:
    """Return where 'anti-kt (R = 0.4)' ends, and 'R = 0.4' behind a jet: how these are built, and no requirement."""
    written = [one.text.lower() for one in tokens[place : place + 3]]
    named = place + 3 if written[:2] == ["anti", "-"] and "".join(written[2:3]) == "kt" else place
    named = place + 1 if written[:1] and written[0] in words()["algorithms"] else named
    end = _end_of_radius(tokens, named)
    behind = tokens[max(end, named)].text if max(end, named) < len(tokens) else ""
    if named > place and (behind in {",", ":", ";"} or objects_at(tokens, max(end, named))):
        return max(end, named) + (behind in {",", ":", ";"})
    return end if end > place and objects_ending(tokens, place) else 0  # a cone of R = 0.4 is none of a jet


def _end_of_radius(tokens: Sequence[Token], place: int) -> int:
    """Return where 'R = 0.4', '(R = 0.4)' or 'with R = 0.4' ends, 0 if it is something else."""
    opening = "".join(one.text for one in tokens[place : place + 1] if one.text in {"(", "with"})
    start = place + bool(opening)
    row = tokens[start : start + 3]
    named = [(one.text, one.scripts) for one in row[:2]] == [("R", ()), ("=", ())]
    size = named and [one.kind for one in row[2:]] == ["number"]
    closed = opening != "(" or [one.text for one in tokens[start + 3 : start + 4]] == [")"]
    return start + 3 + (opening == "(") if size and closed else 0


def _plain_objects(tokens: Sequence[Token]) -> Iterator[str]:
    yield from (obj.kind for place in range(len(tokens)) for obj, _ in objects_at(tokens, place) if not obj.ranked)


def _end_of_citation(tokens: Sequence[Token], place: int) -> int:
    """Return where 'electrons [37]', 'jets [70-72]' end: behind a blank, and not behind what may lie in an interval."""
    before = tokens[place - 1].text.lower() if place else ","
    named = before[-1].isalnum() or before == ")"
    if not named or tokens[place].glued or before in words()["before intervals"]:
        return 0
    end = next((at for at in range(place, len(tokens)) if tokens[at].text == "]"), place)
    inside = [one.text for one in tokens[place + 1 : end]]
    numbers = [int(one) for one in inside if one.isdigit()]
    cited = all(one.isdigit() or one in {",", "–", "-"} for one in inside) and min(numbers, default=0) >= HIGHEST_INDEX
    measured = categories_at(tokens, place - 1) & {"prop", "qty", "fn", "symbol", "op", "unit"}
    return end + 1 if cited and not measured and not _has_unit(tokens, end) else 0


def _end_of_bracket(tokens: Sequence[Token], place: int) -> int:
    """Return where a reference or the definition of a sign ends: '(see Section 4)', '(A ≡ B)'."""
    if tokens[place].text == "[":
        return _end_of_citation(tokens, place)
    if tokens[place].text != "(":
        return 0
    end = _closing(tokens, place)
    inside = tokens[place + 1 : end]
    refers = bool(inside) and inside[0].text.lower() in words()["pointing"] and not _asks_number(inside)
    return end if refers or any(one.text == "≡" for one in inside) or _says_of_what(tokens, place, end) else 0


def _says_of_what(tokens: Sequence[Token], place: int, end: int) -> bool:
    """'ST > 900 GeV (leptons + jets + MET)': what it is the sum of."""
    last = end == len(tokens) or tokens[end].text in STOPS
    before = place > 1 and (tokens[place - 1].kind == "number" or tokens[place - 2].kind == "number")
    inside = tokens[place + 1 : end - 1]
    of_event = place > 0 and "qty" in categories_at(tokens, place - 1) and len(list(_plain_objects(inside))) > 1
    if of_event and all(one.text in {"+", "and", ","} or one.kind == "word" for one in inside):
        return True
    terms = sum(one.text == "+" for one in inside)
    sums = (terms > 1 or any(one.text == "sum" for one in inside)) and not any(one.kind == "number" for one in inside)
    return bool(last and before and sums) and not any(one.text in COMPARED for one in inside)


def _asks_number(tokens: Sequence[Token]) -> bool:
    """Whether a clause compares, or holds a number that is none of a reference or of a size: R = 0.4."""
    if any(one.text in COMPARED for one in tokens) or any(_is_bound_in_words(tokens, at) for at in range(len(tokens))):
        return True
    named = {*words()["pointing"], *words()["sizes"]}
    return any(
        one.kind == "number"
        and (not {each.text.lower() for each in tokens[max(0, at - NEAR) : at]} & named or _has_unit(tokens, at))
        and not _is_share_of_events(tokens, at)
        for at, one in enumerate(tokens)
    )


def _is_bound_in_words(tokens: Sequence[Token], place: int) -> bool:
    """Whether a number in words has a unit or stands behind a comparison: 'above twelve GeV'."""
    found = next(numbers_at(tokens, place), None) if tokens[place].kind == "word" else None
    compared = any("op" in categories_at(tokens, at) for at in range(max(0, place - 2), place))
    return found is not None and (compared or found[1].unit not in {"", "1"})


def _is_share_of_events(tokens: Sequence[Token], place: int) -> bool:
    """'Removes 95% of the multijet background', '99% efficient': what a requirement does, and none of its own."""
    behind = [one.text.lower() for one in tokens[place + 1 : place + 1 + REACH]]
    if behind[:1] == ["%"] and behind[1:2] == ["of"]:
        return bool({one.removesuffix("s") for one in behind} & set(words()["samples"]))
    return behind[:1] == ["%"] and behind[1:2] == ["efficient"]


def _has_unit(tokens: Sequence[Token], place: int) -> bool:
    return bool(unit_of(tokens[place + 1 : place + 2]))


def objects_ending(tokens: Sequence[Token], place: int) -> bool:
    """Return whether the name of an object ends before a token, 'electron' or 'electron candidates'."""
    place -= place > 0 and tokens[place - 1].text.lower() in {"candidate", "candidates"}
    return any(end == place for at in range(max(0, place - 4), place) for _, end in objects_at(tokens, at))


def _remarks(tokens: Sequence[Token]) -> Iterator[tuple[int, int, list[str]]]:
    """Yield remarks in brackets and titles before a colon: begin, end, and what a statement must then speak of."""
    for start, token in enumerate(tokens):
        title = start == 0 or tokens[start - 1].text in {".", ";"}
        if not title and token.text != "(":
            continue
        place = start + (token.text == "(")
        needed: list[str] = []
        while found := _remark_at(tokens, place):
            needed, place = [*needed, found[0]], found[1]
            place += place < len(tokens) and tokens[place].text in {",", "/"}
        ends = place < len(tokens) and tokens[place].text == (")" if token.text == "(" else ":")
        if ends and needed not in ([], ["("]):
            yield start, place + 1, needed


def _remark_at(tokens: Sequence[Token], place: int) -> tuple[str, int] | None:
    here = load_lexicon().at(tokens, place)
    return next(((value, end) for category, value, end in here if category == "remark"), None)


def _without_remarks(tokens: Sequence[Token]) -> Sequence[Token]:
    gone = {place for start, end, _ in _remarks(tokens) for place in range(start, end)}
    return [token for place, token in enumerate(tokens) if place not in gone]


def needed_by_remarks(tokens: Sequence[Token]) -> list[str]:
    """Return what statements must speak of because a remark does."""
    return [need for _, _, needed in _remarks(tokens) for need in needed]


def _closing(tokens: Sequence[Token], start: int) -> int:
    """Return the place behind the bracket that closes the one at `start`."""
    depth = 0
    for place in range(start, len(tokens)):
        depth += {"(": 1, ")": -1}.get(tokens[place].text, 0)
        if depth == 0:
            return place + 1
    return len(tokens)


def _clause_end(tokens: Sequence[Token], start: int) -> int:
    depth = 0
    for place in range(start, len(tokens)):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(tokens[place].text, 0)
        if depth <= 0 and tokens[place].text in STOPS:
            return place
    return len(tokens)


def _begins_aside(tokens: Sequence[Token], place: int) -> bool:
    if categories_at(tokens, place) & {"aside", "purpose"}:
        return True
    clause = tokens[place : _clause_end(tokens, place)]  # with S the significance; S = the significance
    defines = (
        place > 0
        and len(clause) > 2
        and ((tokens[place].text == "with" and clause[2].text == "the") or clause[1].text in {"=", "≡"})
    )
    return defines and not any(one.kind == "number" for one in clause)


def _is_aside(tokens: Sequence[Token], behind: bool) -> bool:
    """Nothing is required in it; behind the main clause, no word may even be about requiring."""
    if _asks_number(tokens):
        return False
    demands = {*words()["demanding"], *words()["needing"]} & {one.text.lower() for one in tokens}
    if demands and any(True for _ in _plain_objects(tokens)):
        return False
    asking = {"both", "flag", "veto", "none", "changed", "changing", "exempt"}
    return not behind or not any(categories_at(tokens, place) & asking for place in range(len(tokens)))
