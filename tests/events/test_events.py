from pathlib import Path

import awkward as ak
import numpy as np
import pytest
import uproot

from cutbench.errors import CutbenchError
from cutbench.events import read_events
from cutbench.events.file import EventFile

EVENTS = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l/events/standin_events.root"


@pytest.fixture(scope="module")
def events() -> ak.Array:
    return read_events(EVENTS)


def test_reads_all_or_the_first_events(events: ak.Array) -> None:
    assert len(events) == 1000
    assert len(read_events(EVENTS, 7)) == 7
    assert read_events(EVENTS, 7).muons.pt_gev.to_list() == events.muons.pt_gev[:7].to_list()


def test_momenta_are_in_gev(events: ak.Array) -> None:
    assert 10 < ak.mean(events.electrons.pt_gev) < 60
    assert 10 < ak.mean(events.muons.pt_gev) < 60


def test_primary_vertex_need_not_be_first(events: ak.Array) -> None:
    later = events[(events.n_primary_vertices > 0) & (events.vertices.vertex_type[:, 0] != 1)]
    assert len(later) > 100
    assert not ak.any(later.primary_vertex_z_mm == later.vertices.z_mm[:, 0])
    assert ak.all(np.isnan(events.primary_vertex_z_mm) == (events.n_primary_vertices == 0))


def test_impact_parameters_are_those_of_the_linked_track(events: ak.Array) -> None:
    with uproot.open(EVENTS) as file:
        tree = file["CollectionTree"]
        links, z = (
            tree[name].array() for name in ("AnalysisElectronsAuxDyn.trackParticleLinks", "PrimaryVerticesAuxDyn.z")
        )
        gsf = {name: tree[f"GSFTrackParticlesAuxDyn.{name}"].array() for name in ("d0", "z0", "vz", "theta")}
    for i in range(30):
        for electron, of_electron in zip(events.electrons[i], links[i], strict=True):
            index = next((link.m_persIndex for link in of_electron if link.m_persKey == 776133387), None)
            assert electron.has_track == (index is not None)
            if index is not None and events.n_primary_vertices[i]:
                d0, z0, vz, theta = (gsf[name][i, index] for name in ("d0", "z0", "vz", "theta"))
                assert electron.d0_mm == pytest.approx(d0)
                primary = z[i, ak.argmax(events.vertices.vertex_type[i] == 1)]
                assert electron.z0_sin_theta_mm == pytest.approx((z0 + vz - primary) * np.sin(theta), abs=1e-4)


def test_leptons_without_track_have_nan_and_fail_cuts(events: ak.Array) -> None:
    lost = events.electrons[~events.electrons.has_track]
    assert ak.count(lost.pt_gev) > 0
    assert set(ak.flatten(lost.track_id)) == {-1}
    assert ak.all(np.isnan(lost.d0_significance))
    assert not ak.any(abs(lost.z0_sin_theta_mm) < 0.5)


def test_flag_bits_of_the_muon_quality_are_removed(events: ak.Array) -> None:
    assert set(ak.flatten(events.muons.quality)) == {0, 1, 2, 3}


def test_tracks_of_four_lepton_vertices_are_those_of_leptons(events: ak.Array) -> None:
    leptons = ak.concatenate([events.electrons.track_id, events.muons.track_id], axis=1)
    for tracks, vertices in zip(leptons[:50].to_list(), events.four_lepton_vertices[:50].to_list(), strict=True):
        assert all(len(vertex["track_ids"]) == 4 and set(vertex["track_ids"]) <= set(tracks) for vertex in vertices)


def test_reads_real_events(shared_data: Path) -> None:
    events = read_events(shared_data / "physlite/zee_mc20_100events.root")
    leading = ak.firsts(events.electrons)
    assert len(events) == 100
    assert ak.all(ak.drop_none(leading.has_track))
    assert ak.mean(abs(leading.d0_significance) < 5) > 0.9
    assert ak.mean(abs(leading.z0_sin_theta_mm) < 0.5) > 0.9


def test_missing_branch_is_named_with_its_neighbours() -> None:
    with EventFile(EVENTS) as file, pytest.raises(CutbenchError) as caught:
        file.read("AnalysisElectrons", "ElectronsLHLooseBL")
    assert "no branch AnalysisElectronsAuxDyn.ElectronsLHLooseBL;" in str(caught.value)
    assert "AnalysisElectronsAuxDyn.DFCommonElectronsLHLooseBL" in str(caught.value)


def test_damaged_file(tmp_path: Path) -> None:
    content = bytearray(EVENTS.read_bytes())
    content[3000:400_000] = bytes(397_000)
    (tmp_path / "damaged.root").write_bytes(content)
    with pytest.raises(CutbenchError, match=r"cannot be decoded|not a ROOT file"):
        read_events(tmp_path / "damaged.root")


def test_file_that_is_no_root_file(tmp_path: Path) -> None:
    path = tmp_path / "events.root"
    for content in (b"", b"this is a page of text, not a ROOT file " * 20, EVENTS.read_bytes()[:5000]):
        path.write_bytes(content)
        with pytest.raises(CutbenchError, match="not a ROOT file"):
            read_events(path)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CutbenchError, match="there is no such file"):
        read_events(tmp_path / "none.root")


def test_file_without_the_tree(tmp_path: Path) -> None:
    with uproot.recreate(tmp_path / "other.root") as file:
        file.mktree("mini", {"x": "float64"}).extend({"x": np.ones(3)})
    with pytest.raises(CutbenchError, match=r"no tree CollectionTree or EventData .* it holds mini"):
        read_events(tmp_path / "other.root")


def test_layout_with_colons(tmp_path: Path) -> None:
    with uproot.recreate(tmp_path / "new.root") as file:
        file.mkrntuple("EventData", ak.Array({"EventInfoAuxDyn:runNumber": [1, 2, 3]}))
    with EventFile(tmp_path / "new.root", 2) as opened:
        assert opened.read("EventInfo", "runNumber").to_list() == [1, 2]
        with pytest.raises(CutbenchError, match="near it are EventInfoAuxDyn:runNumber"):
            opened.read("EventInfo", "runNumbers")
