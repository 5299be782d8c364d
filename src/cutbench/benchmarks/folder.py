"""Finding, reading and checking the folder of a benchmark."""

import os
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from cutbench.errors import CutbenchError
from cutbench.language import Analysis, Language, load_language, parse_analysis, print_statement, read_text, without_cut
from cutbench.schema.base import Record, first_fault
from cutbench.schema.cuts import CuratedCut
from cutbench.schema.yaml_text import read_yaml

MARKER = "benchmark.yaml"
CUTS = "cuts.yaml"
UNSCORED = "true_but_not_scored.yaml"
SELECTION = "selection.adl"
NAMES = "names.yaml"
EXAMPLES = "examples.yaml"
T = TypeVar("T")


Part = Literal["reading", "coding"]


class BenchmarkPaper(Record):
    """A paper of the analysis; `standin` is the short text of ours that states the same facts, if there is one."""

    arxiv: str
    role: Literal["main", "cited", "object"]
    title: str
    licence: str
    sha256: str | None
    standin: Path | None = None


class BenchmarkData(Record):
    """The events: an ATLAS Open Data sample, and generated events in the same format.

    `format` names a file of resources/formats; `means` says what differs in it for this analysis, such as which branch
    its 'loose' is.
    """

    release: str
    dsid: int
    sample: str
    licence: str
    dois: tuple[str, ...]
    standin: Path
    format: str
    means: dict[str, Any] = Field(default_factory=dict)


class _Marker(Record):
    title: str
    main_paper: str
    parts: tuple[Part, ...] = Field(default=("reading", "coding"), min_length=1)
    n_scored: int
    not_coded: tuple[str, ...] = ()
    monitored: dict[str, str] = Field(default_factory=dict)


class _Example(Record):
    object: str
    text: str
    statements: tuple[str, ...]


class Benchmark(Record):
    """All that a benchmark folder says; paths are absolute or relative to the working folder.

    `not_coded` are the ids of cuts that are not applied to the events, `monitored` the definitions of selection.adl
    that are plotted of selected events, with their titles.
    """

    name: str
    folder: Path
    title: str
    main_paper: str
    not_coded: tuple[str, ...]
    monitored: dict[str, str]
    variant: str | None
    cuts: tuple[CuratedCut, ...]
    true_but_not_scored: tuple[CuratedCut, ...]
    papers: tuple[BenchmarkPaper, ...]
    sample: BenchmarkData | None

    @property
    def codes(self) -> bool:
        """Whether it has a part of coding: events, and what selects them."""
        return self.sample is not None

    @property
    def data(self) -> BenchmarkData:
        """The events.

        Raises:
            CutbenchError: there are none, as the benchmark is for reading only.
        """
        if self.sample is None:
            raise CutbenchError(f"{self.folder}: has no part of coding, and so no events")
        return self.sample

    @property
    def selection(self) -> Path:
        """The analysis in the cut language; a variant of the papers with other values has one of its own."""
        own = self.folder / (self.variant or "") / SELECTION
        return own if own.exists() else self.folder / SELECTION

    @cached_property
    def analysis(self) -> Analysis:
        """The tree of `selection`."""
        return parse_analysis(read_text(self.selection), self.language.names, str(self.selection))[0]

    @cached_property
    def language(self) -> Language:
        """The cut language with the names of the analysis and what counts as equal in it."""
        own = self.folder / NAMES
        return load_language(*([own] if own.exists() else []), selection=self.folder / SELECTION)

    @property
    def task(self) -> str:
        """What the code-generation prompt says of the task."""
        return read_text(self.folder / "task.md")

    @property
    def variables(self) -> str:
        """What the code-generation prompt says of the variables in the events."""
        return read_text(self.folder / "variables.md")

    @property
    def event_format(self) -> Path:
        """The file that says what the events of this format hold."""
        return self.folder.resolve().parents[1] / f"formats/{self.data.format}.yaml"

    @cached_property
    def examples(self) -> tuple[dict[str, Any], ...]:
        """Cuts with other values and their statements, which a model is shown; see examples.yaml."""
        path = self.folder / EXAMPLES
        found: tuple[_Example, ...] = _read(path, tuple[_Example, ...]) if path.exists() else ()
        return tuple({"text": f"[{one.object}] {one.text}", "statements": list(one.statements)} for one in found)

    @property
    def reference_program(self) -> Path:
        """The hand-written selection."""
        return self.folder / "reference_selection.py"

    @property
    def coded_cuts(self) -> tuple[CuratedCut, ...]:
        """The cuts that are applied to the events."""
        return tuple(cut for cut in self.cuts if cut.id not in self.not_coded)

    @property
    def events(self) -> Path:
        """The generated events."""
        return self.folder / self.data.standin


def list_benchmarks(root: Path) -> list[str]:
    """Return the names of the benchmarks below `root`: its folders that hold a benchmark.yaml."""
    return sorted(marker.parent.name for marker in root.glob(f"*/{MARKER}"))


def list_variants(folder: Path) -> list[str]:
    """Return the folders in a benchmark that hold each of its stand-ins in another version.

    Raises:
        CutbenchError: papers.yaml is missing or wrong.
    """
    standins = [paper.standin for paper in _papers(folder) if paper.standin]
    return sorted(
        place.name
        for place in folder.iterdir()
        if standins
        and place not in {folder / standin.parent for standin in standins}
        and all((place / standin.name).is_file() for standin in standins)
    )


