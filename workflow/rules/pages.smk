rule write_pages:
    """An HTML page per run and per cut, and an index; each opens from disk without a server."""
    input:
        documents=lambda wildcards: expand(
            LAYOUT.document,
            paper=CAMPAIGN.papers(wildcards.benchmark),
            benchmark=wildcards.benchmark,
        ),
        cuts=lambda wildcards: CAMPAIGN.read(wildcards.benchmark, LAYOUT.cuts),
        records=lambda wildcards: CAMPAIGN.read(
            wildcards.benchmark, LAYOUT.extraction_record
        ),
        judged=lambda wildcards: CAMPAIGN.judged(wildcards.benchmark),
        tables=lambda wildcards: each(
            CAMPAIGN.on(wildcards.benchmark).table,
            [{"table": table} for table in CAMPAIGN.tables(wildcards.benchmark)],
        ),
        figures=lambda wildcards: each(
            CAMPAIGN.on(wildcards.benchmark).plot,
            [
                {"plot": plot, "format": "svg"}
                for plot in CAMPAIGN.plots(wildcards.benchmark)
            ],
        ),
        generated=lambda wildcards: [
            path
            for pattern in LAYOUT.generated.values()
            for path in CAMPAIGN.written(wildcards.benchmark, pattern)
        ],
        comparisons=lambda wildcards: CAMPAIGN.written(
            wildcards.benchmark, LAYOUT.comparison
        ),
        reference=lambda wildcards: (
            CAMPAIGN.on(wildcards.benchmark).reference_cutflow
            if wildcards.benchmark in CAMPAIGN.coding
            else []
        ),
        texts=lambda wildcards: CAMPAIGN.texts(wildcards.benchmark),
    output:
        pages=directory(LAYOUT.pages),
    log:
        LAYOUT.log("write_pages", "pages"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        extractions=lambda wildcards: CAMPAIGN.extractions(wildcards.benchmark),
        generations=lambda wildcards: CAMPAIGN.generations(wildcards.benchmark),
    script:
        "../scripts/step.py"


rule write_overview:
    """The page to open first: what came out of each benchmark and of all together, with ways on."""
    input:
        tables=CAMPAIGN.all_tables(),
        figures=[path for path in CAMPAIGN.all_plots() if path.endswith(".svg")],
    output:
        page=TOGETHER.page,
    log:
        TOGETHER.log("write_overview", "page"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        roots=[CAMPAIGN.on(benchmark).root for benchmark in BENCHMARKS],
        benchmarks=[str(CAMPAIGN.folder(benchmark)) for benchmark in BENCHMARKS],
    script:
        "../scripts/step.py"
