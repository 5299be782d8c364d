# Runs of other systems that `cutbench import-run` took in.


rule take_cuts:
    """Look up the quotes of an imported cut list, so that it stands like one of our own."""
    input:
        imported=LAYOUT.imported_cuts,
        documents=expand(LAYOUT.document, paper=PAPERS),
    output:
        cuts=expand(LAYOUT.cuts, mode="imported", allow_missing=True),
        talk_json=expand(LAYOUT.talk_json, mode="imported", allow_missing=True),
        record=expand(LAYOUT.extraction_record, mode="imported", allow_missing=True),
    log:
        LAYOUT.log("take_cuts", "{model}_{seed}"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        protocol=PROTOCOL,
    script:
        "../scripts/take_cuts.py"


rule run_imported:
    """Run an imported program in the sandbox."""
    input:
        source=LAYOUT.imported_program,
        events=EVENTS,
    output:
        **{
            name: expand(path, arm="imported", allow_missing=True)
            for name, path in LAYOUT.generated.items()
        },
    log:
        LAYOUT.log("run_imported", "{model}_{seed}"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        sandbox=CONFIG.sandbox.model_dump(mode="json"),
        protocol=PROTOCOL,
    script:
        "../scripts/run_imported.py"
