"""Pages: reads all results of a workflow and writes them as HTML."""

import os
from collections.abc import Iterable
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from cutbench.benchmarks import Benchmark, folder_of, list_all, load_benchmark
from cutbench.errors import CutbenchError
from cutbench.files import read_bytes, read_json, sha256_of
from cutbench.paths import PLOTS, TABLES, Layout, Together, benchmark_of, found_runs
from cutbench.reporting.pages.records import Results, WrittenRun
from cutbench.reporting.pages.site import write_overview as write_page
from cutbench.reporting.pages.site import write_pages as write_site
from cutbench.reporting.pages.summary import Overview, Section, Summary, images, summarize
from cutbench.reporting.table_files import read_table
from cutbench.schema.base import LARGEST, first_fault
from cutbench.schema.cuts import CutList
from cutbench.schema.documents import Document
from cutbench.schema.events import Comparison, CutflowStep, Execution
from cutbench.schema.runs import RunRecord
from cutbench.steps.scored_runs import Run, scored_runs
from cutbench.steps.setting import Setting


def write_pages(
    *,
    setting: Setting,
    extractions: list[Run],
    generations: list[Run],
    judged: list[str],
    pages: str,
) -> None:
    """Write the index, and a page per run and per curated cut; `judged` are the files of all judges, in any order."""
    results = read_results(setting.benchmark, setting.layout, extractions, generations, judged)
    write_site(results, Path(pages), home="../../index.html")


def write_overview(*, roots: list[str], benchmarks: list[str], page: str) -> None:
    """Write the page of all results: the outcome of each benchmark, with links to the details.

    `roots` are the folders with the results of the benchmarks, `benchmarks` those that they are read from.
    """
    place = Path(page).parent
    together = Together(str(place))
    plots = {name: Path(together.plot.format(plot=name, format="svg")) for name in PLOTS}
    overview = Overview(
        sections=tuple(
            _section(load_benchmark(Path(folder)), Path(root), Path(os.path.relpath(root, place)).as_posix())
            for folder, root in zip(benchmarks, roots, strict=True)
        ),
        tables=tuple(name for name in TABLES if Path(together.table.format(table=name)).exists()),
        plots=tuple(name for name, path in plots.items() if path.exists()),
        figures=images(plots),
    )
    write_page(overview, Path(page))


def _section(benchmark: Benchmark, root: Path, folder: str) -> Section:
    layout = Layout(str(root))
    summary = _summary(benchmark, layout)
    tables = tuple(table for table in TABLES if Path(layout.table.format(table=table)).exists())
    return Section(root.name, folder, benchmark.title, summary, tables, tuple(summary.figures))


def _summary(benchmark: Benchmark, layout: Layout) -> Summary:
    """Return what the tables of a benchmark say, as far as they exist."""
    read = Path(layout.table.format(table="extraction"))
    written = Path(layout.table.format(table="codegen"))
    return summarize(
        read_table(read) if read.exists() else None,
        read_table(written) if written.exists() else None,
        n_curated=len(benchmark.cuts),
        codes=benchmark.codes,
        figures={name: Path(layout.plot.format(plot=name, format="svg")) for name in PLOTS},
    )


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
    return read_results(benchmark_in(results, groundtruth), layout, extractions, generations, judged)


def benchmark_in(results: Path, groundtruth: Path) -> Benchmark:
    """Return the benchmark whose results a folder holds: the one with the folder's name, else the one its runs name.

    Raises:
        CutbenchError: there is no such benchmark, or it cannot be read.
    """
    layout, name = Layout(str(results)), benchmark_of(results)
    if name not in list_all(groundtruth):
        records = (Path(layout.extraction_record.format(**run)) for run in found_runs(layout.cuts))
        named = {RunRecord.read(path).benchmark for path in records if path.exists()} - {None}
        name = str(named.pop()) if len(named) == 1 else name
    return load_benchmark(folder_of(groundtruth, name))


def read_results(
    benchmark: Benchmark, layout: Layout, extractions: list[Run], generations: list[Run], judged: Iterable[str]
) -> Results:
    """Read what pages show of the runs `extractions` (model, mode, seed) and `generations` (model, arm, seed)."""
    documents = {paper.arxiv: Path(layout.document.format(paper=paper.arxiv)) for paper in benchmark.papers}
    parsed = {name: Document.read(path) for name, path in documents.items() if path.exists()}
    cuts, records = (
        [pattern.format(**run) for run in extractions] for pattern in (layout.cuts, layout.extraction_record)
    )
    return Results(
        title=benchmark.title,
        curated=benchmark.cuts,
        extractions=tuple(scored_runs(extractions, cuts, records, judged)),
        generations=tuple(_written(layout, run) for run in generations),
        documents=parsed,
        pdfs=_pdfs(benchmark, layout, parsed),
        reference=_cutflow(Path(layout.reference_cutflow)),
        unqualified=_unqualified(Path(layout.table.format(table="judges"))),
        summary=_summary(benchmark, layout),
        coded=_coded(Path(layout.manifest)),
    )


def _coded(manifest: Path) -> tuple[str, str] | None:
    """Return model and mode of the cut lists that step 2 coded, by the manifest; None for the curated list."""
    made_with = read_json(manifest, LARGEST) if manifest.exists() else {}
    model, _, mode = str(made_with.get("config", {}).get("codegen", {}).get("cuts_from", "")).partition("/")
    return (model, mode) if mode else None


def _written(layout: Layout, run: Run) -> WrittenRun:
    files = {name: Path(path.format(**run)) for name, path in layout.generated.items()}
    return WrittenRun(
        **run,
        program=read_bytes(files["program"], LARGEST).decode(errors="replace"),
        execution=Execution.read(files["execution"]),
        comparison=Comparison.read(Path(layout.comparison.format(**run))),
        record=RunRecord.read(files["run"]),
        trajectory=tuple(read_json(files["trajectory"], LARGEST)),
        cuts=CutList.read(files["cuts"]).cuts if files["cuts"].exists() else (),
    )


def _pdfs(benchmark: Benchmark, layout: Layout, documents: dict[str, Document]) -> dict[str, Path]:
    """Return the PDFs that the documents were parsed from; in another version the boxes of quotes would be wrong."""
    standins = {paper.arxiv: benchmark.folder / paper.standin for paper in benchmark.papers if paper.standin}
    candidates = [
        (name, path)
        for name, standin in standins.items()
        for path in (standin, Path(layout.pdf.format(paper=name)))
        if name in documents and path.exists()
    ]
    return {name: path for name, path in candidates if sha256_of(path) == documents[name].sha256}


def _unqualified(judges: Path) -> frozenset[str]:
    """Return the judges that failed their calibration; none if there is no table of judges."""
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
