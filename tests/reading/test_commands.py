"""The commands that read, relate and score from outside."""

import json
import subprocess
import sys

import pytest


@pytest.fixture
def cutbench(project):
    def run(*arguments):
        command = [sys.executable, "-m", "cutbench.cli", *map(str, arguments)]
        return subprocess.run(command, check=False, capture_output=True, text=True, cwd=project, timeout=300)

    return run


def test_a_file_is_read_and_counted_by_style(cutbench, tmp_path, project):
    out = tmp_path / "read.json"
    done = cutbench("read", project / "tests/reading/texts/styles.yaml", "--out", out)
    assert done.returncode == 0, done.stderr
    cases = json.loads(out.read_text())
    assert len(cases) == 240
    right = sum(case["outcome"] == "right" for case in cases)
    assert done.stdout.splitlines()[-1].split()[:2] == ["all", str(right)]
    assert {"statements", "reader", "problem", "left_over"} == cases[0]["reading"].keys()


def test_a_line_is_read(cutbench):
    done = cutbench("read", "--text", "p_T > 28 GeV", "--object", "Muon")
    assert (done.returncode, done.stdout) == (0, "object muon: select pT(muon) > 28 GeV\n")
    done = cutbench("read", "--text", "the weather was fine")
    assert done.returncode == 1
    assert done.stdout.startswith("unread: ")


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("MET > 200 GeV", "event: select MET > 0.2 TeV", "same"),
        ("MET > 300 GeV", "MET above 200 GeV", "stronger"),
        ("at most two jets", "at least three jets", "contradicts"),
        ("MET > 300 GeV", "what is this", "unread"),
    ],
)
def test_two_cuts_are_related(one, other, relation, cutbench):
    assert cutbench("relate", one, other).stdout.splitlines()[0] == relation


def test_a_list_is_scored_without_the_workflow(cutbench, tmp_path):
    lines = [{"content": "E_T above seven GeV"}, {"content": "abs(eta) < 2.4"}, {"content": "round"}]
    path = tmp_path / "list.json"
    path.write_text(json.dumps({"selection": {"Electron": lines}}))
    done = cutbench("score", path, "--benchmark", "atlas_h4l")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [line["verdict"] for line in found["lines"]] == ["correct", "contradictory", "unread"]
    assert (found["found"], found["contradicted"], found["missing"], found["unread"]) == (1, 1, 25, 1)
    assert (found["low"], found["high"]) == (1, 2)
    runs = {
        "format": "cutbench-import/1",
        "system": "x",
        "runs": [
            {
                "seed": 0,
                "cuts": [{"object": "Muon", "text": "any words", "statements": ["object muon: select pT > 5 GeV"]}],
            }
        ],
    }
    path.write_text(json.dumps(runs))
    assert json.loads(cutbench("score", path, "--benchmark", "atlas_h4l").stdout)["found"] == 1


@pytest.mark.parametrize("content", ["", "[1, 2]", "{", "- {object: Muon}", "- text: 3"])
def test_a_wrong_file_gets_one_line(content, cutbench, tmp_path):
    path = tmp_path / "texts.yaml"
    path.write_text(content)
    done = cutbench("read", path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert len(done.stderr.splitlines()) == 1
