rule write_pages:
    """An HTML page per run and per cut, and an index; each opens from disk without a server."""
    input:
        documents=expand(LAYOUT.document, paper=PAPERS),
        cuts=[expand(LAYOUT.cuts, **run)[0] for run in EXTRACTIONS],
        records=[expand(LAYOUT.extraction_record, **run)[0] for run in EXTRACTIONS],
        judged=[
            *(JUDGED_BY_RULES if "deterministic" in CONFIG.judging.judges else []),
            *expand(JUDGED_BY_MODEL, judge=CONFIG.llm_judges()),
        ],
        judges=expand(LAYOUT.table, table="judges"),
        generated=[
            expand(path, **run)[0]
            for run in GENERATIONS
            for path in LAYOUT.generated.values()
        ],
        comparisons=[expand(LAYOUT.comparison, **run)[0] for run in GENERATIONS],
        reference=LAYOUT.reference_cutflow,
        benchmark=BENCHMARK_FILES,
    output:
        directory(LAYOUT.pages),
    log:
        LAYOUT.log("write_pages", "pages"),
    conda:
        "../../envs/cutbench.yaml"
    params:
        extractions=EXTRACTIONS,
        generations=GENERATIONS,
    script:
        "../scripts/write_pages.py"
