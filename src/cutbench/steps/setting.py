"""The configuration of a run, and what steps build from it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from cutbench.benchmarks import Benchmark, folder_of, load_benchmark
from cutbench.config import GROUNDTRUTH_FOLDER, NO_MODEL, Config, check_config
from cutbench.events import FileSource, Format, load_format
from cutbench.files import first_of
from cutbench.llm import ChatModel, ModelEntry, Progress, Spending, open_model
from cutbench.paths import Layout
from cutbench.reading import ModelReader, Reader
from cutbench.schema.cuts import Cut
from cutbench.selection import Skeleton, skeleton_of_benchmark


class Setting:
    """The configuration of a run with its models, one benchmark and that benchmark's result tree.

    `project` is the folder of the workflow, which has the benchmarks and models.yaml.
    """

    def __init__(self, raw: dict[str, Any], benchmark: str, project: Path = Path()) -> None:
        self.config: Config
        self.models: dict[str, ModelEntry]
        self.config, self.models = check_config(dict(raw), project)
        self.name, self.project = benchmark, project
        self.layout = Layout(f"{self.config.results}/{benchmark}")

    @cached_property
    def benchmark(self) -> Benchmark:
        """The benchmark."""
        return load_benchmark(self.folder_of(self.name), self.config.variant)

    def folder_of(self, benchmark: str) -> Path:
        """Return the folder of this or another benchmark."""
        return folder_of(self.project / GROUNDTRUTH_FOLDER, benchmark)

    @cached_property
    def texts(self) -> Reader:
        """The reader that turns words into statements by rules alone; undeclared names are kept as symbols."""
        return Reader(self.benchmark.language.opened())

    @contextmanager
    def open_reader(self, *scope: str, progress: Progress) -> Iterator[Reader]:
        """Give the reader that turns words into statements: by rules, then by the configured model at temperature 0."""
        name = self.config.reading.model
        if name == NO_MODEL:
            yield self.texts
            return
        with self.open_model(name, *scope, "reading", name, progress=progress, at_zero=True) as model:
            yield Reader(self.texts.language, model=ModelReader(model, self.texts.language), name=f"rules, then {name}")

    @cached_property
    def skeleton(self) -> Skeleton:
        """The frame of objects and regions that a cut list is put into to run."""
        return skeleton_of_benchmark(self.benchmark)

    @cached_property
    def event_format(self) -> Format:
        """The event format, with the changes of this benchmark."""
        return load_format(self.benchmark.event_format, self.benchmark.data.means)

    def write_program(self, cuts: Sequence[Cut]) -> str:
        """Write cuts with statements as a stand-alone program."""
        return self.skeleton.program(cuts, self.event_format.model_dump(exclude_defaults=True))

    def open_events(self, path: str) -> FileSource:
        """Return the events of a file, which are read when needed."""
        return FileSource(Path(path), self.event_format.model_dump())

    @cached_property
    def published(self) -> Benchmark:
        """The benchmark with its published cuts, whatever variant of its papers is read."""
        return load_benchmark(self.folder_of(self.name))

    @contextmanager
    def open_model(self, model: str, *scope: str, progress: Progress, at_zero: bool = False) -> Iterator[ChatModel]:
        """Give a model of this run, `at_zero` at temperature 0; its calls are recorded, and count against the budget.

        `scope` are the folders of its record, below that of all states.
        """
        entry = self.models[model].at_zero() if at_zero else self.models[model]
        prices = {name: entry.price for name, entry in self.models.items()}
        spending = Spending(self.config.budget, Path(self.layout.state), prices)
        with open_model(
            entry, calls=self.calls(*scope), mode=self.config.calls, progress=progress, spending=spending
        ) as chat:
            yield chat

    def state(self, *scope: str) -> Path:
        """Return the folder of a job's checkpoints."""
        return Path(self.layout.state, *scope)

    def calls(self, *scope: str) -> Path:
        """Return the record of a job's calls: its own, or in a replay the committed one."""
        if self.config.calls == "replay":
            recordings = first_of(Path(self.config.recordings), Path(), self.project)
            return recordings.joinpath(self.name, *scope, "calls.jsonl")
        return self.state(*scope) / "calls.jsonl"
