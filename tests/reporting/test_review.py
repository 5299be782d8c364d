import re
import threading

import pytest
from starlette.testclient import TestClient

from cutbench.errors import CutbenchError
from cutbench.reporting.review import ReviewStore, StaleError, make_app
from cutbench.schema.review import ApprovedCuts, LabelledList, Review

PAGE = "extraction-m-grounded-seed0.html"
URL = "http://127.0.0.1:8765"


@pytest.fixture
def make_store(tmp_path):
    def make(run):
        folder = tmp_path / f"seed{run.seed}/review"
        labels = tmp_path / f"labels/seed{run.seed}.json"
        return ReviewStore(folder, labels, run.model, run.mode, run.seed, clock=lambda: "2026-01-01T00:00:00+00:00")

    return make


@pytest.fixture
def client(results, make_store):
    return TestClient(make_app(results, make_store, by="Reader"), base_url=URL)


@pytest.fixture
def saved(results, make_store):
    return lambda: make_store(results.extractions[0]).read()


def form(client, page=PAGE, **fields):
    text = client.get(f"/{page}").text
    hidden = {name: re.search(f'name="{name}" value="([^"]*)"', text)[1] for name in ("token", "version")}
    return hidden | fields


def send(client, fields, headers=(("origin", URL),)):
    return client.post(f"/review/{PAGE}", data=fields, headers=dict(headers), follow_redirects=False)


def test_pages_are_served_with_forms_and_a_strict_policy(client):
    answer = client.get(f"/{PAGE}")
    assert "Correct the verdict" in answer.text
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert client.get("/").status_code == client.get("/cut-2.2.html").status_code == 200
    assert client.get("/codegen-m-freeform-seed0.html").status_code == 200
    assert client.get("/etc").status_code == 404


def test_a_corrected_verdict_is_a_label_and_counts_in_agreement(client, results, make_store):
    answer = send(client, form(client, action="verdict", cut="c002", verdict="correct", against="3.2", comment="why"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{PAGE}#cut-c002")
    (label,) = LabelledList.read(make_store(results.extractions[0]).labels).labels
    assert (label.verdict, label.against, label.by, label.comment) == ("correct", "3.2", "Reader", "why")
    send(client, form(client, action="verdict", cut="c001", verdict="correct"))
    assert "deterministic 1 of 2, llm 1 of 2" in client.get(f"/{PAGE}").text


def test_an_approved_list_holds_edits_additions_and_no_rejected_cut(client, results, make_store):
    store = make_store(results.extractions[0])
    original = results.extractions[0].cuts
    send(client, form(client, action="edit", cut="c001", text="E_T > 8 GeV", object="Electron"))
    send(client, form(client, action="reject", cut="c002"))
    send(client, form(client, action="add", text="m12 > 50 GeV", object="Quadruplet"))
    assert not (store.folder / "cuts.approved.json").exists()
    send(client, form(client, action="approve"))
    approved = ApprovedCuts.read(store.folder / "cuts.approved.json")
    assert [(cut.id, cut.text) for cut in approved.cuts] == [("c001", "E_T > 8 GeV"), ("r001", "m12 > 50 GeV")]
    assert approved.cuts[0].quotes == original.cuts[0].quotes
    assert (approved.approved, approved.by, approved.rejected) == ("person", "Reader", ("c002",))
    assert approved.conflicts == ()


def test_undo_takes_back_and_history_stays(client, results, make_store):
    send(client, form(client, action="reject", cut="c002"))
    send(client, form(client, action="approve"))
    send(client, form(client, action="undo", undone="2"))
    store = make_store(results.extractions[0])
    assert not (store.folder / "cuts.approved.json").exists()
    assert [change.action for change in store.read().changes] == ["reject", "approve", "undo"]
    assert send(client, form(client, action="undo", undone="2")).status_code == 422


def test_of_two_windows_the_second_is_told_and_its_words_are_kept(client, results, make_store):
    one = form(client, action="edit", cut="c001", text="the first edit")
    other = form(client, action="edit", cut="c001", text="the <b>second</b> edit")
    assert send(client, one).status_code == 303
    answer = send(client, other)
    assert answer.status_code == 409
    assert "the &lt;b&gt;second&lt;/b&gt; edit" in answer.text
    changes = make_store(results.extractions[0]).read().changes
    assert [change.content.text for change in changes] == ["the first edit"]


def test_many_windows_at_once_lose_nothing(results, make_store):
    store, original = make_store(results.extractions[0]), results.extractions[0].cuts
    saved = []

    def write(number):
        while True:
            try:
                store.change(original, store.read().version, by=f"w{number}", action="comment", text=str(number))
            except StaleError:
                continue
            saved.append(number)
            return

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(change.text for change in store.read().changes) == sorted(map(str, saved)) == list("01234567")


@pytest.mark.parametrize(
    ("headers", "change", "status"),
    [
        ({}, {}, 403),
        ({"origin": "https://evil.example"}, {}, 403),
        ({"origin": "null"}, {}, 403),
        ({"origin": URL}, {"token": "guessed"}, 403),
        ({"origin": URL, "host": "evil.example"}, {}, 400),
        ({"origin": URL}, {"action": "format"}, 422),
        ({"origin": URL}, {"cut": "c999"}, 422),
        ({"origin": URL}, {"version": "x"}, 422),
        ({"origin": URL}, {"comment": "x" * 200_000}, 413),
    ],
)
def test_what_is_refused(client, saved, headers, change, status):
    fields = form(client, action="reject", cut="c002") | change
    assert send(client, fields, tuple(headers.items())).status_code == status
    assert saved() == Review()


def test_a_broken_review_file_is_named(results, make_store):
    store = make_store(results.extractions[0])
    store.folder.mkdir(parents=True)
    (store.folder / "review.json").write_text("{")
    with pytest.raises(CutbenchError, match=r"review\.json"):
        store.read()


def test_hostile_words_of_a_reviewer_are_escaped(client):
    send(client, form(client, action="add", text="<script>alert(1)</script>"))
    text = client.get(f"/{PAGE}").text
    assert "&lt;script&gt;alert(1)" in text
    assert text.count("<script>") == 1
