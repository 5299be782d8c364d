CUTS = LAYOUT.extraction + "/cuts.json"
TALK_JSON = LAYOUT.extraction + "/selection.json"
EXTRACTION_RECORD = LAYOUT.extraction + "/run.json"


rule extract_cuts:
    """Let a model read the papers; all seeds in one job, so that they share its server and prompt cache."""
    input:
        documents=expand(LAYOUT.document, paper=PAPERS),
        benchmark=BENCHMARK_FILES,
        vocabulary=VOCABULARY,
        prompts=sorted(str(path) for path in Path(PROMPTS, "extraction").glob("*.j2")),
        model=lambda wildcards: [] if CONFIG.calls == "replay" else [LAYOUT.model],
    output:
        cuts=expand(CUTS, seed=SEEDS, allow_missing=True),
        talk_json=expand(TALK_JSON, seed=SEEDS, allow_missing=True),
        records=expand(EXTRACTION_RECORD, seed=SEEDS, allow_missing=True),
    log:
        LAYOUT.logs + "/extract_cuts/{model}_{mode}.log",
    wildcard_constraints:
        model="|".join(CONFIG.extraction.models),
    threads: 2
    resources:
        model_server=0 if CONFIG.calls == "replay" else 1,
    params:
        settings=CONFIG.extraction.model_dump(mode="json", include={"max_papers", "chunk_characters"}),
        protocol=PROTOCOL,
    script:
        "../scripts/extract_cuts.py"


rule extract_baseline:
    """Fill the same files without a model: the pattern reader and the self-test agents."""
    input:
        documents=expand(LAYOUT.document, paper=PAPERS),
        benchmark=BENCHMARK_FILES,
        vocabulary=VOCABULARY,
    output:
        cuts=CUTS,
        talk_json=TALK_JSON,
        record=EXTRACTION_RECORD,
    log:
        LAYOUT.logs + "/extract_baseline/{model}_{mode}_{seed}.log",
    wildcard_constraints:
        model="pattern|oracle|nop|mutant",
    params:
        max_papers=CONFIG.extraction.max_papers,
        protocol=PROTOCOL,
    script:
        "../scripts/extract_baseline.py"
