rule fetch_paper:
    """Fetch a publication from arXiv, or take it from the cache."""
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
    """Parse a PDF into text with positions."""
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
