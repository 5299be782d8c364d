# What happens at the start and at the end of a run.
from cutbench.locks import forget_killed_runs

# After a killed run the same command goes on; a second run beside a living one is refused.
if workflow.is_main_process:
    ALIVE = forget_killed_runs(Path(".snakemake"))


onstart:
    start_run(CAMPAIGN)


onerror:
    log_run(CAMPAIGN, "ended with failed jobs; the same command goes on from there")


# Not by --report-after-run, with which a dry run also tries to make a report, of results that do not exist yet.
onsuccess:
    log_run(CAMPAIGN, "ended well")
    if all(Path(path).exists() for path in rules.all.input):
        Path(TOGETHER.config).write_text(CONFIG.model_dump_json(indent=1))
        REPORT_LOG = TOGETHER.log("report", "report")
        Path(REPORT_LOG).parent.mkdir(parents=True, exist_ok=True)
        shell(
            "{sys.executable:q} -m snakemake all --snakefile {workflow.main_snakefile:q} --cores 1 --workflow-profile none"
            # This run holds the lock.
            " --nolock"
            " --configfile {TOGETHER.config:q} --report {TOGETHER.report:q} > {REPORT_LOG:q} 2>&1"
        )
        print(f"Open {TOGETHER.page} to see what came out.", file=sys.stderr)
