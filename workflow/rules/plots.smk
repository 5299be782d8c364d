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


rule plot_reading:
    """How the curated list is read in each style of writing."""
    input:
        table=expand(LAYOUT.table, table="reading"),
    output:
        report(
            expand(LAYOUT.plot, plot="reading", format=paths.FORMATS),
            category="Judges",
            caption="../report/reading_plot.rst",
        ),
    log:
        LAYOUT.log("plot_reading", "plot"),
    conda:
        "../../envs/cutbench.yaml"
    script:
        "../scripts/plot_reading.py"


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


rule plot_masses:
    """The masses of the events that generated programs select."""
    input:
        table=expand(LAYOUT.table, table="masses"),
    output:
        report(
            expand(LAYOUT.plot, plot="masses", format=paths.FORMATS),
            category="Step 2: code generation",
            caption="../report/masses.rst",
        ),
    log:
        LAYOUT.log("plot_masses", "plot"),
    conda:
        "../../envs/cutbench.yaml"
    script:
        "../scripts/plot_masses.py"
