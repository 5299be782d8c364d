"""Cut lists made runnable: an analysis without its cuts, and the cuts put into it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cutbench.benchmarks import Benchmark
from cutbench.errors import CutbenchError
from cutbench.language import Analysis, Language
from cutbench.schema.cuts import Cut
from cutbench.selection.compose import compose, skeleton_of
from cutbench.selection.plan import Plan, compile_analysis
from cutbench.selection.program import write_program


@dataclass(frozen=True)
class Skeleton:
    """What a cut list is put into to run: objects, composites and regions of an analysis, without its cuts.

    Cuts with an id in `not_coded` are not applied.
    """

    analysis: Analysis
    language: Language
    not_coded: frozenset[str] = frozenset()

    def with_cuts(self, cuts: Iterable[Cut]) -> Analysis:
        """Return the analysis with these cuts in it.

        Raises:
            CutbenchError: a statement does not parse, or is about a composite that the analysis does not have.
        """
        parsed = [(cut.id, self.language.parse(text)) for cut in cuts for text in cut.statements]
        return compose(self.analysis, parsed)

    def plan(self, cuts: Collection[Cut], without: Collection[str] = ()) -> Plan:
        """Return the cuts ready to run, but those with an id in `without`.

        Raises:
            CutbenchError: see `with_cuts` and `compile_analysis`.
        """
        order = [cut.id for cut in cuts if cut.statements]
        left_out = {*self.not_coded, *without}
        return compile_analysis(self.with_cuts(cuts), self.language.names, order=order, without=left_out)

    def program(self, cuts: Collection[Cut], event_format: Mapping[str, Any]) -> str:
        """Return the cuts as a stand-alone program for events of a format.

        Raises:
            CutbenchError: see `with_cuts` and `write_program`.
        """
        order = [cut.id for cut in cuts if cut.statements]
        return write_program(
            self.with_cuts(cuts), self.language.names, event_format, order=order, without=self.not_coded
        )

    def runs(self, cut: Cut) -> str:
        """Return what keeps a cut from running, '' if nothing does."""
        try:
            self.plan([cut])
        except CutbenchError as error:
            return str(error)
        return "" if cut.statements else f"cut {cut.id}: nobody has read it"


def skeleton_of_benchmark(benchmark: Benchmark) -> Skeleton:
    """Return what lists of cuts of a benchmark are put into."""
    return Skeleton(skeleton_of(benchmark.analysis), benchmark.language, frozenset(benchmark.not_coded))
