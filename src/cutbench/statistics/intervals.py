"""Confidence intervals for proportions and medians of few runs."""

from collections.abc import Hashable, Sequence
from math import nan
from typing import Any

import numpy as np
from scipy import stats

from cutbench.statistics.repeats import one_per_answer

FEWEST = 2  # draws that an interval needs


def proportion_interval(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the Wilson score interval of a proportion.

    Its coverage is close to `confidence` on average over proportions also for few trials, where the normal
    approximation fails (E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209).

    Args:
        successes: number of runs with the outcome, 0 to `trials`.
        trials: number of runs.
        confidence: coverage, between 0 and 1.

    Returns:
        Lower and upper bound, both within [0, 1]; (0, 1), which says nothing, for no trials.
    """
    if trials == 0:
        return 0.0, 1.0
    interval = stats.binomtest(successes, trials).proportion_ci(confidence, method="wilson")
    return float(interval.low), float(interval.high)


def median_interval(
    values: Sequence[float], confidence: float = 0.95, *, answers: Sequence[Hashable] | None = None
) -> tuple[float, float]:
    """Return an interval of the median from order statistics, without any assumption on the distribution.

    The bounds are values of the sample, chosen by the binomial distribution of the number of values below
    the median (W. J. Conover, Practical Nonparametric Statistics, sec. 3.2). With fewer than six values no
    pair of order statistics reaches 95%: then the range of the sample is returned, whose coverage is
    1 - 2^(1-n): 50% for two values, 94% for five.

    Args:
        values: one number per run.
        confidence: wanted coverage, between 0 and 1.
        answers: of each run; runs with the same one are one draw (`one_per_answer`). By default all differ.

    Returns:
        Lower and upper bound, with the median of all values between them; (nan, nan) for fewer than two draws, which
        say nothing of how far draws differ.
    """
    draws = list(values) if answers is None else one_per_answer(values, answers)
    if len(draws) < FEWEST:
        return nan, nan
    test: Any = stats.quantile_test(np.asarray(draws, dtype=float), p=0.5)
    interval = test.confidence_interval(confidence)
    low, high = float(interval.low), float(interval.high)
    if not (np.isfinite(low) and np.isfinite(high)):
        low, high = float(min(draws)), float(max(draws))
    median = float(np.nanmedian(values))
    return min(low, median), max(high, median)
