"""What is compared with which numbers in a sentence."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cutbench.cuts.clauses import Clause
from cutbench.cuts.predicate import Operator
from cutbench.cuts.subjects import is_unknown, momentum_of, variable_after, variable_for
from cutbench.cuts.tokens import (
    MIRRORED,
    Number,
    OperatorWord,
    find_numbers,
    find_operators,
)
from cutbench.cuts.vocabulary import Found

LIST_GAP = re.compile(r"[\s,/]*(?:and|or|,)?[\s(]*")
# 'Of pt' after a percentage.
SHARE = (
    r"(?: of (?:the |its |their )?(?:(?:muon|electron|lepton|photon)(?:'s)? )?(?:[pe]t"
    r"|transverse (?:momentum|energy)))?"
)
CONTINUED = re.compile(
    SHARE
    + r"\s*\(?(?:for|in) [a-z0-9μ ()-]{2,40}?(?:,? (?:and|or|but)\s*(?:by |to )?|,? CHANGED)".replace(
        "CHANGED", r"(?:(?:and|but) )?(?:is )?(?:raised|increased|lowered|reduced|tightened|loosened|relaxed) to "
    )
)
IN_TURN = re.compile(r"respectively|\bleading|hardest|highest|ordered")
# '5 GeV (15 GeV for tagged ones)': what is said in the brackets is about the number in them.
ITS_OWN = re.compile(r"\s*(?:for|in|if) [^()]*\)")
BETWEEN = re.compile(r"(?:between|(?:range|window|interval)(?: of| between)?)\s*$")
WINDOW = re.compile(r"(?:range|window|from|interval|within|inside|in|of|span|cover)(?: of| from|s| \w+)?\s*[:\[(]?\s*$")
# 'Moves the mass by less than 5 MeV' is no bound on the mass.
DIFFERENCE = re.compile(r"(?<!separated )(?<!apart )\bby (?:at )?$")


@dataclass(frozen=True)
class Comparison:
    """A variable compared with one or more numbers; text from `start` to `end`."""

    variable: Found | None
    op: Operator
    numbers: tuple[Number, ...]
    start: int
    end: int
    upper: Number | None = None


def comparisons(clause: Clause) -> list[Comparison]:
    """Return what is compared with numbers in a sentence, in order: ranges, then operators with what follows them."""
    text, numbers = clause.text, find_numbers(clause.text)
    found = list(_ranges(clause, numbers))
    used = {number.start for comparison in found for number in (*comparison.numbers, comparison.upper) if number}
    for operator in find_operators(text):
        if any(comparison.start <= operator.start < comparison.end for comparison in found):
            continue
        run = _run_after(operator, [n for n in numbers if n.start not in used], text)
        run, apart = _apart(run, text)
        if run and not DIFFERENCE.search(text[: operator.start]):
            variable = None if is_unknown(clause, operator) else variable_for(clause, operator.start, run[-1].end)
            variable = variable or momentum_of(clause, operator, run[-1])
            start = _start(variable, operator.start, numbers)
            found.append(Comparison(variable, operator.op, run, start, run[-1].end))
            used |= {number.start for number in run}
            for number in (*apart, *_continued((*run, *apart)[-1], numbers, text)):
                found.append(Comparison(variable, operator.op, (number,), number.start, number.end))
                used.add(number.start)
        elif (before := _number_before(operator, numbers, text, used)) and (
            after := variable_after(clause, operator.end)
        ):
            found.append(Comparison(after, MIRRORED[operator.op], (before,), before.start, after.end))
            used.add(before.start)
    found.sort(key=lambda comparison: comparison.start)
    return _respectively(found, text) if IN_TURN.search(text) else found


def _respectively(found: list[Comparison], text: str) -> list[Comparison]:
    """Take 'x > 7 and x > 5, respectively' as one comparison with two numbers, each of which has its own object."""
    joined: list[Comparison] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and _is_same(last, one) and LIST_GAP.fullmatch(text[last.end : one.start]):
            joined[-1] = replace(last, numbers=last.numbers + one.numbers, end=one.end)
        else:
            joined.append(one)
    return joined


def _is_same(one: Comparison, other: Comparison) -> bool:
    names = [comparison.variable and comparison.variable.name for comparison in (one, other)]
    return names[0] == names[1] and one.op == other.op and not one.upper and not other.upper


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
        elif _is_worded_range(before, between, text[high.end :]):
            variable = variable_for(clause, low.start, high.end)
            yield Comparison(variable, "between", (low,), variable.start if variable else low.start, high.end, high)


def _is_worded_range(before: str, between: str, after: str) -> bool:
    return bool(
        (re.fullmatch(r"\s*and\s*", between) and BETWEEN.search(before))
        or (re.fullmatch(r"\s*(?:-|to)\s*", between) and WINDOW.search(before))
        or (re.fullmatch(r"\s*,\s*", between) and re.search(r"[\[(]\s*$", before) and re.match(r"\s*[\])]", after))
    )


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


def _apart(run: tuple[Number, ...], text: str) -> tuple[tuple[Number, ...], tuple[Number, ...]]:
    """Split a run whose last number has a class of its own in its brackets."""
    if len(run) > 1 and "(" in text[run[-2].end : run[-1].start] and ITS_OWN.match(text[run[-1].end :]):
        return run[:-1], run[-1:]
    return run, ()


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
