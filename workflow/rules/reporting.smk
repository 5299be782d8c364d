rule tabulate_extraction:
    """One row per run, and one row per model, mode, gate and judge with medians and intervals."""
    input:
        cuts=[expand(LAYOUT.cuts, **run)[0] for run in EXTRACTIONS],
        records=[expand(LAYOUT.extraction_record, **run)[0] for run in EXTRACTIONS],
        judged=[
            *(JUDGED_BY_RULES if "deterministic" in CONFIG.judging.judges else []),
            *expand(JUDGED_BY_MODEL, judge=CONFIG.llm_judges()),
        ],
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
    log:
        LAYOUT.log("tabulate_extraction", "table"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        runs=EXTRACTIONS,
    script:
        "../scripts/tabulate_extraction.py"


rule tabulate_codegen:
    """Outcomes per model and arm, the published ones beside them."""
    input:
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


rule tabulate_selftest:
    """Oracle, nop, cheater and a mutant of each cut; fails if one of them does not come out as it has to."""
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


rule plot_extraction_scores:
    """Correct cuts and hallucinations of each model and mode."""
    input:
        runs=expand(LAYOUT.table, table="runs"),
        table=expand(LAYOUT.table, table="extraction"),
    output:
        report(
            expand(
                LAYOUT.plot,
                plot="extraction_scores",
                format=paths.FORMATS,
            ),
            category="Step 1: extraction",
            caption="../report/extraction_scores.rst",
        ),
    log:
        LAYOUT.log("plot_extraction_scores", "plot"),
    conda:
        "../../envs/cutbench.yaml"
    script:
        "../scripts/plot_extraction_scores.py"


rule plot_chunking_effect:
    """What reading in chunks changes."""
    input:
        runs=expand(LAYOUT.table, table="runs"),
    output:
        report(
            expand(LAYOUT.plot, plot="chunking_effect", format=paths.FORMATS),
            category="Step 1: extraction",
            caption="../report/chunking_effect.rst",
        ),
    log:
        LAYOUT.log("plot_chunking_effect", "plot"),
    conda:
        "../../envs/cutbench.yaml"
    script:
        "../scripts/plot_chunking_effect.py"


rule plot_codegen_outcomes:
    """Outcomes of generated programs, measured and published."""
    input:
        table=expand(LAYOUT.table, table="codegen"),
    output:
        report(
            expand(
                LAYOUT.plot,
                plot="codegen_outcomes",
                format=paths.FORMATS,
            ),
            category="Step 2: code generation",
            caption="../report/codegen_outcomes.rst",
        ),
    log:
        LAYOUT.log("plot_codegen_outcomes", "plot"),
    conda:
        "../../envs/cutbench.yaml"
    script:
        "../scripts/plot_codegen_outcomes.py"
