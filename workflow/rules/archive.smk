# With `archive` in the configuration: the tables come from an archive, and nothing is run that made them.


rule unpack_tables:
    """Check an archive and take the tables out of it."""
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
