"""Speed of the event selection beside what one would pick instead, in one run, as ratios.

    python benchmarks/event_selection.py --sizes 1000 100000 1000000

Events are the stand-in events, repeated. `in memory` is the selection alone, `with reading` starts from the file,
`process` from nothing. The rows: the engine; the masks of the first edition, from the history of this repository; the
hand-written reference; a plain loop over events (object cuts and counting only); the written-out program; coffea's
NanoEvents with the PHYSLITE schema (object cuts and the masses of all quadruplets only, without tracks and vertices;
where it is installed). Sizes beyond `--piece` are worked on piece by piece, as one would with a large file.
"""

import argparse
import importlib.util
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import awkward as ak
import numpy as np
from timing import in_pieces, repeated, seconds

from cutbench.benchmarks import Benchmark, load_benchmark
from cutbench.events import FileSource, load_format
from cutbench.selection import run, skeleton_of_benchmark
from cutbench.selection.picked import Picked

ROOT = Path(__file__).parents[1]
FOLDER = Path("resources/groundtruth/atlas_h4l")
REFERENCE = ROOT / FOLDER / "reference_selection.py"
LONGEST_REFERENCE = 100_000  # events
LONGEST_LOOP = 10_000  # beyond, a loop in Python takes minutes and its rate does not change


@dataclass(frozen=True)
class Row:
    """A row of the table."""

    what: str
    who: str
    n_events: int
    seconds: float


@dataclass(frozen=True)
class Task:
    """What all have to do. Events in memory are made in pieces of at most `piece`."""

    benchmark: Benchmark
    events: dict[str, Any]  # their format
    n_events: int
    sizes: list[int]
    piece: int

    def parts(self) -> Iterator[tuple[int, int, int]]:
        """Yield each size, the size of its pieces and how many there are."""
        for size in self.sizes:
            yield size, min(size, self.piece), math.ceil(size / self.piece)


