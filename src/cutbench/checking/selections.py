"""The curated list on the events, beside the reference: together, and with each cut left out in turn."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from cutbench.benchmarks import Benchmark, Fault, fault_of
from cutbench.checking.reference import Reference, Run
from cutbench.comparison import compare
from cutbench.errors import CutbenchError
from cutbench.events import FileSource
from cutbench.schema.cuts import CuratedCut
from cutbench.schema.events import Comparison, CutflowStep, Execution, SelectedEvents
from cutbench.selection import Skeleton, run

MOST_DIFFERENT = 8  # cuts that differ, after which it is not asked for more
Faults = Iterator[Fault]


@dataclass
class TypedList:
    """The curated list, applied to the events of the benchmark by our engine."""

    skeleton: Skeleton
    cuts: Sequence[CuratedCut]
    source: FileSource
    _done: dict[frozenset[str], SelectedEvents] = field(default_factory=dict)

    def without(self, *left_out: str) -> SelectedEvents:
        """Return what it selects without some of its cuts.

        Raises:
            CutbenchError: the events lack something that a cut needs.
        """
        key = frozenset(left_out)
        if key not in self._done:
            found = run(self.skeleton.plan(self.cuts, without=key), self.source)
            numbers = zip(*(column[found.selected].tolist() for column in self.source.numbers()), strict=True)
            first = next((row.region for row in found.cutflow if self._is_signal(row.region)), "")
            rows = [row for row in found.cutflow if row.region == first]
            steps = tuple(CutflowStep(cut=row.cut, n_events=row.n_events) for row in rows)
            self._done[key] = SelectedEvents(selected=tuple(numbers), cutflow=steps)
        return self._done[key]

    def _is_signal(self, region: str) -> bool:
        kinds = {one.head.name: one.head.region for one in self.skeleton.analysis.blocks if one.head.kind == "region"}
        return kinds.get(region, "signal") == "signal"

    def identities(self) -> set[tuple[int, int]]:
        """Return run and event number of each event."""
        return set(zip(*(np.asarray(column).tolist() for column in self.source.numbers()), strict=True))

    def compiles(self) -> bool:
        """Whether the analysis without its cuts can be laid out."""
        try:
            self.skeleton.plan(())
        except CutbenchError:
            return False
        return True

    def faults(self, benchmark: Benchmark) -> list[Fault]:
        """Return what the events lack, by the cut that needs it."""
        try:
            self.without()
            return []
        except CutbenchError:
            pass  # which of them it is, each tells alone
        bare = TypedList(self.skeleton, (), self.source)
        try:
            bare.without()
        except CutbenchError as error:
            return [fault_of(benchmark.events, error)]
        found = []
        for cut in self.cuts:
            try:
                TypedList(self.skeleton, [cut], self.source).without()
            except CutbenchError as error:
                found.append(fault_of(benchmark.events, error, cut.id))
        return found


@dataclass
class Beside:
    """Compares the list with the reference, both without the cuts that are `out`: they are known to be at fault."""

    benchmark: Benchmark
    typed: TypedList
    reference: Reference
    out: list[str]

    def check(self) -> Faults:
        """Yield the cuts that select other events than the reference does, and those that no event needs."""
        yield from self._unknown()
        base = self.reference.without(*self.out)
        if base.events is None:
            yield Fault(self.benchmark.reference_program, base.problem + self._skipping(self.out))
            yield self._unchecked("each cut of the list against the reference")
            return
        yield from self._together(base)
        yield from self._one_by_one()

    def _unknown(self) -> Faults:
        """Cuts at fault that the reference does not know cannot be left out of it."""
        if self.reference.without().events is None:
            return
        runs = zip(list(self.out), self.reference.each([(cut,) for cut in self.out]), strict=True)
        unknown = [cut for cut, found in runs if found.events is None]
        self.out = [cut for cut in self.out if cut not in unknown]
        for cut in unknown:
            if cut in {one.id for one in self.benchmark.cuts}:
                yield self._fault_of_run(cut, self.reference.without(cut))

    def _together(self, base: Run) -> Faults:
        """Leave out one cut after the other that is the first to differ, until nothing does."""
        for _ in range(MOST_DIFFERENT):
            found = self._compared(self.out, base)
            if found is None:
                return
            cut = found.first_diverging_cut
            yield self._differs(found, cut or "", self.out)
            if cut is None or cut in self.out:
                yield self._unchecked("which cuts it is")
                return
            self.out = [*self.out, cut]
            base = self.reference.without(*self.out)
            if base.events is None:
                yield self._fault_of_run(cut, base)
                self.out = self.out[:-1]
                return
        yield self._unchecked(f"whether more than {MOST_DIFFERENT} cuts differ")

    def _one_by_one(self) -> Faults:
        left = [cut.id for cut in self.typed.cuts if cut.id not in self.out]
        runs = dict(zip(left, self.reference.each([(*self.out, cut) for cut in left]), strict=True))
        failed = [cut for cut, found in runs.items() if found.events is None]
        if len(failed) == len(left) > 1:
            message = f"no cut can be left out: --skip {failed[0]}: {runs[failed[0]].problem}"
            yield Fault(self.benchmark.reference_program, message)
            yield self._unchecked("the list with each cut left out")
            return
        given_up = [cut for cut in failed if runs[cut].given_up]
        if given_up:
            yield self._unchecked(f"the list without {', '.join(given_up)}: {runs[given_up[0]].problem}")
        alike = self._compared(self.out, self.reference.without(*self.out)) is None
        for cut in left:
            if cut not in given_up:
                yield from self._left_out(cut, runs[cut], alike)

    def _left_out(self, cut: str, found: Run, alike: bool) -> Faults:
        """Yield what is wrong where a cut is left out; `alike` says whether nothing is with it."""
        if found.events is None:
            yield self._fault_of_run(cut, found)
            return
        different = self._compared([*self.out, cut], found)
        if different and alike:
            yield self._differs(different, cut, [*self.out, cut])
        if not different and not alike:
            name = self.benchmark.reference_program.name
            yield Fault(self.benchmark.selection, f"selects other events than {name}: without it both agree", cut)
        if set(self.typed.without(*self.out, cut).selected) == set(self.typed.without(*self.out).selected):
            message = "no event needs it: without it the same events are selected"
            yield Fault(self.benchmark.events, message, cut, weight="warning")

    def _compared(self, out: Collection[str], reference: Run) -> Comparison | None:
        """Return in what the list differs from the reference, None if in nothing."""
        if reference.events is None:
            return None
        mine = Execution(backend="list", exit_code=0, seconds=0, events=self.typed.without(*out))
        found = compare(mine, reference.events)
        return found if found.outcome == "not_matched" or found.first_diverging_cut else None

    def _differs(self, found: Comparison, cut: str, out: Sequence[str]) -> Fault:
        """Say how; where one was left out to find it, that is said, too."""
        name = f"{self.benchmark.reference_program.name}{' where it is left out' * (cut in out)}"
        rest = self._skipping([one for one in out if one != cut])
        if not found.wrong_events:
            return Fault(self.benchmark.selection, f"leaves another number of events than {name}{rest}", cut)
        one = found.wrong_events[0]
        counts = f"{found.n_gained} more, {found.n_lost} fewer, such as run {one.run} event {one.event}"
        return Fault(self.benchmark.selection, f"selects other events than {name}: {counts}{rest}", cut)

    def _fault_of_run(self, cut: str, found: Run) -> Fault:
        return Fault(self.benchmark.reference_program, f"--skip {cut}: {found.problem}", cut)

    def _skipping(self, out: Sequence[str]) -> str:
        return f" (without {', '.join(out)})" if out else ""

    def _unchecked(self, what: str) -> Fault:
        return Fault(self.benchmark.reference_program, f"not checked: {what}", weight="unchecked")
