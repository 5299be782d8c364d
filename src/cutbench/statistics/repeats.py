"""What several tries are worth: at least one of k right, or all k right."""

from math import comb, nan


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
