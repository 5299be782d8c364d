# The validated configuration and what all rules share.
from pathlib import Path

from snakemake.exceptions import WorkflowError

from cutbench import paths
from cutbench.benchmarks import load_benchmark
from cutbench.config import check_config
from cutbench.errors import CutbenchError

try:
    CONFIG, MODELS = check_config(config, Path(workflow.basedir))
    BENCHMARK = load_benchmark(
        Path(workflow.basedir, "resources/groundtruth", CONFIG.benchmark)
    )
except CutbenchError as error:
    raise WorkflowError(str(error))

# Bumped by hand when a change of the library makes costly results obsolete; a change of code alone re-runs nothing.
PROTOCOL = 1

# For the report, which is made by a second call of Snakemake: the configuration with what the command line changed.
EFFECTIVE_CONFIG = Path(CONFIG.results, CONFIG.benchmark, "config.json")
REPORT_LOG = Path(CONFIG.results, CONFIG.benchmark, "logs/report.log")

LAYOUT = paths.Layout(f"{CONFIG.results}/{CONFIG.benchmark}")
GROUNDTRUTH = f"resources/groundtruth/{CONFIG.benchmark}"
BENCHMARK_FILES = sorted(str(path) for path in Path(GROUNDTRUTH).glob("*.yaml"))
VOCABULARY = ["resources/vocabulary/collider.yaml"]
PROMPTS = "src/cutbench/prompts"
PAPERS = [paper.arxiv for paper in BENCHMARK.papers]
EVENTS = str(Path(GROUNDTRUTH, BENCHMARK.data.standin))
SEEDS = list(range(CONFIG.seeds))

# Each run of the extraction and of the code generation, as keyword arguments for the path patterns.
MODEL_EXTRACTIONS = [
    dict(model=model, mode=mode, seed=seed)
    for model in CONFIG.extraction.models
    for mode in CONFIG.extraction.modes
    for seed in SEEDS
]
EXTRACTIONS = [
    *MODEL_EXTRACTIONS,
    *[
        dict(model=reader, mode="pattern", seed=0)
        for reader in CONFIG.baselines.readers
    ],
    *[dict(model=agent, mode="selftest", seed=0) for agent in CONFIG.baselines.agents],
]
GENERATIONS = [
    *[
        dict(model=model, arm=arm, seed=seed)
        for model in CONFIG.codegen.models
        for arm in CONFIG.codegen.arms
        for seed in SEEDS
    ],
    *[dict(model=agent, arm="selftest", seed=0) for agent in CONFIG.baselines.agents],
]

# GPUs of a job per model, and where it runs: schedulers are asked for them, a run on one machine ignores them.
GPUS = {
    model: 0 if CONFIG.calls == "replay" else entry.gpus
    for model, entry in MODELS.items()
}
PARTITION = {model: "gpu" if gpus else "cpu" for model, gpus in GPUS.items()}


wildcard_constraints:
    model="[^/]+",
    mode="full_text|chunked|grounded|pattern|selftest",
    arm="freeform|compiled|selftest",
    seed=r"\d+",
    table="|".join(paths.TABLES),
