rule approve_cuts:
    """Write the cut list that step 2 codes; if an approval is required, that of a person."""
    input:
        cuts=LAYOUT.cuts,
        # The approval, if there is one and it holds for the present cuts.
        approved=lambda wildcards: (
            standing_approvals(CAMPAIGN.on(wildcards.benchmark).root, wildcards)
            if CONFIG.codegen.review == "required"
            else []
        ),
    output:
        coded=LAYOUT.coded_cuts,
    log:
        LAYOUT.log("approve_cuts", "{model}_{mode}_{seed}"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        root=lambda wildcards: CAMPAIGN.on(wildcards.benchmark).root,
        run=lambda wildcards: dict(wildcards),
        required=CONFIG.codegen.review == "required",
    script:
        "../scripts/step.py"


rule generate_code:
    """Let a model turn the cut list into a program and run it in the sandbox; all seeds in one job."""
    input:
        events=per_benchmark(CAMPAIGN.events),
        texts=per_benchmark(CAMPAIGN.texts),
        told=lambda wildcards: [
            str(CAMPAIGN.folder(wildcards.benchmark) / name)
            for name in ("task.md", "variables.md")
        ],
        words=WORDS,
        prompts=PROMPTS["codegen"],
        cut_lists=per_benchmark(CAMPAIGN.coded_lists),
        file=[TOGETHER.model] if LIVE else [],
    output:
        programs=expand(LAYOUT.generated["program"], seed=SEEDS, allow_missing=True),
        beside=expand(LAYOUT.beside_program, seed=SEEDS, allow_missing=True),
    log:
        LAYOUT.log("generate_code", "{model}_{arm}"),
    benchmark:
        LAYOUT.benchmark("generate_code", "{model}_{arm}")
    wildcard_constraints:
        model="|".join(CONFIG.codegen.models) or "none",
    conda:
        "../../envs/cutbench.yaml"
    threads: workflow.cores
    resources:
        model_server=1 if LIVE else 0,
        gpu=lambda wildcards: GPUS[wildcards.model],
    params:
        settings=CONFIG.codegen.model_dump(
            mode="json", exclude={"models", "arms", "level", "review", "documents"}
        ),
        sandbox=CONFIG.sandbox.model_dump(mode="json"),
        protocol=PROTOCOL,
        answers=lambda wildcards: ANSWERS_BY[wildcards.model],
        unanswered=unanswered("codegen", "{model}", "{arm}"),
    script:
        "../scripts/step.py"


rule generate_baseline:
    """Run the programs that need no model: those written by rules alone, and those of self-test agents."""
    input:
        events=per_benchmark(CAMPAIGN.events),
        texts=per_benchmark(CAMPAIGN.texts),
        reference=lambda wildcards: CAMPAIGN.folder(wildcards.benchmark)
        / "reference_selection.py",
        cut_lists=lambda wildcards: (
            CAMPAIGN.coded_lists(wildcards.benchmark)[:1]
            if wildcards.model == "pattern"
            else []
        ),
    output:
        program=LAYOUT.generated["program"],
        beside=LAYOUT.beside_program,
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
        "../scripts/step.py"
