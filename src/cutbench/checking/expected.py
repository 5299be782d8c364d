"""What a benchmark expects: the events and the cutflow of its reference, as they were once written down."""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import pairwise

from pydantic import TypeAdapter, ValidationError

from cutbench.benchmarks import Benchmark, Fault, fault_of
from cutbench.errors import CutbenchError
from cutbench.files import read_json
from cutbench.schema.base import LARGEST, first_fault
from cutbench.schema.events import CutflowStep, SelectedEvents

Identity = tuple[int, int]
Faults = Iterator[Fault]


def read_expected(benchmark: Benchmark, faults: list[Fault]) -> SelectedEvents | None:
    """Return what is expected, None if it cannot be read; faults are added to a list."""
    path = benchmark.folder / "expected/events.json"
    try:
        found = SelectedEvents.read(path) if path.exists() else None
    except CutbenchError as error:
        faults.append(fault_of(path, error))
        return None
    if found is None:
        return None
    if not found.selected:
        faults.append(Fault(path, "no event is selected: whatever a program does is compared with nothing"))
    faults += [
        Fault(path, f"run {run}, event {event} stands in it {count} times")
        for (run, event), count in Counter(found.selected).items()
        if count > 1
    ]
    return found.model_copy(update={"cutflow": _read_cutflow(benchmark, found, faults)})


def _read_cutflow(benchmark: Benchmark, found: SelectedEvents, faults: list[Fault]) -> tuple[CutflowStep, ...]:
    """Return the cutflow, of whichever file has one."""
    path = benchmark.folder / "expected/cutflow.json"
    try:
        steps = TypeAdapter(tuple[CutflowStep, ...]).validate_python(read_json(path, LARGEST)) if path.exists() else ()
    except CutbenchError as error:
        faults.append(fault_of(path, error))
        return found.cutflow
    except ValidationError as error:
        faults.append(Fault(path, first_fault(error)))
        return found.cutflow
    if found.cutflow and steps != found.cutflow:
        faults.append(Fault(path, "is not the cutflow that stands in expected/events.json"))
    faults += _cutflow(benchmark, steps, len(set(found.selected)))
    return steps or found.cutflow


def _cutflow(benchmark: Benchmark, steps: tuple[CutflowStep, ...], n_selected: int) -> Faults:
    path = benchmark.folder / "expected/cutflow.json"
    coded = [cut.id for cut in benchmark.coded_cuts]
    for before, step in pairwise(steps):
        if step.n_events > before.n_events:
            yield Fault(path, f"rises from {before.n_events} to {step.n_events} events", step.cut)
    for step in steps:
        if coded and step.cut not in coded:
            yield Fault(path, "there is no cut of that id that is coded", step.cut)
    if not steps:
        yield Fault(path, "is empty: where a program differs cannot be told")
    elif n_selected and steps[-1].n_events != n_selected:
        yield Fault(path, f"ends at {steps[-1].n_events}, but {n_selected} events are selected", steps[-1].cut)
    for cut in coded if steps else ():
        if cut not in {step.cut for step in steps}:
            yield Fault(path, "has no row of this cut", cut, weight="warning")


def check_identities(benchmark: Benchmark, expected: SelectedEvents, there: Collection[Identity]) -> Faults:
    """Yield the events that are expected and not in the file."""
    path, strangers = benchmark.folder / "expected/events.json", sorted(set(expected.selected) - set(there))
    if strangers:
        run, event = strangers[0]
        more = f" and {len(strangers) - 1} more" if len(strangers) > 1 else ""
        yield Fault(path, f"run {run}, event {event}{more}: no event of {benchmark.data.standin} has these numbers")
