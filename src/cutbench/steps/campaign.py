"""A campaign: its benchmarks, the runs of both steps on each, and the files that jobs read and write."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from cutbench.benchmarks import Benchmark, folder_of, load_benchmark
from cutbench.benchmarks.folder import CUTS, SELECTION
from cutbench.config import ARXIV, DETERMINISTIC, GROUNDTRUTH_FOLDER, OPEN_DATA, PDF, Config, PaperFolder, check_config
from cutbench.errors import CutbenchError
from cutbench.files import check_folder
from cutbench.llm import ModelEntry
from cutbench.paths import (
    CODING_PLOTS,
    CODING_TABLES,
    DRAWN_FROM,
    FORMATS,
    PLOTS,
    READING_PLOTS,
    READING_TABLES,
    TABLES,
    Layout,
    Together,
    found_runs,
)

Run = dict[str, Any]  # model, mode or arm, and seed: what path patterns take
KNOWN_PROGRAMS = ("oracle", "nop", "cheater", "copier")


@dataclass(frozen=True)
class Campaign:
    """The validated configuration with its models and benchmarks, as the rules need them."""

    config: Config
    models: Mapping[str, ModelEntry]
    benchmarks: Mapping[str, Benchmark]
    project: Path

    @classmethod
    def of(cls, raw: Mapping[str, Any], project: Path) -> Self:
        """Read the models and benchmarks that a configuration names.

        Raises:
            CutbenchError: it is wrong, a benchmark is, the folder of papers lacks one, nothing can be written to its
                results, or `project` is no checkout.
        """
        folder = project / GROUNDTRUTH_FOLDER
        if not folder.is_dir():
            raise CutbenchError(f"{project}: no folder of benchmarks; take the Snakefile of a checkout, by its path")
        config, models = check_config(dict(raw), project)
        check_folder(Path(config.results))
        benchmarks = {name: load_benchmark(folder_of(folder, name), config.variant) for name in config.benchmarks}
        campaign = cls(config, models, benchmarks, project)
        if isinstance(config.papers, PaperFolder):  # missing papers are reported before anything runs
            for name in benchmarks:
                for paper in campaign.papers(name):
                    campaign.pdf(name, paper)
        return campaign

    @property
    def layout(self) -> Layout:
        """The paths of a benchmark, with the wildcard {benchmark}; an archive that is redrawn has a tree of its own."""
        return Layout(f"{self.config.results}/{'archived/' if self.config.archive else ''}{{benchmark}}")

    @property
    def coding(self) -> list[str]:
        """The benchmarks with a coding part."""
        return [name for name, benchmark in self.benchmarks.items() if benchmark.codes]

    @property
    def seeds(self) -> list[int]:
        """The seeds: labels of independent draws."""
        return list(range(self.config.seeds))

    @cached_property
    def read_by_models(self) -> list[Run]:
        """The runs of step 1 by models, on each benchmark."""
        reading = self.config.extraction
        return [
            {"model": model, "mode": mode, "seed": seed}
            for model in reading.models
            for mode in reading.modes
            for seed in self.seeds
        ]

    @cached_property
    def read_by_us(self) -> list[Run]:
        """The runs of step 1 by models, by readers without a model, and by self-test agents."""
        baselines = self.config.baselines
        return [
            *self.read_by_models,
            *({"model": reader, "mode": "pattern", "seed": 0} for reader in baselines.readers),
            *({"model": agent, "mode": "selftest", "seed": 0} for agent in baselines.agents),
        ]

    def imported_lists(self, benchmark: str) -> list[Run]:
        """Return the runs whose cut lists were imported from other systems."""
        return [run | {"mode": "imported"} for run in found_runs(self.on(benchmark).imported_cuts)]

    def extractions(self, benchmark: str) -> list[Run]:
        """Return all runs of step 1."""
        return [*self.read_by_us, *self.imported_lists(benchmark)]

    def generations(self, benchmark: str) -> list[Run]:
        """Return all runs of step 2; none for a benchmark without a coding part."""
        if benchmark not in self.coding:
            return []
        code, baselines = self.config.codegen, self.config.baselines
        return [
            *({"model": reader, "arm": "compiled", "seed": 0} for reader in baselines.readers),
            *(
                {"model": model, "arm": arm, "seed": seed}
                for model in code.models
                for arm in self.config.arms()
                for seed in self.seeds
            ),
            *(run | {"arm": "imported"} for run in found_runs(self.on(benchmark).imported_program)),
            *({"model": agent, "arm": "selftest", "seed": 0} for agent in baselines.agents),
        ]

    def selftest_agents(self, benchmark: str) -> list[str]:
        """Return the self-test agents of step 2, with a mutant for each coded cut."""
        return [*KNOWN_PROGRAMS, *(f"mutant-{cut.id}" for cut in self.benchmarks[benchmark].coded_cuts)]

    def tables(self, benchmark: str) -> tuple[str, ...]:
        """Return the names of a benchmark's tables."""
        return READING_TABLES + (CODING_TABLES if benchmark in self.coding else ())

    def plots(self, benchmark: str) -> tuple[str, ...]:
        """Return the names of a benchmark's figures."""
        return READING_PLOTS + (CODING_PLOTS if benchmark in self.coding else ())

    def table_files(self, benchmark: str) -> list[str]:
        """Return the files of a benchmark's tables."""
        return [self.on(benchmark).table.format(table=table) for table in self.tables(benchmark)]

    def plot_files(self, benchmark: str, formats: Sequence[str] = FORMATS) -> list[str]:
        """Return the files of a benchmark's figures."""
        return _in_formats(self.on(benchmark).plot, self.plots(benchmark), formats)

    def all_tables(self) -> list[str]:
        """Return the files of all tables, of each benchmark and joined."""
        joined = Together(self.config.results).table
        files = [file for name in self.benchmarks for file in self.table_files(name)]
        return files + [joined.format(table=table) for table in self.together(TABLES)]

    def all_plots(self) -> list[str]:
        """Return the files of all figures, of each benchmark and joined."""
        files = [file for name in self.benchmarks for file in self.plot_files(name)]
        return files + _in_formats(Together(self.config.results).plot, self.together(PLOTS), FORMATS)

    def drawn_from(self, plot: str, benchmarks: Iterable[str]) -> list[str]:
        """Return the files of the tables that a figure is drawn from, benchmark by benchmark."""
        return [self.on(name).table.format(table=table) for name in benchmarks for table in DRAWN_FROM[plot]]

    def together(self, names: Iterable[str]) -> list[str]:
        """Return those of some tables or figures that are joined, because more than one benchmark has them."""
        return [name for name in names if len(self.with_table(name)) > 1]

    def with_table(self, table: str) -> list[str]:
        """Return the benchmarks that have a table or figure of this name."""
        return [name for name in self.benchmarks if table in self.tables(name) + self.plots(name)]

    def read(self, benchmark: str, pattern: str) -> list[str]:
        """Return a file of each run of step 1."""
        return each(pattern, [run | {"benchmark": benchmark} for run in self.extractions(benchmark)])

    def written(self, benchmark: str, pattern: str) -> list[str]:
        """Return a file of each run of step 2."""
        return each(pattern, [run | {"benchmark": benchmark} for run in self.generations(benchmark)])

    def judged(self, benchmark: str) -> list[str]:
        """Return the files of all verdicts: the deterministic judge's on all runs, models' on the runs of models."""
        pattern = self.on(benchmark).judged
        by_rules = self.extractions(benchmark) if DETERMINISTIC in self.config.judging.judges else []
        judged = [run | {"judge": DETERMINISTIC} for run in by_rules]
        judged += [run | {"judge": judge} for judge in self.config.llm_judges() for run in self.read_by_models]
        return each(pattern, judged)

    def read_by_people(self, benchmark: str, runs: Iterable[Run]) -> list[str]:
        """Return the files with people's readings of lines that nobody else could read, as far as they exist."""
        return [path for path in each(self.on(benchmark).lines_read, runs) if Path(path).exists()]

    def coded_lists(self, benchmark: str) -> list[str]:
        """Return the files of the cut lists that step 2 codes, one per seed; none if it codes the curated list."""
        coded = self.config.coded_run()
        if coded is None:
            return []
        model, mode = coded
        seeds = self.seeds if mode in self.config.extraction.modes else [0] * len(self.seeds)
        return [self.on(benchmark).coded_cuts.format(model=model, mode=mode, seed=seed) for seed in seeds]

    def on(self, benchmark: str) -> Layout:
        """Return the paths of one benchmark."""
        return Layout(self.layout.root.replace("{benchmark}", benchmark))

    def state(self, benchmark: str, *scope: str) -> Path:
        """Return the state folder of a job, from which it goes on after a restart."""
        return Path(self.on(benchmark).state, *scope)

    def folder(self, benchmark: str) -> Path:
        """Return the folder of a benchmark."""
        return folder_of(self.project / GROUNDTRUTH_FOLDER, benchmark)

    def texts(self, benchmark: str) -> list[str]:
        """Return the files that define a benchmark's cuts; a job that depends on them runs again if one changes."""
        folder, variant = self.folder(benchmark), self.config.variant
        own = [folder / variant / name for name in (CUTS, SELECTION)] if variant else []
        return [*map(str, sorted(folder.glob("*.yaml"))), str(folder / SELECTION), *map(str, filter(Path.exists, own))]

    def decoys(self, benchmark: str) -> list[str]:
        """Return the files of the benchmarks whose cuts are decoys in this one's calibration lists."""
        others = [name for name in self.config.judging.calibration.decoys_from if name != benchmark]
        return [
            str(path)
            for name in others
            for kind in ("*.yaml", "*.adl")
            for path in sorted(self.folder(name).glob(kind))
        ]

    def events(self, benchmark: str) -> str:
        """Return the file of events that programs select from."""
        open_data = self.config.data == OPEN_DATA
        return self.on(benchmark).open_events if open_data else self.standin_events(benchmark)

    def standin_events(self, benchmark: str) -> str:
        """Return the generated events."""
        return str(self.folder(benchmark) / self.benchmarks[benchmark].data.standin)

    def papers(self, benchmark: str) -> list[str]:
        """Return the arXiv ids of a benchmark's papers."""
        return [paper.arxiv for paper in self.benchmarks[benchmark].papers]

    def documents(self, benchmark: str) -> list[str]:
        """Return the files of a benchmark's parsed papers."""
        return [self.on(benchmark).document.format(paper=paper) for paper in self.papers(benchmark)]

    def labels(self, benchmark: str) -> list[str]:
        """Return the files of verdicts by people, of the runs that have one."""
        return sorted(map(str, Path(self.on(benchmark).root, "labels").glob("*/*/seed*.json")))

    def pdf(self, benchmark: str, paper: str) -> str:
        """Return the PDF that a paper is read from: fictional analyses always have stand-ins.

        Raises:
            CutbenchError: the folder of the configuration has none, or more than one.
        """
        published = not self.benchmarks[benchmark].fictional
        if published and self.config.papers == ARXIV:
            return self.on(benchmark).pdf.format(paper=paper)
        if published and isinstance(self.config.papers, PaperFolder):
            return str(self.config.papers.find(paper))
        standin = next(one.standin for one in self.benchmarks[benchmark].papers if one.arxiv == paper)
        if standin is None:
            raise CutbenchError(f"{benchmark}: paper {paper} has no stand-in; set papers to arxiv or to a folder")
        return str(self.folder(benchmark) / standin)

    def loading(self, benchmark: str) -> dict[str, Any]:
        """Return how the papers of a benchmark are loaded; fictional ones are not in INSPIRE."""
        fictional = self.benchmarks[benchmark].fictional
        return self.config.loading.model_dump(mode="json") | ({"references": PDF} if fictional else {})

    def digest(self, benchmark: str, paper: str) -> str | None:
        """Return the sha256 of a publication, None if the benchmark does not know it."""
        return next(one.sha256 for one in self.benchmarks[benchmark].papers if one.arxiv == paper)


def each(pattern: str, runs: Iterable[Run]) -> list[str]:
    """Return the path of each run; wildcards that runs do not fill are left for Snakemake."""
    return [filled(pattern, **run) for run in runs]


def _in_formats(pattern: str, plots: Iterable[str], formats: Sequence[str]) -> list[str]:
    return [pattern.format(plot=plot, format=ending) for plot in plots for ending in formats]


def filled(pattern: str, **names: Any) -> str:
    """Fill some wildcards of a path; the others are left for Snakemake."""
    for name, value in names.items():
        pattern = pattern.replace(f"{{{name}}}", str(value))
    return pattern
