"""Speed of the event selection beside what one would pick instead, in one run, as ratios.

    python benchmarks/event_selection.py --sizes 1000 100000 1000000

Events are the stand-in events, repeated. `in memory` is the selection alone, `with reading` starts from the file. The
rows: the hand-written reference, the masks compiled from the curated cuts, the written-out program as a process of its
own, coffea's NanoEvents with the PHYSLITE schema (object cuts and the masses of all quadruplets only, without tracks
and vertices; where it is installed), and a plain loop over events (object cuts and counting only). Sizes beyond
`--piece` are worked on piece by piece, as one would with a large file.
"""

import argparse
import importlib.util
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import awkward as ak

from cutbench.benchmarks import load_benchmark
from cutbench.events import read_events
from cutbench.selection import compile_cuts, select, write_program

ROOT = Path(__file__).parents[1]
LONGEST_LOOP = 10_000  # events; beyond, a loop in Python takes minutes and its rate does not change
FOLDER = ROOT / "resources/groundtruth/atlas_h4l"


def main() -> None:
    """Measure, print the table and write it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--piece", type=int, default=100_000)
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    benchmark = load_benchmark(FOLDER)
    rows = [*in_memory(benchmark, options.sizes, options.piece), *with_reading(benchmark)]
    print_table(rows)
    if options.output:
        options.output.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def in_memory(benchmark: Any, sizes: list[int], piece: int) -> list[dict[str, Any]]:
    """Time the selections on events that are in memory already."""
    reference = load_program(FOLDER / "reference_selection.py")
    requirements = compile_cuts(benchmark.cuts)
    events, data = read_events(benchmark.events), reference.read(benchmark.events)
    rows = []
    for size in sizes:
        some, repeats = tiled(events, min(size, piece)), math.ceil(size / piece)
        parts = {name: tiled(values, min(size, piece)) for name, values in data.items()}
        rows += [
            row("reference", "in memory", size, lambda p=parts: reference.select(p), repeats),
            row("compiled masks", "in memory", size, lambda s=some: select(s, requirements), repeats),
        ]
        if size <= LONGEST_LOOP:
            rows.append(row("event loop", "in memory", size, lambda s=some: loop(s), repeats))
    return rows


def with_reading(benchmark: Any) -> list[dict[str, Any]]:
    """Time everything from the file on; the process rows include the start of Python and its imports."""
    path, n_events = benchmark.events, len(read_events(benchmark.events))
    requirements = compile_cuts(benchmark.cuts)
    rows = [row("compiled masks", "with reading", n_events, lambda: select(read_events(path), requirements))]
    if importlib.util.find_spec("coffea"):
        rows.append(row("coffea", "with reading", n_events, lambda: select_with_coffea(path)))
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "selection.py")
        program.write_text(write_program(benchmark.cuts), encoding="utf-8")
        for name, script in (("reference", FOLDER / "reference_selection.py"), ("written program", program)):
            rows.append(row(name, "process", n_events, lambda s=script: run_program(s, path, Path(folder))))
    return rows


def row(name: str, what: str, n_events: int, run: Callable[[], Any], repeats: int = 1) -> dict[str, Any]:
    """Return the best of three timings (of one for large sizes), after one run to warm up."""
    run()
    seconds = min(timed(run, repeats) for _ in range(3 if n_events <= 100_000 else 1))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"what": what, "who": name, "n_events": n_events, "events_per_s": n_events / seconds, "peak_mb": peak_mb}


def timed(run: Callable[[], Any], repeats: int) -> float:
    """Return the seconds that so many runs take."""
    start = time.perf_counter()
    for _ in range(repeats):
        run()
    return time.perf_counter() - start


def tiled(events: ak.Array, size: int) -> ak.Array:
    """Return the events repeated up to `size`."""
    return ak.to_packed(ak.concatenate([events] * math.ceil(size / len(events)))[:size])


def loop(events: ak.Array) -> int:
    """Count events with four leptons that pass the object cuts on pt and eta, event by event."""
    left = 0
    for event in events:
        good = sum(1 for e in event.electrons if e.pt_gev > 7 and abs(e.eta) < 2.47)
        good += sum(1 for mu in event.muons if mu.pt_gev > 5 and abs(mu.eta) < 2.7)
        left += good >= 4
    return left


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


def load_program(path: Path) -> ModuleType:
    """Return a program as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_program(script: Path, events: Path, folder: Path) -> None:
    """Run a selection program as a process."""
    command = [sys.executable, script, "--events", events, "--output", folder / "out.json"]
    subprocess.run(command, check=True, capture_output=True)


def print_table(rows: list[dict[str, Any]]) -> None:
    """Print Markdown; the last column compares with the compiled masks of the same kind and size, if there are any."""
    print("| | who | events | events/s | compiled masks are | peak MB so far |\n|---|---|---|---|---|---|")
    for one in rows:
        ours = [
            r
            for r in rows
            if r["who"] == "compiled masks" and (r["what"], r["n_events"]) == (one["what"], one["n_events"])
        ]
        ratio = f"{ours[0]['events_per_s'] / one['events_per_s']:.2f} times as fast" if ours else ""
        numbers = f"{one['n_events']:,} | {one['events_per_s']:,.0f} | {ratio} | {one['peak_mb']:,.0f}"
        print(f"| {one['what']} | {one['who']} | {numbers} |")


if __name__ == "__main__":
    main()
