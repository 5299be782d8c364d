"""Every path that the workflow writes, in one place; in braces what Snakemake calls wildcards."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cutbench.errors import CutbenchError

READING_TABLES = (
    *("runs", "extraction", "chunking", "cuts", "judges", "reading", "variance", "agreement", "disagreements"),
)
CODING_TABLES = ("codegen", "cutflow", "wrong_events", "masses")
TABLES = READING_TABLES + CODING_TABLES
# Each figure with the tables that it is drawn from.
DRAWN_FROM = {
    "extraction_scores": ("runs", "extraction"),
    "chunking_effect": ("chunking",),
    "selection_found": ("runs",),
    "object_scores": ("cuts",),
    "cut_heatmap": ("cuts",),
    "cost_quality": ("runs",),
    "judge_agreement": ("judges",),
    "reading": ("reading",),
    "codegen_outcomes": ("codegen",),
    "cutflow": ("cutflow",),
    "wrong_events": ("wrong_events",),
    "masses": ("masses",),
}
CODING_PLOTS = ("codegen_outcomes", "cutflow", "wrong_events", "masses")
READING_PLOTS = tuple(name for name in DRAWN_FROM if name not in CODING_PLOTS)
PLOTS = READING_PLOTS + CODING_PLOTS
FORMATS = ("png", "svg", "pdf")


@dataclass(frozen=True)
class Layout:
    """The result tree of one benchmark below the folder `root`, usually `results/<benchmark>`."""

    root: str

    @property
    def pdf(self) -> str:
        """A publication as it was fetched."""
        return f"{self.root}/papers/{{paper}}/paper.pdf"

    @property
    def document(self) -> str:
        """A parsed paper."""
        return f"{self.root}/papers/{{paper}}/document.json"

    @property
    def markdown(self) -> str:
        """The same paper as people and models read it."""
        return f"{self.root}/papers/{{paper}}/paper.md"

    @property
    def cuts(self) -> str:
        """What an extraction run found."""
        return f"{self.root}/extraction/{{model}}/{{mode}}/seed{{seed}}/cuts.json"

    @property
    def talk_json(self) -> str:
        """The same in the shape of the talk."""
        return f"{self.root}/extraction/{{model}}/{{mode}}/seed{{seed}}/selection.json"

    @property
    def extraction_record(self) -> str:
        """How the run went and what it cost."""
        return f"{self.root}/extraction/{{model}}/{{mode}}/seed{{seed}}/run.json"

    @property
    def imported_cuts(self) -> str:
        """A cut list of another system, as `cutbench import-run` took it."""
        return f"{self.root}/imports/{{model}}/seed{{seed}}.json"

    @property
    def imported_program(self) -> str:
        """A program of another system, likewise."""
        return f"{self.root}/imports/{{model}}/seed{{seed}}.py"

    @property
    def judged(self) -> str:
        """The verdicts of one judge on one extraction run."""
        return f"{self.root}/judging/{{judge}}/{{model}}/{{mode}}/seed{{seed}}.json"

    @property
    def calibration(self) -> str:
        """What a judge said of lists whose verdicts are known."""
        return f"{self.root}/judging/{{judge}}/calibration.json"

    @property
    def manifest(self) -> str:
        """What the last start of the workflow was made with."""
        return f"{self.root}/manifest.json"

    @property
    def workflow_log(self) -> str:
        """One line for each start and end of the workflow."""
        return f"{self.root}/logs/workflow.log"

    @property
    def open_events(self) -> str:
        """Events of ATLAS Open Data."""
        return f"{self.root}/events/open_data.root"

    @property
    def events_provenance(self) -> str:
        """Where these events come from."""
        return f"{self.root}/events/provenance.json"

    @property
    def reference_events(self) -> str:
        """The events of the reference selection."""
        return f"{self.root}/reference/events.json"

    @property
    def left_out(self) -> str:
        """What the curated list selects without each of its cuts."""
        return f"{self.root}/reference/left_out.json"

    @property
    def reference_cutflow(self) -> str:
        """How many events the reference has left after each cut."""
        return f"{self.root}/reference/cutflow.json"

    @property
    def generated(self) -> dict[str, str]:
        """The files of one code-generation run; `cuts` are the typed cuts that the program was written from, if any."""
        names = {"program": "selection.py"} | {
            name: f"{name}.json" for name in ("events", "execution", "run", "trajectory", "cuts")
        }
        return {key: f"{self.root}/codegen/{{model}}/{{arm}}/seed{{seed}}/{file}" for key, file in names.items()}

    @property
    def beside_program(self) -> list[str]:
        """These files without the program itself."""
        return [path for name, path in self.generated.items() if name != "program"]

    @property
    def comparison(self) -> str:
        """A program's events beside the reference's."""
        return f"{self.root}/codegen/{{model}}/{{arm}}/seed{{seed}}/comparison.json"

    @property
    def table(self) -> str:
        """A result table."""
        return f"{self.root}/tables/{{table}}.csv"

    @property
    def selftest(self) -> str:
        """What the self-test agents came out as; not one of the result tables."""
        return f"{self.root}/tables/selftest.csv"

    @property
    def plot(self) -> str:
        """A figure."""
        return f"{self.root}/plots/{{plot}}.{{format}}"

    @property
    def approved_cuts(self) -> str:
        """The cut list of a run as a person approved it; review.json beside it says who changed what."""
        return f"{self.root}/extraction/{{model}}/{{mode}}/seed{{seed}}/review/cuts.approved.json"

    @property
    def lines_read(self) -> str:
        """What people say of lines of a run that no reader could read."""
        return f"{self.root}/extraction/{{model}}/{{mode}}/seed{{seed}}/review/lines.read.json"

    @property
    def coded_cuts(self) -> str:
        """The cut list of a run as step 2 takes it: as it was approved, and by whom."""
        return f"{self.root}/extraction/{{model}}/{{mode}}/seed{{seed}}/cuts.coded.json"

    @property
    def labels(self) -> str:
        """The verdicts of people on the cuts of a run."""
        return f"{self.root}/labels/{{model}}/{{mode}}/seed{{seed}}.json"

    @property
    def pages(self) -> str:
        """Folder of the pages to look at; index.html is the one to open."""
        return f"{self.root}/pages"

    @property
    def state(self) -> str:
        """Folder of what a restarted job goes on from: recorded calls and checkpoints. Never a declared output."""
        return f"{self.root}/state"

    def log(self, rule: str, job: str) -> str:
        """The log of a job, one folder per rule."""
        return f"{self.root}/logs/{rule}/{job}.log"

    def benchmark(self, rule: str, job: str) -> str:
        """What a job that may ask a model took of time and memory, as Snakemake measures it."""
        return f"{self.root}/benchmarks/{rule}/{job}.tsv"


@dataclass(frozen=True)
class Together:
    """What all benchmarks of the folder `results` share."""

    results: str

    @property
    def model(self) -> str:
        """A note that the file of a model is there and has the right digest."""
        return f"{self.results}/models/{{model}}.json"

    @property
    def table(self) -> str:
        """A result table of all benchmarks."""
        return f"{self.results}/tables/{{table}}.csv"

    @property
    def plot(self) -> str:
        """A figure with a panel per benchmark."""
        return f"{self.results}/plots/{{plot}}.{{format}}"

    @property
    def page(self) -> str:
        """The page to open first: what came out, with ways on to all else."""
        return f"{self.results}/index.html"

    @property
    def report(self) -> str:
        """Snakemake's report."""
        return f"{self.results}/report.html"

    @property
    def config(self) -> str:
        """The configuration with what the command line changed, for the report, which a second call makes."""
        return f"{self.results}/config.json"

    def log(self, rule: str, job: str) -> str:
        """The log of a job that belongs to no benchmark."""
        return f"{self.results}/logs/{rule}/{job}.log"


def benchmark_of(results: Path) -> str:
    """Return the name of the benchmark whose results a folder like `results/<benchmark>` holds; links are followed.

    Raises:
        CutbenchError: a link leads to itself.
    """
    try:
        return results.resolve().name
    except RuntimeError as error:
        raise CutbenchError(f"{results}: this link leads to itself") from error


def found_runs(pattern: str) -> list[dict[str, Any]]:
    """Return the wildcards of all files that fit a path pattern, in the order of their names."""
    names = re.findall(r"\{(\w+)\}", pattern)
    root = pattern.split("{", maxsplit=1)[0]
    expression = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(pattern))
    paths = sorted(Path(root).glob(pattern[len(root) :].format(**dict.fromkeys(names, "*"))))
    matches = [re.fullmatch(expression, str(path)) for path in paths]
    found = [match.groupdict() for match in matches if match and match["seed"].isdecimal()]
    return [run | {"seed": int(run["seed"])} for run in found]
