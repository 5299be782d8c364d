# With `archive` in the configuration: the tables come from an archive, and nothing is run that made them.


rule unpack_tables:
    """Check an archive and take the tables out of it."""
    input:
        archive=CONFIG.archive,
    output:
        expand(LAYOUT.table, table=paths.TABLES),
    log:
        LAYOUT.log("unpack_tables", "archive"),
    conda:
        "../../envs/cutbench.yaml"
    script:
        "../scripts/unpack_tables.py"
