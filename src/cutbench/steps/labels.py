"""Labels by people: a sample of cuts is written to a sheet, labelled by hand, and read back as reviews."""

import random
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from cutbench.errors import CutbenchError
from cutbench.files import write_text
from cutbench.paths import Layout, found_runs
from cutbench.reporting.modes import SELF_TEST
from cutbench.schema.base import first_fault
from cutbench.schema.cuts import CutList, digest_of
from cutbench.schema.review import Sheet, SheetItem, person
from cutbench.schema.yaml_text import read_yaml
from cutbench.steps.pages import benchmark_in
from cutbench.steps.review import review_store

LARGEST_SHEET = 4_000_000  # bytes


def sample_labels(results: Path, groundtruth: Path, n: int, seed: int, sheet: Path) -> int:
    """Write a sheet with a random sample of `n` cuts from all runs but the self-test; return their number.

    Raises:
        CutbenchError: there are no runs in the folder, or the sheet exists and may have been filled in.
    """
    if sheet.exists():
        raise CutbenchError(f"{sheet}: exists, and may have been filled in; give another --out")
    benchmark = benchmark_in(results, groundtruth)
    items = _all_items(Layout(str(results)))
    if not items:
        raise CutbenchError(f"{results}: no extracted cuts in it; give the folder of a benchmark, such as results/NAME")
    order = random.Random(seed)  # noqa: S311  (a repeatable draw, no secret)
    drawn = order.sample(items, min(n, len(items)))
    text = yaml.safe_dump(Sheet(items=tuple(drawn)).model_dump(), sort_keys=False, allow_unicode=True, width=110)
    write_text(sheet, _instructions({cut.id: cut.text for cut in benchmark.cuts}) + text)
    return len(drawn)


def take_labels(results: Path, groundtruth: Path, sheet: Path, by: str) -> int:
    """Enter the verdicts of a sheet as reviews by the person `by`; return how many there were.

    The whole sheet is checked before the first verdict is entered.

    Raises:
        CutbenchError: the name is none to sign with, or the sheet cannot be read, does not fit, or names runs or cuts
            that are not there or were extracted again.
    """
    by, layout = person(by), Layout(str(results))
    curated = {cut.id for cut in benchmark_in(results, groundtruth).cuts}
    filled = [item for item in _read(sheet).items if item.verdict]
    lists = {key: CutList.read(Path(layout.cuts.format(**run))) for key, run in _runs(layout).items()}
    for item in filled:
        problem = _fault(item, lists.get((item.model, item.mode, item.seed)), curated)
        if problem:
            raise CutbenchError(f"{sheet}: {item.model}/{item.mode}/seed{item.seed} {problem}")
    for item in filled:
        what = {"cut": item.cut, "verdict": item.verdict, "against": item.against, "text": item.comment}
        store = review_store(layout, item.model, item.mode, item.seed)
        store.change(item.digest, None, by=by, action="verdict", **what)
    return len(filled)


def _fault(item: SheetItem, cuts: CutList | None, curated: set[str]) -> str:
    if cuts is None or (item.cut not in {cut.id for cut in cuts.cuts} and item.digest == digest_of(cuts)):
        return f"has no cut '{item.cut}'"
    if item.digest != digest_of(cuts):
        return "was extracted again since the sheet was drawn; draw another one"
    return "" if item.against in {None, *curated} else f"{item.cut}: there is no curated cut '{item.against}'"


def _runs(layout: Layout) -> dict[tuple[str, str, int], dict[str, Any]]:
    runs = [run for run in found_runs(layout.cuts) if run["mode"] != SELF_TEST]
    return {(run["model"], run["mode"], run["seed"]): run for run in runs}


def _all_items(layout: Layout) -> list[SheetItem]:
    return [
        SheetItem(**run, digest=digest_of(cuts), cut=cut.id, object=cut.object, text=cut.text)
        for run in _runs(layout).values()
        for cuts in [CutList.read(Path(layout.cuts.format(**run)))]
        for cut in cuts.cuts
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
