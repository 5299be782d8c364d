"""Lists with known verdicts, to find out how far a judge can be trusted: each written as people would, in one style."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cutbench.benchmarks import Benchmark
from cutbench.judging.changes import Statements
from cutbench.judging.corruptions import KINDS, Corruptions, written
from cutbench.language import STYLES, Language
from cutbench.reading import group_of
from cutbench.schema.cuts import CuratedCut, Cut

DECOY, DROPPED = "decoy", "dropped"


@dataclass(frozen=True)
class Line:
    """A cut of a calibration list; `of` is the curated cut that it was made from, None for a decoy.

    `statements` are what its words say.
    """

    cut: Cut
    kind: str
    allowed: tuple[str, ...]
    of: str | None
    statements: Statements = ()


@dataclass(frozen=True)
class CalibrationList:
    """A cut list with known verdicts, all in one style, and a curated cut that it does not have in any form."""

    lines: tuple[Line, ...]
    dropped: str
    style: str


@dataclass(frozen=True)
class Decoy:
    """A requirement of another analysis; `language` has the names in its statements."""

    object: str
    text: str
    statements: Statements
    language: Language


def calibration_lists(
    benchmark: Benchmark, decoys: Sequence[Decoy], *, n_lists: int, n_lines: int, seed: int = 0
) -> Iterator[CalibrationList]:
    """Yield `n_lists` lists of `n_lines` lines each, the last of them a decoy if there are any; repeatable by `seed`.

    The kinds of corruption take turns, each on a cut that it can be applied to; the styles take turns list by list.
    """
    draw = random.Random(f"calibration {seed}")  # noqa: S311  (no secret: a repeatable draw)
    corruptions = Corruptions(benchmark, benchmark.language.opened())
    names = list(KINDS)
    turn = 0
    for number in range(n_lists):
        maker = _Maker(corruptions, draw, STYLES[number % len(STYLES)])
        cuts = draw.sample(list(benchmark.cuts), len(benchmark.cuts))
        lines: list[Line] = []
        while len(lines) < n_lines - bool(decoys):
            lines.append(maker.line(names[turn % len(names)], cuts, f"k{len(lines) + 1}"))
            turn += 1
        if decoys:
            lines.append(maker.decoy(draw.choice(list(decoys)), f"k{len(lines) + 1}"))
        yield CalibrationList(tuple(lines), cuts[0].id, maker.style)


@dataclass(frozen=True)
class _Maker:
    """Makes the lines of a list."""

    corruptions: Corruptions
    draw: random.Random
    style: str

    def line(self, name: str, cuts: list[CuratedCut], line_id: str) -> Line:
        """Take the first cut out of `cuts` that can be corrupted this way, else the next as it is."""
        for kind in (name, "same"):
            for index, cut in enumerate(cuts[:-1]):
                options = self.corruptions.of(kind, cut)
                made = self.draw.choice(options) if options else ()
                text = written(made, self.style, self.corruptions.language) or (cut.text if kind == "same" else "")
                if text:
                    del cuts[index]
                    shown = Cut(id=line_id, object=self._group(made, cut), text=text)
                    return Line(shown, kind, KINDS[kind].allowed, cut.id, made)
        raise ValueError("more lines than curated cuts")

    def decoy(self, decoy: Decoy, line_id: str) -> Line:
        """Write a decoy in the style of the list, or as it stands where the cut language cannot say it."""
        text = written(decoy.statements, self.style, decoy.language) or decoy.text
        return Line(Cut(id=line_id, object=decoy.object, text=text), DECOY, ("neither",), None, decoy.statements)

    def _group(self, made: Statements, cut: CuratedCut) -> str:
        """Return the group that a cut is listed in: that of the other object, if it is about another one."""
        heads = [one.head for one in made]
        same = heads == [one.head for one in self.corruptions.parsed(cut.statements)]
        return cut.object if same else group_of(heads[0].name)
