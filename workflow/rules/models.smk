rule fetch_model:
    """Fetch the file of an embedded model, check its digest, and note where it is."""
    output:
        note=TOGETHER.model,
    log:
        TOGETHER.log("fetch_model", "{model}"),
    conda:
        "../../envs/cutbench.yaml"
    resources:
        downloads=1,
    params:
        digest=lambda wildcards: MODELS[wildcards.model].digest,
    script:
        "../scripts/step.py"
