"""Every path that the workflow writes, in one place; in braces what Snakemake calls wildcards."""

from dataclasses import dataclass

TABLES = ("runs", "extraction", "codegen")
PLOTS = ("extraction_scores", "chunking_effect", "codegen_outcomes")
FORMATS = ("png", "svg")


@dataclass(frozen=True)
class Layout:
    """The result tree of one benchmark below the folder `root`, usually `results/<benchmark>`."""

    root: str

    @property
    def document(self) -> str:
        """A parsed paper."""
        return f"{self.root}/papers/{{paper}}/document.json"

    @property
    def markdown(self) -> str:
        """The same paper as people and models read it."""
        return f"{self.root}/papers/{{paper}}/paper.md"

    @property
    def extraction(self) -> str:
        """Folder of one extraction run: cuts.json, selection.json, run.json."""
        return f"{self.root}/extraction/{{model}}/{{mode}}/seed{{seed}}"

    @property
    def judged(self) -> str:
        """The verdicts of one judge on one extraction run."""
        return f"{self.root}/judging/{{judge}}/{{model}}/{{mode}}/seed{{seed}}.json"

    @property
    def reference(self) -> str:
        """Folder of the reference selection's result: events.json, cutflow.json."""
        return f"{self.root}/reference"

    @property
    def codegen(self) -> str:
        """Folder of one code-generation run: selection.py, execution.json, run.json, trajectory.json."""
        return f"{self.root}/codegen/{{model}}/{{arm}}/seed{{seed}}"

    @property
    def table(self) -> str:
        """A result table."""
        return f"{self.root}/tables/{{table}}.csv"

    @property
    def plot(self) -> str:
        """A figure without its ending."""
        return f"{self.root}/plots/{{plot}}"

    @property
    def model(self) -> str:
        """A note that the file of a model is there and has the right digest."""
        return f"{self.root}/models/{{model}}.json"

    @property
    def state(self) -> str:
        """Folder of what a restarted job goes on from: recorded calls and checkpoints. Never a declared output."""
        return f"{self.root}/state"

    @property
    def logs(self) -> str:
        """Folder of the logs, one folder per rule."""
        return f"{self.root}/logs"
