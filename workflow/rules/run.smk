# What happens at the start and at the end of a run.


onstart:
    start_run(CAMPAIGN)


onerror:
    log_run(CAMPAIGN, "ended with failed jobs; the same command goes on from there")


# Not --report-after-run: with that, a dry run wants a report, too, of results that are not there yet.
onsuccess:
    log_run(CAMPAIGN, "ended well")
    if all(Path(path).exists() for path in rules.all.input):
        Path(TOGETHER.config).write_text(CONFIG.model_dump_json(indent=1))
        REPORT_LOG = TOGETHER.log("report", "report")
        Path(REPORT_LOG).parent.mkdir(parents=True, exist_ok=True)
        shell(
            "{sys.executable:q} -m snakemake all --cores 1 --nolock --workflow-profile none"
            " --configfile {TOGETHER.config:q} --report {TOGETHER.report:q} > {REPORT_LOG:q} 2>&1"
        )
        print(f"Open {TOGETHER.page} to see what came out.", file=sys.stderr)
