# Runs of other systems that `cutbench import-run` took in.


rule take_cuts:
    """Look up the quotes of an imported cut list, so that it stands like one of our own."""
    input:
        imported=LAYOUT.imported_cuts,
        documents=lambda wildcards: expand(
            LAYOUT.document,
            paper=CAMPAIGN.papers(wildcards.benchmark),
            benchmark=wildcards.benchmark,
        ),
    output:
        cuts=each(LAYOUT.cuts, [{"mode": "imported"}])[0],
        talk_json=each(LAYOUT.talk_json, [{"mode": "imported"}])[0],
        record=each(LAYOUT.extraction_record, [{"mode": "imported"}])[0],
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
        cuts=each(LAYOUT.cuts, [{"mode": "imported"}]),
        texts=lambda wildcards: CAMPAIGN.texts(wildcards.benchmark),
        by_people=lambda wildcards: CAMPAIGN.read_by_people(
            wildcards.benchmark, [{"mode": "imported", **wildcards}]
        ),
        words=WORDS,
        prompts=PROMPTS["reading"],
        file=READING_MODEL,
    output:
        judged=each(LAYOUT.judged, [{"judge": "deterministic", "mode": "imported"}]),
    log:
        LAYOUT.log("judge_imported", "{model}_{seed}"),
    conda:
        "../../envs/cutbench.yaml"
    threads: workflow.cores if READING_MODEL else 1
    resources:
        model_server=1 if READING_MODEL else 0,
        gpu=GPUS.get(CONFIG.reading.model, 0),
        slurm_partition=PARTITION.get(CONFIG.reading.model, "cpu"),
    params:
        protocol=PROTOCOL,
        answers=ANSWERS_BY.get(CONFIG.reading.model),
    script:
        "../scripts/step.py"


rule run_imported:
    """Run an imported program in the sandbox."""
    input:
        source=LAYOUT.imported_program,
        events=lambda wildcards: CAMPAIGN.events(wildcards.benchmark),
    output:
        program=each(LAYOUT.generated["program"], [{"arm": "imported"}])[0],
        beside=[each(path, [{"arm": "imported"}])[0] for path in LAYOUT.beside_program],
    log:
        LAYOUT.log("run_imported", "{model}_{seed}"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        sandbox=CONFIG.sandbox.model_dump(mode="json"),
        protocol=PROTOCOL,
    script:
        "../scripts/step.py"
