rule fetch_model:
    """Get the file of an embedded model, check its digest, and note where it lies."""
    output:
        LAYOUT.model,
    log:
        LAYOUT.log("fetch_model", "{model}"),
    conda:
        "../../envs/cutbench.yaml"
    resources:
        downloads=1,
    params:
        digest=lambda wildcards: MODELS[wildcards.model].digest,
    script:
        "../scripts/fetch_model.py"
