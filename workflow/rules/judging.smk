# The model that reads cuts that rules cannot read; none in a replay, or if the configuration names none.
READING_MODEL = (
    [filled(TOGETHER.model, model=CONFIG.reading.model)]
    if LIVE and CONFIG.reading.model != NO_MODEL
    else []
)

# One job per judge and benchmark, so that a judge model is started once for all runs. Models judge only the runs of
# models: how good the baselines are is known without paying for it.


rule judge_by_rules:
    """Judge cut lists by comparing statements with the curated ones; a model may read words, but not judge."""
    input:
        cuts=each(LAYOUT.cuts, CAMPAIGN.read_by_us),
        texts=per_benchmark(CAMPAIGN.texts),
        words=WORDS,
        prompts=PROMPTS["reading"],
        file=READING_MODEL,
        by_people=per_benchmark(CAMPAIGN.read_by_people, CAMPAIGN.read_by_us),
    output:
        judged=each(
            LAYOUT.judged,
            [{"judge": "deterministic", **run} for run in CAMPAIGN.read_by_us],
        ),
    log:
        LAYOUT.log("judge_by_rules", "deterministic"),
    benchmark:
        LAYOUT.benchmark("judge_by_rules", "deterministic")
    conda:
        "../../envs/cutbench.yaml"
    threads: workflow.cores if READING_MODEL else 1
    resources:
        model_server=1 if READING_MODEL else 0,
        gpu=GPUS.get(CONFIG.reading.model, 0),
    params:
        protocol=PROTOCOL,
        runs=CAMPAIGN.read_by_us,
        reader=CONFIG.reading.model,
        answers=ANSWERS_BY.get(CONFIG.reading.model),
    script:
        "../scripts/step.py"


rule judge_by_model:
    """Let a model judge the extracted cut lists, several times each."""
    input:
        cuts=each(LAYOUT.cuts, CAMPAIGN.read_by_models),
        texts=per_benchmark(CAMPAIGN.texts),
        prompts=PROMPTS["judging"],
        file=[filled(TOGETHER.model, model="{judge}")] if LIVE else [],
    output:
        judged=each(LAYOUT.judged, CAMPAIGN.read_by_models),
    log:
        LAYOUT.log("judge_by_model", "{judge}"),
    benchmark:
        LAYOUT.benchmark("judge_by_model", "{judge}")
    wildcard_constraints:
        judge="|".join(CONFIG.llm_judges()) or "none",
    conda:
        "../../envs/cutbench.yaml"
    threads: workflow.cores
    resources:
        model_server=1 if LIVE else 0,
        gpu=lambda wildcards: GPUS[wildcards.judge],
    params:
        protocol=PROTOCOL,
        runs=CAMPAIGN.read_by_models,
        repeats=CONFIG.judging.repeats,
        answers=lambda wildcards: ANSWERS_BY[wildcards.judge],
        unanswered=unanswered("judging", "{judge}"),
    script:
        "../scripts/step.py"


# The data that calibration lists are generated from.
WRITTEN_WITH = [
    LIBRARY / "judging/changes.yaml",
    LIBRARY / "language/styles/words.yaml",
]


rule calibrate_rules:
    """Test the judge without a model on lists with known verdicts."""
    input:
        texts=per_benchmark(CAMPAIGN.texts),
        words=WORDS,
        decoys=per_benchmark(CAMPAIGN.decoys),
        styles=WRITTEN_WITH,
    output:
        result=filled(LAYOUT.calibration, judge="deterministic"),
    log:
        LAYOUT.log("calibrate_rules", "deterministic"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        protocol=PROTOCOL,
        calibration=CONFIG.judging.calibration.model_dump(exclude={"qualified_kappa"}),
    script:
        "../scripts/step.py"


rule calibrate_model:
    """Test a model as judge on lists with known verdicts."""
    input:
        texts=per_benchmark(CAMPAIGN.texts),
        decoys=per_benchmark(CAMPAIGN.decoys),
        styles=WRITTEN_WITH,
        prompts=PROMPTS["judging"],
        file=[filled(TOGETHER.model, model="{judge}")] if LIVE else [],
    output:
        result=LAYOUT.calibration,
    log:
        LAYOUT.log("calibrate_model", "{judge}"),
    benchmark:
        LAYOUT.benchmark("calibrate_model", "{judge}")
    wildcard_constraints:
        judge="|".join(CONFIG.llm_judges()) or "none",
    conda:
        "../../envs/cutbench.yaml"
    threads: workflow.cores
    resources:
        model_server=1 if LIVE else 0,
        gpu=lambda wildcards: GPUS[wildcards.judge],
    params:
        protocol=PROTOCOL,
        calibration=CONFIG.judging.calibration.model_dump(exclude={"qualified_kappa"}),
        answers=lambda wildcards: ANSWERS_BY[wildcards.judge],
        unanswered=unanswered("calibration", "{judge}"),
    script:
        "../scripts/step.py"
