"""What is kept of a review, whose word it is, on which cuts, and what follows from it."""

import re
from dataclasses import replace

import pytest

from cutbench.errors import CutbenchError
from cutbench.reporting.review.forms import unread_lines
from cutbench.reporting.review.store import OtherCutsError, StaleError
from cutbench.schema.cuts import digest_of
from cutbench.schema.review import ApprovedCuts, LabelledList, LinesRead
from cutbench.schema.verdicts import ExtractedJudgement

PT = "object muon: select pT > 5 GeV"


def approved(store):
    path = store.folder / "cuts.approved.json"
    return ApprovedCuts.read(path) if path.exists() else None


def everything(store):
    """All files of a run's review, by name; not the lock, nor what a killed process began to write."""
    paths = [*store.folder.iterdir(), store.labels]
    return {path.name: path.read_bytes() for path in paths if path.is_file() and path.suffix == ".json"}


def test_every_event_and_every_file_has_the_digest_of_the_cuts(say, store):
    say("verdict", cut="c002", verdict="correct")
    say("read", cut="c002", statements=(PT,))
    say("approve")
    digest = digest_of(store.listed())
    assert {change.digest for change in store.read().changes} == {digest}
    read = LinesRead.read(store.folder / "lines.read.json")
    assert LabelledList.read(store.labels).digest == approved(store).digest == read.digest == digest
    assert [(line.cut, line.statements, line.by) for line in read.lines] == [("c002", (PT,), "Ann")]
    assert approved(store).cuts[1].statements == (PT,), "step 2 codes what the person read"


def test_nothing_that_was_said_of_other_cuts_holds_for_these(say, store, extract_again):
    old = digest_of(store.listed())
    say("verdict", cut="c002", verdict="correct")
    say("reject", cut="c001")
    say("approve")
    before = everything(store)
    new = extract_again()
    with pytest.raises(OtherCutsError, match="extracted again"):
        store.change(old, 3, by="Bob", action="comment", text="on cuts of the past")
    say("comment", by="Bob", text="on the new cuts")
    assert approved(store) is None
    assert not store.labels.exists()
    with pytest.raises(CutbenchError, match="of earlier cuts"):
        say("undo", undone=3)
    say("approve", by="Bob")
    assert (approved(store).by, approved(store).digest, len(approved(store).cuts)) == ("Bob", new, 2)
    assert extract_again("E_T > 7 GeV") == old
    store.renew()
    assert approved(store).by == "Ann"
    assert everything(store) | {"review.json": b""} == before | {"review.json": b""}


@pytest.mark.parametrize(
    "what",
    [
        {"action": "comment", "text": "fine"},
        {"action": "reject", "cut": "c001"},
        {"action": "undo", "undone": 1},
        {"action": "verdict", "cut": "c001", "verdict": "correct"},
        {"action": "read", "cut": "c002", "statements": (PT,)},
    ],
    ids=lambda what: what["action"],
)
def test_what_a_second_person_does_leaves_an_approval_as_it_was_signed(say, store, what):
    say("reject", cut="c002")
    say("approve")
    path = store.folder / "cuts.approved.json"
    before = path.read_bytes(), path.stat().st_mtime_ns
    say(by="Bob", **what)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_an_approval_that_is_taken_back_leaves_the_one_before(say, store):
    say("approve")
    say("reject", by="Bob", cut="c001")
    say("approve", by="Bob")
    assert (approved(store).by, approved(store).rejected) == ("Bob", ("c001",))
    say("undo", undone=3)
    assert (approved(store).by, approved(store).rejected, approved(store).version) == ("Ann", (), 1)


def test_of_two_on_one_version_the_second_is_told(say, store):
    digest = digest_of(store.listed())
    say("comment", text="first")
    with pytest.raises(StaleError, match="1 newer"):
        store.change(digest, 0, by="Bob", action="comment", text="second")
    store.change(digest, None, by="Bob", action="comment", text="whatever others say")
    assert [change.text for change in store.read().changes] == ["first", "whatever others say"]


@pytest.mark.parametrize("name", ["", "  ", "A\nB", "A\x1b[31m", "A\u202eB", "\u200b", "\x00", "A" * 81])
def test_names_that_nobody_can_read_sign_nothing(say, store, name):
    with pytest.raises(CutbenchError, match=r"^by: "):
        say("comment", by=name, text="x")
    assert store.read().version == 0


@pytest.mark.parametrize(
    ("what", "problem"),
    [
        ({"action": "read", "cut": "c999", "statements": (PT,)}, "no cut 'c999'"),
        ({"action": "read", "cut": None, "statements": (PT,)}, "no cut ''"),
        ({"action": "reject", "cut": "c\n999"}, re.escape("no cut 'c?999'")),
        ({"action": "verdict", "cut": "c001", "verdict": "fine"}, "verdict: Input should be"),
        ({"action": "format"}, "action: Input should be"),
        ({"action": "comment", "text": "x" * 4001}, "text: String should have at most 4000"),
        ({"action": "edit", "cut": "c001"}, "needs the text"),
    ],
)
def test_what_does_not_fit_is_one_line_and_changes_nothing(say, store, what, problem):
    with pytest.raises(CutbenchError, match=problem) as caught:
        say(**what)
    assert "\n" not in str(caught.value)
    assert not (store.folder / "review.json").exists()


def test_a_line_with_statements_of_its_own_is_not_read_again(say, store):
    cuts = store.listed()
    own = cuts.cuts[0].model_copy(update={"statements": (PT,)})
    cuts.model_copy(update={"cuts": (own,)}).write(store.cuts)
    with pytest.raises(CutbenchError, match="statements of its own"):
        say("read", cut="c001", statements=(PT,))


def test_what_a_person_read_does_not_hold_for_other_words(say, store):
    cut = store.listed().cuts[1]
    say("read", cut="c002", statements=(PT,))
    say("edit", cut="c002", content=cut.model_copy(update={"text": "pT > 6 GeV"}))
    say("read", cut="c002", statements=(PT,))
    say("approve")
    assert approved(store).cuts[1].statements == ()


@pytest.mark.parametrize(
    ("reader", "free"), [("rules", {"c002"}), ("person", {"c001", "c002"}), ("", {"c001", "c002"})]
)
def test_lines_that_no_reader_could_read(make_run, reader, free):
    run = make_run()
    said = {"c001": ExtractedJudgement(verdict="correct", statements=(PT,) if reader else (), reader=reader)}
    judged = run.judged[0].model_copy(
        update={"judgements": (run.judged[0].judgements[0].model_copy(update={"extracted": said}),)}
    )
    assert unread_lines(replace(run, judged=(judged,))) == free
