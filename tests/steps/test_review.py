"""From the review to the workflow: approvals, lines that people read, and the command."""

import re
import subprocess
import sys
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest
import yaml
from typer.testing import CliRunner

from cutbench import cli, judging
from cutbench.benchmarks import load_benchmark
from cutbench.errors import CutbenchError
from cutbench.paths import Layout
from cutbench.reading import Reader
from cutbench.schema.cuts import Cut, CutList, digest_of
from cutbench.schema.review import ApprovedCuts, LinesRead
from cutbench.schema.runs import RunRecord
from cutbench.schema.verdicts import JudgedList
from cutbench.steps.approval import approve_cuts, standing_approvals
from cutbench.steps.job import Job
from cutbench.steps.judging import judge_by_rules, read_by_people
from cutbench.steps.pages import benchmark_in
from cutbench.steps.review import renewed, review_app, review_store
from cutbench.steps.setting import Setting

RUN = {"model": "m", "mode": "chunked", "seed": "0"}
LINE = "muons have to be of a good kind"


@pytest.fixture
def root(project, tmp_path):
    benchmark = "atlas_h4l"
    layout = Layout(str(tmp_path / benchmark))
    CutList(cuts=(Cut(id="c1", object="Muon", text=LINE), Cut(id="c2", object="Muon", text="pT > 5 GeV"))).write(
        Path(layout.cuts.format(**RUN))
    )
    RunRecord.without_model(benchmark, "m", "extraction", 1).write(Path(layout.extraction_record.format(**RUN)))
    return layout.root


def test_a_folder_that_was_renamed_is_reviewed_all_the_same(root, project, tmp_path):
    groundtruth = project / "resources/groundtruth"
    renamed = Path(root).rename(tmp_path / "before")
    assert benchmark_in(renamed, groundtruth).name == "atlas_h4l"
    assert review_app(renamed, groundtruth, "Ann", "secret")
    (renamed / "extraction/m/chunked/seed0/run.json").unlink()
    with pytest.raises(CutbenchError, match=r"before: not a benchmark, .*known are"):
        benchmark_in(renamed, groundtruth)


@pytest.fixture
def store(root):
    return review_store(Layout(root), "m", "chunked", 0)


@pytest.fixture
def approve(root, tmp_path):
    def run(required=True):
        with Job("approve_cuts", str(tmp_path / "job.log"), "out").running():
            approve_cuts(root=root, run=RUN, required=required, coded=str(tmp_path / "coded.json"))
        return ApprovedCuts.read(tmp_path / "coded.json")

    return run


def say(store, action, by="Ann", **what):
    store.change(digest_of(store.listed()), None, by=by, action=action, **what)


def extract_again(store):
    CutList(cuts=(Cut(id="c1", object="Muon", text="pT > 1 TeV"),)).write(store.cuts)


def refusal(approve, capsys):
    with pytest.raises(SystemExit):
        approve()
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_step_2_codes_what_was_approved_and_says_of_which_list(store, root, approve):
    assert (approve(required=False).approved, approve(required=False).digest) == ("auto", digest_of(store.listed()))
    assert not store.folder.exists()
    say(store, "reject", cut="c2")
    say(store, "approve")
    found = approve()
    assert ([cut.id for cut in found.cuts], found.by, found.digest) == (["c1"], "Ann", digest_of(store.listed()))
    assert standing_approvals(root, RUN) == [str(store.folder / "cuts.approved.json")]


def test_nobody_has_approved_new_cuts(store, root, approve, capsys):
    assert "nobody has approved these cuts yet; run `cutbench review" in refusal(approve, capsys)
    say(store, "approve")
    extract_again(store)
    assert standing_approvals(root, RUN) == []
    for _ in range(2):
        assert re.search("the approval by Ann at .* is of other cuts; run", refusal(approve, capsys))
    say(store, "comment", by="Bob", text="hm")
    assert "is of other cuts" in refusal(approve, capsys)


def test_the_log_decides_and_not_a_file_that_a_killed_process_left(store, root, approve, capsys):
    say(store, "approve")
    path = store.folder / "cuts.approved.json"
    left = path.read_bytes()
    say(store, "undo", undone=1)
    path.write_bytes(left)
    assert standing_approvals(root, RUN) == []
    assert "nobody has approved" in refusal(approve, capsys)
    assert not path.exists()
    say(store, "approve", by="Bob")
    path.unlink()
    assert approve().by == "Bob"
    assert path.exists()


