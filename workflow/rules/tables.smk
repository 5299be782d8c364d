rule tabulate_extraction:
    """Tables of runs, of models (medians and intervals), of what makes scores vary, and of the effect of chunking."""
    input:
        unpack(judged_runs),
        judges=filled(LAYOUT.table, table="judges"),
    output:
        runs_table=reported("runs"),
        table=reported("extraction"),
        variance=reported("variance"),
        chunking=reported("chunking"),
    log:
        LAYOUT.log("tabulate_extraction", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=per_benchmark(CAMPAIGN.extractions),
    script:
        "../scripts/step.py"


rule tabulate_agreement:
    """Agreement of people and judges, and a queue of the disagreements that affect the scores."""
    input:
        unpack(judged_runs),
        labels=per_benchmark(CAMPAIGN.labels),
        judges=filled(LAYOUT.table, table="judges"),
    output:
        table=reported("agreement"),
        queue=reported("disagreements"),
    log:
        LAYOUT.log("tabulate_agreement", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=per_benchmark(CAMPAIGN.extractions),
    script:
        "../scripts/step.py"


rule tabulate_cuts:
    """How many runs find each curated cut, per model, mode and judge."""
    input:
        unpack(judged_runs),
        judges=filled(LAYOUT.table, table="judges"),
        texts=per_benchmark(CAMPAIGN.texts),
    output:
        table=reported("cuts"),
    log:
        LAYOUT.log("tabulate_cuts", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=per_benchmark(CAMPAIGN.extractions),
    script:
        "../scripts/step.py"


rule tabulate_judges:
    """How reliable each judge is, on lists with known verdicts."""
    input:
        calibrations=expand(
            LAYOUT.calibration, judge=CONFIG.judging.judges, allow_missing=True
        ),
    output:
        table=reported("judges"),
    log:
        LAYOUT.log("tabulate_judges", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        threshold=CONFIG.judging.calibration.qualified_kappa,
        judged_models=CONFIG.extraction.models,
    script:
        "../scripts/step.py"


rule tabulate_reading:
    """How the curated list is read in each style of writing: a test of the measurement itself."""
    input:
        texts=per_benchmark(CAMPAIGN.texts),
        words=WORDS,
        styles=LIBRARY / "language/styles/words.yaml",
        prompts=PROMPTS["reading"],
        file=READING_MODEL,
    output:
        table=reported("reading"),
    log:
        LAYOUT.log("tabulate_reading", "table"),
    benchmark:
        LAYOUT.benchmark("tabulate_reading", "table")
    conda:
        "../../envs/cutbench.yaml"
    threads: workflow.cores if READING_MODEL else 1
    resources:
        model_server=1 if READING_MODEL else 0,
        gpu=GPUS.get(CONFIG.reading.model, 0),
    params:
        protocol=PROTOCOL,
        reader=CONFIG.reading.model,
        answers=ANSWERS_BY.get(CONFIG.reading.model),
    script:
        "../scripts/step.py"


rule tabulate_codegen:
    """Outcomes per model and arm, with the published ones."""
    input:
        unpack(compared_programs),
        published=sorted(
            str(path) for path in PROJECT.glob("resources/published/*.yaml")
        ),
    output:
        table=reported("codegen"),
    log:
        LAYOUT.log("tabulate_codegen", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=per_benchmark(CAMPAIGN.generations),
        cuts_from=CONFIG.codegen.cuts_from,
    script:
        "../scripts/step.py"


rule tabulate_cutflow:
    """Events after each cut, in the reference and in generated programs, and events that each cut gets wrong."""
    input:
        unpack(compared_programs),
        reference=LAYOUT.reference_cutflow,
        texts=per_benchmark(CAMPAIGN.texts),
    output:
        table=reported("cutflow"),
        wrong_events=reported("wrong_events"),
    log:
        LAYOUT.log("tabulate_cutflow", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=per_benchmark(CAMPAIGN.generations),
    script:
        "../scripts/step.py"


rule tabulate_masses:
    """Mass distributions of selected events, per model and arm and in the reference."""
    input:
        unpack(compared_programs),
        reference=LAYOUT.reference_events,
        events=per_benchmark(CAMPAIGN.events),
        texts=per_benchmark(CAMPAIGN.texts),
    output:
        table=reported("masses"),
    log:
        LAYOUT.log("tabulate_masses", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=per_benchmark(CAMPAIGN.generations),
    script:
        "../scripts/step.py"


rule tabulate_selftest:
    """The self-test: oracle, nop, cheater, copier and a mutant of each cut; fails if one has a wrong outcome."""
    input:
        comparisons=lambda wildcards: each(
            CAMPAIGN.on(wildcards.benchmark).comparison,
            [
                {"model": agent, "arm": "selftest", "seed": 0}
                for agent in CAMPAIGN.selftest_agents(wildcards.benchmark)
            ],
        ),
    output:
        table=LAYOUT.selftest,
    log:
        LAYOUT.log("tabulate_selftest", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        agents=per_benchmark(CAMPAIGN.selftest_agents),
    script:
        "../scripts/step.py"
