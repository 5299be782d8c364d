"""Confidence intervals for proportions and medians of few runs."""

from collections.abc import Hashable, Sequence
from math import comb, nan
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


def shift_interval(one: Sequence[float], other: Sequence[float], confidence: float = 0.95) -> tuple[float, float]:
    """Return an interval of how far `other` lies above `one`, without any assumption on the distribution but its shape.

    The bounds are among the differences of all pairs, chosen by the distribution of the Mann-Whitney statistic
    (J. L. Hodges, E. L. Lehmann, Ann. Math. Stat. 34 (1963) 598); the estimate that belongs to it is the median of
    these differences. Equal values make it too wide, never too narrow. With three and three values no pair of
    differences reaches 95%: as for fewer it is then the range of the differences, whose coverage is
    1 - 2 / C(n + m, n).

    Args:
        one: (n,) independent draws.
        other: (m,) independent draws, which are no pairs with those of `one`.
        confidence: wanted coverage, between 0 and 1.

    Returns:
        Lower and upper bound; (nan, nan) where one of both has fewer than two draws.
    """
    if min(len(one), len(other)) < FEWEST:
        return nan, nan
    differences = np.sort(np.subtract.outer(np.asarray(other, dtype=float), np.asarray(one, dtype=float)).ravel())
    below = np.cumsum(_mann_whitney(len(one), len(other))) / comb(len(one) + len(other), len(one))
    left_out = int(np.searchsorted(below, (1 - confidence) / 2, side="right"))
    outermost = max(0, left_out - 1)
    return float(differences[outermost]), float(differences[-1 - outermost])


def _mann_whitney(n: int, m: int) -> np.ndarray:
    """Return (n * m + 1,) in how many orders of n and m values so many pairs are the other way round.

    These are the coefficients of the Gaussian binomial: the number of ways to reach a sum by n numbers from 0 to m.
    """
    ways: np.ndarray = np.zeros((n + 1, n * m + 1))
    ways[0, 0] = 1
    for part in range(m + 1):
        for taken in range(1, n + 1):
            ways[taken, part:] += ways[taken - 1, : n * m + 1 - part]
    orders: np.ndarray = ways[n]
    return orders
