# Runs of other systems that `cutbench import-run` took in.


rule take_cuts:
    """Look up the quotes of an imported cut list, so that it stands like one of our own."""
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
    """Compare the statements of an imported list with the curated one, as those of our own."""
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
