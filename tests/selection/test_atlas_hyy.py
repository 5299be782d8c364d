"""What is special to H -> yy: who is taken for a photon, which two make the pair, and what its thresholds are."""

import awkward as ak
import numpy as np
import pytest

from .on_events import CODED, REAL, opened

N_REAL = {"2.2": 0, "3.7": 0}  # no pair of photons of the Z -> ee events has so much energy


@pytest.mark.parametrize("cut", [cut.id for cut in CODED["atlas_hyy"].coded_cuts])
def test_a_cut_alone_keeps_the_same_real_events(cut, shared_data):
    one = opened("atlas_hyy", shared_data / REAL)
    others = [other for other in one.reference.CUTS if other != cut]
    expected = one.by_hand(*others).selected
    assert one.by_list(without=others).selected == expected
    assert len(expected) >= N_REAL.get(cut, 1)


def with_branch(old, new):
    """Return a change of the reading: another branch than the one that is meant."""
    return lambda tree, container, variable, read: read(tree, container, new if variable == old else variable)


def cluster_eta(tree, container, variable, read):
    values = read(tree, container, variable)
    if (container, variable) != ("AnalysisPhotons", "eta"):
        return values
    places = ak.firsts(read(tree, container, "caloClusterLinks").m_persIndex, axis=2)
    return read(tree, "egammaClusters", "calEta")[ak.values_astype(places, np.int64)]


def first_vertex(tree, container, variable, read):
    values = read(tree, container, variable)
    return ak.where(ak.local_index(values) == 0, values, 0) if variable == "vertexType" else values


def only_unconverted(tree, container, variable, read):
    values = read(tree, container, variable)
    if variable != "DFCommonPhotonsIsEMLoose":
        return values
    return values * (ak.num(read(tree, container, "vertexLinks"), axis=2) == 0)


MISREADINGS = {
    "loose for tight": with_branch("DFCommonPhotonsIsEMTight", "DFCommonPhotonsIsEMLoose"),
    "tight for loose": with_branch("DFCommonPhotonsIsEMLoose", "DFCommonPhotonsIsEMTight"),
    "cleaning for loose": with_branch("DFCommonPhotonsIsEMLoose", "DFCommonPhotonsCleaning"),
    "wider cone": with_branch("topoetcone20", "topoetcone40"),
    "corrected calorimeter isolation": with_branch("topoetcone20", "topoetcone20_CloseByCorr"),
    "corrected track isolation": with_branch("ptcone20", "ptcone20_CloseByCorr"),
    "direction of the cluster": cluster_eta,
    "first vertex": first_vertex,
    "unconverted photons only": only_unconverted,
}


@pytest.mark.parametrize("name", MISREADINGS)
def test_a_misread_branch_changes_the_selected_events(name, monkeypatch):
    one = opened("atlas_hyy")
    read = one.reference.read_branch
    monkeypatch.setattr(one.reference, "read_branch", lambda t, c, v: MISREADINGS[name](t, c, v, read))
    assert one.reference.select(one.reference.read(one.benchmark.events))[0] != one.reference.select(one.data)[0]


@pytest.mark.parametrize(
    "chains",
    [
        ("g35_loose_g25_loose",),
        ("g35_loose_g25_loose", "g35_medium_g25_medium_L12EM20VH"),
        ("g120_loose", "g140_loose"),
        ("g120_loose", "g140_loose", "g35_loose_g25_loose", "2g20_loose_g15_loose"),
    ],
)
def test_other_triggers_select_other_events(chains, monkeypatch):
    one = opened("atlas_hyy")
    monkeypatch.setattr(one.reference, "TRIGGERS", chains)
    assert one.reference.select(one.reference.read(one.benchmark.events))[0] != one.reference.select(one.data)[0]


def cut_first(one):
    """Photons that are tight and isolated make the pair."""
    data, photons = dict(one.data), one.data["photons"]
    fine = photons.tight & (photons.topoetcone20 / photons.pt < 0.065) & (photons.ptcone20 / photons.pt < 0.05)
    return data | {"photons": photons[fine]}


def not_three(one):
    """Events with another good photon are dropped."""
    photons = one.data["photons"]
    kept = photons
    for passes in one.reference.PHOTON_CUTS.values():
        kept = kept[passes(kept)]
    return one.data | {"photons": photons[ak.num(kept) < 3]} | {"event": one.data["event"][ak.num(kept) < 3]}


@pytest.mark.parametrize("misread", [cut_first, not_three])
def test_a_pair_that_is_chosen_otherwise_changes_the_selected_events(misread):
    one = opened("atlas_hyy")
    assert one.reference.select(misread(one))[0] != one.reference.select(one.data)[0]


def test_photons_in_the_order_of_the_file_make_other_pairs(monkeypatch):
    one = opened("atlas_hyy")
    monkeypatch.setattr(ak, "argsort", lambda values, **_: ak.local_index(values))
    assert one.by_hand().selected != one.by_list().selected


@pytest.mark.parametrize(
    ("cut", "absolute"), [("3.5", lambda pair: pair.leading.pt > 35), ("3.6", lambda pair: pair.subleading.pt > 25)]
)
def test_shares_of_the_mass_are_not_thresholds(cut, absolute, monkeypatch):
    one = opened("atlas_hyy")
    expected = one.by_hand().selected
    monkeypatch.setitem(one.reference.DIPHOTON_CUTS, cut, absolute)
    assert one.by_hand().selected != expected


def test_the_edges_of_the_crack_belong_to_it():
    photons = opened("atlas_hyy").data["photons"]
    edges = {float(np.float32(edge)) for edge in (1.37, 1.52)}
    assert edges <= set(np.asarray(ak.flatten(abs(photons.eta))).tolist())
