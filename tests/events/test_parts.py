"""Files of one sample that differ: joined on what all of them have, or refused by name; what was read stays."""

import awkward as ak
import pytest
import uproot

from cutbench.errors import CutbenchError
from cutbench.events import open_data
from cutbench.events.open_data import OpenData

RUN, EVENT, PT, ETA = (
    "EventInfoAuxDyn.runNumber",
    "EventInfoAuxDyn.eventNumber",
    "AnalysisElectronsAuxDyn.pt",
    "AnalysisElectronsAuxDyn.eta",
)
WANTED = (RUN, EVENT, PT, ETA)


def write(path, first, *, without=(), **other):
    """Write two events from number `first` on, without some branches and with others in place of some."""
    branches = {RUN: [1, 1], EVENT: [first, first + 1], PT: [[7.5], [8.5, 9.5]], ETA: [[0.5], [1.5, 2.5]]} | other
    fields = {name.replace(".", ":"): values for name, values in branches.items() if name not in without}
    with uproot.recreate(path) as out:
        out.mkrntuple("EventData", ak.Array(fields))
    return str(path)


@pytest.fixture
def get(tmp_path, monkeypatch):
    def get(files, n_events=6):
        monkeypatch.setattr(open_data, "find_files", lambda *_: files)
        source = OpenData(tmp_path / "cache")
        out = tmp_path / "out.root"
        return source.get("2024r-pp", 1, n_events=n_events, branches=WANTED, protocol="https", out=out)

    return get


def copied(tmp_path, name):
    with uproot.open(tmp_path / "out.root") as file:
        return file["EventData"][name.replace(".", ":")].array().to_list()


@pytest.mark.parametrize("lacking", [0, 1, 2])
def test_files_are_joined_on_what_all_have(get, tmp_path, lacking):
    files = [write(tmp_path / f"{n}.root", 10 * n, without=(ETA,) if n == lacking else ()) for n in range(3)]
    made = get(files)
    assert (made.n_events, made.missing, made.branches) == (6, (ETA,), tuple(sorted({RUN, EVENT, PT})))
    assert [file.url for file in made.files if file.missing] == [files[lacking]], "the provenance says which lacks it"
    assert copied(tmp_path, EVENT) == [0, 1, 10, 11, 20, 21]
    assert copied(tmp_path, PT) == 3 * [[7.5], [8.5, 9.5]]


def test_a_file_without_events_is_passed_over(get, tmp_path):
    empty = tmp_path / "empty.root"
    with uproot.recreate(empty) as out:
        out.mktree("CollectionTree", {RUN: "uint32", EVENT: "uint64"})
    made = get([str(empty), write(tmp_path / "1.root", 10)])
    assert (made.n_events, made.missing, len(made.files)) == (2, (), 1)
    with pytest.raises(CutbenchError, match=r"empty\.root: there are no events in this file"):
        get([str(empty)], n_events=5)


@pytest.mark.parametrize(
    ("other", "fault"),
    [
        ({"without": (EVENT, ETA)}, f"it has no {EVENT}, without which"),
        ({"without": WANTED, "x": [1, 2]}, "it has none of the 4 branches"),
        ({PT: [["a"], ["b"]]}, r"AnalysisElectronsAuxDyn:pt holds .*string per event, but .*float64 in .*0\.root"),
    ],
)
def test_a_file_that_cannot_be_joined_is_named(get, tmp_path, other, fault):
    files = [write(tmp_path / "0.root", 0), write(tmp_path / "1.root", 10, **other)]
    with pytest.raises(CutbenchError, match=rf"1\.root: {fault}"):
        get(files)
    assert not (tmp_path / "out.root").exists()


def test_what_was_read_before_a_fault_stays(get, tmp_path, monkeypatch):
    files = [write(tmp_path / f"{n}.root", 10 * n) for n in range(3)]
    kept = (tmp_path / "2.root").read_bytes()
    (tmp_path / "2.root").write_bytes(kept[:300])
    with pytest.raises(CutbenchError, match=r"2\.root: this ROOT file is cut off or damaged"):
        get(files)
    (tmp_path / "2.root").write_bytes(kept)
    for read in files[:2]:
        (tmp_path / read).unlink()
    assert get(files).n_events == 6, "the files that were read are not read again"
    assert sorted(path.suffix for path in (tmp_path / "cache").iterdir()) == [".json", ".root"], "no parts are left"
