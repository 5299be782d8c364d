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


@pytest.fixture
def sheet(project, results, tmp_path):
    return drawn(project, results, tmp_path)


@pytest.fixture
def take(project):
    return lambda results, sheet, by: take_labels(results, project / "resources/groundtruth", sheet, by)


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


def test_verdicts_of_two_people_stand_beside_each_other(take, results, sheet):
    item = fill(sheet, verdict="correct", against="2.2")
    assert take(results, sheet, "Ann") == 1
    fill(sheet, verdict="unsupported", against=None)
    assert take(results, sheet, "Bob") == take(results, sheet, "Bob") == 1
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
        ({"verdict": "correct", "against": "99.9"}, r"c\d+: there is no curated cut '99\.9'"),
        ({"verdict": "correct", "comment": "x" * 4001}, r"items\.0\.comment"),
        ({"verdict": "correct", "digest": "0" * 64}, "was extracted again since the sheet was drawn"),
        ({"verdict": "correct", "model": "../../../tmp"}, "has no cut"),
        ({"verdict": "correct", "model": "oracle", "mode": "selftest", "seed": 0}, "has no cut"),
    ],
)
def test_a_sheet_that_does_not_fit_changes_nothing(take, results, sheet, what, problem):
    fill(sheet, **what)
    with pytest.raises(CutbenchError, match=problem):
        take(results, sheet, "Ann")
    assert not (results / "labels").exists()


@pytest.mark.parametrize("name", ["", " ", "A\nB", "x" * 81])
def test_a_name_that_is_none_takes_nothing(take, results, sheet, name):
    fill(sheet, verdict="correct")
    with pytest.raises(CutbenchError, match="--by"):
        take(results, sheet, name)
    assert not (results / "labels").exists()


def test_no_sheet_and_no_runs(project, take, results, tmp_path):
    (tmp_path / "broken.yaml").write_text("items: [")
    for name in ("broken.yaml", "none.yaml"):
        with pytest.raises(CutbenchError, match=rf"{name}(:\d)?: (not YAML|cannot be read)"):
            take(results, tmp_path / name, "Ann")
    empty = tmp_path / "other" / results.name
    with pytest.raises(CutbenchError, match="no extracted cuts"):
        sample_labels(empty, project / "resources/groundtruth", 3, 0, tmp_path / "x.yaml")
