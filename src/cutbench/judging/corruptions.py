"""Corruptions of cuts whose verdict is known, to find out how far a judge can be trusted."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cutbench.language import numbers_of
from cutbench.schema.cuts import CuratedCut, Cut

Corrupt = Callable[[CuratedCut, random.Random], "tuple[str, str] | None"]
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\d)")
FACTORS = (0.6, 0.8, 1.2, 1.5)
OTHER_OBJECT: dict[str, str] = {"Electron": "Muon", "Muon": "Electron"}
OTHER_UNIT = {"GeV": "MeV", "MeV": "GeV", "TeV": "GeV", "mm": "cm", "cm": "mm"}
THOUSANDTH = {"GeV": "MeV", "TeV": "GeV", "mm": "um"}
FLIPS = (("<", ">"), ("below", "above"), ("at least", "at most"), ("at most", "at least"), (">", "<"))
WORDS = (("<", "below"), (">", "above"), ("at least", "no fewer than"), ("at most", "no more than"))
CONDITIONS = (
    (r"\bsame-flavour\b(?!, opp)", "different-flavour"),
    (r"\bdifferent-flavour\b", "same-flavour"),
    (r"\b[Cc]alorimeter-tagged\b", "segment-tagged"),
    (r"\((\d)mu\)", r"(\1e)"),
)


def same_words(cut: CuratedCut, draw: random.Random) -> tuple[str, str]:
    """Leave the cut as it is."""
    return cut.object, cut.text


def operator_in_words(cut: CuratedCut, draw: random.Random) -> tuple[str, str] | None:
    """Say the operator in other words: the same cut. Ranges have two operators, which words cannot replace in place."""
    for sign, words in WORDS:
        if len(re.findall(r"[<>]", cut.text)) < 2 and re.search(rf"{sign}(?!=)", cut.text, re.IGNORECASE):
            return cut.object, re.sub(rf"{sign}(?!=)", words, cut.text, count=1, flags=re.IGNORECASE)
    return None


def thousandth_of_unit(cut: CuratedCut, draw: random.Random) -> tuple[str, str] | None:
    """Give a single number in a unit a thousand times smaller: the same cut."""
    numbers = NUMBER.findall(cut.text)
    found = re.search(rf"(\d+(?:\.\d+)?) ({'|'.join(THOUSANDTH)})\b", cut.text)
    if not found or len([n for n in numbers if float(n) in _values(cut)]) != 1:
        return None
    return cut.object, cut.text.replace(found[0], f"{float(found[1]) * 1000:g} {THOUSANDTH[found[2]]}")


def other_number(cut: CuratedCut, draw: random.Random) -> tuple[str, str] | None:
    """Change one of the numbers that the cut requires."""
    places = [match for match in NUMBER.finditer(cut.text) if float(match[0]) in _values(cut)]
    if not places:
        return None
    place = draw.choice(places)
    value = float(place[0])
    changed = value + draw.choice((1, 2)) if _counts(cut) else value * draw.choice(FACTORS)
    return cut.object, f"{cut.text[: place.start()]}{changed:.3g}{cut.text[place.end() :]}"


def other_operator(cut: CuratedCut, draw: random.Random) -> tuple[str, str] | None:
    """Turn the operator around, where there is but one."""
    if len(re.findall(r"[<>]", cut.text)) > 1 or "veto" in cut.text.lower():
        return None
    for one, other in FLIPS:
        if re.search(rf"{one}(?!=)", cut.text, re.IGNORECASE):
            return cut.object, re.sub(one, other, cut.text, count=1, flags=re.IGNORECASE)
    return None


def other_unit(cut: CuratedCut, draw: random.Random) -> tuple[str, str] | None:
    """Take a unit that makes the number wrong."""
    found = re.search(rf"(?<=\d )({'|'.join(OTHER_UNIT)})\b", cut.text)
    return (cut.object, cut.text[: found.start()] + OTHER_UNIT[found[1]] + cut.text[found.end() :]) if found else None


def other_object(cut: CuratedCut, draw: random.Random) -> tuple[str, str] | None:
    """State what is required of electrons for muons, and the other way round."""
    other = OTHER_OBJECT.get(cut.object)
    if other is None or not _values(cut):
        return None
    return other, re.sub(cut.object, other, cut.text, flags=re.IGNORECASE)


def other_condition(cut: CuratedCut, draw: random.Random) -> tuple[str, str] | None:
    """Let it hold for other pairs, muons or channels, where it holds for some only."""
    if not any(" ? " in statement for statement in cut.statements):
        return None
    for words, others in CONDITIONS:
        if re.search(words, cut.text):
            return cut.object, re.sub(words, others, cut.text, count=1)
    return None


@dataclass(frozen=True)
class Kind:
    """A way to corrupt a cut; `allowed` are the verdicts that are right, the first one the best."""

    corrupt: Corrupt
    allowed: tuple[str, ...]


NOT_CORRECT = ("contradictory", "neither")
KINDS = {
    "same words": Kind(same_words, ("correct",)),
    "operator in words": Kind(operator_in_words, ("correct",)),
    "other unit, same value": Kind(thousandth_of_unit, ("correct",)),
    "other number": Kind(other_number, ("contradictory",)),
    "other operator": Kind(other_operator, NOT_CORRECT),
    "wrong unit": Kind(other_unit, ("contradictory",)),
    "wrong object": Kind(other_object, NOT_CORRECT),
    "wrong condition": Kind(other_condition, NOT_CORRECT),
}
DECOY, DROPPED = "decoy", "dropped"


@dataclass(frozen=True)
class Line:
    """A cut of a calibration list; `of` is the curated cut that it was made from, None for a decoy."""

    cut: Cut
    kind: str
    allowed: tuple[str, ...]
    of: str | None


@dataclass(frozen=True)
class CalibrationList:
    """A cut list with known verdicts, and a curated cut that it does not have in any form."""

    lines: tuple[Line, ...]
    dropped: str


def calibration_lists(
    curated: Sequence[CuratedCut], decoys: Sequence[Cut], *, n_lists: int, n_lines: int, seed: int = 0
) -> Iterator[CalibrationList]:
    """Yield `n_lists` lists of `n_lines` lines each, the last of them a decoy if there are any; repeatable by `seed`.

    The kinds of corruption take turns, each on a cut that it can be applied to.
    """
    draw = random.Random(f"calibration {seed}")  # noqa: S311  (no secret: a repeatable draw)
    names = list(KINDS)
    turn = 0
    for _ in range(n_lists):
        cuts = draw.sample(list(curated), len(curated))
        lines: list[Line] = []
        while len(lines) < n_lines - bool(decoys):
            lines.append(_line(names[turn % len(names)], cuts, curated, draw, len(lines)))
            turn += 1
        if decoys:
            decoy = draw.choice(list(decoys)).model_copy(update={"id": f"k{len(lines) + 1}"})
            lines.append(Line(decoy, DECOY, ("neither",), None))
        yield CalibrationList(tuple(lines), cuts[0].id)


def _line(name: str, cuts: list[CuratedCut], curated: Sequence[CuratedCut], draw: random.Random, place: int) -> Line:
    """Take the first cut that can be corrupted this way, else the next as it is."""
    for kind in (name, "same words"):
        for index, cut in enumerate(cuts[:-1]):
            corrupted = KINDS[kind].corrupt(cut, draw)
            if corrupted and not any(_demands(other, corrupted[0], cut) for other in curated if kind == "wrong object"):
                del cuts[index]
                made = Cut(id=f"k{place + 1}", object=corrupted[0], text=corrupted[1])
                return Line(made, kind, KINDS[kind].allowed, cut.id)
    raise ValueError("more lines than curated cuts")


def _demands(other: CuratedCut, of: str, cut: CuratedCut) -> bool:
    """Whether `other` demands of the object `of` what `cut` demands: then the wrong object is a right one."""
    return other.object == of and bool(_bodies(other) & _bodies(cut))


def _bodies(cut: CuratedCut) -> set[str]:
    """Return what a cut asks for, whatever it asks it of."""
    bodies = (statement.partition(": ")[2] for statement in (*cut.statements, *cut.accepted))
    return {body.replace(f"({cut.object.lower()})", "") for body in bodies}


def _counts(cut: CuratedCut) -> bool:
    return any("size(" in statement for statement in cut.statements)


def _values(cut: CuratedCut) -> set[float]:
    return numbers_of(cut.statements)
