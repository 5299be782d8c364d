"""Statistics: the only place where intervals and agreement are computed."""

from cutbench.statistics.agreement import cohen_kappa, kappa_interval
from cutbench.statistics.intervals import median_interval, proportion_interval

__all__ = ["cohen_kappa", "kappa_interval", "median_interval", "proportion_interval"]
