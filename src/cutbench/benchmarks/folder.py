"""The folder of a benchmark: what stands in it."""

from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from cutbench.errors import CutbenchError, known_names
from cutbench.files import shipped
from cutbench.language import Analysis, Language, load_language, parse_analysis, read_text
from cutbench.schema.base import Record, first_fault
from cutbench.schema.cuts import CuratedCut
from cutbench.schema.yaml_text import read_yaml

MARKER = "benchmark.yaml"
CUTS = "cuts.yaml"
SELECTION = "selection.adl"
NAMES = "names.yaml"
EXAMPLES = "examples.yaml"
PAPERS = "papers.yaml"
EXTRA = "true_but_not_scored.yaml"
DATA = "data.yaml"
REFERENCE = "reference_selection.py"
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


class Marker(Record):
    """What benchmark.yaml says."""

    title: str
    fictional: bool = False
    main_paper: str
    parts: tuple[Part, ...] = Field(default=("reading", "coding"), min_length=1)
    n_scored: int
    not_coded: tuple[str, ...] = ()
    monitored: dict[str, str] = Field(default_factory=dict)


class Example(Record):
    """A cut that a model is shown, with what it means."""

    object: str
    text: str
    statements: tuple[str, ...]


class Benchmark(Record):
    """All that a benchmark folder says; paths are absolute or relative to the working folder.

    A `fictional` analysis has values of its own: its stand-ins state them, the publications that they are named after
    do not. `not_coded` are the ids of cuts that are not applied to the events, `monitored` the definitions of
    selection.adl that are plotted of selected events, with their titles.
    """

    name: str
    folder: Path
    title: str
    main_paper: str
    fictional: bool
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
        return holding_file(self.folder, self.variant, SELECTION)

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
        """What says what the events of this format hold: a file beside all benchmarks, or one of cutbench itself.

        Raises:
            CutbenchError: neither place has it; names those that there are.
        """
        places = (self.folder.resolve().parents[1] / "formats", shipped(Path("resources/formats")))
        found = [place / f"{self.data.format}.yaml" for place in places]
        for path in found:
            if path.is_file():
                return path
        known = known_names(self.data.format, sorted({path.stem for place in places for path in place.glob("*.yaml")}))
        raise CutbenchError(f"{found[1]}: there is no such event format; {known}")

    @cached_property
    def examples(self) -> tuple[dict[str, Any], ...]:
        """Cuts with other values and their statements, which a model is shown; see examples.yaml."""
        path = self.folder / EXAMPLES
        found: tuple[Example, ...] = _examples(path) if path.exists() else ()
        return tuple({"text": f"[{one.object}] {one.text}", "statements": list(one.statements)} for one in found)

    @property
    def reference_program(self) -> Path:
        """The hand-written selection."""
        return self.folder / REFERENCE

    @property
    def coded_cuts(self) -> tuple[CuratedCut, ...]:
        """The cuts that are applied to the events."""
        return tuple(cut for cut in self.cuts if cut.id not in self.not_coded)

    @property
    def events(self) -> Path:
        """The generated events."""
        return self.folder / self.data.standin


def holding_file(folder: Path, variant: str | None, name: str) -> Path:
    """Return the file of a benchmark that holds where a variant of its papers is read: the variant's, if it has one."""
    own = folder / (variant or "") / name
    return own if own.exists() else folder / name


def list_benchmarks(root: Path) -> list[str]:
    """Return the names of the benchmarks below `root`: its folders that hold a benchmark.yaml."""
    return sorted(marker.parent.name for marker in root.glob(f"*/{MARKER}"))


def check_marker(folder: Path) -> None:
    """See whether a folder is a benchmark.

    Raises:
        CutbenchError: it is not; names those beside it.
    """
    if not (folder / MARKER).is_file():
        known = known_names(folder.name, list_benchmarks(folder.parent))
        raise CutbenchError(f"{folder}: not a benchmark, it has no {MARKER}; {known}")


def _examples(path: Path) -> tuple[Example, ...]:
    try:
        return TypeAdapter(tuple[Example, ...]).validate_python(read_yaml(path))
    except ValidationError as error:
        raise CutbenchError(f"{path}: {first_fault(error)}") from error
