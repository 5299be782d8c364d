"""Sheets of labels: drawn, filled in, taken back, and refused where they do not fit."""

from pathlib import Path

import pytest
import yaml

from cutbench.errors import CutbenchError
from cutbench.paths import Layout
from cutbench.schema.cuts import Cut, CutList
from cutbench.schema.review import LabelledList
from cutbench.steps.labels import sample_labels, take_labels

RUNS = [("m", "chunked", 0), ("m", "chunked", 1), ("oracle", "selftest", 0)]


@pytest.fixture
def results(project, tmp_path):
    layout = Layout(str(tmp_path / "atlas_h4l"))
    for model, mode, seed in RUNS:
        cuts = tuple(Cut(id=f"c{i}", object="Muon", text=f"pT > {i} GeV: {model}") for i in range(15))
        CutList(cuts=cuts).write(Path(layout.cuts.format(model=model, mode=mode, seed=seed)))
    return tmp_path / "atlas_h4l"


def drawn(project, results, tmp_path, n=8, seed=0):
    sheet = tmp_path / f"sheet-{n}-{seed}.yaml"
    assert sample_labels(results, project / "resources/groundtruth", n, seed, sheet) == min(n, 30)
    return sheet


def fill(sheet, **what):
    content = yaml.safe_load(sheet.read_text())
    content["items"][0] |= what
    sheet.write_text(yaml.safe_dump(content))
    return content["items"][0]


def test_a_draw_repeats_and_leaves_the_selftest_out(project, results, tmp_path):
    one, two = (drawn(project, results, tmp_path / name) for name in ("a", "b"))
    assert one.read_text() == two.read_text() != drawn(project, results, tmp_path, seed=1).read_text()
    items = yaml.safe_load(drawn(project, results, tmp_path, n=99).read_text())["items"]
    assert len({(item["seed"], item["cut"]) for item in items}) == 30
    assert {item["model"] for item in items} == {"m"}
    with pytest.raises(CutbenchError, match="may have been filled in"):
        drawn(project, results, tmp_path / "a")


def test_verdicts_of_two_people_stand_beside_each_other(project, results, tmp_path):
    sheet = drawn(project, results, tmp_path)
    item = fill(sheet, verdict="correct", against="2.2")
    assert take_labels(results, sheet, "Ann") == 1
    fill(sheet, verdict="unsupported", against=None)
    assert take_labels(results, sheet, "Bob") == take_labels(results, sheet, "Bob") == 1
    kept = LabelledList.read(results / f"labels/m/chunked/seed{item['seed']}.json")
    assert [(one.by, one.cut, one.verdict) for one in kept.labels] == [
        ("Ann", item["cut"], "correct"),
        ("Bob", item["cut"], "unsupported"),
    ]


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        ({"verdict": "fine"}, r"items\.0\.verdict"),
        ({"verdict": "correct", "cut": "c99"}, "has no cut 'c99'"),
        ({"verdict": "correct", "model": "../../../tmp"}, "has no cut"),
        ({"verdict": "correct", "model": "oracle", "mode": "selftest", "seed": 0}, "has no cut"),
    ],
)
def test_a_sheet_that_does_not_fit_changes_nothing(project, results, tmp_path, what, problem):
    sheet = drawn(project, results, tmp_path)
    fill(sheet, **what)
    with pytest.raises(CutbenchError, match=problem):
        take_labels(results, sheet, "Ann")
    assert not (results / "labels").exists()


def test_no_sheet_and_no_runs(project, results, tmp_path):
    (tmp_path / "broken.yaml").write_text("items: [")
    for name in ("broken.yaml", "none.yaml"):
        with pytest.raises(CutbenchError, match=f"{name}: cannot be read"):
            take_labels(results, tmp_path / name, "Ann")
    empty = tmp_path / "other" / results.name
    with pytest.raises(CutbenchError, match="no extracted cuts"):
        sample_labels(empty, project / "resources/groundtruth", 3, 0, tmp_path / "x.yaml")
