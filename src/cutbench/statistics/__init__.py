"""Intervals: the only place where they are computed."""

from cutbench.statistics.intervals import median_interval, proportion_interval

__all__ = ["median_interval", "proportion_interval"]
