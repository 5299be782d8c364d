"""Agreement of two ways to sort the same items."""

from collections import Counter
from collections.abc import Hashable, Sequence
from math import nan

import numpy as np


def cohen_kappa(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Return Cohen's kappa: the agreement beyond what two independent sorters would have by chance.

    (J. Cohen, Educ. Psychol. Meas. 20 (1960) 37.) 1 is full agreement, 0 that of chance, nan if both always say the
    same single thing or there are no items.

    Raises:
        ValueError: the sequences differ in length.
    """
    pairs = list(zip(one, other, strict=True))
    if not pairs:
        return nan
    agreed = sum(a == b for a, b in pairs) / len(pairs)
    ours, theirs = Counter(one), Counter(other)
    chance = sum(ours[label] * theirs[label] for label in ours) / len(pairs) ** 2
    return nan if chance == 1 else (agreed - chance) / (1 - chance)


def kappa_interval(
    one: Sequence[Hashable],
    other: Sequence[Hashable],
    clusters: Sequence[Hashable],
    *,
    confidence: float = 0.95,
    draws: int = 1000,
) -> tuple[float, float]:
    """Return an interval of Cohen's kappa by drawing whole clusters with replacement, percentiles taken.

    Items of one cluster, such as the lines of a list, are judged together and not independent (A. C. Davison, D. V.
    Hinkley, Bootstrap Methods and their Application, sec. 3.8). Repeatable: the draws have a fixed seed.

    Args:
        one: labels by the first sorter.
        other: labels by the second sorter.
        clusters: what each item belongs to.
        confidence: coverage, between 0 and 1.
        draws: number of bootstrap samples.

    Returns:
        Lower and upper bound; (nan, nan) where no sample has a kappa.
    """
    members: dict[Hashable, list[int]] = {}
    for index, cluster in enumerate(clusters):
        members.setdefault(cluster, []).append(index)
    groups, random = list(members.values()), np.random.default_rng(0)
    kappas = []
    for _ in range(draws):
        chosen = [index for group in random.integers(len(groups), size=len(groups)) for index in groups[group]]
        kappas.append(cohen_kappa([one[index] for index in chosen], [other[index] for index in chosen]))
    if not np.isfinite(kappas).any():
        return nan, nan
    low, high = np.nanpercentile(kappas, [50 * (1 - confidence), 50 * (1 + confidence)])
    return float(low), float(high)
