rule load_paper:
    """Parse a PDF into text that can be pointed into."""
    input:
        pdf=lambda wildcards: next(
            str(Path(GROUNDTRUTH, paper.standin))
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
