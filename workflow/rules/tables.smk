rule tabulate_extraction:
    """Runs, models with medians and intervals, what makes scores vary, and what reading in chunks changes."""
    input:
        cuts=lambda wildcards: CAMPAIGN.read(wildcards.benchmark, LAYOUT.cuts),
        records=lambda wildcards: CAMPAIGN.read(
            wildcards.benchmark, LAYOUT.extraction_record
        ),
        judged=lambda wildcards: CAMPAIGN.judged(wildcards.benchmark),
        judges=each(LAYOUT.table, [{"table": "judges"}])[0],
    output:
        runs_table=report(
            each(LAYOUT.table, [{"table": "runs"}])[0],
            category="Step 1: extraction",
            subcategory="{benchmark}",
            caption="../report/runs.rst",
        ),
        table=report(
            each(LAYOUT.table, [{"table": "extraction"}])[0],
            category="Step 1: extraction",
            subcategory="{benchmark}",
            caption="../report/extraction.rst",
        ),
        variance=report(
            each(LAYOUT.table, [{"table": "variance"}])[0],
            category="Judges",
            subcategory="{benchmark}",
            caption="../report/variance.rst",
        ),
        chunking=report(
            each(LAYOUT.table, [{"table": "chunking"}])[0],
            category="Step 1: extraction",
            subcategory="{benchmark}",
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
        judges=each(LAYOUT.table, [{"table": "judges"}])[0],
    output:
        table=report(
            each(LAYOUT.table, [{"table": "agreement"}])[0],
            category="Judges",
            subcategory="{benchmark}",
            caption="../report/agreement.rst",
        ),
        queue=report(
            each(LAYOUT.table, [{"table": "disagreements"}])[0],
            category="Judges",
            subcategory="{benchmark}",
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
        judges=each(LAYOUT.table, [{"table": "judges"}])[0],
        texts=lambda wildcards: CAMPAIGN.texts(wildcards.benchmark),
    output:
        table=report(
            each(LAYOUT.table, [{"table": "cuts"}])[0],
            category="Step 1: extraction",
            subcategory="{benchmark}",
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
            each(LAYOUT.table, [{"table": "judges"}])[0],
            category="Judges",
            subcategory="{benchmark}",
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
        styles="src/cutbench/language/styles.yaml",
        prompts=PROMPTS["reading"],
        file=READING_MODEL,
    output:
        table=report(
            each(LAYOUT.table, [{"table": "reading"}])[0],
            category="Judges",
            subcategory="{benchmark}",
            caption="../report/reading.rst",
        ),
    log:
        LAYOUT.log("tabulate_reading", "table"),
    conda:
        "../../envs/cutbench.yaml"
    threads: workflow.cores if READING_MODEL else 1
    resources:
        model_server=1 if READING_MODEL else 0,
        gpu=GPUS.get(CONFIG.reading.model, 0),
        slurm_partition=PARTITION.get(CONFIG.reading.model, "cpu"),
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
            str(path) for path in Path("resources/published").glob("*.yaml")
        ),
    output:
        table=report(
            each(LAYOUT.table, [{"table": "codegen"}])[0],
            category="Step 2: code generation",
            subcategory="{benchmark}",
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
            each(LAYOUT.table, [{"table": "cutflow"}])[0],
            category="Step 2: code generation",
            subcategory="{benchmark}",
            caption="../report/cutflow.rst",
        ),
        wrong_events=report(
            each(LAYOUT.table, [{"table": "wrong_events"}])[0],
            category="Step 2: code generation",
            subcategory="{benchmark}",
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
            each(LAYOUT.table, [{"table": "masses"}])[0],
            category="Step 2: code generation",
            subcategory="{benchmark}",
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
