from pathlib import Path

import pytest

from cutbench.benchmarks import Fault
from cutbench.checking import Report
from cutbench.errors import CutbenchError
from cutbench.steps import check


@pytest.fixture
def reports(monkeypatch, tmp_path):
    """Let folders of a name with 'bad' have faults, and all others a warning."""
    for name in ("good", "bad", "worse"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "benchmark.yaml").touch()

    def look(folder: Path, seconds: float) -> Report:
        faults = [Fault(folder / "cuts.yaml", "two\nlines", "3.1")]
        faults.append(Fault(folder / "a.pdf", "not opened", weight="unchecked"))
        warning = Fault(folder / "cuts.yaml", "a draft", "1", weight="warning")
        return Report(folder, f"{folder.name}: six cuts", faults if folder.name == "bad" else [warning])

    monkeypatch.setattr(check, "check_folder", look)
    return tmp_path


def test_a_line_for_each_fault_and_one_for_each_folder(reports):
    said = []
    assert not check.check_folders([reports / "bad", reports / "good"], 1, said.append)
    assert "\n".join(said).replace(f"{reports}/", "").splitlines() == [
        "bad/cuts.yaml: 3.1: two lines",
        "unchecked: bad/a.pdf: not opened",
        "bad: six cuts; 1 fault, 1 unchecked",
        "warning: good/cuts.yaml: 1: a draft",
        "good: six cuts; 1 warning",
    ]


def test_a_warning_is_no_fault(reports):
    assert check.check_folders([reports / "good", reports / "worse"], 1, lambda line: None)


def test_a_folder_that_is_none_is_said_before_the_others_are_looked_at(reports):
    said = []
    with pytest.raises(CutbenchError, match="not a benchmark"):
        check.check_folders([reports / "good", reports / "nothing"], 1, said.append)
    assert said == []
    with pytest.raises(CutbenchError, match="no benchmark to check"):
        check.check_folders([], 1, said.append)
