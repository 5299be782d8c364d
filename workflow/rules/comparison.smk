COMPARISON = LAYOUT.codegen + "/comparison.json"


rule run_reference:
    """Run the hand-written selection: the events that generated code has to find."""
    input:
        program=f"{GROUNDTRUTH}/reference_selection.py",
        events=EVENTS,
    output:
        events=LAYOUT.reference + "/events.json",
        cutflow=LAYOUT.reference + "/cutflow.json",
    log:
        LAYOUT.logs + "/run_reference/reference.log",
    script:
        "../scripts/run_reference.py"


rule compare_events:
    """Compare the events of one program with the reference's."""
    input:
        execution=GENERATED["execution"],
        reference=rules.run_reference.output.events,
        cutflow=rules.run_reference.output.cutflow,
    output:
        COMPARISON,
    log:
        LAYOUT.logs + "/compare_events/{model}_{arm}_{seed}.log",
    script:
        "../scripts/compare_events.py"
