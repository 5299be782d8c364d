"""What several tries are worth: which of them are independent, at least one of k right, or all k right."""

from collections.abc import Hashable, Sequence
from math import comb, nan

import numpy as np


def one_per_answer(values: Sequence[float], answers: Sequence[Hashable]) -> list[float]:
    """Return one value for each distinct answer: the median of its runs.

    Runs that give the same answer may be copies of one draw: at temperature 0, from a server that ignores the seed, or
    from a cache. Nothing in them tells copies from draws that happen to agree, so they count once; where they did
    agree by chance, this makes intervals too wide, never too narrow.

    Args:
        values: (runs,) scores, nan where a run has none.
        answers: (runs,) what tells answers apart, such as a digest.

    Returns:
        (distinct answers with a score,) in the order of first appearance.

    Raises:
        ValueError: the sequences differ in length.
    """
    found: dict[Hashable, list[float]] = {}
    for value, answer in zip(values, answers, strict=True):
        if not np.isnan(value):
            found.setdefault(answer, []).append(float(value))
    return [float(np.median(copies)) for copies in found.values()]


def pass_at_k(successes: int, trials: int, k: int) -> float:
    """Return the probability that at least one of `k` runs succeeds, estimated without bias from `trials` runs.

    1 - C(n - c, k) / C(n, k): the share of all choices of k of the n runs with a success among them (M. Chen et al.,
    arXiv:2107.03374, eq. 1).

    Args:
        successes: number of runs that succeeded, 0 to `trials`.
        trials: number of runs.
        k: number of tries, at least 1.

    Returns:
        A probability; nan for fewer runs than tries, where no unbiased estimate exists.
    """
    return nan if trials < k else 1 - comb(trials - successes, k) / comb(trials, k)


def pass_hat_k(successes: int, trials: int, k: int) -> float:
    """Return the probability that all of `k` runs succeed ("pass^k"), estimated without bias from `trials` runs.

    C(c, k) / C(n, k), the reliability of S. Yao et al., arXiv:2406.12045, sec. 4. Arguments and gaps as in `pass_at_k`.
    """
    return nan if trials < k else comb(successes, k) / comb(trials, k)
