"""pass@k and pass^k against brute force over all choices of runs."""

from itertools import combinations
from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutbench.statistics import pass_at_k, pass_hat_k


@given(st.lists(st.booleans(), min_size=1, max_size=9), st.integers(1, 9))
def test_they_are_shares_of_all_choices(runs, k):
    if k > len(runs):
        assert isnan(pass_at_k(sum(runs), len(runs), k))
        assert isnan(pass_hat_k(sum(runs), len(runs), k))
        return
    choices = list(combinations(runs, k))
    assert pass_at_k(sum(runs), len(runs), k) == pytest.approx(sum(map(any, choices)) / len(choices))
    assert pass_hat_k(sum(runs), len(runs), k) == pytest.approx(sum(map(all, choices)) / len(choices))


@given(st.integers(0, 20), st.integers(0, 20))
def test_one_try_is_the_share_of_successes(successes, failures):
    trials = successes + failures
    if trials:
        assert pass_at_k(successes, trials, 1) == pytest.approx(successes / trials)
        assert pass_hat_k(successes, trials, 1) == pytest.approx(successes / trials)
