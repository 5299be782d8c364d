"""Tests of differences: they hold their level, and letters say what belongs together."""

import time
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cutbench.statistics import letters, outcome_p_value, score_p_value


def test_outcomes_of_the_same_and_of_different_groups():
    assert outcome_p_value((3, 10), (3, 10)) > 0.9
    assert outcome_p_value((0, 10), (10, 10)) < 0.001
    assert outcome_p_value((3, 10), (0, 10)) > 0.05, "three of ten is not told apart from none of ten"
    assert outcome_p_value((0, 0), (3, 10)) == 1


def test_scores_in_exact_permutations():
    assert score_p_value([1, 2, 3, 4], [11, 12, 13, 14]) == pytest.approx(2 / 70)
    assert score_p_value([1, 2], [8, 9]) == pytest.approx(2 / 6), "two runs can never be told apart from two others"
    assert score_p_value([], [1]) == 1


def test_a_single_run_is_compared_and_rarely_told_apart():
    assert score_p_value([5], [1]) == 1
    assert score_p_value([9], list(range(9))) == score_p_value(list(range(9)), [9]) == pytest.approx(2 / 10)
    assert score_p_value([99], list(range(39))) == pytest.approx(0.05), "thirty-nine others are the fewest that can"
    assert score_p_value([4], [4, 4, 4]) == 1


@given(st.lists(st.integers(0, 27), max_size=6), st.lists(st.integers(0, 27), max_size=6))
@settings(deadline=None)
def test_scores_of_any_number_of_runs_have_a_p_value(one, other):
    assert 0 < score_p_value(one, other) <= 1


def test_the_level_holds():
    random = np.random.default_rng(3)
    rejected = sum(outcome_p_value((a, 10), (b, 10)) <= 0.05 for a, b in random.binomial(10, 0.3, size=(200, 2)))
    assert rejected <= 16  # 10 are allowed on average; 16 is two standard deviations above


@given(st.integers(2, 5), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_a_common_letter_is_no_difference_and_no_letter_is_one(n_groups, random):
    p_values = {pair: random.choice([1e-6, 0.9]) for pair in combinations(range(n_groups), 2)}
    given_letters = letters(p_values, n_groups)
    for (one, other), p_value in p_values.items():
        assert bool(set(given_letters[one]) & set(given_letters[other])) == (p_value == 0.9)
    assert all(given_letters)


@pytest.mark.parametrize("n_groups", [1, 12, 36, 60])
def test_many_groups_that_are_all_alike_take_no_time(n_groups):
    p_values = dict.fromkeys(combinations(range(n_groups), 2), 1.0)
    start = time.monotonic()
    assert letters(p_values, n_groups) == ["a"] * n_groups
    assert time.monotonic() - start < 60, "without a pivot it would be 2^36 steps"


def test_more_than_26_sets_have_letters_of_their_own():
    p_values = {(i, j): 1.0 if j == i + 1 else 1e-9 for i, j in combinations(range(41), 2)}
    found = letters(p_values, 41)
    assert len(set("".join(found))) == 40
    assert not set(found[0]) & set(found[30])
