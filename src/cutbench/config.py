"""The configuration of a workflow run: config/config.yaml is an instance, config/schema.json its JSON schema."""

import json
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from pydantic import Field, ValidationError

from cutbench.benchmarks import expanded, folder_of, list_all, list_suites, list_variants
from cutbench.errors import CutbenchError, known_names
from cutbench.files import first_of, write_text
from cutbench.llm import Budget, ModelEntry, load_models
from cutbench.schema.base import Record, first_fault

DETERMINISTIC = "deterministic"
GROUNDTRUTH = "groundtruth"
NO_MODEL = "none"
GROUNDTRUTH_FOLDER = "resources/groundtruth"
STANDIN, ARXIV, OPEN_DATA = "standin", "arxiv", "open_data"
PDF, INSPIRE = "pdf", "inspire"

Mode = Literal["full_text", "chunked", "grounded"]
ReadingMode = Literal[Mode, "pattern"]
Arm = Literal["freeform", "stepwise", "compiled", "compiled-rules"]
Documents = Literal["all", "none", "retrieved"]
Level = Literal["full", "bare"]
ReviewRule = Literal["none", "required"]


class ExtractionConfig(Record):
    """Step 1: which models read the papers, and how."""

    models: tuple[str, ...] = Field(description="Models of models.yaml that extract cuts.")
    modes: tuple[Mode, ...] = Field(
        description="Ways of reading: full_text and chunked as in the talk, grounded is ours."
    )
    max_papers: int = Field(ge=1, description="Papers that one run may read, the main paper included.")
    chunk_tokens: int = Field(ge=100, description="Size of a chunk in the modes chunked and grounded, in tokens.")
    overlap_tokens: int = Field(
        ge=0, description="At most so many tokens of a chunk's last sentences are repeated before the next one."
    )
    max_tokens: int = Field(
        ge=100, description="Longest answer that lists cuts, in the modes full_text and chunked; thinking not counted."
    )


class CalibrationConfig(Record):
    """How judges are tested on lists whose verdicts are known."""

    lists: int = Field(ge=1, description="Lists for the deterministic judge.")
    model_lists: int = Field(ge=1, description="Lists for each judge that is a model; they cost model time.")
    lines: int = Field(ge=2, description="Lines per list.")
    repeats: int = Field(ge=1, description="How often each list is judged; from two on flips show.")
    decoys_from: tuple[str, ...] = Field(
        description="Benchmarks whose cuts stand in the lists of others as requirements that those do not have. They "
        "are named, so that a new folder changes no list, and recorded answers stay good."
    )
    qualified_kappa: float = Field(
        gt=0, le=1, description="Judges whose kappa with the known verdicts is lower are shown as not qualified."
    )


class JudgingConfig(Record):
    """Who scores the extracted cut lists."""

    judges: tuple[str, ...] = Field(description="'deterministic' or models of models.yaml.")
    repeats: int = Field(ge=1, description="How often a model judges each list; the median counts.")
    calibration: CalibrationConfig


class ReadingConfig(Record):
    """What reads the words of cuts as statements, the same for all that is judged."""

    model: str = Field(description="A model of models.yaml that reads what rules leave unread; none for rules alone.")


class CodegenConfig(Record):
    """Step 2: which models write the selection code, and how."""

    models: tuple[str, ...] = Field(description="Models of models.yaml that generate code.")
    arms: tuple[Arm, ...] = Field(
        description="freeform: the model writes Python; stepwise: it writes a function for each cut, which is tried on "
        "events at the edge of the cut before the next one; compiled: it writes statements, cutbench writes Python; "
        "compiled-rules: it is also shown what rules read."
    )
    level: tuple[Level, ...] = Field(
        description="What of the task is told in the arms freeform and stepwise: full, the benchmark's task.md; "
        "bare, only the cuts that are applied, the variables and how a program is run, as in the talk."
    )
    cuts_from: str = Field(
        description="The cut list that is to be coded: groundtruth, or runs of step 1 as model/mode, seed by seed."
    )
    review: ReviewRule = Field(
        description="required: extracted cuts are coded as soon as a person approved them in `cutbench review`."
    )
    documents: tuple[Documents, ...] = Field(
        description="What of variables.md a model is told in the arm freeform: all, none or retrieved."
    )
    max_repairs: int = Field(
        ge=0, description="Rounds in which a failing program is given back with its error; in stepwise, each function."
    )
    max_subtasks: int = Field(ge=1, description="Most parts that a freeform program is written in.")
    max_tokens: int = Field(
        ge=100,
        description="Longest code written for one part of a freeform program; thinking not counted. All functions of "
        "stepwise together may be as long as the parts and repairs of such a program, (max_subtasks + max_repairs) "
        "times this.",
    )


class BaselineConfig(Record):
    """Rows of the tables that need no model."""

    readers: tuple[Literal["pattern"], ...] = Field(description="Readers without a model.")
    agents: tuple[Literal["oracle", "nop", "mutant"], ...] = Field(
        description="Self-test agents with a known right score."
    )


