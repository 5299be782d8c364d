rule fetch_events:
    """Fetch the first events of the sample, with the branches of the stand-in events."""
    input:
        like=per_benchmark(CAMPAIGN.standin_events),
    output:
        events=LAYOUT.open_events,
        provenance=LAYOUT.events_provenance,
    log:
        LAYOUT.log("fetch_events", "events"),
    conda:
        "../../envs/cutbench.yaml"
    resources:
        downloads=1,
    params:
        n_events=CONFIG.open_data.n_events,
        protocol=CONFIG.open_data.protocol,
    script:
        "../scripts/step.py"
