"""Where scores vary: between seeds, and between the repeats of a judge."""

from dataclasses import dataclass
from math import ceil, inf

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
