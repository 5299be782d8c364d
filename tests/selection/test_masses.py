"""Masses of candidates: in the windows of the cuts where the cuts select, and there for others, too."""

import numpy as np

from cutbench.selection import candidate_masses, compile_cuts, select


def test_selected_events_lie_in_the_windows_of_the_cuts(events, cuts):
    requirements = compile_cuts(cuts)
    selected = select(events, requirements).selected
    masses = candidate_masses(events, requirements)
    assert np.all((masses["m12"][selected] > 50) & (masses["m12"][selected] < 106))
    assert np.all((masses["m34"][selected] > 12) & (masses["m34"][selected] < 115))
    assert np.all(masses["m4l"][selected] >= masses["m12"][selected] + masses["m34"][selected])


def test_events_that_are_not_selected_have_masses_if_they_have_two_pairs(events, cuts):
    masses = candidate_masses(events, compile_cuts(cuts))
    four = np.isfinite(masses["m4l"])
    assert select(events, compile_cuts(cuts)).selected.sum() < four.sum() < len(events)
