"""Labels by people: a subset is drawn into a sheet, filled in by hand, and taken back as reviews."""

import random
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from cutbench.benchmarks import load_benchmark
from cutbench.errors import CutbenchError
from cutbench.files import write_text
from cutbench.paths import Layout, benchmark_of, found_runs
from cutbench.reporting.extraction import SELF_TEST
from cutbench.reporting.review import ReviewStore
from cutbench.schema.base import first_fault
from cutbench.schema.cuts import CutList
from cutbench.schema.review import Sheet, SheetItem
from cutbench.schema.yaml_text import read_yaml
from cutbench.steps.review import review_store

LARGEST_SHEET = 4_000_000  # bytes


def sample_labels(results: Path, groundtruth: Path, n: int, seed: int, sheet: Path) -> int:
    """Write a sheet with `n` extracted cuts, each equally likely, of all runs but the self-test; return their number.

    Raises:
        CutbenchError: there are no runs in the folder, or the sheet exists and may have been filled in.
    """
    if sheet.exists():
        raise CutbenchError(f"{sheet}: exists, and may have been filled in; give another --out")
    benchmark = load_benchmark(groundtruth / benchmark_of(results))
    items = _all_items(Layout(str(results)))
    if not items:
        raise CutbenchError(f"{results}: no extracted cuts in it; give the folder of a benchmark, such as results/NAME")
    order = random.Random(seed)  # noqa: S311  (no secret: a repeatable draw)
    drawn = order.sample(items, min(n, len(items)))
    text = yaml.safe_dump(Sheet(items=tuple(drawn)).model_dump(), sort_keys=False, allow_unicode=True, width=110)
    write_text(sheet, _instructions({cut.id: cut.text for cut in benchmark.cuts}) + text)
    return len(drawn)


def take_labels(results: Path, sheet: Path, by: str) -> int:
    """Enter the verdicts of a sheet as reviews by the person `by`; return how many there were.

    All of the sheet is checked before the first verdict is entered.

    Raises:
        CutbenchError: the sheet cannot be read, does not fit, or names runs or cuts that are not there.
    """
    layout = Layout(str(results))
    filled = [item for item in _read(sheet).items if item.verdict]
    lists = {key: CutList.read(Path(layout.cuts.format(**run))) for key, run in _runs(layout).items()}
    for item in filled:
        cuts = lists.get((item.model, item.mode, item.seed))
        if cuts is None or item.cut not in {cut.id for cut in cuts.cuts}:
            raise CutbenchError(f"{sheet}: {item.model}/{item.mode}/seed{item.seed} has no cut '{item.cut}'")
    for item in filled:
        _enter(
            review_store(layout, item.model, item.mode, item.seed), lists[item.model, item.mode, item.seed], item, by
        )
    return len(filled)


def _enter(store: ReviewStore, cuts: CutList, item: SheetItem, by: str) -> None:
    what = {"cut": item.cut, "verdict": item.verdict, "against": item.against, "text": item.comment}
    store.change(cuts, store.read().version, by=by, action="verdict", **what)


def _runs(layout: Layout) -> dict[tuple[str, str, int], dict[str, Any]]:
    runs = [run for run in found_runs(layout.cuts) if run["mode"] != SELF_TEST]
    return {(run["model"], run["mode"], run["seed"]): run for run in runs}


def _all_items(layout: Layout) -> list[SheetItem]:
    return [
        SheetItem(**run, cut=cut.id, object=cut.object, text=cut.text)
        for run in _runs(layout).values()
        for cut in CutList.read(Path(layout.cuts.format(**run))).cuts
    ]


def _read(sheet: Path) -> Sheet:
    try:
        return Sheet.model_validate(read_yaml(sheet, LARGEST_SHEET))
    except ValidationError as error:
        raise CutbenchError(f"{sheet}: {first_fault(error)}") from error


def _instructions(curated: dict[str, str]) -> str:
    lines = [
        "Say of each extracted cut how it stands to the curated list, without looking at what judges say:",
        "verdict: correct | partial | extra_true | unsupported | contradictory | not_a_cut; leave it null to skip.",
        "against: the id of the curated cut that it states or contradicts, in quotes.",
        "",
        *(f"{name}: {' '.join(text.split())}" for name, text in curated.items()),
    ]
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)