class OpenDataConfig(Record):
    """Which events of the benchmark's ATLAS Open Data sample are used with data: open_data."""

    n_events: int = Field(ge=1, le=1_000_000, description="The first so many events of the sample.")
    protocol: Literal["https", "root"] = Field(
        description="How they are read; root needs the packages xrootd and fsspec-xrootd."
    )


class ServerConfig(Record):
    """A server that is asked over http."""

    url: str = Field(pattern=r"^https?://", description="Its address.")


class LoadingConfig(Record):
    """What turns PDFs into text, and where the reference lists of publications come from."""

    loader: Literal["pypdfium", "grobid"] = Field(
        default="pypdfium", description="pypdfium: our own, needs nothing; grobid: a GROBID server."
    )
    references: Literal["pdf", "inspire"] = Field(
        default="pdf",
        description="pdf: as the loader reads them; inspire: as INSPIRE knows them, one request for each publication.",
    )
    grobid: ServerConfig = ServerConfig(url="http://localhost:8070")
    inspire: ServerConfig = ServerConfig(url="https://inspirehep.net/api/literature")


class SandboxConfig(Record):
    """Bounds on a generated program."""

    backend: Literal["auto", "bubblewrap"] = Field(
        description="What runs generated programs; auto takes what there is."
    )
    wall_seconds: int = Field(ge=1, description="Wall time that a program may take.")
    memory_mb: int = Field(
        ge=256, description="Memory of all its processes together, and address space of each, in MiB."
    )


class PaperFolder(Record):
    """Publications on this machine."""

    folder: str = Field(description="A folder with the PDF of each paper, called by its arXiv id.")

    def find(self, paper: str) -> Path:
        """Return the PDF of a paper: of any version, and of an old id with any sign in place of the slash.

        Raises:
            CutbenchError: there is none, or there are several; names the folder and the files.
        """
        wanted = "".join("?" if character == "/" else character for character in paper)
        found = [*Path(self.folder).glob(f"{wanted}.pdf"), *Path(self.folder).glob(f"{wanted}v[0-9]*.pdf")]
        if not found:
            raise CutbenchError(f"{self.folder}: there is no file {paper}.pdf or {paper}v1.pdf")
        if len(found) > 1:
            several = ", ".join(sorted(path.name for path in found))
            raise CutbenchError(f"{self.folder}: several files are paper {paper}, one is needed: {several}")
        return found[0]


class Config(Record):
    """All that a user may set. Unknown keys are refused."""

    benchmarks: tuple[str, ...] = Field(
        min_length=1,
        description="Folders of resources/groundtruth, or suites of them; each has its tables, all have some together.",
    )
    models_file: str = Field(
        description="The list of models: a file of the folder that the workflow runs in, else one of the workflow."
    )
    papers: str | PaperFolder = Field(
        description="standin: the benchmark's own short papers that state the same facts; arxiv: the publications, "
        "fetched by id; or a folder of the benchmark with other stand-ins: the same facts in other words, or other "
        "values, such as perturbed, to tell reading from remembering; {folder: PATH} takes PDFs of yours, "
        "each called by its arXiv id."
    )
    loading: LoadingConfig = LoadingConfig()
    data: Literal["standin", "open_data"] = Field(
        description="standin: the benchmark's generated events; open_data: simulated events of ATLAS, over the network."
    )
    open_data: OpenDataConfig
    results: str = Field(description="Folder for everything that is written.")
    calls: Literal["auto", "live", "replay"] = Field(
        description="auto: reuse recorded calls of this run, else call; live: always call; replay: recorded calls only."
    )
    archive: str = Field(
        description="An archive made by `cutbench archive`, whose figures the target plots draws again; empty for none."
    )
    recordings: str = Field(description="Folder of the recorded calls that replay reads; found as models_file is.")
    budget: Budget
    seeds: int = Field(ge=1, description="Independent runs of each model and mode or arm.")
    extraction: ExtractionConfig
    reading: ReadingConfig
    judging: JudgingConfig
    codegen: CodegenConfig
    baselines: BaselineConfig
    sandbox: SandboxConfig

    def coded_run(self) -> tuple[str, str] | None:
        """Model and mode of the runs of step 1 whose cuts are coded; None for the curated list."""
        model, _, mode = self.codegen.cuts_from.partition("/")
        return (model, mode) if mode else None

    def arms(self) -> tuple[str, ...]:
        """The arms as they appear in paths: other documents than all, and the level bare, are part of the name.

        As in freeform-none and stepwise-bare; where the documents or the task are not shown they make no difference.
        """
        names = (
            arm
            + (f"-{documents}" if arm == "freeform" and documents != "all" else "")
            + (f"-{level}" if arm in {"freeform", "stepwise"} and level != "full" else "")
            for arm in self.codegen.arms
            for documents in self.codegen.documents
            for level in self.codegen.level
        )
        return tuple(dict.fromkeys(names))

    @property
    def variant(self) -> str | None:
        """The folder of the benchmark that has other stand-ins, if one is asked for."""
        return self.papers if isinstance(self.papers, str) and self.papers not in (STANDIN, ARXIV) else None

    @property
    def publications(self) -> bool:
        """Whether the papers are read as they were published."""
        return self.papers == ARXIV or isinstance(self.papers, PaperFolder)

    def llm_judges(self) -> tuple[str, ...]:
        """The judges that are models."""
        return tuple(judge for judge in self.judging.judges if judge != DETERMINISTIC)


