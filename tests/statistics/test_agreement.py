"""Cohen's kappa against a worked example and its bounds; the interval covers."""

from math import isnan

import numpy as np
import pytest

from cutbench.statistics import cohen_kappa, kappa_interval


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
