"""Pages: everything that a workflow left, read and written as HTML."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from cutbench.benchmarks import Benchmark, folder_of, load_benchmark
from cutbench.errors import CutbenchError
from cutbench.files import read_bytes, read_json, sha256_of
from cutbench.paths import Layout, benchmark_of, found_runs
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.pages import Results, WrittenRun
from cutbench.reporting.pages import write_pages as write_site
from cutbench.reporting.table_files import read_table
from cutbench.schema.base import LARGEST, first_fault
from cutbench.schema.cuts import CutList
from cutbench.schema.documents import Document
from cutbench.schema.events import Comparison, CutflowStep, Execution
from cutbench.schema.runs import RunRecord
from cutbench.schema.verdicts import JudgedList
from cutbench.steps.setting import Setting

Run = dict[str, Any]


def write_pages(
    *,
    setting: Setting,
    extractions: list[Run],
    generations: list[Run],
    judged: list[str],
    pages: str,
) -> None:
    """Write the index, and a page per run and per curated cut; `judged` are the files of all judges, in any order."""
    write_site(read_results(setting.benchmark, setting.layout, extractions, generations, judged), Path(pages))


def read_folder(results: Path, groundtruth: Path, *, programs: bool = True) -> Results:
    """Read all runs that are in a folder like `results/<benchmark>`; without `programs` those of step 1 only.

    Raises:
        CutbenchError: there are no runs in it, or its benchmark is not known.
    """
    layout = Layout(str(results))
    extractions = found_runs(layout.cuts)
    if not extractions:
        raise CutbenchError(
            f"{results}: no extraction runs in it; give the folder of a benchmark, such as results/NAME"
        )
    generations = found_runs(layout.comparison) if programs else []
    judged = [layout.judged.format(**run) for run in found_runs(layout.judged)]
    benchmark = load_benchmark(folder_of(groundtruth, benchmark_of(results)))
    return read_results(benchmark, layout, extractions, generations, judged)


def read_results(
    benchmark: Benchmark, layout: Layout, extractions: list[Run], generations: list[Run], judged: Iterable[str]
) -> Results:
    """Read what pages show of the runs `extractions` (model, mode, seed) and `generations` (model, arm, seed)."""
    documents = {paper.arxiv: Path(layout.document.format(paper=paper.arxiv)) for paper in benchmark.papers}
    parsed = {name: Document.read(path) for name, path in documents.items() if path.exists()}
    verdicts: dict[tuple[str, str, int], list[JudgedList]] = {}
    for verdict in (JudgedList.read(Path(path)) for path in judged):
        verdicts.setdefault((verdict.model, verdict.mode, verdict.seed), []).append(verdict)
    return Results(
        title=benchmark.title,
        curated=benchmark.cuts,
        extractions=tuple(_scored(layout, run, verdicts) for run in extractions),
        generations=tuple(_written(layout, run) for run in generations),
        documents=parsed,
        pdfs=_pdfs(benchmark, layout, parsed),
        reference=_cutflow(Path(layout.reference_cutflow)),
        unqualified=_unqualified(Path(layout.table.format(table="judges"))),
    )


def _scored(layout: Layout, run: Run, verdicts: dict[tuple[str, str, int], list[JudgedList]]) -> ScoredRun:
    return ScoredRun(
        **run,
        cuts=CutList.read(Path(layout.cuts.format(**run))),
        record=RunRecord.read(Path(layout.extraction_record.format(**run))),
        judged=tuple(verdicts.get((run["model"], run["mode"], run["seed"]), ())),
    )


def _written(layout: Layout, run: Run) -> WrittenRun:
    files = {name: Path(path.format(**run)) for name, path in layout.generated.items()}
    return WrittenRun(
        **run,
        program=read_bytes(files["program"], LARGEST).decode(errors="replace"),
        execution=Execution.read(files["execution"]),
        comparison=Comparison.read(Path(layout.comparison.format(**run))),
        record=RunRecord.read(files["run"]),
        trajectory=tuple(read_json(files["trajectory"], LARGEST)),
    )


def _pdfs(benchmark: Benchmark, layout: Layout, documents: dict[str, Document]) -> dict[str, Path]:
    """Return the PDFs that the documents were parsed from: boxes of another version would be wrong."""
    standins = {paper.arxiv: benchmark.folder / paper.standin for paper in benchmark.papers if paper.standin}
    candidates = [
        (name, path)
        for name, standin in standins.items()
        for path in (standin, Path(layout.pdf.format(paper=name)))
        if name in documents and path.exists()
    ]
    return {name: path for name, path in candidates if sha256_of(path) == documents[name].sha256}


def _unqualified(judges: Path) -> frozenset[str]:
    """Return the judges that failed their calibration; without a table nobody has passed or failed."""
    if not judges.exists():
        return frozenset()
    table = read_table(judges)
    return frozenset(table.loc[~table["qualified"], "judge"])


def _cutflow(path: Path) -> tuple[CutflowStep, ...]:
    if not path.exists():
        return ()
    try:
        return TypeAdapter(tuple[CutflowStep, ...]).validate_json(read_bytes(path, LARGEST))
    except ValidationError as error:
        raise CutbenchError(f"{path}: {first_fault(error)}") from error
