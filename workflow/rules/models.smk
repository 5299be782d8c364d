rule fetch_model:
    """Get the file of an embedded model, check its digest, and note where it lies."""
    output:
        LAYOUT.model,
    log:
        LAYOUT.logs + "/fetch_model/{model}.log",
    resources:
        downloads=1,
    script:
        "../scripts/fetch_model.py"
