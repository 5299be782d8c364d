# The validated configuration and what all rules share.
from pathlib import Path

from snakemake.exceptions import WorkflowError

from cutbench import paths
from cutbench.benchmarks import load_benchmark
from cutbench.config import NO_MODEL, check_config
from cutbench.errors import CutbenchError
from cutbench.files import check_folder
from cutbench.steps.approval import standing_approvals
from cutbench.steps.manifest import log_run, start_run
from cutbench.steps.unanswered import times_unanswered

try:
    CONFIG, MODELS = check_config(config, Path(workflow.basedir))
    BENCHMARK = load_benchmark(
        Path(workflow.basedir, "resources/groundtruth", CONFIG.benchmark),
        CONFIG.variant,
    )
    check_folder(Path(CONFIG.results))
except CutbenchError as error:
    raise WorkflowError(str(error))

# Bumped by hand when a change of the library makes costly results obsolete; a change of code alone re-runs nothing.
PROTOCOL = 3

# For the report, which is made by a second call of Snakemake: the configuration with what the command line changed.
EFFECTIVE_CONFIG = Path(CONFIG.results, CONFIG.benchmark, "config.json")
REPORT_LOG = Path(CONFIG.results, CONFIG.benchmark, "logs/report.log")
REPORT = Path(CONFIG.results, "report.html")

# What is redrawn from an archive must not touch the results of this machine.
LAYOUT = paths.Layout(
    f"{CONFIG.results}/{'archived/' if CONFIG.archive else ''}{CONFIG.benchmark}"
)
GROUNDTRUTH = f"resources/groundtruth/{CONFIG.benchmark}"
BENCHMARK_FILES = sorted(str(path) for path in Path(GROUNDTRUTH).glob("*.yaml"))
if CONFIG.variant:
    BENCHMARK_FILES += map(str, Path(GROUNDTRUTH, CONFIG.variant).glob("cuts.yaml"))
WORDS = [
    "src/cutbench/language/names.yaml",
    "src/cutbench/reading/words.yaml",
]
PROMPTS = "src/cutbench/prompts"
PAPERS = [paper.arxiv for paper in BENCHMARK.papers]
STANDIN_EVENTS = str(Path(GROUNDTRUTH, BENCHMARK.data.standin))
EVENTS = LAYOUT.open_events if CONFIG.data == "open_data" else STANDIN_EVENTS
SEEDS = list(range(CONFIG.seeds))
MODES = CONFIG.extraction.modes

# What `cutbench import-run` took in, one pair of system and seed per file.
IMPORTED_LISTS = sorted(zip(*glob_wildcards(LAYOUT.imported_cuts)))
IMPORTED_PROGRAMS = sorted(zip(*glob_wildcards(LAYOUT.imported_program)))

# Each run of the extraction and of the code generation, as keyword arguments for the path patterns.
MODEL_EXTRACTIONS = [
    dict(model=model, mode=mode, seed=seed)
    for model in CONFIG.extraction.models
    for mode in MODES
    for seed in SEEDS
]
EXTRACTIONS = [
    *MODEL_EXTRACTIONS,
    *[
        dict(model=reader, mode="pattern", seed=0)
        for reader in CONFIG.baselines.readers
    ],
    *[
        dict(model=system, mode="imported", seed=int(seed))
        for system, seed in IMPORTED_LISTS
    ],
    *[dict(model=agent, mode="selftest", seed=0) for agent in CONFIG.baselines.agents],
]
GENERATIONS = [
    *[
        dict(model=reader, arm="compiled", seed=0)
        for reader in CONFIG.baselines.readers
    ],
    *[
        dict(model=model, arm=arm, seed=seed)
        for model in CONFIG.codegen.models
        for arm in CONFIG.arms()
        for seed in SEEDS
    ],
    *[
        dict(model=system, arm="imported", seed=int(seed))
        for system, seed in IMPORTED_PROGRAMS
    ],
    *[dict(model=agent, arm="selftest", seed=0) for agent in CONFIG.baselines.agents],
]

# Programs whose outcome is known, a mutant of each cut among them: `snakemake selftest`.
SELFTEST_AGENTS = [
    "oracle",
    "nop",
    "cheater",
    "copier",
    *[f"mutant-{cut.id}" for cut in BENCHMARK.coded_cuts],
]

# GPUs of a job per model, and where it runs: schedulers are asked for them, a run on one machine ignores them.
GPUS = {
    model: 0 if CONFIG.calls == "replay" else entry.gpus
    for model, entry in MODELS.items()
}
PARTITION = {model: "gpu" if gpus else "cpu" for model, gpus in GPUS.items()}
# Parameters of jobs that ask a model: another model behind the same name, or questions without an answer, and the
# job runs again.
ANSWERS_BY = {model: entry.answers_by for model, entry in MODELS.items()}
STATE = Path(LAYOUT.state)


wildcard_constraints:
    model="[^/]+",
    mode="full_text|chunked|grounded|pattern|imported|selftest",
    arm="freeform(-none|-retrieved)?|compiled(-rules)?|imported|selftest",
    seed=r"\d+",
    table="|".join(paths.TABLES),
