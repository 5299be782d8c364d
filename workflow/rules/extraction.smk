

rule extract_cuts:
    """Let a model read the papers; all seeds in one job, so that they share its server and prompt cache."""
    input:
        documents=expand(LAYOUT.document, paper=PAPERS),
        benchmark=BENCHMARK_FILES,
        words=WORDS,
        prompts=sorted(str(path) for path in Path(PROMPTS, "extraction").glob("*.j2")),
        model=lambda wildcards: [] if CONFIG.calls == "replay" else [LAYOUT.model],
    output:
        cuts=expand(LAYOUT.cuts, seed=SEEDS, allow_missing=True),
        talk_json=expand(LAYOUT.talk_json, seed=SEEDS, allow_missing=True),
        records=expand(LAYOUT.extraction_record, seed=SEEDS, allow_missing=True),
    log:
        LAYOUT.log("extract_cuts", "{model}_{mode}"),
    wildcard_constraints:
        model="|".join(CONFIG.extraction.models) or "none",
    conda:
        "../../envs/cutbench.yaml"
    threads: workflow.cores
    resources:
        model_server=0 if CONFIG.calls == "replay" else 1,
        gpu=lambda wildcards: GPUS[wildcards.model],
        slurm_partition=lambda wildcards: PARTITION[wildcards.model],
    params:
        settings=CONFIG.extraction.model_dump(mode="json", exclude={"models", "modes"}),
        protocol=PROTOCOL,
        answers=lambda wildcards: ANSWERS_BY[wildcards.model],
        unanswered=lambda wildcards: times_unanswered(
            STATE / "extraction" / wildcards.model / wildcards.mode
        ),
    script:
        "../scripts/extract_cuts.py"


rule extract_baseline:
    """Fill the same files without a model: the pattern reader and the self-test agents."""
    input:
        documents=expand(LAYOUT.document, paper=PAPERS),
        benchmark=BENCHMARK_FILES,
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
        "../scripts/extract_baseline.py"
