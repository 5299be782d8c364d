rule fetch_paper:
    """Get a publication from arXiv, or from the cache of those that were fetched before."""
    output:
        pdf=LAYOUT.pdf,
    log:
        LAYOUT.log("fetch_paper", "{paper}"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        sha256=lambda wildcards: next(
            paper.sha256
            for paper in BENCHMARK.papers
            if paper.arxiv == wildcards.paper
        ),
    script:
        "../scripts/fetch_paper.py"


rule load_paper:
    """Parse a PDF into text that can be pointed into."""
    input:
        pdf=lambda wildcards: next(
            (
                LAYOUT.pdf.format(paper=paper.arxiv)
                if CONFIG.papers == "arxiv"
                else str(Path(GROUNDTRUTH, paper.standin))
            )
            for paper in BENCHMARK.papers
            if paper.arxiv == wildcards.paper
        ),
    output:
        document=LAYOUT.document,
        markdown=LAYOUT.markdown,
    log:
        LAYOUT.log("load_paper", "{paper}"),
    conda:
        "../../envs/cutbench.yaml"
    script:
        "../scripts/load_paper.py"