def load_benchmark(folder: Path, variant: str | None = None) -> Benchmark:
    """Read and check a benchmark folder.

    Args:
        folder: where it is.
        variant: a folder in it with other stand-ins, such as `perturbed`; with a cuts.yaml if it has other values.

    Raises:
        CutbenchError: the folder is none, a file is missing or a key in it is wrong; names file and key.
    """
    if not (folder / MARKER).is_file():
        known = ", ".join(list_benchmarks(folder.parent)) or "none"
        raise CutbenchError(f"{folder}: not a benchmark, it has no {MARKER}; known are {known}")
    marker = _read(folder / MARKER, _Marker)
    papers = _papers(folder)
    if variant:
        papers = tuple(_of_variant(paper, variant) for paper in papers)
    own_cuts = folder / (variant or "") / CUTS
    benchmark = Benchmark(
        name=folder.name,
        folder=folder,
        title=marker.title,
        main_paper=marker.main_paper,
        not_coded=marker.not_coded,
        monitored=marker.monitored,
        variant=variant,
        cuts=_read(own_cuts if own_cuts.exists() else folder / CUTS, tuple[CuratedCut, ...]),
        true_but_not_scored=_read(folder / UNSCORED, tuple[CuratedCut, ...]),
        papers=papers,
        sample=_read(folder / "data.yaml", BenchmarkData) if "coding" in marker.parts else None,
    )
    _check_cuts(benchmark, marker.n_scored)
    benchmark = benchmark.model_copy(update={"cuts": _with_statements(benchmark)})
    _check_statements(benchmark)
    _check_papers(benchmark)
    _check_files(benchmark)
    return benchmark


def _papers(folder: Path) -> tuple[BenchmarkPaper, ...]:
    papers: tuple[BenchmarkPaper, ...] = _read(folder / "papers.yaml", tuple[BenchmarkPaper, ...])
    return papers


def _of_variant(paper: BenchmarkPaper, variant: str) -> BenchmarkPaper:
    standin = paper.standin and Path(variant, paper.standin.name)
    return paper.model_copy(update={"standin": standin})


def _read(path: Path, kind: Any) -> Any:
    if not path.exists():
        raise CutbenchError(f"{path}: this file of the benchmark is missing")
    try:
        return TypeAdapter(kind).validate_python(read_yaml(path))
    except ValidationError as error:
        raise CutbenchError(f"{path}: {first_fault(error)}") from error


def _check_cuts(benchmark: Benchmark, n_scored: int) -> None:
    path = benchmark.folder / CUTS
    if len(benchmark.cuts) != n_scored:
        raise CutbenchError(f"{path}: {len(benchmark.cuts)} cuts, but {MARKER} says n_scored: {n_scored}")
    ids = [cut.id for cut in (*benchmark.cuts, *benchmark.true_but_not_scored)]
    for cut_id, count in Counter(ids).items():
        if count > 1:
            raise CutbenchError(f"{path}: id: '{cut_id}' occurs {count} times in the cut lists")
    for cut_id in set(benchmark.not_coded) - set(ids):
        raise CutbenchError(f"{benchmark.folder / MARKER}: not_coded: there is no cut '{cut_id}'")


def _with_statements(benchmark: Benchmark) -> tuple[CuratedCut, ...]:
    """Return the curated cuts with the lines of selection.adl that carry their ids.

    Raises:
        CutbenchError: a line carries an id that no cut has, or a cut has no line.
    """
    lines: dict[str, list[str]] = {cut.id: [] for cut in benchmark.cuts}
    for statement in benchmark.analysis.statements():
        cut = getattr(statement.line, "cut", "")
        if cut and cut not in lines:
            raise CutbenchError(f'{benchmark.selection}: "{cut}": {CUTS} has no cut of that id')
        if cut:
            lines[cut].append(print_statement(without_cut(statement)))
    for name, found in lines.items():
        if not found:
            raise CutbenchError(f'{benchmark.selection}: there is no line for the cut "{name}" of {CUTS}')
    return tuple(cut.model_copy(update={"statements": tuple(lines[cut.id])}) for cut in benchmark.cuts)


def _check_statements(benchmark: Benchmark) -> None:
    """Every statement that the cut lists name parses."""
    listed = {CUTS: benchmark.cuts, UNSCORED: benchmark.true_but_not_scored}
    texts = [(name, cut.id, text) for name, cuts in listed.items() for cut in cuts for text in _said(cut)]
    for name, cut_id, text in texts:
        try:
            benchmark.language.parse(text)
        except CutbenchError as error:
            raise CutbenchError(f"{benchmark.folder / name}: {cut_id}: {error}") from error


def _said(cut: CuratedCut) -> tuple[str, ...]:
    return (*cut.statements, *cut.accepted)


def _check_papers(benchmark: Benchmark) -> None:
    path = benchmark.folder / "papers.yaml"
    main = [paper.arxiv for paper in benchmark.papers if paper.role == "main"]
    if main != [benchmark.main_paper]:
        raise CutbenchError(f"{path}: role: main is {main}, but {MARKER} says main_paper: {benchmark.main_paper}")


def _check_files(benchmark: Benchmark) -> None:
    """Every file that the folder names exists and lies inside it."""
    named = {paper.standin: "papers.yaml: standin" for paper in benchmark.papers if paper.standin}
    named[Path(SELECTION)] = "needed"
    if benchmark.codes:
        named[benchmark.data.standin] = "data.yaml: standin"
        named |= {Path(name): "needed" for name in ("task.md", "variables.md", "reference_selection.py")}
        named |= {Path("expected", name): "needed" for name in ("events.json", "cutflow.json")}
    for path, where in named.items():
        full = Path(os.path.realpath(benchmark.folder / path))  # a link to itself is no error here, and no file
        if not full.is_relative_to(benchmark.folder.resolve()):
            raise CutbenchError(f"{benchmark.folder}: {where}: {path} leads out of the benchmark's folder")
        if not full.is_file():
            raise CutbenchError(f"{benchmark.folder}: {where}: there is no file {path}")
