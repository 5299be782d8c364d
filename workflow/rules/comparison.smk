rule run_reference:
    """Run the hand-written selection, whose events generated code has to find."""
    input:
        program=lambda wildcards: CAMPAIGN.folder(wildcards.benchmark)
        / "reference_selection.py",
        events=per_benchmark(CAMPAIGN.events),
    output:
        selected=LAYOUT.reference_events,
        cutflow=LAYOUT.reference_cutflow,
    log:
        LAYOUT.log("run_reference", "reference"),
    conda:
        "../../envs/cutbench.yaml"
    script:
        "../scripts/step.py"


rule leave_out_each_cut:
    """Select events without each curated cut in turn, once for all programs."""
    input:
        events=per_benchmark(CAMPAIGN.events),
        texts=per_benchmark(CAMPAIGN.texts),
    output:
        left_out=LAYOUT.left_out,
    log:
        LAYOUT.log("leave_out_each_cut", "reference"),
    conda:
        "../../envs/cutbench.yaml"
    script:
        "../scripts/step.py"


rule compare_events:
    """Compare the events of one program with the reference's."""
    input:
        execution=LAYOUT.generated["execution"],
        cuts=LAYOUT.generated["cuts"],
        events=per_benchmark(CAMPAIGN.events),
        texts=per_benchmark(CAMPAIGN.texts),
        reference=LAYOUT.reference_events,
        cutflow=LAYOUT.reference_cutflow,
        left_out=LAYOUT.left_out,
    output:
        comparison=LAYOUT.comparison,
    log:
        LAYOUT.log("compare_events", "{model}_{arm}_{seed}"),
    conda:
        "../../envs/cutbench.yaml"
    script:
        "../scripts/step.py"
