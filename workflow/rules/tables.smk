rule tabulate_extraction:
    """Runs, models with medians and intervals, what makes scores vary, and what reading in chunks changes."""
    input:
        cuts=lambda wildcards: CAMPAIGN.read(wildcards.benchmark, LAYOUT.cuts),
        records=lambda wildcards: CAMPAIGN.read(
            wildcards.benchmark, LAYOUT.extraction_record
        ),
        judged=lambda wildcards: CAMPAIGN.judged(wildcards.benchmark),
        judges=filled(LAYOUT.table, table="judges"),
    output:
        runs_table=report(
            filled(LAYOUT.table, table="runs"),
            category="Step 1: extraction",
            subcategory="{benchmark}",
            labels={"table": "runs"},
            caption="../report/runs.rst",
        ),
        table=report(
            filled(LAYOUT.table, table="extraction"),
            category="Step 1: extraction",
            subcategory="{benchmark}",
            labels={"table": "extraction"},
            caption="../report/extraction.rst",
        ),
        variance=report(
            filled(LAYOUT.table, table="variance"),
            category="Judges",
            subcategory="{benchmark}",
            labels={"table": "variance"},
            caption="../report/variance.rst",
        ),
        chunking=report(
            filled(LAYOUT.table, table="chunking"),
            category="Step 1: extraction",
            subcategory="{benchmark}",
            labels={"table": "chunking"},
            caption="../report/chunking.rst",
        ),
    log:
        LAYOUT.log("tabulate_extraction", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=lambda wildcards: CAMPAIGN.extractions(wildcards.benchmark),
    script:
        "../scripts/step.py"


rule tabulate_agreement:
    """How far people and judges agree, and what is worth a look because it moves the scores."""
    input:
        cuts=lambda wildcards: CAMPAIGN.read(wildcards.benchmark, LAYOUT.cuts),
        records=lambda wildcards: CAMPAIGN.read(
            wildcards.benchmark, LAYOUT.extraction_record
        ),
        judged=lambda wildcards: CAMPAIGN.judged(wildcards.benchmark),
        labels=lambda wildcards: sorted(
            str(path)
            for path in Path(CAMPAIGN.on(wildcards.benchmark).root, "labels").glob(
                "*/*/seed*.json"
            )
        ),
        judges=filled(LAYOUT.table, table="judges"),
    output:
        table=report(
            filled(LAYOUT.table, table="agreement"),
            category="Judges",
            subcategory="{benchmark}",
            labels={"table": "agreement"},
            caption="../report/agreement.rst",
        ),
        queue=report(
            filled(LAYOUT.table, table="disagreements"),
            category="Judges",
            subcategory="{benchmark}",
            labels={"table": "disagreements"},
            caption="../report/disagreements.rst",
        ),
    log:
        LAYOUT.log("tabulate_agreement", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=lambda wildcards: CAMPAIGN.extractions(wildcards.benchmark),
    script:
        "../scripts/step.py"


rule tabulate_cuts:
    """One row per model, mode, judge and curated cut: how many runs find it."""
    input:
        cuts=lambda wildcards: CAMPAIGN.read(wildcards.benchmark, LAYOUT.cuts),
        records=lambda wildcards: CAMPAIGN.read(
            wildcards.benchmark, LAYOUT.extraction_record
        ),
        judged=lambda wildcards: CAMPAIGN.judged(wildcards.benchmark),
        judges=filled(LAYOUT.table, table="judges"),
        texts=lambda wildcards: CAMPAIGN.texts(wildcards.benchmark),
    output:
        table=report(
            filled(LAYOUT.table, table="cuts"),
            category="Step 1: extraction",
            subcategory="{benchmark}",
            labels={"table": "cuts"},
            caption="../report/cuts.rst",
        ),
    log:
        LAYOUT.log("tabulate_cuts", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=lambda wildcards: CAMPAIGN.extractions(wildcards.benchmark),
    script:
        "../scripts/step.py"


rule tabulate_judges:
    """What each judge is worth on lists with known verdicts."""
    input:
        calibrations=expand(
            LAYOUT.calibration, judge=CONFIG.judging.judges, allow_missing=True
        ),
    output:
        table=report(
            filled(LAYOUT.table, table="judges"),
            category="Judges",
            subcategory="{benchmark}",
            labels={"table": "judges"},
            caption="../report/judges.rst",
        ),
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
    """How the curated list is read in each style of writing: what the ruler makes of the same list in other words."""
    input:
        texts=lambda wildcards: CAMPAIGN.texts(wildcards.benchmark),
        words=WORDS,
        styles=LIBRARY / "language/styles.yaml",
        prompts=PROMPTS["reading"],
        file=READING_MODEL,
    output:
        table=report(
            filled(LAYOUT.table, table="reading"),
            category="Judges",
            subcategory="{benchmark}",
            labels={"table": "reading"},
            caption="../report/reading.rst",
        ),
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
    """Outcomes per model and arm, the published ones beside them."""
    input:
        programs=lambda wildcards: CAMPAIGN.written(
            wildcards.benchmark, LAYOUT.generated["program"]
        ),
        comparisons=lambda wildcards: CAMPAIGN.written(
            wildcards.benchmark, LAYOUT.comparison
        ),
        records=lambda wildcards: CAMPAIGN.written(
            wildcards.benchmark, LAYOUT.generated["run"]
        ),
        published=sorted(
            str(path) for path in PROJECT.glob("resources/published/*.yaml")
        ),
    output:
        table=report(
            filled(LAYOUT.table, table="codegen"),
            category="Step 2: code generation",
            subcategory="{benchmark}",
            labels={"table": "codegen"},
            caption="../report/codegen.rst",
        ),
    log:
        LAYOUT.log("tabulate_codegen", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=lambda wildcards: CAMPAIGN.generations(wildcards.benchmark),
        cuts_from=CONFIG.codegen.cuts_from,
    script:
        "../scripts/step.py"


rule tabulate_cutflow:
    """Events left after each cut, in the reference and by generated programs, and events that each cut gets wrong."""
    input:
        programs=lambda wildcards: CAMPAIGN.written(
            wildcards.benchmark, LAYOUT.generated["program"]
        ),
        executions=lambda wildcards: CAMPAIGN.written(
            wildcards.benchmark, LAYOUT.generated["execution"]
        ),
        comparisons=lambda wildcards: CAMPAIGN.written(
            wildcards.benchmark, LAYOUT.comparison
        ),
        records=lambda wildcards: CAMPAIGN.written(
            wildcards.benchmark, LAYOUT.generated["run"]
        ),
        reference=LAYOUT.reference_cutflow,
        texts=lambda wildcards: CAMPAIGN.texts(wildcards.benchmark),
    output:
        table=report(
            filled(LAYOUT.table, table="cutflow"),
            category="Step 2: code generation",
            subcategory="{benchmark}",
            labels={"table": "cutflow"},
            caption="../report/cutflow.rst",
        ),
        wrong_events=report(
            filled(LAYOUT.table, table="wrong_events"),
            category="Step 2: code generation",
            subcategory="{benchmark}",
            labels={"table": "wrong_events"},
            caption="../report/wrong_events.rst",
        ),
    log:
        LAYOUT.log("tabulate_cutflow", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=lambda wildcards: CAMPAIGN.generations(wildcards.benchmark),
    script:
        "../scripts/step.py"


rule tabulate_masses:
    """How the masses of selected events are distributed, per model and arm and in the reference."""
    input:
        programs=lambda wildcards: CAMPAIGN.written(
            wildcards.benchmark, LAYOUT.generated["program"]
        ),
        executions=lambda wildcards: CAMPAIGN.written(
            wildcards.benchmark, LAYOUT.generated["execution"]
        ),
        records=lambda wildcards: CAMPAIGN.written(
            wildcards.benchmark, LAYOUT.generated["run"]
        ),
        reference=LAYOUT.reference_events,
        events=lambda wildcards: CAMPAIGN.events(wildcards.benchmark),
        texts=lambda wildcards: CAMPAIGN.texts(wildcards.benchmark),
    output:
        table=report(
            filled(LAYOUT.table, table="masses"),
            category="Step 2: code generation",
            subcategory="{benchmark}",
            labels={"table": "masses"},
            caption="../report/masses.rst",
        ),
    log:
        LAYOUT.log("tabulate_masses", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=lambda wildcards: CAMPAIGN.generations(wildcards.benchmark),
    script:
        "../scripts/step.py"


rule tabulate_selftest:
    """Oracle, nop, cheater, copier and a mutant of each cut; fails if one of them does not come out as it has to."""
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
        agents=lambda wildcards: CAMPAIGN.selftest_agents(wildcards.benchmark),
    script:
        "../scripts/step.py"
