import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutbench.statistics import median_interval, proportion_interval


def test_the_talks_best_model():
    low, high = proportion_interval(3, 10)
    assert (low, high) == pytest.approx((0.108, 0.603), abs=0.001)


def test_no_trials_say_nothing():
    assert proportion_interval(0, 0) == (0.0, 1.0)


@given(st.integers(0, 40), st.integers(1, 40))
def test_a_proportion_lies_in_its_interval(successes, more):
    trials = successes + more
    low, high = proportion_interval(successes, trials)
    assert 0 <= low <= successes / trials <= high <= 1


@given(st.lists(st.integers(0, 27), min_size=1, max_size=30))
def test_a_median_lies_in_its_interval(values):
    low, high = median_interval(values)
    ordered = sorted(values)
    assert min(values) <= low <= ordered[(len(values) - 1) // 2]
    assert ordered[len(values) // 2] <= high <= max(values)


def test_no_values_have_no_median():
    assert all(math.isnan(bound) for bound in median_interval([]))
