import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cutbench.statistics import intervals, median_interval, proportion_interval, shift_interval


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


@given(st.lists(st.integers(0, 27), min_size=2, max_size=30))
def test_a_median_lies_in_its_interval(values):
    low, high = median_interval(values)
    ordered = sorted(values)
    assert min(values) <= low <= ordered[(len(values) - 1) // 2]
    assert ordered[len(values) // 2] <= high <= max(values)


@pytest.mark.parametrize(
    ("values", "answers"), [([], None), ([7], None), ([7] * 10, ["same"] * 10), ([7, 9, math.nan], ["a", "a", "b"])]
)
def test_fewer_than_two_draws_have_no_interval(values, answers):
    assert all(math.isnan(bound) for bound in median_interval(values, answers=answers))


def test_runs_with_the_same_answer_are_one_draw():
    assert median_interval([7] * 9 + [9], answers=["same"] * 9 + ["other"]) == (7, 9)
    apart, copied = list(range(10)), [n // 2 for n in range(20)]
    assert median_interval(copied, answers=copied) == median_interval(apart), "twice the copies are no more"


@given(st.lists(st.tuples(st.integers(0, 27), st.integers(0, 9)), min_size=2, max_size=30))
def test_the_median_of_all_runs_lies_in_the_interval_of_distinct_ones(runs):
    values, answers = zip(*runs, strict=True)
    low, high = median_interval(values, answers=answers)
    assert math.isnan(low) == math.isnan(high) == (len(set(answers)) < 2)
    assert math.isnan(low) or low <= np.median(values) <= high


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("trials", [10, 30])
def test_intervals_of_proportions_cover(share, trials):
    # Exact: the coverage is a sum over the binomial distribution. Wilson's is 95% on average, less at single points.
    intervals = [proportion_interval(k, trials) for k in range(trials + 1)]
    held = [stats.binom.pmf(k, trials, share) for k, (low, high) in enumerate(intervals) if low <= share <= high]
    assert sum(held) >= 0.92


@pytest.mark.parametrize(("runs", "promised"), [(2, 0.5), (5, 0.9375), (10, 0.95), (20, 0.95)])
def test_intervals_of_medians_cover(runs, promised):
    random, draws = np.random.default_rng(runs), 800
    samples = random.normal(10, 3, size=(draws, runs))
    held = sum(low <= 10 <= high for low, high in map(median_interval, samples))
    assert held / draws >= promised - 3 * (promised * (1 - promised) / draws) ** 0.5


@pytest.mark.parametrize(("n", "m"), [(2, 3), (4, 5), (6, 6)])
def test_orders_of_two_samples_are_counted(n, m):
    counts = np.zeros(n * m + 1)
    for places in combinations(range(n + m), n):
        counts[sum(places) - n * (n - 1) // 2] += 1
    assert intervals._mann_whitney(n, m).tolist() == counts.tolist()


def test_a_shift_is_covered_as_often_as_it_says():
    generator = np.random.default_rng(1)
    covered = 0
    for _ in range(500):
        low, high = shift_interval(generator.normal(size=8), generator.normal(1, size=7))
        covered += low <= 1 <= high
    assert 0.93 < covered / 500 < 0.99


def test_a_shift_of_few_draws_has_their_range_and_of_one_none():
    assert shift_interval([1, 2], [5, 9]) == (3, 8)
    assert np.isnan(shift_interval([1], [5, 9])).all()
    assert shift_interval([1, 2, 3, 4, 5, 6], [4, 5, 6, 7, 8, 9]) == shift_interval(
        [6, 5, 4, 3, 2, 1], [9, 8, 7, 6, 5, 4]
    )


def test_the_shift_of_equal_samples_is_none():
    low, high = shift_interval([1, 2, 3, 4], [1, 2, 3, 4])
    assert low == -high
    assert low < 0
