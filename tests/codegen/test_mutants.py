"""Each coded cut can be made wrong, and only it."""

import pytest

from cutbench.codegen.mutants import interchangeable, mutated
from cutbench.errors import CutbenchError


@pytest.fixture(scope="module")
def mutant(cuts, benchmark_folder, words):
    return lambda wrong: mutated(cuts, wrong, benchmark_folder.language, words)


def test_one_cut_is_changed_and_can_still_be_applied(cuts, mutant, means):
    for cut in cuts:
        made = mutant(cut.id)
        assert [new.id for old, new in zip(cuts, made, strict=True) if old != new] == [cut.id]
        means.skeleton.plan(made)


@pytest.mark.parametrize(
    ("cut", "statement"),
    [
        ("2.1", "object electron: select id == tight"),
        ("2.3", "object electron: select abs(eta) < 7.41"),
        ("3.4", "object muon: select type == calo_tagged ? pT > 5 GeV"),
        ("4.1", "composite pair: select ALL"),
    ],
)
def test_mutants_are_looser(mutant, cut, statement):
    (found,) = [one for one in mutant(cut) if one.id == cut]
    assert found.statements[0] == statement


def test_what_is_counted_is_one_off(mutant):
    assert next(cut for cut in mutant("4.3") if cut.id == "4.3").statements[0].endswith("<= 2")


def test_a_cut_that_is_not_there(mutant):
    with pytest.raises(CutbenchError, match=r"no cut '9\.9' with a statement"):
        mutant("9.9")


POINTS = {"electron": ("loose", "medium", "tight"), "photon": ("loose", "tight"), "jet": ("pass",)}


class Known:
    """What events know of the identification of electrons and photons, and of jets."""

    def collections(self):
        return tuple(POINTS)

    def properties(self, collection):
        return ("pT", "jvt" if collection == "jet" else "id")

    def points(self, collection, name):
        return () if name == "pT" else POINTS[collection]

    def codes(self, _collection, _name):
        return {}


def test_values_are_swapped_that_every_collection_knows():
    assert interchangeable(Known()) == {"id": ["loose", "tight"]}
