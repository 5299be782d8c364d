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


@pytest.mark.parametrize("content", ["nothing", "text", "the beginning"])
def test_file_that_is_no_root_file(standin, physlite, tmp_path, content):
    path = tmp_path / "events.root"
    text = b"this is a page of text, not a ROOT file\n" * 20
    path.write_bytes({"nothing": b"", "text": text, "the beginning": standin.read_bytes()[:5000]}[content])
    with pytest.raises(CutbenchError, match="not a ROOT file") as error:
        FileSource(path, physlite)
    assert_one_line(error, path)


def test_file_without_the_tree(physlite, tmp_path):
    path = tmp_path / "other.root"
    with uproot.recreate(path) as out:
        out.mktree("mini", {"x": "float64"}).extend({"x": np.ones(3)})
    with pytest.raises(CutbenchError, match=r"no tree CollectionTree or EventData .* it holds mini") as error:
        FileSource(path, physlite)
    assert_one_line(error, path)


def test_layout_with_colons(tmp_path):
    with uproot.recreate(tmp_path / "new.root") as out:
        out.mkrntuple("EventData", ak.Array({"EventInfoAuxDyn:runNumber": [1, 2, 3]}))
    with EventFile(tmp_path / "new.root", 2) as opened:
        assert opened.read("EventInfo", "runNumber").to_list() == [1, 2]
        with pytest.raises(CutbenchError, match="near it are EventInfoAuxDyn:runNumber"):
            opened.read("EventInfo", "runNumbers")
