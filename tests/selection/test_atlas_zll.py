"""The two regions of Z -> ll, and the corners that its events were made for."""

import json

import awkward as ak
import pytest

from cutbench.selection import run, skeleton_of_benchmark, trace

from .on_events import CODED, opened

BENCHMARK = CODED["atlas_zll"]
CUTS = [cut.id for cut in BENCHMARK.coded_cuts]
CORNERS = json.loads((BENCHMARK.folder / "events/enrichment.json").read_text(encoding="utf-8"))
REJECTED = [corner for corner in CORNERS if corner[0].isdigit() and "third" not in corner]


@pytest.fixture
def reference():
    return opened("atlas_zll").reference


@pytest.fixture
def data():
    return opened("atlas_zll").data


@pytest.fixture
def source():
    return opened("atlas_zll").events


@pytest.fixture
def selected(reference, data):
    """The events of a region, or of both, some cuts left out."""

    def of(*skip, region=None):
        left = list(reference.left_after(data, skip).values())[-1]
        inside = left[region] if region else ak.any([*left.values()], axis=0)
        return set(data["event"].number[inside].to_list())

    return of


@pytest.mark.parametrize("without", [[], *([cut] for cut in CUTS)], ids="".join)
def test_each_region_has_the_cutflow_of_the_reference(without, source, reference, data):
    found = run(skeleton_of_benchmark(BENCHMARK).plan(BENCHMARK.cuts, without=without), source)
    rows = {region: [] for region in reference.REGIONS}
    for row in found.cutflow:
        if row.region in rows:
            rows[row.region].append({"cut": row.cut, "n_events": row.n_events})
    assert rows == reference.cutflows(data, without)
    assert {name: rows[name][-1]["n_events"] for name in rows} == {name: sum(found.regions[name]) for name in rows}


@pytest.mark.parametrize("corner", REJECTED)
def test_events_in_a_corner_are_rejected_by_its_cut_alone(corner, selected):
    cut, channel = corner.split()
    region = "ee" if channel == "emu" else channel
    there = set(CORNERS[corner])
    assert not there & selected()
    assert there <= selected(cut, region=region)


@pytest.mark.parametrize("corner", [corner for corner in CORNERS if "third" in corner])
def test_who_forgets_a_cut_on_a_third_lepton_loses_the_event(corner, selected):
    cut, _, region = corner.split()
    assert set(CORNERS[corner]) <= selected(region=region)
    assert not set(CORNERS[corner]) & selected(cut)


@pytest.mark.parametrize("region", ["ee", "mumu"])
def test_the_pair_need_not_be_the_two_leading_leptons_and_is_chosen_before_it_is_cut_on(
    region, selected, reference, monkeypatch
):
    assert set(CORNERS[f"pair below others {region}"] + CORNERS[f"second pair {region}"]) <= selected(region=region)
    assert not set(CORNERS[f"choose first {region}"]) & selected()
    monkeypatch.setattr(reference, "choose", lambda pairs: pairs)
    assert set(CORNERS[f"choose first {region}"]) <= selected()


@pytest.mark.parametrize("region", ["ee", "mumu"])
def test_a_program_that_takes_the_two_leading_leptons_is_wrong(region, selected, reference, monkeypatch):
    find = reference.find_pairs

    def leading(leptons, **options):
        return find(leptons[ak.argsort(leptons.pt, ascending=False)][:, :2], **options)

    monkeypatch.setattr(reference, "find_pairs", leading)
    assert len(set(CORNERS[f"pair below others {region}"]) - selected()) >= 4, "the rest has a second pair in front"
    assert set(CORNERS[f"choose first {region}"]) & selected()


MISREADINGS = {
    "loose electrons": ("DFCommonElectronsLHMedium", "DFCommonElectronsLHLooseBL"),
    "tight electrons": ("DFCommonElectronsLHMedium", "DFCommonElectronsLHTight"),
    "corrected isolation": ("topoetcone20", "topoetcone20_CloseByCorr"),
    "fixed cone": ("ptvarcone30", "ptcone30"),
    "harder tracks": ("ptvarcone30", "ptvarcone30_Nonprompt_All_MaxWeightTTVA_pt1000"),
}


@pytest.mark.parametrize("name", MISREADINGS)
def test_a_wrong_branch_changes_the_selected_events(name, reference, data, monkeypatch):
    meant, taken = MISREADINGS[name]
    read = reference.read_branch
    monkeypatch.setattr(reference, "read_branch", lambda t, c, v: read(t, c, taken if v == meant else v))
    assert reference.select(reference.read(BENCHMARK.events))[0] != reference.select(data)[0]


@pytest.mark.parametrize("chains", [("2e17_*", "2mu14"), ("e*", "mu*")])
def test_other_chains_change_the_selected_events(chains, reference, data, monkeypatch):
    monkeypatch.setattr(reference, "SINGLE_LEPTON", chains)
    assert reference.select(reference.read(BENCHMARK.events))[0] != reference.select(data)[0]


def test_wrong_events_of_both_regions_are_put_down_to_the_cut_that_was_forgotten(source):
    skeleton = skeleton_of_benchmark(BENCHMARK)
    curated = skeleton.plan(BENCHMARK.cuts)
    right = run(curated, source)
    for cut in ("3.3", "4.1", "4.2", "4.3", "4.4"):
        wrong = run(skeleton.plan(BENCHMARK.cuts, without=[cut]), source)
        gained = [place for place, more in enumerate(wrong.selected & ~right.selected) if more]
        assert {one.cut for one in trace(curated, source, gained)} == {cut}
