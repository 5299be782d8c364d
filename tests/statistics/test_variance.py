"""Variance components are found again in simulated scores."""

from math import inf, isnan

import numpy as np
import pytest

from cutbench.statistics import Components, variance_components


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
