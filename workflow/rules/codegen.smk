# The curated list, or one list per seed; readers without a model and agents have made only one.
CODED_LISTS = [
    expand(
        LAYOUT.coded_cuts, model=model, mode=mode, seed=seed if mode in MODES else 0
    )[0]
    for model, mode in filter(None, [CONFIG.coded_run()])
    for seed in SEEDS
]


rule approve_cuts:
    """Between the steps a person may have the last word: waits for an approval if one is required."""
    input:
        cuts=LAYOUT.cuts,
        # What a person approved, if somebody did and it counts for the cuts as they are.
        approved=lambda wildcards: (
            standing_approvals(LAYOUT.root, wildcards)
            if CONFIG.codegen.review == "required"
            else []
        ),
    output:
        LAYOUT.coded_cuts,
    log:
        LAYOUT.log("approve_cuts", "{model}_{mode}_{seed}"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        root=LAYOUT.root,
        required=CONFIG.codegen.review == "required",
    script:
        "../scripts/approve_cuts.py"


rule generate_code:
    """Let a model turn the cut list into a program and run it in the sandbox; all seeds in one job."""
    input:
        events=EVENTS,
        benchmark=BENCHMARK_FILES,
        texts=[f"{GROUNDTRUTH}/task.md", f"{GROUNDTRUTH}/variables.md"],
        words=WORDS,
        prompts=sorted(str(path) for path in Path(PROMPTS, "codegen").glob("*.j2")),
        cuts=CODED_LISTS,
        model=lambda wildcards: [] if CONFIG.calls == "replay" else [LAYOUT.model],
    output:
        **{
            name: expand(path, seed=SEEDS, allow_missing=True)
            for name, path in LAYOUT.generated.items()
        },
    log:
        LAYOUT.log("generate_code", "{model}_{arm}"),
    wildcard_constraints:
        model="|".join(CONFIG.codegen.models) or "none",
    conda:
        "../../envs/cutbench.yaml"
    threads: workflow.cores
    resources:
        model_server=0 if CONFIG.calls == "replay" else 1,
        gpu=lambda wildcards: GPUS[wildcards.model],
        slurm_partition=lambda wildcards: PARTITION[wildcards.model],
    params:
        settings=CONFIG.codegen.model_dump(
            mode="json", exclude={"models", "arms", "review", "documents"}
        ),
        sandbox=CONFIG.sandbox.model_dump(mode="json"),
        protocol=PROTOCOL,
        answers=lambda wildcards: ANSWERS_BY[wildcards.model],
        unanswered=lambda wildcards: times_unanswered(
            STATE / "codegen" / wildcards.model / wildcards.arm
        ),
    script:
        "../scripts/generate_code.py"


rule generate_baseline:
    """Run the programs that need no model: cuts typed by rules alone, and self-test agents, whose outcome is known."""
    input:
        events=EVENTS,
        benchmark=BENCHMARK_FILES,
        program=f"{GROUNDTRUTH}/reference_selection.py",
        cuts=lambda wildcards: CODED_LISTS[:1] if wildcards.model == "pattern" else [],
    output:
        **LAYOUT.generated,
    log:
        LAYOUT.log("generate_baseline", "{model}_{arm}_{seed}"),
    wildcard_constraints:
        model=r"pattern|oracle|nop|cheater|copier|mutant(-[\w.]+)?",
    conda:
        "../../envs/cutbench.yaml"
    params:
        sandbox=CONFIG.sandbox.model_dump(mode="json"),
        protocol=PROTOCOL,
    script:
        "../scripts/generate_baseline.py"
