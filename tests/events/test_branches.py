"""The names of branches, for whoever wants to say what is near a wrong one."""

from pathlib import Path

import pytest

from cutbench.errors import CutbenchError
from cutbench.events import branches

FOLDER = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l"


def test_all_branches_are_listed():
    names = branches(FOLDER / "events/standin_events.root")
    assert "AnalysisElectronsAuxDyn.pt" in names
    assert "AnalysisMuonsAuxDyn.muonType" in names


def test_no_file():
    with pytest.raises(CutbenchError, match="there is no such file"):
        branches(Path("nowhere.root"))
