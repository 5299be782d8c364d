"""Missing transverse momentum, from a file that is written here."""

import awkward as ak
import numpy as np
import pytest
import uproot

from cutbench.errors import CutbenchError
from cutbench.events import FileSource, load_format


@pytest.fixture
def two_events(tmp_path):
    """A jet at each side in the first event, of which one is an electron too; only the soft term in the second."""
    columns = {
        "EventInfoAuxDyn:runNumber": [1, 1],
        "MET_Core_AnalysisMETAuxDyn:mpx": [[9e9, 0.0], [9e9, 3e3]],
        "MET_Core_AnalysisMETAuxDyn:mpy": [[9e9, 5e3], [9e9, 4e3]],
        "MET_Core_AnalysisMETAuxDyn:name": [["SoftClusCore", "PVSoftTrkCore"]] * 2,
    }
    objects = {"Electrons": [[40e3], []], "Jets": [[41e3, 60e3, 5e3], []]}
    for name, pt in objects.items():
        columns |= {f"Analysis{name}AuxDyn:pt": pt, f"Analysis{name}AuxDyn:eta": ak.zeros_like(ak.Array(pt))}
    columns |= {
        "AnalysisElectronsAuxDyn:phi": [[-3.1], []],
        "AnalysisJetsAuxDyn:phi": [[3.14, 0.0, 1.0], []],
        "AnalysisJetsAuxDyn:NNJvtPass": [[1, 1, 1], []],
    }
    path = tmp_path / "met.root"
    with uproot.recreate(path) as out:
        out.mkrntuple("EventData", {name: ak.Array(values) for name, values in columns.items()})
    return path


def test_an_object_counts_once(two_events, format_path):
    hard = [{"collection": "electron", "above": 10}, {"collection": "jet", "above": 20, "points": {"jvt": "pass"}}]
    changed = {"missing_momentum": {"MET": {"hard": hard}}}
    source = FileSource(two_events, load_format(format_path, changed).model_dump())
    x, y = -60 - 40 * np.cos(-3.1), 5 - 40 * np.sin(-3.1)
    assert source.quantity("MET") == pytest.approx([np.hypot(x, y), 5], rel=1e-5)
    assert source.quantity("MET_phi") == pytest.approx([np.arctan2(y, x), np.arctan2(4, 3)], rel=1e-5)


def test_a_missing_term_is_said(two_events, physlite):
    with pytest.raises(CutbenchError, match="DFCommonElectronsLHLooseBL"):
        FileSource(two_events, physlite).quantity("MET")


def test_branches_that_have_it_are_taken_as_they_are(tmp_path, format_path):
    path = tmp_path / "met.root"
    columns = {"EventInfoAuxDyn.runNumber": [1, 1], "METAuxDyn.met": [30e3, 50e3], "METAuxDyn.phi": [-1.0, 2.0]}
    with uproot.recreate(path) as out:
        out.mktree("CollectionTree", dict.fromkeys(columns, "f8"))
        out["CollectionTree"].extend({name: np.array(values) for name, values in columns.items()})
    ours = {
        "MET": {"container": "MET", "branch": "met", "unit": "MeV"},
        "MET_phi": {"container": "MET", "branch": "phi"},
    }
    source = FileSource(path, load_format(format_path, {"quantities": ours}).model_dump())
    assert source.quantity("MET") == pytest.approx([30, 50])
    assert source.quantity("MET_phi") == pytest.approx([-1, 2])


def test_a_soft_term_that_no_event_has_is_not_zero(two_events, format_path):
    changed = {"missing_momentum": {"MET": {"soft": {"entry": "PVSoftTrk"}, "hard": []}}}
    source = FileSource(two_events, load_format(format_path, changed).model_dump())
    with pytest.raises(CutbenchError, match="no term PVSoftTrk in any event; there are PVSoftTrkCore, SoftClusCore"):
        source.quantity("MET")
