"""Opening files of events: what is no such file, damaged or lacks a branch is said in one line."""

import awkward as ak
import numpy as np
import pytest
import uproot

from cutbench.errors import CutbenchError
from cutbench.events import FileSource
from cutbench.events.file import EventFile


def assert_one_line(error, path):
    """The line says which file it is about."""
    assert str(error.value).startswith(f"{path}: ")
    assert "\n" not in str(error.value)


def test_missing_branch_is_named_with_its_neighbours(standin):
    with EventFile(standin) as file, pytest.raises(CutbenchError) as error:
        file.read("AnalysisElectrons", "ElectronsLHLooseBL")
    assert_one_line(error, standin)
    assert "no branch AnalysisElectronsAuxDyn.ElectronsLHLooseBL;" in str(error.value)
    assert "AnalysisElectronsAuxDyn.DFCommonElectronsLHLooseBL" in str(error.value)


def test_missing_file(tmp_path, physlite):
    with pytest.raises(CutbenchError, match="there is no such file") as error:
        FileSource(tmp_path / "none.root", physlite)
    assert_one_line(error, tmp_path / "none.root")


def read_all(path, physlite):
    with FileSource(path, physlite) as source:
        source.numbers()
        for collection in ("electron", "muon", "jet", "vertex"):
            source.values(collection, "z" if collection == "vertex" else "pT")
        for name in ("topoetcone20", "d0sig", "z0sintheta"):
            source.values("electron", name)
            source.values("muon", name)


@pytest.mark.parametrize("first", [3000, 100_000])
def test_damaged_file(standin, physlite, tmp_path, first):
    path = tmp_path / "damaged.root"
    content = bytearray(standin.read_bytes())
    content[first:400_000] = bytes(400_000 - first)
    path.write_bytes(content)
    with pytest.raises(CutbenchError, match=r"cannot be decoded|not a ROOT file") as error:
        read_all(path, physlite)
    assert_one_line(error, path)


@pytest.mark.parametrize("content", [b"", b"r", b"this is a page of text, not a ROOT file\n" * 20])
def test_file_that_is_no_root_file(physlite, tmp_path, content):
    path = tmp_path / "events.root"
    path.write_bytes(content)
    with pytest.raises(CutbenchError, match=": not a ROOT file") as error:
        FileSource(path, physlite)
    assert_one_line(error, path)


@pytest.mark.parametrize("length", [4, 60, 300, 5000, 400_000, -2000, -100])
def test_file_that_is_cut_off(standin, physlite, tmp_path, length):
    path = tmp_path / "events.root"
    path.write_bytes(standin.read_bytes()[:length])
    with pytest.raises(CutbenchError, match="this ROOT file is cut off or damaged") as error:
        FileSource(path, physlite)
    assert_one_line(error, path)


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_damaged_tree(standin, physlite, tmp_path, share):
    path, content = tmp_path / "damaged.root", bytearray(standin.read_bytes())
    with uproot.open(standin) as file:
        key = file.key("CollectionTree")
    start = key.fSeekKey + key.fKeylen + int(share * key.fNbytes)
    content[start : start + 200] = b"\xa5" * 200
    path.write_bytes(content)
    with pytest.raises(CutbenchError, match="the tree CollectionTree is damaged") as error:
        FileSource(path, physlite)
    assert_one_line(error, path)


def test_a_folder_is_no_file(physlite, tmp_path):
    with pytest.raises(CutbenchError, match="this is a folder, not a ROOT file") as error:
        FileSource(tmp_path, physlite)
    assert_one_line(error, tmp_path)


def test_a_tree_without_events(physlite, tmp_path):
    path = tmp_path / "empty.root"
    with uproot.recreate(path) as out:
        out.mktree("CollectionTree", {"EventInfoAuxDyn.runNumber": "uint32"})
    with pytest.raises(CutbenchError, match="there are no events in this file") as error:
        FileSource(path, physlite)
    assert_one_line(error, path)


def test_file_without_the_tree(physlite, tmp_path):
    path = tmp_path / "other.root"
    with uproot.recreate(path) as out:
        out.mktree("mini", {"x": "float64"}).extend({"x": np.ones(3)})
        out["CollectionTree"] = np.histogram([1, 2])
    holds = r"no tree CollectionTree or EventData .* it holds CollectionTree \(TH1D\), mini \(TTree\)"
    with pytest.raises(CutbenchError, match=holds) as error:
        FileSource(path, physlite)
    assert_one_line(error, path)


@pytest.mark.parametrize(
    ("ask", "fault"),
    [
        (lambda source: source.numbers(), "EventInfoAuxDyn:runNumber holds no numbers"),
        (lambda source: source.values("electron", "eta"), "AnalysisElectrons eta has not one number for each object"),
        (lambda source: source.values("electron", "phi"), "AnalysisElectrons phi has not one number for each object"),
        (lambda source: source.passes("electron", "id", "tight"), "DFCommonElectronsLHTight has not one number for"),
        (lambda source: source.values("electron", "d0"), "trackParticleLinks holds no links"),
        (lambda source: source.values("vertex", "n_tracks"), "vertex n_tracks has not one value for each object"),
        (lambda source: source.values("muon", "d0"), "combinedTrackParticleLink has not one entry for each object"),
        (lambda source: source.flag("goodrun"), "EventInfo mcChannelNumber has not one number for each event"),
    ],
)
def test_branches_of_another_kind(physlite, tmp_path, ask, fault):
    branches = {
        "EventInfoAuxDyn:runNumber": ["one", "two"],
        "EventInfoAuxDyn:mcChannelNumber": [[1], [1, 1]],
        "PrimaryVerticesAuxDyn:vertexType": [[1, 3], [1]],
        "PrimaryVerticesAuxDyn:trackParticleLinks": [[[0, 0]], [[0]]],
        "AnalysisMuonsAuxDyn:pt": [[1.0, 2.0], []],
        "AnalysisMuonsAuxDyn:combinedTrackParticleLink": [[{"m_persKey": 1, "m_persIndex": 0}], []],
        "AnalysisElectronsAuxDyn:pt": [[1.0, 2.0], []],
        "AnalysisElectronsAuxDyn:eta": [[1.0], []],
        "AnalysisElectronsAuxDyn:phi": [1.0, 2.0],
        "AnalysisElectronsAuxDyn:DFCommonElectronsLHTight": [[1], [0]],
        "AnalysisElectronsAuxDyn:trackParticleLinks": [[1.0, 1.0], []],
    }
    path = tmp_path / "other.root"
    with uproot.recreate(path) as out:
        out.mkrntuple("EventData", ak.Array(branches))
    with pytest.raises(CutbenchError, match=fault) as error:
        ask(FileSource(path, physlite))
    assert_one_line(error, path)


def test_layout_with_colons(tmp_path):
    with uproot.recreate(tmp_path / "new.root") as out:
        out.mkrntuple("EventData", ak.Array({"EventInfoAuxDyn:runNumber": [1, 2, 3]}))
    with EventFile(tmp_path / "new.root", 2) as opened:
        assert opened.read("EventInfo", "runNumber").to_list() == [1, 2]
        with pytest.raises(CutbenchError, match="near it are EventInfoAuxDyn:runNumber"):
            opened.read("EventInfo", "runNumbers")
