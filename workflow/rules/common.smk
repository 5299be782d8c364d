# The validated configuration, and what rules share.
import re
from pathlib import Path

from snakemake.exceptions import WorkflowError

from cutbench import paths
from cutbench.config import NO_MODEL
from cutbench.errors import CutbenchError
from cutbench.files import PACKAGE, from_here
from cutbench.steps.approval import standing_approvals
from cutbench.steps.campaign import Campaign, each, filled
from cutbench.steps.manifest import log_run, start_run
from cutbench.steps.unanswered import times_unanswered

# The folder of the workflow and its data; results go into the folder that Snakemake runs in.
PROJECT = from_here(Path(str(workflow.current_basedir)).parents[1])

try:
    CAMPAIGN = Campaign.of(config, PROJECT)
except CutbenchError as error:
    raise WorkflowError(str(error))

# Raised by hand when a change of the library makes costly results obsolete; a change of code alone reruns nothing.
PROTOCOL = 4

CONFIG = CAMPAIGN.config
MODELS = CAMPAIGN.models
BENCHMARKS = list(CAMPAIGN.benchmarks)
LAYOUT = CAMPAIGN.layout
TOGETHER = paths.Together(CONFIG.results)
SEEDS = CAMPAIGN.seeds

LIBRARY = from_here(PACKAGE)
WORDS = [
    LIBRARY / "language/names.yaml",
    LIBRARY / "reading/words.yaml",
    LIBRARY / "reading/examples.yaml",
]
PROMPTS = {
    step: sorted(LIBRARY.glob(f"prompts/{step}/*.j2"))
    for step in ("extraction", "reading", "judging", "codegen")
}

# A replay needs no model file and no server.
LIVE = CONFIG.calls != "replay"
# GPUs of a job, by model: requested from a scheduler, ignored on a single machine.
GPUS = {model: entry.gpus if LIVE else 0 for model, entry in MODELS.items()}
# A parameter of jobs that ask a model, which run again if another model gets the same name.
ANSWERS_BY = {model: entry.answers_by for model, entry in MODELS.items()}

# Headings of the report, by the names of tables and figures.
CATEGORIES = {
    **dict.fromkeys(paths.TABLES + paths.PLOTS, "Step 1: extraction"),
    **dict.fromkeys(
        paths.CODING_TABLES + paths.CODING_PLOTS, "Step 2: code generation"
    ),
    **dict.fromkeys(("judges", "reading", "variance"), "Judges"),
    **dict.fromkeys(("agreement", "disagreements", "judge_agreement"), "Judges"),
}


def per_benchmark(method, *arguments):
    """Return an input function that asks the campaign about the benchmark of the job."""
    return lambda wildcards: method(wildcards.benchmark, *arguments)


def unanswered(*scope):
    """Return a function for `params`: how often the job ended with unanswered questions; if it rises, it runs again."""
    return lambda wildcards: times_unanswered(
        CAMPAIGN.state(
            wildcards.benchmark, *(name.format(**wildcards) for name in scope)
        )
    )


def reported(table):
    """Return a table of a benchmark as an output that the report shows."""
    return report(
        filled(LAYOUT.table, table=table),
        category=CATEGORIES[table],
        subcategory="{benchmark}",
        labels={"table": table},
        caption=f"../report/{table}.rst",
    )


def judged_runs(wildcards):
    """Return the files of all runs of step 1 on a benchmark, with the verdicts of all judges."""
    return {
        "cuts": CAMPAIGN.read(wildcards.benchmark, LAYOUT.cuts),
        "records": CAMPAIGN.read(wildcards.benchmark, LAYOUT.extraction_record),
        "judged": CAMPAIGN.judged(wildcards.benchmark),
    }


def compared_programs(wildcards):
    """Return the files of all runs of step 2 on a benchmark, with their comparisons with the reference."""
    patterns = {
        "programs": LAYOUT.generated["program"],
        "executions": LAYOUT.generated["execution"],
        "comparisons": LAYOUT.comparison,
        "records": LAYOUT.generated["run"],
    }
    return {
        name: CAMPAIGN.written(wildcards.benchmark, pattern)
        for name, pattern in patterns.items()
    }


wildcard_constraints:
    benchmark="|".join(map(re.escape, BENCHMARKS)),
    model="[^/]+",
    mode="full_text|chunked|grounded|pattern|imported|selftest",
    arm="freeform(-none|-retrieved)?(-bare)?|stepwise(-bare)?|compiled(-rules)?|imported|selftest",
    seed=r"\d+",
    table="|".join(paths.TABLES),
    plot="|".join(paths.PLOTS),