def main() -> None:
    """Measure, print the table and write it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--piece", type=int, default=100_000)
    parser.add_argument("--old-source", default="609d747^", help="folder or revision with the masks; '' for none")
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    task = task_of(options.sizes, options.piece)
    rows = [*engine(task), *old_masks(task, options.old_source), *reference(task), *with_coffea(task), *processes(task)]
    rows.sort(key=lambda row: (row.what, row.n_events))
    print_table(rows)
    if options.output:
        options.output.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")


def task_of(sizes: list[int], piece: int) -> Task:
    """Return the selection of the benchmark on the stand-in events."""
    benchmark = load_benchmark(ROOT / FOLDER)
    events = load_format(benchmark.event_format, benchmark.data.means).model_dump()
    with FileSource(benchmark.events, events) as source:
        return Task(benchmark, events, source.n_events, sizes, piece)


class Tiled(Picked):
    """The events of a source over and over, `n_events` of them; columns are put together once."""

    def __init__(self, source: FileSource, n_events: int) -> None:
        super().__init__(source, np.arange(n_events) % source.n_events)
        for name in ("counts", "values", "passes", "quantity", "flag"):
            setattr(self, name, cache(getattr(self, name)))


def engine(task: Task) -> Iterator[Row]:
    """Time the engine."""
    plan = skeleton_of_benchmark(task.benchmark).plan(task.benchmark.cuts)
    with FileSource(task.benchmark.events, task.events) as source:
        for size, part, n_parts in task.parts():
            some = Tiled(source, part)  # its columns stay in memory after the first time
            yield Row("in memory", "engine", size, seconds(in_pieces(lambda some=some: run(plan, some), n_parts)))

    def from_file() -> None:
        with FileSource(task.benchmark.events, task.events) as source:
            run(plan, source)

    yield Row("with reading", "engine", task.n_events, seconds(from_file))


def old_masks(task: Task, source: str) -> Iterator[Row]:
    """Time the masks of the first edition; without its sources there are no rows."""
    with tempfile.TemporaryDirectory() as folder:
        old = Path(source) if Path(source).is_dir() else unpacked(source, Path(folder))
        if not source or not old:
            print(f"The masks of the first edition are left out: no sources at '{source}'.", file=sys.stderr)
            return
        sizes = ["--piece", str(task.piece), "--sizes", *map(str, task.sizes)]
        found = subprocess.run(
            [sys.executable, Path(__file__).with_name("old_masks.py"), old / FOLDER, *sizes],
            env=os.environ | {"PYTHONPATH": str(old / "src")},
            check=True,
            capture_output=True,
        )
    *in_memory, with_reading = json.loads(found.stdout)
    yield from (Row("in memory", "old masks", n, time) for n, time in zip(task.sizes, in_memory, strict=True))
    yield Row("with reading", "old masks", task.n_events, with_reading)


def unpacked(revision: str, folder: Path) -> Path | None:
    """Put the sources of a revision into a folder; None if there is no such revision."""
    command = ["git", "-C", ROOT, "archive", "--output", folder / "old.tar", revision, "src", "resources"]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        return None
    subprocess.run(["tar", "-xf", folder / "old.tar", "-C", folder], check=True)
    return folder


def reference(task: Task) -> Iterator[Row]:
    """Time the hand-written reference, and the loop on what it reads."""
    program, path = load_program(REFERENCE), task.benchmark.events
    data = program.read(path)
    for size, part, n_parts in task.parts():
        some = {name: repeated(values, part) for name, values in data.items()} if size <= LONGEST_REFERENCE else {}
        if some:
            time = seconds(in_pieces(lambda some=some: program.select(some), n_parts))
            yield Row("in memory", "reference", size, time)
        if size <= LONGEST_LOOP:
            yield Row("in memory", "event loop", size, seconds(lambda some=some: loop(some)))
    yield Row("with reading", "reference", task.n_events, seconds(lambda: program.select(program.read(path))))


def loop(data: dict[str, ak.Array]) -> int:
    """Count events with four leptons that pass the object cuts on pt and eta, event by event."""
    left = 0
    for electrons, muons in zip(data["electrons"], data["muons"], strict=True):
        good = sum(1 for e in electrons if e.pt > 7 and abs(e.eta) < 2.47)
        good += sum(1 for mu in muons if mu.pt > 5 and abs(mu.eta) < 2.7)
        left += good >= 4
    return left


def with_coffea(task: Task) -> Iterator[Row]:
    """Time coffea, where it is installed."""
    if importlib.util.find_spec("coffea"):
        time = seconds(lambda: select_with_coffea(task.benchmark.events))
        yield Row("with reading", "coffea", task.n_events, time)


def select_with_coffea(path: Path) -> Any:
    """Apply the object cuts and form the masses of all quadruplets with NanoEvents."""
    from coffea.nanoevents import NanoEventsFactory, PHYSLITESchema

    events = NanoEventsFactory.from_root(
        {str(path): "CollectionTree"}, schemaclass=PHYSLITESchema, mode="eager"
    ).events()
    e, mu = events.Electrons, events.Muons
    e = e[(e.pt > 7_000) & (abs(e.eta) < 2.47) & (e.DFCommonElectronsLHLooseBL == 1)]
    e = e[(e.ptcone20_Nonprompt_All_MaxWeightTTVALooseCone_pt1000 / e.pt < 0.15) & (e.topoetcone20 / e.pt < 0.2)]
    mu = mu[(mu.pt > 5_000) & (abs(mu.eta) < 2.7) & ((mu.quality & 3) <= 2)]
    mu = mu[(mu.ptcone30 / mu.pt < 0.15) & (mu.topoetcone20 / mu.pt < 0.3)]
    fields = ("pt", "eta", "phi", "charge")
    leptons = ak.concatenate(
        [
            ak.zip(
                {name: some[name] for name in fields} | {"mass": ak.full_like(some.pt, mass)}, with_name="Momentum4D"
            )
            for some, mass in ((e, 0.511), (mu, 105.658))
        ],
        axis=1,
    )
    a, b, c, d = ak.unzip(ak.combinations(leptons, 4))
    return (a + b + c + d).mass


def processes(task: Task) -> Iterator[Row]:
    """Time programs from the start of Python to the end."""
    benchmark = task.benchmark
    with tempfile.TemporaryDirectory() as folder:
        written, output = Path(folder, "selection.py"), Path(folder, "out.json")
        text = skeleton_of_benchmark(benchmark).program(benchmark.cuts, task.events)
        written.write_text(text, encoding="utf-8")
        for who, script in (("written program", written), ("reference", REFERENCE)):
            command = [sys.executable, script, "--events", benchmark.events, "--output", output]
            time = seconds(lambda c=command: subprocess.run(c, check=True, capture_output=True))
            yield Row("process", who, task.n_events, time)


def load_program(path: Path) -> ModuleType:
    """Return a program as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def print_table(rows: list[Row]) -> None:
    """Print Markdown; the last column compares with the first row of the same kind and size, our own."""
    first = {(row.what, row.n_events): row for row in reversed(rows)}
    print("| | who | events | events/s | the first is |\n|---|---|---|---|---|")
    for row in rows:
        ratio = row.seconds / first[row.what, row.n_events].seconds
        rate = row.n_events / row.seconds
        print(f"| {row.what} | {row.who} | {row.n_events:,} | {rate:,.0f} | {ratio:.2f} times as fast |")


if __name__ == "__main__":
    main()
