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


rule plot_judge_agreement:
    """How each judge stands to known verdicts."""
    input:
        table=expand(LAYOUT.table, table="judges"),
    output:
        report(
            expand(LAYOUT.plot, plot="judge_agreement", format=paths.FORMATS),
            category="Judges",
            caption="../report/judge_agreement.rst",
        ),
    log:
        LAYOUT.log("plot_judge_agreement", "plot"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        threshold=CONFIG.judging.calibration.qualified_kappa,
    script:
        "../scripts/plot_judge_agreement.py"


rule plot_cut_heatmap:
    """Which cuts which models find."""
    input:
        table=expand(LAYOUT.table, table="cuts"),
    output:
        report(
            expand(LAYOUT.plot, plot="cut_heatmap", format=paths.FORMATS),
            category="Step 1: extraction",
            caption="../report/cut_heatmap.rst",
        ),
    log:
        LAYOUT.log("plot_cut_heatmap", "plot"),
    conda:
        "../../envs/cutbench.yaml"
    script:
        "../scripts/plot_cut_heatmap.py"


rule plot_cost_quality:
    """Correct cuts against model time."""
    input:
        runs=expand(LAYOUT.table, table="runs"),
    output:
        report(
            expand(LAYOUT.plot, plot="cost_quality", format=paths.FORMATS),
            category="Step 1: extraction",
            caption="../report/cost_quality.rst",
        ),
    log:
        LAYOUT.log("plot_cost_quality", "plot"),
    conda:
        "../../envs/cutbench.yaml"
    script:
        "../scripts/plot_cost_quality.py"


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


rule write_pages:
    """An HTML page per run and per cut, and an index; each opens from disk without a server."""
    input:
        documents=expand(LAYOUT.document, paper=PAPERS),
        cuts=[expand(LAYOUT.cuts, **run)[0] for run in EXTRACTIONS],
        records=[expand(LAYOUT.extraction_record, **run)[0] for run in EXTRACTIONS],
        judged=[
            *(JUDGED_BY_RULES if "deterministic" in CONFIG.judging.judges else []),
            *expand(JUDGED_BY_MODEL, judge=CONFIG.llm_judges()),
        ],
        judges=expand(LAYOUT.table, table="judges"),
        generated=[
            expand(path, **run)[0]
            for run in GENERATIONS
            for path in LAYOUT.generated.values()
        ],
        comparisons=[expand(LAYOUT.comparison, **run)[0] for run in GENERATIONS],
        reference=LAYOUT.reference_cutflow,
        benchmark=BENCHMARK_FILES,
    output:
        directory(LAYOUT.pages),
    log:
        LAYOUT.log("write_pages", "pages"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        extractions=EXTRACTIONS,
        generations=GENERATIONS,
    script:
        "../scripts/write_pages.py"
