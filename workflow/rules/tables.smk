rule tabulate_extraction:
    """Runs, models with medians and intervals, and what makes scores vary."""
    input:
        cuts=[expand(LAYOUT.cuts, **run)[0] for run in EXTRACTIONS],
        records=[expand(LAYOUT.extraction_record, **run)[0] for run in EXTRACTIONS],
        judged=[
            *(JUDGED_BY_RULES if "deterministic" in CONFIG.judging.judges else []),
            *expand(JUDGED_BY_MODEL, judge=CONFIG.llm_judges()),
        ],
        judges=expand(LAYOUT.table, table="judges"),
    output:
        runs=report(
            expand(LAYOUT.table, table="runs"),
            category="Step 1: extraction",
            caption="../report/runs.rst",
        ),
        table=report(
            expand(LAYOUT.table, table="extraction"),
            category="Step 1: extraction",
            caption="../report/extraction.rst",
        ),
        variance=report(
            expand(LAYOUT.table, table="variance"),
            category="Judges",
            caption="../report/variance.rst",
        ),
    log:
        LAYOUT.log("tabulate_extraction", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=EXTRACTIONS,
    script:
        "../scripts/tabulate_extraction.py"


rule tabulate_agreement:
    """How far people and judges agree, and what is worth a look because it moves the scores."""
    input:
        cuts=[expand(LAYOUT.cuts, **run)[0] for run in EXTRACTIONS],
        records=[expand(LAYOUT.extraction_record, **run)[0] for run in EXTRACTIONS],
        judged=[
            *(JUDGED_BY_RULES if "deterministic" in CONFIG.judging.judges else []),
            *expand(JUDGED_BY_MODEL, judge=CONFIG.llm_judges()),
        ],
        labels=sorted(
            str(path) for path in Path(LAYOUT.root, "labels").glob("*/*/seed*.json")
        ),
        judges=expand(LAYOUT.table, table="judges"),
    output:
        table=report(
            expand(LAYOUT.table, table="agreement"),
            category="Judges",
            caption="../report/agreement.rst",
        ),
        queue=report(
            expand(LAYOUT.table, table="disagreements"),
            category="Judges",
            caption="../report/disagreements.rst",
        ),
    log:
        LAYOUT.log("tabulate_agreement", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=EXTRACTIONS,
    script:
        "../scripts/tabulate_agreement.py"


rule tabulate_cuts:
    """One row per model, mode, judge and curated cut: how many runs find it."""
    input:
        cuts=[expand(LAYOUT.cuts, **run)[0] for run in EXTRACTIONS],
        records=[expand(LAYOUT.extraction_record, **run)[0] for run in EXTRACTIONS],
        judged=[
            *(JUDGED_BY_RULES if "deterministic" in CONFIG.judging.judges else []),
            *expand(JUDGED_BY_MODEL, judge=CONFIG.llm_judges()),
        ],
        judges=expand(LAYOUT.table, table="judges"),
        benchmark=BENCHMARK_FILES,
    output:
        report(
            expand(LAYOUT.table, table="cuts"),
            category="Step 1: extraction",
            caption="../report/cuts.rst",
        ),
    log:
        LAYOUT.log("tabulate_cuts", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=EXTRACTIONS,
    script:
        "../scripts/tabulate_cuts.py"


rule tabulate_judges:
    """What each judge is worth on lists with known verdicts."""
    input:
        calibrations=expand(LAYOUT.calibration, judge=CONFIG.judging.judges),
    output:
        report(
            expand(LAYOUT.table, table="judges"),
            category="Judges",
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
        "../scripts/tabulate_judges.py"


rule tabulate_reading:
    """How the curated list is read in each style of writing: what the ruler makes of the same list in other words."""
    input:
        benchmark=BENCHMARK_FILES,
        words=WORDS,
        styles="src/cutbench/language/styles.yaml",
        prompts=sorted(str(path) for path in Path(PROMPTS, "reading").glob("*.j2")),
        model=READING_MODEL,
    output:
        report(
            expand(LAYOUT.table, table="reading"),
            category="Judges",
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
        "../scripts/tabulate_reading.py"


rule tabulate_codegen:
    """Outcomes per model and arm, the published ones beside them."""
    input:
        programs=[expand(LAYOUT.generated["program"], **run)[0] for run in GENERATIONS],
        comparisons=[expand(LAYOUT.comparison, **run)[0] for run in GENERATIONS],
        records=[expand(LAYOUT.generated["run"], **run)[0] for run in GENERATIONS],
        published=sorted(
            str(path) for path in Path("resources/published").glob("*.yaml")
        ),
    output:
        report(
            expand(LAYOUT.table, table="codegen"),
            category="Step 2: code generation",
            caption="../report/codegen.rst",
        ),
    log:
        LAYOUT.log("tabulate_codegen", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=GENERATIONS,
        cuts_from=CONFIG.codegen.cuts_from,
        benchmark=CONFIG.benchmark,
    script:
        "../scripts/tabulate_codegen.py"


rule tabulate_masses:
    """How the masses of selected events are distributed, per model and arm and in the reference."""
    input:
        programs=[expand(LAYOUT.generated["program"], **run)[0] for run in GENERATIONS],
        executions=[
            expand(LAYOUT.generated["execution"], **run)[0] for run in GENERATIONS
        ],
        records=[expand(LAYOUT.generated["run"], **run)[0] for run in GENERATIONS],
        reference=LAYOUT.reference_events,
        events=EVENTS,
        benchmark=BENCHMARK_FILES,
    output:
        report(
            expand(LAYOUT.table, table="masses"),
            category="Step 2: code generation",
            caption="../report/masses.rst",
        ),
    log:
        LAYOUT.log("tabulate_masses", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=GENERATIONS,
    script:
        "../scripts/tabulate_masses.py"


rule tabulate_selftest:
    """Oracle, nop, cheater, copier and a mutant of each cut; fails if one of them does not come out as it has to."""
    input:
        comparisons=expand(
            LAYOUT.comparison, model=SELFTEST_AGENTS, arm="selftest", seed=0
        ),
    output:
        LAYOUT.selftest,
    log:
        LAYOUT.log("tabulate_selftest", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        agents=SELFTEST_AGENTS,
    script:
        "../scripts/tabulate_selftest.py"
