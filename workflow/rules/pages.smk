rule write_pages:
    """Write an HTML page per run and per cut, and an index; they open from disk without a server."""
    input:
        unpack(judged_runs),
        documents=per_benchmark(CAMPAIGN.documents),
        tables=per_benchmark(CAMPAIGN.table_files),
        figures=per_benchmark(CAMPAIGN.plot_files, ["svg"]),
        generated=lambda wildcards: [
            path
            for pattern in LAYOUT.generated.values()
            for path in CAMPAIGN.written(wildcards.benchmark, pattern)
        ],
        comparisons=per_benchmark(CAMPAIGN.written, LAYOUT.comparison),
        reference=lambda wildcards: (
            CAMPAIGN.on(wildcards.benchmark).reference_cutflow
            if wildcards.benchmark in CAMPAIGN.coding
            else []
        ),
        texts=per_benchmark(CAMPAIGN.texts),
    output:
        pages=directory(LAYOUT.pages),
    log:
        LAYOUT.log("write_pages", "pages"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        extractions=per_benchmark(CAMPAIGN.extractions),
        generations=per_benchmark(CAMPAIGN.generations),
    script:
        "../scripts/step.py"


rule write_overview:
    """Write the page to open first: the outcome of each benchmark and of all together, with links to the details."""
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
