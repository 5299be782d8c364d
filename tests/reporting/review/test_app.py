"""The pages with forms: what they keep, what they refuse, and that nothing typed is lost."""

import html
import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from cutbench.reporting.review.app import ReviewApp
from cutbench.schema.review import ApprovedCuts, LabelledList, Review

from .conftest import PAGE, SECRET, URL


def typed_in(answer):
    """What stands in the boxes of a page that says that something was not saved."""
    return [html.unescape(text) for text in re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, re.DOTALL)]


def test_pages_are_served_with_forms_and_a_strict_policy(client):
    answer = client.get(f"/{PAGE}")
    assert "Correct the verdict" in answer.text
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert client.get("/").status_code == client.get("/cut-2.2.html").status_code == 200
    assert client.get("/codegen-m-freeform-seed0.html").status_code == 200
    assert client.get("/etc").status_code == 404
    assert client.get(f"/review/{PAGE}").url == f"{URL}/{PAGE}"


def test_a_corrected_verdict_is_a_label_and_counts_in_agreement(client, form, send, store):
    answer = send(form(action="verdict", cut="c002", verdict="correct", against="3.2", comment="why"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{PAGE}#cut-c002")
    (label,) = LabelledList.read(store.labels).labels
    assert (label.verdict, label.against, label.by, label.comment) == ("correct", "3.2", "Reader", "why")
    send(form(action="verdict", cut="c001", verdict="correct"))
    assert "deterministic 1 of 2, llm 1 of 2" in client.get(f"/{PAGE}").text


def chosen(client, box):
    select = re.search(rf'<select id="{box}".*?</select>', client.get(f"/{PAGE}").text, re.DOTALL)[0]
    return re.findall(r"<option[^>]* selected>([^<]*)", select)


def test_the_choice_stands_on_the_verdict_of_the_judge_then_of_the_person(client, form, send):
    assert (chosen(client, "verdict-c002"), chosen(client, "against-c002")) == (["contradictory"], ["3.2"])
    send(form(action="verdict", cut="c002", verdict="unsupported"))
    assert (chosen(client, "verdict-c002"), chosen(client, "against-c002")) == (["unsupported"], [])


def test_where_no_judge_has_spoken_a_verdict_has_to_be_chosen(results, make_store, benchmark):
    unjudged = replace(results, extractions=(replace(results.extractions[0], judged=()),))
    app = ReviewApp(lambda: unjudged, make_store, by="Reader", secret=SECRET, language=benchmark.language).application()
    client = TestClient(app, base_url=URL)
    client.get(f"/?token={SECRET}")
    assert chosen(client, "verdict-c002") == ["choose"]


def test_no_verdict_is_refused(form, send, store):
    assert send(form(action="verdict", cut="c002", verdict="")).status_code == 422
    assert store.read().changes == ()


def test_one_button_stands_out(client):
    assert client.get(f"/{PAGE}").text.count('<button class="main">') == 1


def test_an_approved_list_holds_edits_additions_and_no_rejected_cut(form, send, store):
    send(form(action="edit", cut="c001", text="E_T > 8 GeV", object="Electron"))
    send(form(action="reject", cut="c002"))
    send(form(action="add", text="m12 > 50 GeV", object="Quadruplet"))
    assert not (store.folder / "cuts.approved.json").exists()
    send(form(action="approve"))
    approved = ApprovedCuts.read(store.folder / "cuts.approved.json")
    assert [(cut.id, cut.text) for cut in approved.cuts] == [("c001", "E_T > 8 GeV"), ("r001", "m12 > 50 GeV")]
    assert approved.cuts[0].quotes == store.listed().cuts[0].quotes
    assert (approved.approved, approved.by, approved.rejected) == ("person", "Reader", ("c002",))
    assert approved.conflicts == ()


def test_words_that_come_back_as_they_were_shown_are_no_edit(form, send, store, extract_again):
    extract_again("pT > 5\x07 GeV\u202e " + "x" * 9)
    send(form(action="edit", cut="c001", text="pT > 5␇ GeV⟨U+202E⟩ " + "x" * 9, object="Muon"))
    content = store.read().changes[0].content
    assert (content.text, content.object) == (store.listed().cuts[0].text, "Muon")


def test_undo_takes_back_and_history_stays(form, send, store):
    for fields in ({"action": "reject", "cut": "c002"}, {"action": "approve"}, {"action": "undo", "undone": "2"}):
        assert send(form(**fields)).status_code == 303
    assert not (store.folder / "cuts.approved.json").exists()
    assert [change.action for change in store.read().changes] == ["reject", "approve", "undo"]
    assert send(form(action="undo", undone="2")).status_code == 422


def test_of_two_windows_the_second_is_told_and_may_send_again(form, send, store):
    one = form(action="edit", cut="c001", text="the first edit", object="Muon")
    other = form(action="edit", cut="c001", text="the <b>second</b> edit", object="Muon")
    assert send(one).status_code == 303
    answer = send(other)
    assert (answer.status_code, typed_in(answer)) == (409, ["the <b>second</b> edit", "Muon"])
    assert "<b>" not in answer.text
    assert [change.content.text for change in store.read().changes] == ["the first edit"]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', answer.text))
    assert send(hidden | {"text": "the second edit", "object": "Muon"}).status_code == 303


def test_a_form_on_older_cuts_is_refused_and_shows_the_new_ones(client, form, send, store, extract_again):
    old = form(action="comment", cut="c001", comment="seen by nobody")
    extract_again("pT > 1 TeV")
    answer = send(old)
    assert (answer.status_code, typed_in(answer)) == (409, ["seen by nobody"])
    assert "extracted again" in answer.text
    assert "Send again" not in answer.text
    assert store.read() == Review()
    assert "pT &gt; 1 TeV" in client.get(f"/{PAGE}").text


def test_a_stale_approval_is_shown_as_such(client, form, send, extract_again):
    send(form(action="approve"))
    assert "was approved by Reader" in client.get(f"/{PAGE}").text
    extract_again()
    page = client.get(f"/{PAGE}").text
    assert "The approval by Reader, 2026-01-01T00:00:00+00:00, is of other cuts" in page
    assert "1 of 1 changes were made on earlier cuts" in page


@pytest.mark.parametrize(
    ("change", "problem", "typed"),
    [
        ({"action": "format"}, "unknown action", []),
        ({"cut": "c999"}, "no cut 'c999'", []),
        ({"version": "x"}, "version: 'x' is no number", []),
        ({"version": "٣"}, "is no number", []),
        ({"action": "undo", "undone": "one"}, "undone: 'one' is no number", []),
        ({"action": "undo", "undone": "7"}, "change 7 does not exist", []),
        ({"action": "comment", "comment": " \t"}, "needs words", [" \t"]),
        ({"action": "comment", "comment": "x" * 4001}, "at most 4000 characters", ["x" * 4001]),
        ({"action": "comment", "cut": "c999", "comment": "mine"}, "no cut 'c999'", ["mine"]),
        ({"action": "verdict", "verdict": "fine", "comment": "why"}, "verdict: Input should be", ["fine", "why"]),
        ({"action": "verdict", "comment": "why"}, "needs a verdict", ["why"]),
        ({"action": "verdict", "verdict": "correct", "against": "9.9"}, "no curated cut '9.9'", ["correct", "9.9"]),
        ({"action": "edit", "text": " \n", "object": "Muon"}, "needs a text", [" \n", "Muon"]),
        ({"action": "edit", "text": "x" * 8001, "object": "Muon"}, "there may be 8000", ["x" * 8001, "Muon"]),
        ({"action": "edit", "text": "mine", "object": "Tachyon"}, "no object 'Tachyon'", ["mine", "Tachyon"]),
        ({"action": "add", "text": "\u202emine\x07", "object": "Tachyon"}, "no object", ["\u202emine\x07", "Tachyon"]),
        (
            {"action": "read", "cut": "c999", "statements": "pT > 5 GeV"},
            "no line that nobody could read",
            ["pT > 5 GeV"],
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_a_line_and_comes_back(act, store, change, problem, typed):
    answer = act(change)
    assert answer.status_code == 422
    assert problem in html.unescape(answer.text)
    assert typed_in(answer) == typed
    assert store.read() == Review()


@pytest.mark.parametrize(
    ("headers", "change", "status"),
    [
        ({}, {}, 403),
        ({"origin": "https://evil.example"}, {}, 403),
        ({"origin": "null"}, {}, 403),
        ({"origin": URL}, {"token": "guessed"}, 403),
        ({"origin": URL, "host": "evil.example"}, {}, 400),
        ({"origin": URL}, {"comment": "x" * 1_000_001}, 413),
        ({"origin": URL}, {f"f{number}": "" for number in range(60)}, 413),
    ],
)
def test_what_no_page_of_ours_sends_is_refused(act, store, headers, change, status):
    assert act(change, tuple(headers.items())).status_code == status
    assert store.read() == Review()


@pytest.mark.parametrize("broken", ["{", '{"changes": [{"number": 1, "by": "Ann"}]}', '{"lines": []}', ""])
def test_a_broken_log_is_named_and_what_was_typed_is_kept(client, form, send, store, broken):
    fields = form(action="comment", cut="c001", comment="long thoughts")
    store.folder.mkdir(parents=True)
    (store.folder / "review.json").write_text(broken)
    answer = send(fields)
    assert (answer.status_code, typed_in(answer)) == (422, ["long thoughts"])
    for text in (answer.text, client.get(f"/{PAGE}").text):
        assert str(store.folder / "review.json") in text
    assert client.get("/").status_code == 200


def test_hostile_words_of_a_reviewer_are_escaped(client, form, send):
    send(form(action="add", text="<script>alert(1)</script>", object="Event"))
    text = client.get(f"/{PAGE}").text
    assert "&lt;script&gt;alert(1)" in text
    assert text.count("<script>") == 1


def test_a_person_reads_a_line_that_nobody_could(results, make_store, benchmark, unread):
    run = results.extractions[0]
    run = replace(run, cuts=run.cuts.model_copy(update={"cuts": (*run.cuts.cuts, unread)}))
    app = ReviewApp(
        lambda: replace(results, extractions=(run,)),
        make_store,
        by="Reader",
        secret=SECRET,
        language=benchmark.language.opened(),
    ).application()
    client = TestClient(app, base_url=URL)
    client.get(f"/?token={SECRET}")

    def read(statements):
        text = client.get(f"/{PAGE}").text
        hidden = {name: re.search(f'name="{name}" value="([^"]*)"', text)[1] for name in ("token", "version", "digest")}
        fields = hidden | {"action": "read", "cut": "c003", "statements": statements}
        return client.post(f"/review/{PAGE}", data=fields, headers={"origin": URL})

    refused = read("pT > 5 GeV\npT >> 6 parsecs")
    assert (refused.status_code, typed_in(refused)) == (422, ["pT > 5 GeV\npT >> 6 parsecs"])
    assert "statements: " in refused.text
    done = read("pT > 5 GeV\nobject muon: select abs(eta) < 2.7")
    assert "<code>object muon: select pT &gt; 5 GeV</code>" in done.text
    (line,) = make_store(run).read().changes
    assert line.statements == ("object muon: select pT > 5 GeV", "object muon: select abs(eta) < 2.7")
    assert "<code>object muon" not in read("").text.split("History")[0], "without statements it is unread again"
