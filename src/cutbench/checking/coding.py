"""The part of coding: events, what is expected of them, the reference, and the curated list beside it."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from cutbench.benchmarks import Benchmark, Fault, fault_of
from cutbench.benchmarks.folder import DATA, MARKER
from cutbench.checking.expected import check_identities, read_expected
from cutbench.checking.reference import Reference
from cutbench.checking.selections import Beside, TypedList
from cutbench.comparison import compare
from cutbench.errors import CutbenchError
from cutbench.events import FileSource, load_format
from cutbench.language import read_text
from cutbench.schema.events import Execution, SelectedEvents
from cutbench.selection import monitored, skeleton_of_benchmark

Faults = Iterator[Fault]


class Coding(NamedTuple):
    """How many events there are, and how many of them the reference selects; None where that is not known."""

    faults: list[Fault]
    n_events: int | None = None
    n_selected: int | None = None


def check_coding(benchmark: Benchmark, at_fault: Collection[str], seconds: float) -> Coding:
    """Check events, expectation, reference and list; cuts that are `at_fault` already are left out of all runs."""
    faults: list[Fault] = []
    expected = read_expected(benchmark, faults)
    faults += _task(benchmark)
    source = _opened(benchmark, faults)
    reference = Reference(benchmark.reference_program, benchmark.events, seconds)
    if source is None:
        return Coding([*faults, *_without_events(benchmark, reference)])
    with source:
        cuts = [cut for cut in benchmark.coded_cuts if cut.statements and cut.id not in at_fault]
        typed = TypedList(skeleton_of_benchmark(benchmark), cuts, source)
        faults += _events(benchmark, typed, expected)
        out = [cut.id for cut in benchmark.coded_cuts if cut not in typed.cuts]
        out += sorted(set(at_fault) - {cut.id for cut in benchmark.cuts})  # the reference may have them all the same
        faults += [*_monitored(benchmark, typed), *_beside(benchmark, typed, reference, expected, out)]
    ran = reference.without().events
    faults += _frozen(benchmark, ran, expected) if ran and expected and expected.selected else []
    return Coding(faults, source.n_events, len(set(ran.selected)) if ran else None)


def _without_events(benchmark: Benchmark, reference: Reference) -> Faults:
    """Say what cannot be looked at; whether the reference fails because of the events nobody knows, so that is said."""
    message = "not checked without it: what the list and the reference select"
    yield Fault(benchmark.events, message, weight="unchecked")
    program = benchmark.reference_program
    if program.is_file() and (problem := reference.without().problem):
        yield Fault(program, f"not checked without events; on what there is it {problem}", weight="unchecked")


def _task(benchmark: Benchmark) -> Faults:
    for path in (benchmark.folder / "task.md", benchmark.folder / "variables.md"):
        try:
            if path.is_file() and not read_text(path).strip():
                yield Fault(path, "is empty")
        except CutbenchError as error:
            yield fault_of(path, error)


def _opened(benchmark: Benchmark, faults: list[Fault]) -> FileSource | None:
    """Return the events, None if they cannot be read."""
    try:
        format_ = load_format(benchmark.event_format, benchmark.data.means)
    except CutbenchError as error:
        faults.append(Fault(benchmark.folder / DATA, f"format or means: {error}"))
        return None
    if not benchmark.events.is_file():
        return None  # its name is a fault of data.yaml already
    try:
        source = FileSource(benchmark.events, format_.model_dump())
        source.numbers()
    except CutbenchError as error:
        faults.append(fault_of(benchmark.events, error))
        return None
    return source


def _events(benchmark: Benchmark, typed: TypedList, expected: SelectedEvents | None) -> Faults:
    """Yield what is wrong with the events; cuts that need what they lack are taken out of the list."""
    there, n_events = typed.identities(), typed.source.n_events
    if len(there) < n_events:
        yield Fault(benchmark.events, f"{n_events} events have {len(there)} different numbers")
    if expected:
        yield from check_identities(benchmark, expected, there)
    lacking = typed.faults(benchmark) if typed.compiles() else []
    yield from lacking
    without = {fault.place for fault in lacking}
    unfit = "" in without or not typed.compiles()
    typed.cuts = [] if unfit else [cut for cut in typed.cuts if cut.id not in without]


def _beside(
    benchmark: Benchmark, typed: TypedList, reference: Reference, expected: SelectedEvents | None, out: Sequence[str]
) -> Faults:
    """Compare list and reference; where the reference does not run, its cutflow as it was once written down counts."""
    ran, program = reference.without(), benchmark.reference_program
    if ran.events is None and program.is_file():
        yield Fault(program, ran.problem)
    if "" in out or not typed.cuts:
        why = "a line that is no cut is at fault" if "" in out else "no cut of it can be applied"
        message = f"not checked: the list beside the reference, as {why}"
        yield Fault(benchmark.selection, message, weight="unchecked")
        return
    try:
        if ran.events is not None:
            yield from Beside(benchmark, typed, reference, list(out)).check()
            return
        yield Fault(program, "not checked without it: the list with each cut left out", weight="unchecked")
        if expected:
            yield from _beside_expected(benchmark, typed, expected, out)
    except CutbenchError as error:
        yield Fault(benchmark.selection, f"the list cannot be applied to the events: {error}")


def _beside_expected(benchmark: Benchmark, typed: TypedList, expected: SelectedEvents, out: Sequence[str]) -> Faults:
    """Compare cutflows as far as no cut is missing: behind one that is, all numbers differ."""
    order = [cut.id for cut in benchmark.coded_cuts]
    known = order[: min((order.index(cut) for cut in out if cut in order), default=len(order))]
    counted = {step.cut: step.n_events for step in typed.without(*out).cutflow}
    for step in expected.cutflow:
        if step.cut in known and counted.get(step.cut) != step.n_events:
            message = f"{counted.get(step.cut)} events are left, but {step.n_events} in expected/cutflow.json"
            yield Fault(benchmark.selection, message, step.cut)
            return


def _monitored(benchmark: Benchmark, typed: TypedList) -> Faults:
    for name in benchmark.monitored:
        try:
            plan = typed.skeleton.plan(typed.cuts)
            if name in plan.defines:  # else it is a fault of benchmark.yaml already
                monitored(plan, typed.source, [name])
        except CutbenchError as error:
            yield Fault(benchmark.folder / MARKER, f"monitored: {error}", name)


def _frozen(benchmark: Benchmark, ran: SelectedEvents, expected: SelectedEvents) -> Faults:
    """What was written down of the reference is what it selects today."""
    path = benchmark.folder / "expected/events.json"
    found = compare(Execution(backend="reference", exit_code=0, seconds=0, events=ran), expected)
    if found.outcome == "not_matched":
        message = f"{benchmark.reference_program.name} selects {found.n_gained} more and {found.n_lost} fewer events"
        yield Fault(path, message)
    if found.first_diverging_cut:
        name = benchmark.reference_program.name
        cutflow = benchmark.folder / "expected/cutflow.json"
        yield Fault(cutflow, f"{name} leaves another number of events", found.first_diverging_cut)
    if found.cutflow_problem:
        yield Fault(benchmark.reference_program, f"its cutflow {found.cutflow_problem}")
