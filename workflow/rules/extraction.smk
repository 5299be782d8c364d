rule extract_cuts:
    """Let a model read the papers. All seeds are in one job, so that they share its server and prompt cache."""
    input:
        documents=per_benchmark(CAMPAIGN.documents),
        texts=per_benchmark(CAMPAIGN.texts),
        words=WORDS,
        prompts=PROMPTS["extraction"],
        file=[TOGETHER.model] if LIVE else [],
    output:
        cuts=expand(LAYOUT.cuts, seed=SEEDS, allow_missing=True),
        talk_json=expand(LAYOUT.talk_json, seed=SEEDS, allow_missing=True),
        records=expand(LAYOUT.extraction_record, seed=SEEDS, allow_missing=True),
    log:
        LAYOUT.log("extract_cuts", "{model}_{mode}"),
    benchmark:
        LAYOUT.benchmark("extract_cuts", "{model}_{mode}")
    wildcard_constraints:
        model="|".join(CONFIG.extraction.models) or "none",
    conda:
        "../../envs/cutbench.yaml"
    threads: workflow.cores
    resources:
        model_server=1 if LIVE else 0,
        gpu=lambda wildcards: GPUS[wildcards.model],
    params:
        settings=CONFIG.extraction.model_dump(mode="json", exclude={"models", "modes"}),
        protocol=PROTOCOL,
        answers=lambda wildcards: ANSWERS_BY[wildcards.model],
        unanswered=unanswered("extraction", "{model}", "{mode}"),
    script:
        "../scripts/step.py"


rule extract_baseline:
    """Extract without a model: by the pattern reader and self-test agents."""
    input:
        documents=per_benchmark(CAMPAIGN.documents),
        texts=per_benchmark(CAMPAIGN.texts),
        words=WORDS,
    output:
        cuts=LAYOUT.cuts,
        talk_json=LAYOUT.talk_json,
        record=LAYOUT.extraction_record,
    log:
        LAYOUT.log("extract_baseline", "{model}_{mode}_{seed}"),
    wildcard_constraints:
        model="pattern|oracle|nop|mutant",
    conda:
        "../../envs/cutbench.yaml"
    params:
        max_papers=CONFIG.extraction.max_papers,
        protocol=PROTOCOL,
    script:
        "../scripts/step.py"
