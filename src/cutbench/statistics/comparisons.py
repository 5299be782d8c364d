"""Can two groups of runs be told apart? Exact tests, and letters for what belongs together."""

from collections.abc import Iterator, Sequence
from string import ascii_letters
from typing import Any

import numpy as np
from scipy import stats

ALPHA = 0.05


def outcome_p_value(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return the two-sided p value of equal success probabilities by Boschloo's exact test.

    It holds its level for any number of runs and has more power than Fisher's (R. D. Boschloo, Stat. Neerl. 24 (1970)
    1).

    Args:
        one: successes and runs of the first group.
        other: the same of the second group.

    Returns:
        p between 0 and 1; 1 where a group has no runs.
    """
    if not one[1] or not other[1]:
        return 1.0
    table = [[one[0], other[0]], [one[1] - one[0], other[1] - other[0]]]
    p_value = float(stats.boschloo_exact(table).pvalue)
    return 1.0 if np.isnan(p_value) else min(1.0, p_value)


def score_p_value(one: Sequence[float], other: Sequence[float], draws: int = 9999) -> float:
    """Return the two-sided p value of equal means by a permutation test, exact where there are few permutations.

    Needs no assumption but that the runs could have been exchanged (E. J. G. Pitman, Suppl. J. R. Stat. Soc. 4 (1937)
    119). Repeatable: the draws have a fixed seed.

    Returns:
        p between 0 and 1; 1 where a group has no runs.
    """
    if not len(one) or not len(other):
        return 1.0
    if min(len(one), len(other)) == 1:
        return _single_p_value(*sorted((one, other), key=len))

    def distance(a: np.ndarray, b: np.ndarray, axis: int) -> Any:
        return np.mean(a, axis=axis) - np.mean(b, axis=axis)

    samples = (np.asarray(one, dtype=float), np.asarray(other, dtype=float))
    random = np.random.default_rng(0)
    return float(stats.permutation_test(samples, distance, n_resamples=draws, rng=random, vectorized=True).pvalue)


def _single_p_value(single: Sequence[float], others: Sequence[float]) -> float:
    """Return the same p value for a group of one run, which could have been any of all runs (scipy wants two)."""
    pooled = np.asarray([*single, *others], dtype=float)
    below, above = float(np.mean(pooled <= single[0])), float(np.mean(pooled >= single[0]))
    return min(1.0, 2 * min(below, above))


def letters(p_values: dict[tuple[int, int], float], n_groups: int, alpha: float = ALPHA) -> list[str]:
    """Return letters such that groups with a letter in common cannot be told apart.

    The p values are corrected by Holm's method (S. Holm, Scand. J. Stat. 6 (1979) 65); a letter stands for a largest
    set of groups of which no two differ, as in a compact letter display (H.-P. Piepho, J. Comput. Graph. Stat. 13
    (2004) 456).

    Args:
        p_values: one per pair (i, j) of groups, i < j.
        n_groups: number of groups.
        alpha: level of all tests together.
    """
    different = _rejected(p_values, alpha)
    alike = {g: {h for h in range(n_groups) if h != g and not {(g, h), (h, g)} & different} for g in range(n_groups)}
    sets = sorted(_largest_sets(set(), set(alike), set(), alike), key=min)
    return [
        "".join(ascii_letters[place % len(ascii_letters)] for place, one in enumerate(sets) if g in one)
        for g in range(n_groups)
    ]


def _largest_sets(
    members: set[int], open_to: set[int], done: set[int], alike: dict[int, set[int]]
) -> Iterator[set[int]]:
    """Yield the sets that are alike throughout and can take no more (C. Bron, J. Kerbosch, CACM 16 (1973) 575).

    Without the pivot (E. Tomita et al., Theor. Comput. Sci. 363 (2006) 28) thirty groups that are all alike would take
    2^30 steps.
    """
    if not open_to and not done and members:
        yield members
    pivot = max(open_to | done, key=lambda group: len(open_to & alike[group]), default=None)
    for group in sorted(open_to - alike.get(pivot, set()) if pivot is not None else open_to):
        yield from _largest_sets(members | {group}, open_to & alike[group], done & alike[group], alike)
        open_to, done = open_to - {group}, done | {group}


def _rejected(p_values: dict[tuple[int, int], float], alpha: float) -> set[tuple[int, int]]:
    rejected: set[tuple[int, int]] = set()
    for place, (pair, p_value) in enumerate(sorted(p_values.items(), key=lambda entry: entry[1])):
        if p_value > alpha / (len(p_values) - place):
            break
        rejected.add(pair)
    return rejected
