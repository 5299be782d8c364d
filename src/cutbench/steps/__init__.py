"""One function per rule of the workflow; the scripts and the command line call nothing else."""

from cutbench.steps.archive import unpack_tables
from cutbench.steps.calibration import calibrate_model, calibrate_rules
from cutbench.steps.codegen import generate_baseline, generate_code
from cutbench.steps.comparison import compare_events, run_reference
from cutbench.steps.extraction import extract_baseline, extract_cuts
from cutbench.steps.imports import import_run, run_imported, take_cuts
from cutbench.steps.inspect_logs import export_inspect
from cutbench.steps.job import Job
from cutbench.steps.judging import judge_by_model, judge_by_rules
from cutbench.steps.labels import sample_labels, take_labels
from cutbench.steps.models import fetch_model
from cutbench.steps.own import APPROVED, code_own, cut_lines, extract_own, known_model
from cutbench.steps.pages import write_pages
from cutbench.steps.papers import fetch_paper, load_paper
from cutbench.steps.reporting import (
    plot_chunking_effect,
    plot_codegen_outcomes,
    plot_cost_quality,
    plot_cut_heatmap,
    plot_extraction_scores,
    plot_judge_agreement,
    tabulate_agreement,
    tabulate_codegen,
    tabulate_cuts,
    tabulate_extraction,
    tabulate_judges,
    tabulate_selftest,
)

__all__ = [
    "APPROVED",
    "Job",
    "calibrate_model",
    "calibrate_rules",
    "code_own",
    "compare_events",
    "cut_lines",
    "export_inspect",
    "extract_baseline",
    "extract_cuts",
    "extract_own",
    "fetch_model",
    "fetch_paper",
    "generate_baseline",
    "generate_code",
    "import_run",
    "judge_by_model",
    "judge_by_rules",
    "known_model",
    "load_paper",
    "plot_chunking_effect",
    "plot_codegen_outcomes",
    "plot_cost_quality",
    "plot_cut_heatmap",
    "plot_extraction_scores",
    "plot_judge_agreement",
    "run_imported",
    "run_reference",
    "sample_labels",
    "tabulate_agreement",
    "tabulate_codegen",
    "tabulate_cuts",
    "tabulate_extraction",
    "tabulate_judges",
    "tabulate_selftest",
    "take_cuts",
    "take_labels",
    "unpack_tables",
    "write_pages",
]
