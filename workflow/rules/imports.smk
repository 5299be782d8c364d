# Runs of other systems, from `cutbench import-run`.


rule take_cuts:
    """Turn an imported cut list into one like our own, with its quotes looked up in the papers."""
    input:
        imported=LAYOUT.imported_cuts,
        documents=per_benchmark(CAMPAIGN.documents),
    output:
        cuts=filled(LAYOUT.cuts, mode="imported"),
        talk_json=filled(LAYOUT.talk_json, mode="imported"),
        record=filled(LAYOUT.extraction_record, mode="imported"),
    log:
        LAYOUT.log("take_cuts", "{model}_{seed}"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        protocol=PROTOCOL,
    script:
        "../scripts/step.py"


rule judge_imported:
    """Judge an imported cut list by comparing statements, like our own lists."""
    input:
        cuts=[filled(LAYOUT.cuts, mode="imported")],
        texts=per_benchmark(CAMPAIGN.texts),
        by_people=lambda wildcards: CAMPAIGN.read_by_people(
            wildcards.benchmark, [{"mode": "imported", **wildcards}]
        ),
        words=WORDS,
        prompts=PROMPTS["reading"],
        file=READING_MODEL,
    output:
        judged=[filled(LAYOUT.judged, judge="deterministic", mode="imported")],
    log:
        LAYOUT.log("judge_imported", "{model}_{seed}"),
    benchmark:
        LAYOUT.benchmark("judge_imported", "{model}_{seed}")
    conda:
        "../../envs/cutbench.yaml"
    threads: workflow.cores if READING_MODEL else 1
    resources:
        model_server=1 if READING_MODEL else 0,
        gpu=GPUS.get(CONFIG.reading.model, 0),
    params:
        protocol=PROTOCOL,
        answers=ANSWERS_BY.get(CONFIG.reading.model),
    script:
        "../scripts/step.py"


rule run_imported:
    """Run an imported program in the sandbox."""
    input:
        source=LAYOUT.imported_program,
        events=per_benchmark(CAMPAIGN.events),
    output:
        program=filled(LAYOUT.generated["program"], arm="imported"),
        beside=[filled(path, arm="imported") for path in LAYOUT.beside_program],
    log:
        LAYOUT.log("run_imported", "{model}_{seed}"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        sandbox=CONFIG.sandbox.model_dump(mode="json"),
        protocol=PROTOCOL,
    script:
        "../scripts/step.py"
