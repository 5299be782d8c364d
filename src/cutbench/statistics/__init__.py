"""Statistics: the only place where intervals, agreement, comparisons and variances are computed."""

from cutbench.statistics.agreement import cohen_kappa, kappa_interval
from cutbench.statistics.comparisons import letters, outcome_p_value, score_p_value
from cutbench.statistics.intervals import median_interval, proportion_interval
from cutbench.statistics.variance import Components, variance_components

__all__ = [
    "Components",
    "cohen_kappa",
    "kappa_interval",
    "letters",
    "median_interval",
    "outcome_p_value",
    "proportion_interval",
    "score_p_value",
    "variance_components",
]
