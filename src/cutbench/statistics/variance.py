"""Where scores vary: between seeds, and between the repeats of a judge."""

from dataclasses import dataclass
from math import ceil, inf, nan

import numpy as np
from scipy import stats


@dataclass(frozen=True)
class Components:
    """Variances in squared cuts: of the true scores of seeds, and of a judge's repeats around them (nan: unknown)."""

    between_seeds: float
    between_repeats: float

    def half_width(self, seeds: int, repeats: int, confidence: float = 0.95) -> float:
        """Return the half width of the interval of a mean over so many seeds and repeats, in cuts.

        Normal approximation; a median of a handful of scores varies about 1.25 times as much.
        """
        variance = self.between_seeds / seeds + self._repeats / (seeds * repeats)
        return float(stats.norm.ppf((1 + confidence) / 2) * np.sqrt(variance))

    def seeds_needed(self, half_width: float, repeats: int, confidence: float = 0.95) -> float:
        """Return how many seeds bring the half width down to `half_width` cuts; inf if the variance is unknown."""
        single = self.half_width(1, repeats, confidence)
        return inf if np.isnan(single) else max(1, ceil((single / half_width) ** 2))

    def repeats_needed(self, share: float = 0.1) -> float:
        """Return how many repeats leave the judge at most `share` of the variance of one run's score.

        From s_r / R <= share (s_s + s_r / R). More repeats do not make up for few seeds. One for a judge that never
        varies, inf where only the judge varies, nan where a component is unknown.
        """
        if np.isnan(self.between_repeats) or np.isnan(self.between_seeds):
            return nan
        if self.between_repeats == 0:
            return 1
        wanted = self.between_repeats * (1 - share)
        return float(max(1, ceil(wanted / (share * self.between_seeds)))) if self.between_seeds else inf

    @property
    def _repeats(self) -> float:
        return 0.0 if np.isnan(self.between_repeats) else self.between_repeats


def variance_components(scores: np.ndarray) -> Components:
    """Return the components of a one-way layout by the method of moments.

    The expected mean squares of a random-effects analysis of variance are solved for the variances, a negative one set
    to zero (S. R. Searle, G. Casella, C. E. McCulloch, Variance Components, sec. 3.6).

    Args:
        scores: array (seeds, repeats) without gaps.

    Returns:
        The components; that between seeds is nan for one seed, that between repeats for one repeat.
    """
    seeds, repeats = scores.shape
    within = float(np.mean(np.var(scores, axis=1, ddof=1))) if repeats > 1 else np.nan
    if seeds < 2:
        return Components(np.nan, within)
    between = float(np.var(np.mean(scores, axis=1), ddof=1))
    return Components(max(0.0, between - (0.0 if np.isnan(within) else within / repeats)), within)


def judge_variance(scores: np.ndarray) -> float:
    """Return the variance between judges who scored the same runs, in squared cuts, by the method of moments.

    A two-way random layout with one value per cell: the mean square of judges less that of what is left, over the
    number of runs; a negative one is set to zero (S. R. Searle, G. Casella, C. E. McCulloch, Variance Components,
    sec. 4.3). What is left holds repeats, and that a judge is stricter with one run than with another.

    Args:
        scores: array (runs, judges), each value a mean over the judge's repeats, without gaps.

    Returns:
        The variance; nan for fewer than two runs or judges.
    """
    runs, judges = scores.shape
    if runs < 2 or judges < 2:
        return nan
    of_judges = scores.mean(axis=0)
    left = scores - scores.mean(axis=1, keepdims=True) - of_judges + scores.mean()
    residual = float((left**2).sum()) / ((runs - 1) * (judges - 1))
    return float(max(0.0, float(np.var(of_judges, ddof=1)) - residual / runs))
