"""From wording to typed cuts: what is exact in a sentence about a cut, without any model."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from cutbench.cuts.piecewise import find_piecewise
from cutbench.cuts.plain import plain
from cutbench.cuts.tokens import (
    INVERTED,
    MIRRORED,
    NUMBER_WORDS,
    VETO,
    Number,
    OperatorWord,
    find_numbers,
    find_operators,
    sentences,
)
from cutbench.cuts.units import STANDARD, to_standard
from cutbench.cuts.vocabulary import Found, Vocabulary
from cutbench.schema.cuts import CutObject, Operator, Predicate, Variable

LIST_GAP = re.compile(r"[\s,/]*(?:and|or|,)?[\s(]*")
SHARE = r"(?: of (?:the |its |their )?[pe]t)?"  # 'of pt' after a percentage
CONTINUED = re.compile(SHARE + r"\s*\(?(?:for|in) [a-z0-9μ ()-]{2,40}?,? (?:and|or)\s*(?:by |to )?")
DIVIDED = re.compile(
    r"(?:^[\s)|]*/|divided by|relative to|over|with respect to|normali[sz]ed (?:to|by)|as a fraction of)"
    r"[a-z\s('|-]{0,30}$"
)
INTRODUCED = re.compile(r"\b(?:for|in|if|of|when|where|with|to)\b[a-z ()]*$|\(\s*$")
TRACK_ISOLATION = re.compile(
    r"(?:track|ptcone|inner[- ]detector)[a-z0-9 ,()=/*'-]{0,160}?cone0(\d)|cone0(\d)[a-z ,()'-]{0,60}\btracks?\b"
)
CALORIMETER_ISOLATION = re.compile(
    r"(?:calorimet\w+|topological|topo|cluster\w*|energy deposits?)[a-z0-9 ,()=/*'-]{0,160}?cone0(\d)"
    r"|cone0(\d)[a-z ,()'-]{0,60}\b(?:calorimet\w+|clusters?)\b"
)
# Isolation without the size of its cone is no variable; it must not be taken for what it is divided by.
BARE_ISOLATION = re.compile(
    r"\b(?:track|calorimeter)(?:[- ]based)?[- ]isolation\b(?:\s*(?:/|divided by|over)\s*[pe]t\b)?"
)
CONE_OF_EACH = re.compile(r"cone0(\d) for ([a-z ]+?),? and (?:of )?(?:cone0|0?\.)(\d) for ([a-z]+)")
# What may stand between a number and the things that it counts; a preposition ends the phrase.
COUNTED = re.compile(
    r"(?:(?!for |in |of |with |from |and |form|have |or |than |one |two |three |four )[a-z/-]+,? ){0,4}?"
)
SIGNS: dict[str, Operator] = {">": ">", ">=": ">=", "<": "<", "<=": "<="}
# 'The number of jets has to be at least two': operator and number come after the things.
NUMBER_OF = re.compile(r"number of [a-z-]{0,12} ?$")
SAID = re.compile(
    r"\s*(?:is|are|be|has to be|have to be|must be)?\s*([a-z ]{0,24}?)\s*"
    rf"\b(\d+|{'|'.join(NUMBER_WORDS)})\b(?! ?[gmt]ev)"
)
LEADING = re.compile(r"lead|highest|hardest|three|first|ordered|quadruplet|four leptons")


@dataclass(frozen=True)
class TypedCut:
    """A cut as the parser understands it.

    `sure` says that object, variable, operator, number and unit all stand in the text; where it is False
    something was guessed, and a reader should decide.
    """

    object: CutObject
    predicates: tuple[Predicate, ...]
    sure: bool


@dataclass(frozen=True)
class Clause:
    """A sentence with its words; `object` is what it speaks of unless it says otherwise near a number."""

    text: str
    object: CutObject | None
    variables: list[Found] = field(default_factory=list)
    objects: list[Found] = field(default_factory=list)
    conditions: list[tuple[str, Found]] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """A variable compared with one or more numbers; text from `start` to `end`."""

    variable: Found | None
    op: Operator
    numbers: tuple[Number, ...]
    start: int
    end: int
    upper: Number | None = None


def parse_cuts(text: str, vocabulary: Vocabulary, object_hint: CutObject | None = None) -> tuple[TypedCut, ...]:
    """Return the cuts that `text` states, in order; none where it states nothing that the vocabulary knows.

    Args:
        text: a sentence, a table row or a formula: words, Unicode, LaTeX or the loader's notation.
        vocabulary: the words to look for.
        object_hint: what the text speaks of, if it does not say so itself, such as the heading above it.
    """
    cleaned = plain(text)
    found, rest = find_piecewise(cleaned, vocabulary)
    cuts = [TypedCut("LeptonPair", (predicate,), sure=True) for predicate in found]
    spoken: CutObject | None = object_hint
    for start, end in sentences(rest):
        for part in _each(rest[start:end]):
            clause = _clause(part, vocabulary, spoken)
            cuts += _cuts_of_clause(clause, vocabulary)
        spoken = clause.object or spoken
    return tuple(cuts)


def _each(sentence: str) -> list[str]:
    """Split what is said of two objects with a cone each into two sentences."""
    found = CONE_OF_EACH.search(sentence)
    if not found:
        return [sentence]
    before, after = sentence[: found.start()], sentence[found.end() :]
    parts = [(f"{before}cone0{found[cone]} for {found[cone + 1]}{after}", found[cone + 1]) for cone in (1, 3)]
    return [re.sub(r"\bleptons?\b", of, part) for part, of in parts]


def compares(text: str) -> bool:
    """Whether `text` compares anything with a number, be it known to a vocabulary or not."""
    cleaned = plain(text)
    return bool(find_numbers(cleaned) and find_operators(cleaned))


def _clause(text: str, vocabulary: Vocabulary, spoken: CutObject | None) -> Clause:
    variables = _with_isolation(vocabulary.find("variables", text), text)
    objects = vocabulary.find("objects", text)
    named = [word for word in objects if word.name not in {"Event", "LeptonPair", "Lepton"}] or objects
    first = named[0].name if named else None
    return Clause(text, first or spoken, variables, objects, vocabulary.find_conditions(text))  # type: ignore[arg-type]


def _with_isolation(variables: list[Found], text: str) -> list[Found]:
    """Put isolation variables that are spelled out in words in the place of what stands inside of them."""
    spelled = [
        Found(f"{name}{match[1] or match[2]}0", match.start(), match.end())
        for name, pattern in (("topoetcone", CALORIMETER_ISOLATION), ("ptcone", TRACK_ISOLATION))
        for match in pattern.finditer(text)
    ]
    bare = [Found("", match.start(), match.end()) for match in BARE_ISOLATION.finditer(text)]
    names = [word for word in variables if not any(s.start <= word.start < s.end for s in [*spelled, *bare])]
    spelled += [one for one in bare if not any(s.start <= one.start < s.end for s in [*spelled, *names])]
    return sorted([*names, *spelled], key=lambda word: word.start)


def _cuts_of_clause(clause: Clause, vocabulary: Vocabulary) -> list[TypedCut]:
    counts = list(_counts(clause, vocabulary))
    taken = [(start, end) for _, start, end in counts]
    comparisons = [c for c in _comparisons(clause) if not any(a < c.end and c.start < b for a, b in taken)]
    triggered = "trigger" in clause.text
    typed = [] if triggered else _typed(clause, comparisons, vocabulary)
    typed += [cut for cut, _, _ in counts]
    numeric = {predicate.variable.name for cut in typed for predicate in cut.predicates}
    return _merged(typed) + list(_named(clause, vocabulary, numeric))


def _comparisons(clause: Clause) -> list[Comparison]:
    text, numbers = clause.text, find_numbers(clause.text)
    found = list(_ranges(clause, numbers))
    used = {number.start for comparison in found for number in (*comparison.numbers, comparison.upper) if number}
    for operator in find_operators(text):
        if any(comparison.start <= operator.start < comparison.end for comparison in found):
            continue
        run = _run_after(operator, [n for n in numbers if n.start not in used], text)
        if run:
            variable = _variable_for(clause, operator.start, run[-1].end)
            start = _start(variable, operator.start, numbers)
            found.append(Comparison(variable, operator.op, run, start, run[-1].end))
            used |= {number.start for number in run}
            for number in _continued(run[-1], numbers, text):
                found.append(Comparison(variable, operator.op, (number,), number.start, number.end))
                used.add(number.start)
        elif (before := _number_before(operator, numbers, text, used)) and (
            after := _variable_after(clause, operator.end)
        ):
            found.append(Comparison(after, MIRRORED[operator.op], (before,), before.start, after.end))
            used.add(before.start)
    return sorted(found, key=lambda comparison: comparison.start)


def _start(variable: Found | None, place: int, numbers: list[Number]) -> int:
    """A comparison begins with its variable, unless an earlier one shares it: '> 5 for x and > 3 for y'."""
    if variable is None or variable.start > place or any(variable.end <= n.start < place for n in numbers):
        return place
    return variable.start


def _ranges(clause: Clause, numbers: list[Number]) -> Iterator[Comparison]:
    """Find a < x < b, 'between a and b', 'in the range a-b', '[a, b]'."""
    text = clause.text
    for low, high in itertools.pairwise(numbers):
        between = text[low.end : high.start]
        before = text[max(0, low.start - 40) : low.start]
        chained = re.fullmatch(r"\s*(<=?|>=?)(.{1,60}?)(<=?|>=?)\s*", between)
        if chained:
            inside = [w for w in clause.variables if low.end <= w.start < high.start]
            if inside:
                pair = (low, high) if chained[1][0] == "<" else (high, low)
                yield Comparison(inside[0], "between", pair[:1], low.start, high.end, pair[1])
        elif (
            (re.fullmatch(r"\s*(?:and)\s*", between) and re.search(r"between\s*$", before))
            or (
                re.fullmatch(r"\s*(?:-|to|and)\s*", between)
                and re.search(
                    r"(?:range|window|from|interval|within|inside|in)(?: of| from| \w+)?\s*[:\[(]?\s*$", before
                )
            )
            or (
                re.fullmatch(r"\s*,\s*", between)
                and re.search(r"[\[(]\s*$", before)
                and re.match(r"\s*[\])]", text[high.end :])
            )
        ):
            variable = _variable_for(clause, low.start, high.end)
            yield Comparison(variable, "between", (low,), variable.start if variable else low.start, high.end, high)


def _run_after(operator: OperatorWord, numbers: list[Number], text: str) -> tuple[Number, ...]:
    """Return the number after an operator with those that follow it as a list or in parentheses."""
    run: list[Number] = []
    place = operator.end
    for number in (n for n in numbers if n.start >= operator.end):
        gap = text[place : number.start]
        fits = (
            re.fullmatch(r"[\s:(|=]*(?:of|the|a|value|values|about|than|to|is|be)?\s*", gap)
            if not run
            else LIST_GAP.fullmatch(gap.replace(")", ""))
        )
        if not fits:
            break
        run.append(number)
        place = number.end
    return tuple(run)


def _continued(last: Number, numbers: list[Number], text: str) -> Iterator[Number]:
    """Follow '< 6 for this and 9 for that': numbers that share the operator, each with a condition of its own."""
    for number in (n for n in numbers if n.start >= last.end):
        if not CONTINUED.fullmatch(text[last.end : number.start]) or not re.match(
            SHARE + r"\s*\(?(?:for|in)\b", text[number.end :]
        ):
            return
        yield number
        last = number


def _number_before(operator: OperatorWord, numbers: list[Number], text: str, used: set[int]) -> Number | None:
    """Return the number of '20 GeV < pt'; words do not turn around like that."""
    if text[operator.start] not in "<>":
        return None
    near = [
        n
        for n in numbers
        if n.end <= operator.start and not text[n.end : operator.start].strip() and n.start not in used
    ]
    return near[-1] if near else None


def _variable_for(clause: Clause, start: int, end: int) -> Found | None:
    """Return the variable that the number at [start, end) belongs to: the last before it, else the first after it."""
    before = [word for word in clause.variables if word.end <= start]
    if before:
        return _numerator(clause, before)
    return _variable_after(clause, end)


def _numerator(clause: Clause, before: list[Found]) -> Found:
    """Of 'x / y' and 'x relative to y' the variable is x."""
    last = before[-1]
    for one in reversed(before[:-1]):
        gap = clause.text[one.end : last.start]
        if DIVIDED.search(gap) and not find_operators(gap):
            return Found(one.name, one.start, last.end)
        break
    return last


def _variable_after(clause: Clause, end: int) -> Found | None:
    after = [w for w in clause.variables if w.start >= end and not re.search(r"[,;<>]", clause.text[end : w.start])]
    return after[0] if after else None


def _typed(clause: Clause, comparisons: list[Comparison], vocabulary: Vocabulary) -> list[TypedCut]:
    """Type the comparisons in turn; what is named before one holds for the next ones until something else is named."""
    cuts: list[TypedCut] = []
    objects: list[Found] = []
    conditions: list[tuple[str, Found]] = []
    for index, comparison in enumerate(comparisons):
        before = comparisons[index - 1].end if index else 0
        after = comparisons[index + 1].start if index + 1 < len(comparisons) else len(clause.text)
        own = [word for word in clause.objects if _belongs(word, comparison, (before, after), clause.text)]
        when = [hit for hit in clause.conditions if _belongs(hit[1], comparison, (before, after), clause.text)]
        spoken, limited = own or objects, when or ([] if own else conditions)
        if comparison.variable is not None and comparison.variable.name not in {"", "sigma_d0"}:
            cuts += _predicates(clause, comparison, spoken, limited, vocabulary)
        objects = [word for word in own if word.start < comparison.start] or objects
        conditions = [hit for hit in limited if hit[1].start < comparison.start]
    return cuts


def _predicates(
    clause: Clause,
    comparison: Comparison,
    objects: list[Found],
    conditions: list[tuple[str, Found]],
    vocabulary: Vocabulary,
) -> list[TypedCut]:
    variable = _variable(clause, comparison, vocabulary)
    op = INVERTED.get(comparison.op, comparison.op) if VETO.search(clause.text) else comparison.op
    if len(comparison.numbers) >= 3 and variable.name in {"pt", "et"}:
        return _ordered(op, comparison.numbers)
    cuts = []
    for place, number in enumerate(comparison.numbers):
        unit = number.unit or STANDARD[vocabulary.kind(variable)]
        standard = to_standard(number.value, unit)
        upper = to_standard(comparison.upper.value, comparison.upper.unit or unit) if comparison.upper else None
        bare = comparison.op == "==" and not number.unit and vocabulary.kind(variable) != "number"
        if standard is None or (comparison.upper and upper is None) or bare:
            continue
        # Degrees of freedom and pseudorapidities have no GeV: the number belongs to something else.
        if vocabulary.kind(variable) == "number" and standard[1] != "number":
            continue
        spoken = vocabulary.owner(variable.name) or _object(clause, objects, place, len(comparison.numbers))
        values = {"lower": standard[0], "upper": upper[0]} if upper else {"value": standard[0]}
        if upper and VETO.search(clause.text):
            op = "!="
        when = _conditions(conditions, place, len(comparison.numbers))
        predicate = Predicate(variable=variable, op=op, unit=STANDARD[standard[1]], when=when, **values)
        sure = (
            bool(number.unit or (comparison.upper and comparison.upper.unit)) or vocabulary.kind(variable) == "number"
        )
        cuts.append(TypedCut(spoken or "Other", (predicate,), sure=sure and spoken is not None))
    return cuts


def _ordered(op: Operator, numbers: tuple[Number, ...]) -> list[TypedCut]:
    """'20, 15 and 10 GeV' are thresholds of the leptons in order of pt."""
    predicates = tuple(
        Predicate(variable=Variable(name=f"pt_lepton{rank}"), op=op, value=_gev(number), unit="GeV")
        for rank, number in enumerate(numbers, start=1)
    )
    return [TypedCut("Quadruplet", predicates, sure=True)]


def _gev(number: Number) -> float:
    standard = to_standard(number.value, number.unit or "GeV")
    return standard[0] if standard else number.value


def _variable(clause: Clause, comparison: Comparison, vocabulary: Vocabulary) -> Variable:
    assert comparison.variable is not None  # noqa: S101
    word = comparison.variable
    entry = vocabulary.words.variables.get(word.name)
    variable = vocabulary.variable(word.name) if entry else Variable(name=word.name)
    text = clause.text[max(0, word.start - 1) : word.end + 1]
    absolute = "|" in text or "abs" in text or "absolute" in clause.text
    if (entry is not None and entry.isolation) or word.name.startswith(("ptcone", "topoetcone")):
        relative = comparison.numbers[0].unit in {"", "%", "percent", "per cent", "1"}
        electron = clause.object == "Electron" or re.search(r"\bet\b", clause.text)
        return Variable(name=word.name, over=("et" if electron else "pt") if relative else None)
    return variable.model_copy(update={"abs": absolute or word.name in {"d0_significance", "z0_sin_theta", "d0"}})


def _belongs(word: Found, comparison: Comparison, window: tuple[int, int], text: str) -> bool:
    """Whether a word between two comparisons speaks of this one and not of its neighbour."""
    if comparison.start <= word.start < comparison.end:
        return True
    if window[0] <= word.start < comparison.start:
        return window[0] == 0 or not _introduced(text[window[0] : word.start])
    if comparison.end <= word.start < window[1]:
        return window[1] == len(text) or _introduced(text[comparison.end : word.start])
    return False


def _introduced(gap: str) -> bool:
    """Whether a word after a number is tied to it: '... for electrons', '... (muons)'."""
    return bool(INTRODUCED.search(gap)) and "," not in gap.replace("),", ")")


def _object(clause: Clause, objects: list[Found], place: int, n_numbers: int) -> CutObject | None:
    single = [word for word in objects if word.name not in {"Event", "LeptonPair", "Quadruplet"}] or objects
    if n_numbers > 1 and len(single) >= n_numbers:
        return single[place].name  # type: ignore[return-value]
    if single:
        return single[0].name  # type: ignore[return-value]
    return clause.object


def _conditions(hits: list[tuple[str, Found]], place: int, n_numbers: int) -> dict[str, str]:
    """With as many values of a condition as numbers each number has its own: '0.1 (0.2) for same (different)'."""
    chosen: dict[str, str] = {}
    for condition in dict.fromkeys(name for name, _ in hits):
        values = [word.name for name, word in hits if name == condition]
        if n_numbers > 1 and len(values) >= n_numbers:
            chosen[condition] = values[place]
        elif len(values) == 1 or n_numbers == 1:
            chosen[condition] = values[0]
    return chosen


def _counts(clause: Clause, vocabulary: Vocabulary) -> Iterator[tuple[TypedCut, int, int]]:
    """Find 'at least one ...', 'no more than one ...', 'two ... pairs', 'number of ... > 0' with their places."""
    text = clause.text
    things = vocabulary.find("counts", text)
    words = "|".join(NUMBER_WORDS)
    for thing in things:
        head = re.search(
            rf"(?:^|[\s(])((?:{words})|\d+)( or (?:more|fewer|less))?\s+{COUNTED.pattern}$", text[: thing.start]
        )
        tail = re.match(r"[\s)|]*(>=?|<=?|==?)\s*(\d+)(?![\d.]| ?[gmt]ev)", text[thing.end :])
        said = NUMBER_OF.search(text[: thing.start]) and SAID.match(text[thing.end :])
        if tail:
            yield _count(thing.name, SIGNS.get(tail[1], "=="), int(tail[2])), thing.start, thing.end + tail.end()
        elif said:
            op: Operator = next((word.op for word in find_operators(said[1])), "==")
            yield _count(thing.name, op, _whole(said[2])), thing.start, thing.end + said.end()
        elif head:
            asked, start = _count_operator(text, head.start(1))
            asked = {" or more": ">=", " or fewer": "<=", " or less": "<="}.get(head[2] or "", asked)  # type: ignore[assignment]
            if asked and VETO.search(text) and "requir" not in text:
                asked = INVERTED.get(asked, asked)
            if asked or (thing.name == "n_sfos_pairs" and _whole(head[1]) > 1):
                yield _count(thing.name, asked or ">=", _whole(head[1])), start, thing.end


def _whole(text: str) -> int:
    return int(text) if text.isdigit() else NUMBER_WORDS[text]


def _count_operator(text: str, start: int) -> tuple[Operator | None, int]:
    before = [word for word in find_operators(text[:start]) if not text[word.end : start].strip()]
    return (before[-1].op, before[-1].start) if before else (None, start)


def _count(name: str, op: Operator, number: int) -> TypedCut:
    spoken: CutObject = "Quadruplet" if name in {"n_sfos_pairs", "n_calo_tagged_or_standalone_muons"} else "Event"
    predicate = Predicate(variable=Variable(name=name), op=op, value=float(number))
    return TypedCut(spoken, (predicate,), sure=True)


def _named(clause: Clause, vocabulary: Vocabulary, numeric: set[str]) -> Iterator[TypedCut]:
    """Find requirements without a number: flags, triggers, working points."""
    text = clause.text
    for name in dict.fromkeys(word.name for word in vocabulary.find("flags", text)):
        covered = (name == "isolation" and any("cone" in n for n in numeric)) or (
            name == "common_vertex" and "vertex_chi2_ndof" in numeric
        )
        if not covered:
            spoken = "Event" if name == "good_run_list" else clause.object
            yield TypedCut(spoken or "Event", (Predicate(variable=Variable(name=name), op="flag"),), sure=True)
    if "trigger" in text:
        kinds = tuple(dict.fromkeys(word.name for word in vocabulary.find("triggers", text)))
        value: Predicate = Predicate(
            variable=Variable(name="trigger"), op="in" if kinds else "flag", value=kinds or None
        )
        yield TypedCut("Event", (value,), sure=bool(kinds))
        return
    yield from _working_points(clause, vocabulary)


def _working_points(clause: Clause, vocabulary: Vocabulary) -> Iterator[TypedCut]:
    seen = set()
    for name, value, owner, pattern, near in vocabulary.working_points:
        for match in pattern.finditer(clause.text):
            around = clause.text[max(0, match.start() - 45) : match.end() + 45]
            spoken = _owner(clause, match.start())
            fits = owner is None or spoken in {owner, "Lepton"}
            if fits and (near is None or near.search(around)) and (name, value) not in seen:
                seen.add((name, value))
                predicate = Predicate(variable=Variable(name=name), op="==", value=value)
                yield TypedCut(owner or spoken or "Lepton", (predicate,), sure=spoken is not None)


def _owner(clause: Clause, place: int) -> CutObject | None:
    """Return the object nearest to a place, else what the clause speaks of."""
    if not clause.objects:
        return clause.object
    return min(clause.objects, key=lambda word: abs(word.start - place)).name  # type: ignore[return-value]


def _merged(cuts: list[TypedCut]) -> list[TypedCut]:
    """Join predicates on one variable of one object that differ in their condition: they are one cut."""
    merged: list[TypedCut] = []
    for cut in cuts:
        for index, other in enumerate(merged):
            same = other.object == cut.object and other.predicates[0].variable.name == cut.predicates[0].variable.name
            if (
                same
                and cut.predicates[0].when
                and other.predicates[0].when
                and set(cut.predicates[0].when) == set(other.predicates[0].when)
            ):
                merged[index] = replace(
                    other, predicates=other.predicates + cut.predicates, sure=other.sure and cut.sure
                )
                break
        else:
            merged.append(cut)
    return merged
