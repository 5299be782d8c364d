# What reads the words of cuts, where rules leave them unread; nothing in a replay or where no model reads.
READING_MODEL = (
    []
    if CONFIG.calls == "replay" or CONFIG.reading.model == NO_MODEL
    else expand(LAYOUT.model, model=CONFIG.reading.model)
)

# One job per judge, for all runs: a judge model is started once. Models judge models only: what the baselines are
# worth is known without paying for it.
JUDGED_BY_RULES = [
    expand(LAYOUT.judged, judge="deterministic", **run)[0] for run in EXTRACTIONS
]
JUDGED_BY_MODEL = [
    expand(LAYOUT.judged, judge="{judge}", **run)[0] for run in MODEL_EXTRACTIONS
]


rule judge_by_rules:
    """Compare statements with the curated list: always the same verdict on what was read; a model may read, never judge."""
    input:
        cuts=[expand(LAYOUT.cuts, **run)[0] for run in EXTRACTIONS],
        benchmark=BENCHMARK_FILES,
        words=WORDS,
        prompts=sorted(str(path) for path in Path(PROMPTS, "reading").glob("*.j2")),
        model=READING_MODEL,
        # Found by their runs: what people say of lines that nobody else could read.
        by_people=[
            path
            for run in EXTRACTIONS
            for path in expand(LAYOUT.lines_read, **run)
            if Path(path).exists()
        ],
    output:
        JUDGED_BY_RULES,
    log:
        LAYOUT.log("judge_by_rules", "deterministic"),
    conda:
        "../../envs/cutbench.yaml"
    threads: workflow.cores if READING_MODEL else 1
    resources:
        model_server=1 if READING_MODEL else 0,
        gpu=GPUS.get(CONFIG.reading.model, 0),
        slurm_partition=PARTITION.get(CONFIG.reading.model, "cpu"),
    params:
        protocol=PROTOCOL,
        runs=EXTRACTIONS,
        reader=CONFIG.reading.model,
        answers=ANSWERS_BY.get(CONFIG.reading.model),
    script:
        "../scripts/judge_by_rules.py"


rule judge_by_model:
    """Let a model compare the extracted cuts with the curated list, several times."""
    input:
        cuts=[expand(LAYOUT.cuts, **run)[0] for run in MODEL_EXTRACTIONS],
        benchmark=BENCHMARK_FILES,
        prompts=sorted(str(path) for path in Path(PROMPTS, "judging").glob("*.j2")),
        model=lambda wildcards: (
            []
            if CONFIG.calls == "replay"
            else expand(LAYOUT.model, model=wildcards.judge)
        ),
    output:
        JUDGED_BY_MODEL,
    log:
        LAYOUT.log("judge_by_model", "{judge}"),
    wildcard_constraints:
        judge="|".join(CONFIG.llm_judges()) or "none",
    conda:
        "../../envs/cutbench.yaml"
    threads: workflow.cores
    resources:
        model_server=0 if CONFIG.calls == "replay" else 1,
        gpu=lambda wildcards: GPUS[wildcards.judge],
        slurm_partition=lambda wildcards: PARTITION[wildcards.judge],
    params:
        protocol=PROTOCOL,
        runs=MODEL_EXTRACTIONS,
        repeats=CONFIG.judging.repeats,
        answers=lambda wildcards: ANSWERS_BY[wildcards.judge],
        unanswered=lambda wildcards: times_unanswered(
            STATE / "judging" / wildcards.judge
        ),
    script:
        "../scripts/judge_by_model.py"


# What a judge has to say nothing is known of: requirements of other analyses, and the lists of the other benchmarks.
DECOYS = [
    "resources/calibration/decoys.yaml",
    *sorted(
        str(path)
        for pattern in ("*.yaml", "*.adl")
        for path in Path("resources/groundtruth").glob(f"*/{pattern}")
        if path.parent.name != CONFIG.benchmark
    ),
]
# What calibration lists are written with.
WRITTEN_WITH = [
    "src/cutbench/judging/changes.yaml",
    "src/cutbench/language/styles.yaml",
]


rule calibrate_rules:
    """Test the judge without a model on lists with known verdicts."""
    input:
        benchmark=BENCHMARK_FILES,
        words=WORDS,
        decoys=DECOYS,
        styles=WRITTEN_WITH,
    output:
        expand(LAYOUT.calibration, judge="deterministic"),
    log:
        LAYOUT.log("calibrate_rules", "deterministic"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        protocol=PROTOCOL,
        calibration=CONFIG.judging.calibration.model_dump(exclude={"qualified_kappa"}),
    script:
        "../scripts/calibrate_rules.py"


rule calibrate_model:
    """Test a model as judge on lists with known verdicts."""
    input:
        benchmark=BENCHMARK_FILES,
        decoys=DECOYS,
        styles=WRITTEN_WITH,
        prompts=sorted(str(path) for path in Path(PROMPTS, "judging").glob("*.j2")),
        model=lambda wildcards: (
            []
            if CONFIG.calls == "replay"
            else expand(LAYOUT.model, model=wildcards.judge)
        ),
    output:
        LAYOUT.calibration,
    log:
        LAYOUT.log("calibrate_model", "{judge}"),
    wildcard_constraints:
        judge="|".join(CONFIG.llm_judges()) or "none",
    conda:
        "../../envs/cutbench.yaml"
    threads: workflow.cores
    resources:
        model_server=0 if CONFIG.calls == "replay" else 1,
        gpu=lambda wildcards: GPUS[wildcards.judge],
        slurm_partition=lambda wildcards: PARTITION[wildcards.judge],
    params:
        protocol=PROTOCOL,
        calibration=CONFIG.judging.calibration.model_dump(exclude={"qualified_kappa"}),
        answers=lambda wildcards: ANSWERS_BY[wildcards.judge],
        unanswered=lambda wildcards: times_unanswered(
            STATE / "calibration" / wildcards.judge
        ),
    script:
        "../scripts/calibrate_model.py"
