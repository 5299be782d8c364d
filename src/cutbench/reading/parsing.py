"""Words to what they may mean: lays out what each word of a text may be, and lets the grammar put it together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cutbench.reading.chart import Chart
from cutbench.reading.data import words
from cutbench.reading.grammar import rule
from cutbench.reading.lexicon import load_lexicon, numbers_at
from cutbench.reading.normal import Token
from cutbench.reading.regions import region_at

SKIP, COMMA, EVENTS = 0.05, 0.2, {"event", "events"}
APART = {"aside", "consequence", "purpose", "no cut"}  # what is looked for before
CHARGES = {"^±", "^+", "^-", "^∓"}
DEFINITE = {"the", "these", "both"}


def parsed(tokens: Sequence[Token]) -> tuple[list[tuple[float, Any]], tuple[str, ...]]:
    """Return what the whole text may mean, the likeliest first, and the words that nothing is known of."""
    chart, unknown = chart_of(tokens)
    if unknown:
        return [], tuple(tokens[place].text for place in unknown)
    return chart.whole("sents")[:6], ()


def chart_of(tokens: Sequence[Token]) -> tuple[Chart, list[int]]:
    """Return all that may stand anywhere in a text, and the places of the words that nothing is known of."""
    lexicon = load_lexicon()
    items: list[tuple[str, int, int, Any]] = []
    skips: list[dict[int, float]] = [{} for _ in range(len(tokens) + 1)]
    known = [False] * len(tokens)
    unmatched, signs = _unmatched(tokens), _opposite_signs(tokens)
    inside = inside_phrases(tokens)
    for start in range(len(tokens)):
        for category, value, end in (
            *numbers_at(tokens, start),
            *lexicon.at(tokens, start),
            *region_at(tokens, start),
        ):
            if category in APART or (category == "symbol" and region_at(tokens, start)):
                continue
            orders = category == "rank" and start == 0 and [one.text for one in tokens[end : end + 1]] == [","]
            skipped = category == "skip" or orders  # 'First, any jet ...'
            if start and skipped and _stands_for_others(tokens, start):
                continue
            if start in inside and not skipped and end <= inside[start]:
                continue
            known[start:end] = [True] * (end - start)
            if skipped:
                skips[start][end] = SKIP * (end - start)
            else:
                items.append((category, start, end, value))
        items += _added(tokens, start)
        cost = _skipped(tokens, start, unmatched, signs)
        skips[start] |= dict.fromkeys([start + 1] * (cost is not None), cost or 0.0)
        known[start] = known[start] or cost == SKIP
    for start, end in _remarks_in_brackets(tokens, skips):
        skips[start][end] = SKIP * (end - start)
    for place in _alike_charges(tokens):
        known[place] = False
    chart = Chart(rule, _closed(skips))
    chart.run(items)
    return chart, [place for place, sure in enumerate(known) if not sure]


def _remarks_in_brackets(tokens: Sequence[Token], skips: Sequence[Mapping[int, float]]) -> Iterator[tuple[int, int]]:
    """Yield what stands in brackets and says nothing: '(jet cleaning)'."""
    for start, token in enumerate(tokens):
        place = start + 1
        while token.text == "(" and place < len(tokens) and tokens[place].text != ")" and skips[place]:
            place = max(skips[place])
        if token.text == "(" and start + 1 < place < len(tokens) and tokens[place].text == ")":
            yield start, place + 1


def _stands_for_others(tokens: Sequence[Token], start: int) -> bool:
    """'... and both must be isolated': it does not say of what both."""
    behind = tokens[start + 1].text.lower() if start + 1 < len(tokens) else ""
    return tokens[start].text.lower() in {"both", "all"} and behind in words()["main verbs"]


def inside_phrases(tokens: Sequence[Token]) -> dict[int, int]:
    """Return the places inside phrases that say nothing, as the 'for' of 'calls for', and where these end."""
    lexicon = load_lexicon()
    ends = [
        [end for category, _, end in lexicon.at(tokens, place) if category == "skip"] for place in range(len(tokens))
    ]
    return {at: end for place, some in enumerate(ends) for end in some for at in range(place + 1, end)}


def _added(tokens: Sequence[Token], start: int) -> Iterator[tuple[str, int, int, Any]]:
    """Yield items that a word is because of its neighbours."""
    token = tokens[start]
    if token.text.lower() in DEFINITE and next(numbers_at(tokens, start + 1), None):
        yield "the", start, start + 1, "the"
    if token.key.lower() in EVENTS:
        yield "event", start, start + 1, ""
    if token.text in {"-", "–"} and 0 < start < len(tokens) - 1 and tokens[start + 1].kind == "number":
        yield "to", start, start + 1, "to"


def _skipped(tokens: Sequence[Token], start: int, unmatched: set[int], signs: set[str]) -> float | None:
    """Return what it costs to leave a sign out, None if it cannot be."""
    token = tokens[start]
    if token.text in {",", ";"}:
        return COMMA
    charge = token.text in signs and start and token.glued and tokens[start - 1].kind == "word"
    hyphen = token.text == "-" and (_hyphen(tokens, start) or _ends_charges(tokens, start))
    return SKIP if charge or hyphen or token.text in {".", '"', "'", "`"} or start in unmatched else None


def _alike_charges(tokens: Sequence[Token]) -> list[int]:
    """Return the places of charges that are raised, where all are the same, as in a same-sign pair."""
    raised = [(place, script) for place, one in enumerate(tokens) for script in one.scripts if script in CHARGES]
    return [place for place, _ in raised] if len(raised) > 1 and len({sign for _, sign in raised}) == 1 else []


def _opposite_signs(tokens: Sequence[Token]) -> set[str]:
    """Return the signs of charges that say nothing new: one of each, as in e±μ∓ and e+e-, but not ℓ±ℓ±."""
    texts = [token.text for token in tokens]
    return {"±", "∓"} if "∓" in texts and texts.count("±") == 1 else {"+"} if texts.count("+") == 1 else set()


def _hyphen(tokens: Sequence[Token], place: int) -> bool:
    return (
        0 < place < len(tokens) - 1
        and tokens[place - 1].kind == "word"
        and tokens[place + 1].kind == "word"
        and tokens[place].glued
    )


def _ends_charges(tokens: Sequence[Token], place: int) -> bool:
    """The last sign of 'e+e- or mu+mu-', which what these are called ends before."""
    texts = [one.text for one in tokens[max(0, place - 3) : place + 2]]
    return len(texts) > 3 and texts[1] == "+" and texts[0] == texts[2] and texts[4:] in ([], [")"], [","])


def _closed(skips: Sequence[dict[int, float]]) -> list[dict[int, float]]:
    """Return for each place all that can be reached by leaving words out, the cheapest way."""
    reached: list[dict[int, float]] = [{} for _ in skips]
    for start in range(len(skips) - 1, -1, -1):
        reached[start][start] = 0.0
        for end, cost in skips[start].items():
            for there, more in reached[end].items():
                reached[start][there] = min(reached[start].get(there, 99.0), cost + more)
    return reached


def _unmatched(tokens: Sequence[Token]) -> set[int]:
    """Return the brackets without a partner."""
    still, wrong = [], set()
    for place, token in enumerate(tokens):
        if token.text in {"(", "["}:
            still.append(place)
        elif token.text in {")", "]"}:
            if still:
                still.pop()
            else:
                wrong.add(place)
    return wrong | set(still)
