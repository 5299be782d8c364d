"""Statistics: the only place where intervals, agreement, comparisons and variances are computed."""

from cutbench.statistics.agreement import (
    Measure,
    agreement_interval,
    cohen_kappa,
    kappa_interval,
    krippendorff_alpha,
    raw_agreement,
)
from cutbench.statistics.comparisons import letters, outcome_p_value, score_p_value
from cutbench.statistics.intervals import median_interval, proportion_interval, shift_interval
from cutbench.statistics.repeats import one_per_answer, pass_at_k, pass_hat_k
from cutbench.statistics.variance import Components, judge_variance, variance_components

__all__ = [
    "Components",
    "Measure",
    "agreement_interval",
    "cohen_kappa",
    "judge_variance",
    "kappa_interval",
    "krippendorff_alpha",
    "letters",
    "median_interval",
    "one_per_answer",
    "outcome_p_value",
    "pass_at_k",
    "pass_hat_k",
    "proportion_interval",
    "raw_agreement",
    "score_p_value",
    "shift_interval",
    "variance_components",
]
