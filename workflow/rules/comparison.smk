

rule run_reference:
    """Run the hand-written selection: the events that generated code has to find."""
    input:
        program=f"{GROUNDTRUTH}/reference_selection.py",
        events=EVENTS,
    output:
        events=LAYOUT.reference_events,
        cutflow=LAYOUT.reference_cutflow,
    log:
        LAYOUT.log("run_reference", "reference"),
    conda:
        "../../envs/cutbench.yaml"
    script:
        "../scripts/run_reference.py"


rule leave_out_each_cut:
    """Select without each of the curated cuts, once for all programs."""
    input:
        events=EVENTS,
        benchmark=BENCHMARK_FILES,
    output:
        LAYOUT.left_out,
    log:
        LAYOUT.log("leave_out_each_cut", "reference"),
    conda:
        "../../envs/cutbench.yaml"
    script:
        "../scripts/leave_out_each_cut.py"


rule compare_events:
    """Compare the events of one program with the reference's."""
    input:
        execution=LAYOUT.generated["execution"],
        cuts=LAYOUT.generated["cuts"],
        events=EVENTS,
        benchmark=BENCHMARK_FILES,
        reference=LAYOUT.reference_events,
        cutflow=LAYOUT.reference_cutflow,
        left_out=LAYOUT.left_out,
    output:
        LAYOUT.comparison,
    log:
        LAYOUT.log("compare_events", "{model}_{arm}_{seed}"),
    conda:
        "../../envs/cutbench.yaml"
    script:
        "../scripts/compare_events.py"
