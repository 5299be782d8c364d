# What happens at the start and at the end of a run.


onstart:
    start_run(CONFIG, MODELS, LAYOUT)


onerror:
    log_run(LAYOUT, "ended with failed jobs; the same command goes on from there")


# Not --report-after-run: with that, a dry run wants a report, too, of results that are not there yet.
onsuccess:
    log_run(LAYOUT, "ended well")
    if all(Path(path).exists() for path in rules.all.input):
        EFFECTIVE_CONFIG.write_text(CONFIG.model_dump_json(indent=1))
        shell(
            "{sys.executable:q} -m snakemake all --cores 1 --nolock --workflow-profile none"
            " --configfile {EFFECTIVE_CONFIG:q} --report {REPORT:q} > {REPORT_LOG:q} 2>&1"
        )
