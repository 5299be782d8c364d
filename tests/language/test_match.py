"""How parts of statements stand to each other."""

import pytest

from cutbench.language import Match, load_language

LANGUAGE = load_language()
CRACK = "object photon: select abs(eta) < 1.37 or abs(eta) > 1.52"


def stands(one, other):
    (ours,), (theirs,) = LANGUAGE.parts([one]), LANGUAGE.parts([other])
    return LANGUAGE.match(ours, theirs)


@pytest.mark.parametrize(
    "other",
    [
        "object photon: select abs(eta) <= 1.37 or abs(eta) >= 1.52",
        "object photon: select abs(eta) ][ 1.37 1.52",
        "object photon: reject abs(eta) > 1.37 and abs(eta) < 1.52",
        "object photon: reject abs(eta) [] 1.37 1.52",
    ],
)
def test_who_leaves_a_region_out_may_keep_its_edges_or_not(other):
    assert stands(CRACK, other) is stands(other, CRACK) is Match.SAME


def test_a_region_of_other_edges_is_in_conflict():
    assert stands(CRACK, "object photon: select abs(eta) ][ 1.37 1.56") is Match.CONFLICT


def test_a_region_that_is_left_out_is_no_bound():
    bound = "object photon: select abs(eta) < 2.37"
    assert stands("object photon: select abs(eta) ][ 1.37 1.52", bound) is Match.NONE


def test_the_veto_of_a_crack_has_the_parts_of_the_ranges_that_it_leaves():
    language = load_language(open_names=True)
    veto = "object photon: reject abs(eta(photon)) >= 1.37 and (abs(eta(photon)) <= 1.52 or abs(eta(photon)) >= 2.37)"
    ranges = "object photon: select abs(eta(photon)) < 1.37 or abs(eta(photon)) > 1.52 and abs(eta(photon)) < 2.37"
    assert language.parts([veto]) == language.parts([ranges])
    of_two = "event: reject MET > 100 GeV and HT > 200 GeV"
    assert len(language.parts([of_two])) == 1
