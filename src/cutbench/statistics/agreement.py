"""Agreement of two ways to sort the same items."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from math import nan

import numpy as np

Measure = Callable[[Sequence[Hashable], Sequence[Hashable]], float]


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


def raw_agreement(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Return the share of items that both sort alike; nan for no items."""
    same = [a == b for a, b in zip(one, other, strict=True)]
    return sum(same) / len(same) if same else nan


def krippendorff_alpha(*sorters: Sequence[Hashable | None]) -> float:
    """Return Krippendorff's alpha for names without order, for any number of sorters; None is an item not sorted.

    One less observed over expected disagreement: 1 is full agreement, 0 that of chance (K. Krippendorff, Content
    Analysis, 2nd ed., sec. 11.3). Computed here, as the package of that name is under the GPL.

    Returns:
        At most 1; nan where fewer than two labels occur, as agreement on a single label cannot be told from chance,
        or where no item has two labels.

    Raises:
        ValueError: the sequences differ in length.
    """
    items = [[label for label in item if label is not None] for item in zip(*sorters, strict=True)]
    items = [item for item in items if len(item) > 1]
    totals = Counter(label for item in items for label in item)
    n_labels = totals.total()
    expected = (n_labels**2 - sum(count**2 for count in totals.values())) / max(1, n_labels - 1)
    observed = sum(_unlike_pairs(item) / (len(item) - 1) for item in items)
    return 1 - observed / expected if expected else nan


def _unlike_pairs(labels: Sequence[Hashable]) -> int:
    return len(labels) ** 2 - sum(count**2 for count in Counter(labels).values())


def kappa_interval(
    one: Sequence[Hashable],
    other: Sequence[Hashable],
    clusters: Sequence[Hashable],
    *,
    confidence: float = 0.95,
    draws: int = 1000,
) -> tuple[float, float]:
    """Return the `agreement_interval` of Cohen's kappa."""
    return agreement_interval(cohen_kappa, one, other, clusters, confidence=confidence, draws=draws)


def agreement_interval(
    measure: Measure,
    one: Sequence[Hashable],
    other: Sequence[Hashable],
    clusters: Sequence[Hashable],
    *,
    confidence: float = 0.95,
    draws: int = 1000,
) -> tuple[float, float]:
    """Return an interval of a measure of agreement by drawing whole clusters with replacement, percentiles taken.

    Items of one cluster, such as the lines of a list, are judged together and not independent (A. C. Davison, D. V.
    Hinkley, Bootstrap Methods and their Application, sec. 3.8). Repeatable: the draws have a fixed seed.

    Args:
        measure: of two sequences of labels, such as `cohen_kappa`.
        one: labels by the first sorter.
        other: labels by the second sorter.
        clusters: what each item belongs to.
        confidence: coverage, between 0 and 1.
        draws: number of bootstrap samples.

    Returns:
        Lower and upper bound; (nan, nan) for a single cluster, which always draws itself, and where no sample has a
        value.
    """
    members: dict[Hashable, list[int]] = {}
    for index, cluster in enumerate(clusters):
        members.setdefault(cluster, []).append(index)
    if len(members) == 1:
        return nan, nan
    groups, random = list(members.values()), np.random.default_rng(0)
    values = []
    for _ in range(draws):
        chosen = [index for group in random.integers(len(groups), size=len(groups)) for index in groups[group]]
        values.append(measure([one[index] for index in chosen], [other[index] for index in chosen]))
    if not np.isfinite(values).any():
        return nan, nan
    low, high = np.nanpercentile(values, [50 * (1 - confidence), 50 * (1 + confidence)])
    return float(low), float(high)