def test_a_broken_log_is_one_line_in_the_workflow_too(store, root, approve, capsys):
    say(store, "approve")
    (store.folder / "review.json").write_text("{")
    assert standing_approvals(root, RUN) == []
    assert "review.json: " in refusal(approve, capsys)
    (problem,) = renewed(Layout(root))
    assert "review.json: " in problem


def test_the_judge_uses_what_a_person_read_and_says_so(project, store, root):
    benchmark = load_benchmark(project / "resources/groundtruth" / Path(root).name)
    judge = judging.DeterministicJudge.of(benchmark, Reader(benchmark.language.opened()))

    def judged():
        found = judge.judge(store.listed(), read_by_people(Layout(root), RUN | {"seed": 0})).extracted["c1"]
        return found.verdict, found.reader

    wanted = next(cut for cut in benchmark.cuts if cut.object == "Muon")
    assert judged() == ("unread", "")
    say(store, "read", cut="c1", statements=wanted.statements)
    assert judged() == ("correct", "person")
    (line,) = LinesRead.read(store.folder / "lines.read.json").lines
    assert (line.by, line.statements) == ("Ann", wanted.statements)
    say(store, "undo", undone=1)
    assert judged() == ("unread", "")
    say(store, "read", cut="c1", statements=wanted.statements)
    extract_again(store)
    assert judged()[1] != "person"


def test_a_score_with_lines_read_by_people_has_a_reader_of_its_own(project, store, root, tmp_path, monkeypatch):
    monkeypatch.chdir(project)
    config = yaml.safe_load((project / "config/config.yaml").read_text()) | {"results": str(Path(root).parent)}
    config["reading"] = {"model": "none"}

    def judged():
        judge_by_rules(
            setting=Setting(config, Path(root).name),
            runs=[RUN | {"seed": 0}],
            cuts=[str(store.cuts)],
            judged=[str(tmp_path / "judged.json")],
        )
        found = JudgedList.read(tmp_path / "judged.json")
        return found.reader, [line.reader for line in found.judgements[0].extracted.values()]

    assert judged() == ("rules", ["", "rules"])
    say(store, "read", cut="c1", statements=("object muon: select pT > 6 GeV",))
    assert judged() == ("rules, then people", ["person", "rules"])


@pytest.fixture
def served(root, project):
    """A running review, and the line that it says."""
    command = [sys.executable, "-m", "cutbench.cli", "review", root, "--port", "0", "--by", "Ann"]
    with subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        yield server.stdout.readline()
        server.terminate()


def test_the_command_says_an_address_that_opens_the_review_and_nothing_else_does(served):
    address, base = re.search(r"by Ann: ((http://127\.0\.0\.1:\d+/)\?token=[\w-]{43}) \(", served).groups()
    for path in (base, f"{base}?token=wrong", f"{base}extraction-m-chunked-seed0.html"):
        with pytest.raises(HTTPError) as refused:
            urlopen(path, timeout=20)
        assert (refused.value.code, refused.value.read().count(b"\n")) == (403, 1)
        refused.value.close()
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    for path in (address, f"{base}extraction-m-chunked-seed0.html"):
        with browser.open(path, timeout=20) as answer:
            assert answer.status == 200


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--by", ""], "--by '': a reviewer's name has letters"),
        (["--by", " "], "a reviewer's name has letters"),
        (["--by", "A\nB"], r"--by 'A\\nB': a reviewer's name"),
        (["--by", "A\x1b[2J"], "a reviewer's name"),
        (["--by", "x" * 81], "at most 80 characters"),
        (["--by", "Ann", "--port", "99999"], "port 99999 cannot be used: there is no such port"),
    ],
)
def test_a_name_or_port_that_is_none_is_one_line(root, options, problem):
    failed = CliRunner().invoke(cli.app, ["review", root, *options])
    assert isinstance(failed.exception, CutbenchError)
    assert re.search(problem, str(failed.exception))
    assert "\n" not in str(failed.exception)
