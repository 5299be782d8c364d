# The validated configuration and what all rules share.
import re
from pathlib import Path

from snakemake.exceptions import WorkflowError

from cutbench import paths
from cutbench.config import NO_MODEL
from cutbench.errors import CutbenchError
from cutbench.steps.approval import standing_approvals
from cutbench.steps.campaign import Campaign, each
from cutbench.steps.manifest import log_run, start_run
from cutbench.steps.unanswered import times_unanswered

try:
    CAMPAIGN = Campaign.of(config, Path(workflow.basedir))
except CutbenchError as error:
    raise WorkflowError(str(error))

# Bumped by hand when a change of the library makes costly results obsolete; a change of code alone re-runs nothing.
PROTOCOL = 4

CONFIG = CAMPAIGN.config
MODELS = CAMPAIGN.models
BENCHMARKS = list(CAMPAIGN.benchmarks)
LAYOUT = CAMPAIGN.layout
TOGETHER = paths.Together(CONFIG.results)
SEEDS = CAMPAIGN.seeds

WORDS = [
    "src/cutbench/language/names.yaml",
    "src/cutbench/reading/words.yaml",
]
PROMPTS = {
    step: sorted(map(str, Path("src/cutbench/prompts", step).glob("*.j2")))
    for step in ("extraction", "reading", "judging", "codegen")
}

# A replay needs no model file and no server.
LIVE = CONFIG.calls != "replay"
# GPUs of a job per model, and where it runs: schedulers are asked for them, a run on one machine ignores them.
GPUS = {model: entry.gpus if LIVE else 0 for model, entry in MODELS.items()}
PARTITION = {model: "gpu" if gpus else "cpu" for model, gpus in GPUS.items()}
# Parameters of jobs that ask a model: another model behind the same name, or questions without an answer, and the
# job runs again.
ANSWERS_BY = {model: entry.answers_by for model, entry in MODELS.items()}


wildcard_constraints:
    benchmark="|".join(map(re.escape, BENCHMARKS)),
    model="[^/]+",
    mode="full_text|chunked|grounded|pattern|imported|selftest",
    arm="freeform(-none|-retrieved)?(-bare)?|stepwise(-bare)?|compiled(-rules)?|imported|selftest",
    seed=r"\d+",
    table="|".join(paths.TABLES),
    plot="|".join(paths.PLOTS),
