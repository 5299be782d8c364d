"""Variance components are found again in simulated scores."""

from math import inf, isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutbench.statistics import Components, judge_variance, variance_components


def test_what_was_put_in_comes_out():
    random = np.random.default_rng(5)
    seeds = random.normal(0, 3, size=(4000, 1))
    found = variance_components(10 + seeds + random.normal(0, 1, size=(4000, 3)))
    assert found.between_seeds == pytest.approx(9, rel=0.1)
    assert found.between_repeats == pytest.approx(1, rel=0.1)


def test_one_repeat_or_one_seed_leaves_a_gap():
    found = variance_components(np.array([[1.0], [3.0]]))
    assert found.between_seeds == 2
    assert isnan(found.between_repeats)
    alone = variance_components(np.array([[1.0, 2.0]]))
    assert isnan(alone.between_seeds)
    assert alone.seeds_needed(1, repeats=2) == inf


def test_enough_seeds_are_enough_and_one_less_is_not():
    found = Components(between_seeds=9, between_repeats=3)
    n_seeds = found.seeds_needed(1, repeats=3)
    assert found.half_width(n_seeds, 3) <= 1 < found.half_width(n_seeds - 1, 3)


def test_the_variance_of_judges_is_found_again():
    random = np.random.default_rng(8)
    runs, judges = random.normal(0, 3, size=(40, 1)), random.normal(0, 2, size=(1, 400))
    assert judge_variance(12 + runs + judges + random.normal(0, 1, size=(40, 400))) == pytest.approx(4, rel=0.15)
    assert isnan(judge_variance(np.zeros((1, 3))))
    assert isnan(judge_variance(np.zeros((3, 1))))


@given(st.floats(0.1, 50), st.floats(0.1, 50), st.floats(0.01, 0.5))
def test_enough_repeats_leave_the_judge_its_share_and_one_less_more(seeds, repeats, share):
    enough = Components(seeds, repeats).repeats_needed(share)
    left = [repeats / n / (seeds + repeats / n) for n in (enough, enough - 1) if n]
    assert left[0] <= share * (1 + 1e-9)
    assert all(more > share * (1 - 1e-9) for more in left[1:])


def test_judges_that_never_or_alone_vary():
    assert Components(4, 0).repeats_needed() == 1
    assert Components(0, 4).repeats_needed() == inf
    assert isnan(Components(4, np.nan).repeats_needed())
