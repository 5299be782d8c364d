"""Copies of events under other numbers: only the numbers differ, and results lead back."""

from itertools import pairwise
from pathlib import Path

import awkward as ak
import numpy as np
import pytest
import uproot

from cutbench.events import branches
from cutbench.events.parts import join_parts, read_parts
from cutbench.events.renumber import new_numbers, renumbered
from cutbench.schema.events import CutflowStep, Execution, SelectedEvents

EVENTS = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l/events/standin_events.root"
NUMBERS = ("runNumber", "eventNumber")


def _read(path):
    """Return all branches of a file."""
    with uproot.open(path) as file:
        (name,) = {key.partition(";")[0] for key in file.keys(recursive=False)}
        return {key: file[name][key].array() for key in file[name].keys(full_paths=False)}


def _pairs(columns):
    run, event = (next(columns[key] for key in columns if key.endswith(name)).to_list() for name in NUMBERS)
    return list(zip(run, event, strict=True))


@pytest.fixture
def ntuple(tmp_path):
    path = tmp_path / "ntuple.root"
    join_parts(read_parts([str(EVENTS), str(EVENTS)], 1200, branches(EVENTS), tmp_path / "parts"), path)
    return path


@pytest.fixture(params=["tree", "ntuple"])
def events(request):
    return EVENTS if request.param == "tree" else request.getfixturevalue("ntuple")


def test_only_the_numbers_differ(events):
    with renumbered(events) as copy:
        assert copy.about.problem is None
        before, after = _read(events), _read(copy.path)
        assert list(before) == list(after)
        for name in before:
            if name.endswith(NUMBERS):
                assert str(before[name].type) == str(after[name].type)
                assert not ak.any(before[name] == after[name])
            else:
                assert ak.array_equal(before[name], after[name], equal_nan=True), name
        assert [copy.originals[pair] for pair in _pairs(after)] == _pairs(before), "in the same order"


def test_the_old_numbers_are_nowhere_in_the_copy():
    old = _read(EVENTS)["EventInfoAuxDyn.eventNumber"].to_numpy().astype(">u8").tobytes()
    with renumbered(EVENTS) as copy, uproot.open(EVENTS) as file:
        key = file["CollectionTree"]["EventInfoAuxDyn.eventNumber"].basket_key(0)
        basket = slice(key.fSeekKey + key.fKeylen, key.fSeekKey + key.fNbytes)
        assert EVENTS.read_bytes()[basket] not in copy.path.read_bytes()
        assert old not in copy.path.read_bytes()


def test_a_branch_may_have_several_baskets(tmp_path):
    path = tmp_path / "events.root"
    with uproot.recreate(path) as file:
        for start in (0, 5, 10):
            numbers = np.arange(start, start + 5)
            columns = dict(zip(NUMBERS, (np.full(5, 7, np.uint32), numbers.astype(np.uint64)), strict=True))
            columns = {f"EventInfoAuxDyn.{name}": values for name, values in columns.items()} | {"x": numbers}
            if start == 0:
                file.mktree("CollectionTree", {name: values.dtype for name, values in columns.items()})
            file["CollectionTree"].extend(columns)
    with renumbered(path) as copy:
        assert copy.about.problem is None
        before, after = _read(path), _read(copy.path)
        assert after["x"].to_list() == before["x"].to_list() == list(range(15))
        assert [copy.originals[pair] for pair in _pairs(after)] == _pairs(before)


def test_numbers_are_others_each_time_and_follow_from_the_seed():
    pairs = [(284500, event) for event in range(1000)] + [(300000, event) for event in range(1000)]
    one = new_numbers(pairs, "00ff")
    assert one == new_numbers(pairs, "00ff") != new_numbers(pairs, "00fe")
    assert len(set(one.values())) == len(pairs)
    assert len({run for run, _ in one.values()}) == 2
    assert not set(one.values()) & set(one)
    assert all(0 < run < 1 << 31 and 0 < event < 1 << 31 for run, event in one.values())
    assert any(one[a] > one[b] for a, b in pairwise(pairs)), "not in the order of the old ones"


def test_seeds_are_not_used_twice():
    with renumbered(EVENTS) as one, renumbered(EVENTS) as other, renumbered(EVENTS, one.about.seed) as again:
        assert one.originals == again.originals
        assert not set(one.originals) & set(other.originals)


def test_results_are_led_back_and_what_the_file_lacks_is_kept_apart():
    with renumbered(EVENTS) as copy:
        new, old = next(iter(copy.originals.items()))
        found = SelectedEvents(selected=(new, old), cutflow=(CutflowStep(cut="a", n_events=2),))
        done = copy.restore(Execution(backend="scripted", exit_code=0, seconds=0, events=found))
    assert (done.events.selected, done.events.unknown) == ((old,), (old,))
    assert done.events.cutflow == found.cutflow
    assert done.renumbering.seed == copy.about.seed


def test_a_failed_execution_says_its_numbers_too():
    with renumbered(EVENTS) as copy:
        done = copy.restore(Execution(backend="scripted", exit_code=1, seconds=0, failure="error"))
    assert done.events is None
    assert done.renumbering.seed


def _without_numbers(path):
    with uproot.recreate(path) as file:
        file.mktree("CollectionTree", {"x": np.arange(3)})


@pytest.mark.parametrize("make", [lambda path: path.write_bytes(b"events"), _without_numbers])
def test_where_it_is_not_possible_that_is_said(tmp_path, make):
    path = tmp_path / "events.root"
    make(path)
    with renumbered(path) as copy:
        assert copy.path == path
        assert copy.about.seed is None
        assert copy.about.problem.startswith("run and event numbers are unchanged: ")
        found = SelectedEvents(selected=((1, 2),))
        done = copy.restore(Execution(backend="scripted", exit_code=0, seconds=0, events=found))
    assert (done.events, done.renumbering) == (found, copy.about)


def test_a_copy_that_cannot_be_verified_is_not_used(monkeypatch):
    from cutbench.events import renumber

    def damaged(events, copy, tree, numbers):
        copy.write_bytes(events.read_bytes())

    monkeypatch.setattr(renumber, "write_tree_copy", damaged)
    with renumbered(EVENTS) as copy:
        assert copy.path == EVENTS
        assert "the copy of branch EventInfoAuxDyn." in copy.about.problem


def test_a_real_file(shared_data):
    path = shared_data / "physlite/zee_mc20_100events.root"
    with renumbered(path) as copy, uproot.open(path) as before, uproot.open(copy.path) as after:
        assert copy.about.problem is None
        old, new = before["CollectionTree"], after["CollectionTree"]
        assert not np.intersect1d(
            *(tree["EventInfoAuxDyn.mcEventNumber"].array(library="np") for tree in (old, new))
        ).size
        for name in ("AnalysisElectronsAuxDyn.pt", "EventInfoAuxDyn.mcChannelNumber", "AnalysisMuonsAuxDyn.eta"):
            assert ak.array_equal(old[name].array(), new[name].array())
