"""pass@k and pass^k against brute force over all choices of runs."""

from itertools import combinations
from math import isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutbench.statistics import one_per_answer, pass_at_k, pass_hat_k


@pytest.mark.parametrize(
    ("values", "answers", "draws"),
    [
        ([], [], []),
        ([1, 2, 3], ["a", "b", "c"], [1, 2, 3]),
        ([5] * 10, ["a"] * 10, [5]),
        ([1, 4, 9, 4, 2], ["a", "b", "b", "b", "a"], [1.5, 4]),
        ([nan, 3, nan], ["a", "a", "b"], [3]),
    ],
)
def test_an_answer_is_one_draw_however_often_it_comes(values, answers, draws):
    assert one_per_answer(values, answers) == draws


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