def check_config(raw: dict[str, Any], project: Path) -> tuple[Config, dict[str, ModelEntry]]:
    """Validate a configuration against the benchmarks and models of the folder `project`.

    Raises:
        CutbenchError: a key, benchmark or model is unknown or a value is out of range; the line names it
            and what is known.
    """
    config, models = check_models(raw, project)
    groundtruth = project / GROUNDTRUTH_FOLDER
    config = config.model_copy(update={"benchmarks": expanded(groundtruth, config.benchmarks)})
    _check_known("benchmarks", config.benchmarks, [*list_all(groundtruth), *list_suites(groundtruth)])
    _check_known("judging.calibration.decoys_from", config.judging.calibration.decoys_from, list_all(groundtruth))
    for name in config.benchmarks if isinstance(config.papers, str) else ():
        _check_known("papers", (str(config.papers),), [STANDIN, ARXIV, *list_variants(folder_of(groundtruth, name))])
    if config.loading.references == INSPIRE and not config.publications:
        raise CutbenchError("config: loading.references: inspire: stand-ins have references of their own; set papers")
    if config.archive and len(config.benchmarks) > 1:
        raise CutbenchError("config: archive: holds one benchmark; name only that in benchmarks")
    return config, models


def check_models(raw: dict[str, Any], project: Path) -> tuple[Config, dict[str, ModelEntry]]:
    """Validate a configuration against the models of a folder alone, which need not have benchmarks.

    Raises:
        CutbenchError: see `check_config`.
    """
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        raise CutbenchError(f"config: {first_fault(error)}") from error
    models = load_models(first_of(Path(config.models_file), Path(), project))
    _check_known("extraction.models", config.extraction.models, models)
    _check_known("codegen.models", config.codegen.models, models)
    _check_known("reading.model", (config.reading.model,), [NO_MODEL, *models])
    _check_known("judging.judges", config.judging.judges, [DETERMINISTIC, *models])
    _check_known("codegen.cuts_from", (config.codegen.cuts_from,), _cut_lists(config))
    return config, models


def _check_known(key: str, names: tuple[str, ...], known: Any) -> None:
    for name in names:
        if name not in known:
            raise CutbenchError(f"config: {key}: unknown '{name}'; {known_names(name, known)}")


def _cut_lists(config: Config) -> list[str]:
    """What may be coded: the curated list, and whatever step 1 makes under this configuration."""
    read = [f"{model}/{mode}" for model in config.extraction.models for mode in config.extraction.modes]
    baselines = [f"{reader}/pattern" for reader in config.baselines.readers]
    return [GROUNDTRUTH, *read, *baselines, *(f"{agent}/selftest" for agent in config.baselines.agents)]


def write_config_docs(folder: Path) -> None:
    """Write schema.json and README.md, which say what can be set, into `folder`."""
    schema = Config.model_json_schema()
    write_text(folder / "schema.json", json.dumps(schema, indent=1) + "\n")
    write_text(folder / "README.md", config_readme())


def config_readme() -> str:
    """Return the README of the configuration: a table of all keys, made from the types."""
    lines = [
        "# Configuration",
        "",
        "`config.yaml` is the default, `models.yaml` the list of models. Override a key on the command line,",
        "`snakemake --cores 8 all --config seeds=5`, or bring a file of your own, `--configfile mine.yaml`.",
        "The workflow also runs in a folder of your own, with a copy of this one, as a module: docs/elsewhere.md.",
        "",
        "This page and `schema.json` are made by `cutbench config-docs`.",
        "",
        "| key | value | meaning |",
        "|---|---|---|",
        *_rows(Config, ""),
    ]
    return "\n".join(lines) + "\n"


def _rows(record: type[Record], prefix: str) -> list[str]:
    rows = []
    for name, field in record.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Record):
            rows += _rows(kind, f"{prefix}{name}.")
        else:
            rows.append(f"| `{prefix}{name}` | {_kind(kind)} | {field.description or 'see models.yaml'} |")
    return rows


def _kind(kind: Any) -> str:
    """Say in words what a type allows."""
    parts = get_args(kind)
    if get_origin(kind) is tuple:
        return f"list of {_kind(parts[0])}"
    if get_origin(kind) is Literal:
        return " or ".join(f"`{part}`" for part in parts)
    if isinstance(kind, UnionType):
        return " or ".join(_kind(part) for part in parts)
    return {"str": "text", "int": "whole number", "float": "number", "NoneType": "null"}.get(
        str(kind.__name__), str(kind.__name__)
    )
