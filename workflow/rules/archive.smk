# With `archive` in the configuration the tables come from an archive, and the jobs that made them are left out.


rule unpack_tables:
    """Check an archive and extract its tables."""
    input:
        archive=CONFIG.archive,
    output:
        tables=expand(LAYOUT.table, table=paths.TABLES, allow_missing=True),
    log:
        LAYOUT.log("unpack_tables", "archive"),
    conda:
        "../../envs/cutbench.yaml"
    script:
        "../scripts/step.py"
