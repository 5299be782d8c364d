import sys

from snakemake.utils import min_version

min_version("9.20")


configfile: "config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/models.smk"
include: "workflow/rules/papers.smk"
include: "workflow/rules/events.smk"
include: "workflow/rules/extraction.smk"
include: "workflow/rules/judging.smk"
include: "workflow/rules/imports.smk"
include: "workflow/rules/codegen.smk"
include: "workflow/rules/comparison.smk"
# With an archive the tables come from it, and nothing is run that made them.
include: f"workflow/rules/{'archive' if CONFIG.archive else 'tables'}.smk"
include: "workflow/rules/plots.smk"
include: "workflow/rules/pages.smk"
include: "workflow/rules/run.smk"


report: "workflow/report/workflow.rst"


localrules:
    all,
    plots,
    selftest,


rule all:
    default_target: True
    input:
        CAMPAIGN.all_tables(),
        CAMPAIGN.all_plots(),
        expand(LAYOUT.pages, benchmark=BENCHMARKS),
        TOGETHER.page,


rule selftest:
    input:
        expand(LAYOUT.selftest, benchmark=CAMPAIGN.coding),


rule plots:
    input:
        CAMPAIGN.all_plots(),
