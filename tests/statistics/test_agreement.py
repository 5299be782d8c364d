"""Cohen's kappa against a worked example and its bounds; the interval covers."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutbench.statistics import agreement_interval, cohen_kappa, kappa_interval, krippendorff_alpha, raw_agreement


def test_a_worked_example():
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: agreement 0.7, by chance 0.5.
    one = ["yes"] * 25 + ["no"] * 25
    other = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert cohen_kappa(one, other) == pytest.approx(0.4)
    assert cohen_kappa(one, one) == 1
    assert isnan(cohen_kappa(["a"], ["a"]))
    with pytest.raises(ValueError, match="shorter"):
        cohen_kappa(["a"], [])


def test_the_interval_holds_the_true_kappa_about_as_often_as_it_says():
    # Two sorters of a balanced pair of labels that agree in 80% of the items: kappa is 0.6.
    random = np.random.default_rng(1)
    held = 0
    for _ in range(60):
        one = random.integers(2, size=120)
        other = np.where(random.random(120) < 0.8, one, 1 - one)
        low, high = kappa_interval(list(one), list(other), range(120), draws=200)
        held += low <= 0.6 <= high
    assert held >= 51  # 57 are expected


def test_alpha_of_two_and_of_many_sorters_with_gaps():
    # Two sorters, ten items: 2 unlike pairs; labels 10 a and 10 b; expected 200 / 19.
    one, other = ["a"] * 5 + ["b"] * 5, ["a"] * 4 + ["b"] + ["a"] + ["b"] * 4
    assert krippendorff_alpha(one, other) == pytest.approx(1 - 4 / (200 / 19))
    three = [["a", "b", None, "a"], ["a", "b", "b", "b"], [None, "b", "b", "a"]]
    # Items aa, bbb, bb, aba: one unlike item with 4 ordered unlike pairs over m - 1 = 2; labels 4 a, 6 b.
    assert krippendorff_alpha(*three) == pytest.approx(1 - 2 / (48 / 9))


def test_alpha_needs_two_labels_and_two_sorters():
    assert isnan(krippendorff_alpha(["a", "a"], ["a", "a"]))
    assert isnan(krippendorff_alpha(["a", None], [None, "b"]))
    assert krippendorff_alpha(["a", "b"], ["a", "b"]) == 1


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30))
def test_measures_are_symmetric_and_bounded(pairs):
    one, other = map(list, zip(*pairs, strict=True))
    for measure in (raw_agreement, cohen_kappa, krippendorff_alpha):
        value = measure(one, other)
        assert isnan(value) or (value <= 1 and value == pytest.approx(measure(other, one)))
    assert (raw_agreement(one, other) == 1) == (one == other)


def test_the_interval_of_raw_agreement_holds_it():
    # Ten lists of ten lines; each list is sorted alike or not as a whole.
    one = ["yes", "no"] * 50
    other = [label if item // 10 % 3 else "yes" for item, label in enumerate(one)]
    whole = agreement_interval(raw_agreement, one, other, [item // 10 for item in range(100)], draws=300)
    single = agreement_interval(raw_agreement, one, other, range(100), draws=300)
    assert all(isnan(bound) for bound in agreement_interval(raw_agreement, one, other, [0] * 100, draws=300))
    assert whole[0] <= raw_agreement(one, other) <= whole[1]
    assert whole[1] - whole[0] > 0
    assert single[0] <= raw_agreement(one, other) <= single[1]
