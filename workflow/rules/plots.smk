# Arguments of figures beside their tables.
PLOT_OPTIONS = {
    "judge_agreement": {"threshold": CONFIG.judging.calibration.qualified_kappa}
}


rule plot_figure:
    """Draw a figure of one benchmark."""
    input:
        tables=lambda wildcards: CAMPAIGN.drawn_from(
            wildcards.plot, [wildcards.benchmark]
        ),
    output:
        figures=report(
            expand(LAYOUT.plot, format=paths.FORMATS, allow_missing=True),
            category=lambda wildcards: CATEGORIES[wildcards.plot],
            subcategory="{benchmark}",
            labels={"figure": "{plot}"},
            caption="../report/plot.rst",
        ),
    log:
        LAYOUT.log("plot_figure", "{plot}"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        options=lambda wildcards: PLOT_OPTIONS.get(wildcards.plot, {}),
    script:
        "../scripts/step.py"


rule join_tables:
    """Join the tables of all benchmarks."""
    input:
        tables=lambda wildcards: expand(
            LAYOUT.table,
            benchmark=CAMPAIGN.with_table(wildcards.table),
            allow_missing=True,
        ),
    output:
        table=TOGETHER.table,
    log:
        TOGETHER.log("join_tables", "{table}"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        benchmarks=lambda wildcards: CAMPAIGN.with_table(wildcards.table),
    script:
        "../scripts/step.py"


rule plot_together:
    """Draw a figure with a panel per benchmark."""
    input:
        tables=lambda wildcards: CAMPAIGN.drawn_from(
            wildcards.plot, CAMPAIGN.with_table(wildcards.plot)
        ),
    output:
        figures=report(
            expand(TOGETHER.plot, format=paths.FORMATS, allow_missing=True),
            category=lambda wildcards: CATEGORIES[wildcards.plot],
            subcategory="all benchmarks",
            labels={"figure": "{plot}"},
            caption="../report/plot.rst",
        ),
    log:
        TOGETHER.log("plot_together", "{plot}"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        benchmarks=lambda wildcards: CAMPAIGN.with_table(wildcards.plot),
        options=lambda wildcards: PLOT_OPTIONS.get(wildcards.plot, {}),
    script:
        "../scripts/step.py"
