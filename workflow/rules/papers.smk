rule fetch_paper:
    """Get a publication from arXiv, or from the cache of those that were fetched before."""
    output:
        pdf=LAYOUT.pdf,
    log:
        LAYOUT.log("fetch_paper", "{paper}"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        sha256=lambda wildcards: CAMPAIGN.digest(wildcards.benchmark, wildcards.paper),
    script:
        "../scripts/step.py"


rule load_paper:
    """Parse a PDF into text that can be pointed into."""
    input:
        pdf=lambda wildcards: CAMPAIGN.pdf(wildcards.benchmark, wildcards.paper),
    output:
        document=LAYOUT.document,
        markdown=LAYOUT.markdown,
    log:
        LAYOUT.log("load_paper", "{paper}"),
    conda:
        "../../envs/cutbench.yaml"
    resources:
        downloads=1 if CONFIG.loading.references == "inspire" else 0,
    params:
        loading=per_benchmark(CAMPAIGN.loading),
    script:
        "../scripts/step.py"
