"""Where reviews are written: killed processes, many at once, links, and places that take nothing."""

import os
import resource
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from cutbench.errors import CutbenchError
from cutbench.reporting.review import SavedError, store as module
from cutbench.schema.cuts import digest_of
from cutbench.schema.review import ApprovedCuts

from .test_store import approved, everything

APPROVED, LOG = "cuts.approved.json", "review.json"

# Does one change after another, and is killed by its own hand at the n-th write or removal of a file.
KILLED = """
import os, signal, sys
from pathlib import Path
from cutbench.reporting.review import ReviewStore
from cutbench.reporting.review import store as module
from cutbench.schema.cuts import digest_of
root, left = Path(sys.argv[1]), int(sys.argv[2])
place = root / "runs/seed0"
store = ReviewStore(root, place / "review", root / "labels/seed0.json", place / "cuts.json", "m", "grounded", 0)
whole, write = module.write_whole, ReviewStore._write
def counted(self, path, record):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    write(self, path, record)
ReviewStore._write = counted
say = lambda **what: store.change(digest_of(store.listed()), store.read().version, **what)
say(by="Ann", action="verdict", cut="c001", verdict="correct")
say(by="Ann", action="read", cut="c002", statements=("object muon: select pT > 5 GeV",))
say(by="Ann", action="approve")
say(by="Bob", action="undo", undone=1)
say(by="Bob", action="undo", undone=2)
say(by="Bob", action="undo", undone=3)
"""
WRITES = 6 * 4  # the log and three files for each change


def run_python(text, *arguments):
    return subprocess.run(
        [sys.executable, "-c", text, *map(str, arguments)], check=False, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("at", [2, 6, 10, 11, 12, 13, 14, 18, 22, 23, 24])
def test_a_kill_at_any_write_leaves_what_the_log_says(store, tmp_path, at):
    done = run_python(KILLED, tmp_path, at)
    assert done.returncode == -signal.SIGKILL, done.stderr
    store.renew()
    after = everything(store)
    for path in (store.folder / APPROVED, store.folder / "lines.read.json", store.labels):
        path.unlink(missing_ok=True)
    store.renew()
    assert everything(store) == after
    assert [change.number for change in store.read().changes] == list(range(1, store.read().version + 1))
    standing = {change.action for change in store.read().standing}
    assert ("approve" in standing) == (approved(store) is not None)
    assert ("verdict" in standing) == store.labels.exists()


def test_the_writes_of_the_test_above_are_all_there_are(store, tmp_path):
    done = run_python(KILLED, tmp_path, WRITES + 1)
    assert done.returncode == 0, done.stderr
    assert store.read().version == 6


def test_what_cannot_be_derived_is_saved_and_derived_later(say, store, monkeypatch):
    say("approve")
    whole = module.write_whole

    def full(path, content):
        if path.name != LOG:
            raise OSError(28, "No space left on device")
        whole(path, content)

    monkeypatch.setattr(module, "write_whole", full)
    with pytest.raises(SavedError, match="^saved, but .*No space left on device"):
        say("verdict", by="Bob", cut="c001", verdict="correct")
    monkeypatch.undo()
    assert not store.labels.exists()
    store.renew()
    assert store.labels.exists()


WRITER = """
import sys
from pathlib import Path
from cutbench.reporting.review import ReviewStore, StaleError
from cutbench.schema.cuts import digest_of
root, name = Path(sys.argv[1]), sys.argv[2]
place = root / "runs/seed0"
store = ReviewStore(root, place / "review", root / "labels/seed0.json", place / "cuts.json", "m", "grounded", 0)
digest, number = digest_of(store.listed()), 0
while number < 15:
    try:
        store.change(digest, store.read().version, by=name, action="comment", text=str(number))
        number += 1
    except StaleError:
        continue
"""


def test_of_processes_and_windows_that_write_at_once_nothing_is_lost(store, say, tmp_path):
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    writers = [subprocess.Popen([*command, name], stderr=subprocess.PIPE, text=True) for name in ("Ann", "Bob", "Eve")]
    digest = digest_of(store.listed())

    def write(number):
        store.change(digest, None, by=f"w{number}", action="comment", text="a window")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [writer.communicate(timeout=60)[1] for writer in writers] == ["", "", ""]
    said = [(change.by, change.text) for change in store.read().changes]
    assert len(said) == 3 * 15 + 8
    for name in ("Ann", "Bob", "Eve"):
        assert [text for by, text in said if by == name] == [str(number) for number in range(15)]


@pytest.mark.parametrize("name", ["review.json.partial", f"{APPROVED}.partial", ".lock", APPROVED])
@pytest.mark.parametrize("kind", ["link", "dangling", "hard", "pipe"])
def test_links_and_pipes_in_the_place_of_files_lead_nowhere(say, store, tmp_path, name, kind):
    victim = tmp_path / "victim"
    if kind != "dangling":
        victim.write_text("precious")
    place = store.folder / name
    store.folder.mkdir(parents=True)
    {
        "link": lambda: place.symlink_to(victim),
        "dangling": lambda: place.symlink_to(victim),
        "hard": lambda: place.hardlink_to(victim),
        "pipe": lambda: os.mkfifo(place),
    }[kind]()
    refused = name == ".lock" and kind in {"link", "dangling"}
    if refused:
        with pytest.raises(CutbenchError, match=r"\.lock: cannot be written: it is a link"):
            say("approve")
    else:
        say("approve")
        assert ApprovedCuts.read(store.folder / APPROVED).by == "Ann"
        assert (store.folder / APPROVED).is_file()
    assert victim.exists() == (kind != "dangling")
    assert kind == "dangling" or victim.read_text() == "precious"


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda place, other: place.symlink_to(other), "it is a link"),
        (lambda place, _: os.mkfifo(place), "no plain file|not a plain file"),
        (lambda place, _: place.symlink_to("/dev/zero"), "it is a link"),
        (lambda place, _: place.mkdir(), "plain file|directory"),
    ],
    ids=["link", "pipe", "device", "folder"],
)
def test_a_log_that_is_no_plain_file_is_named(say, store, tmp_path, make, problem):
    store.folder.mkdir(parents=True)
    (tmp_path / "other").write_text('{"changes": []}')
    make(store.folder / LOG, tmp_path / "other")
    with pytest.raises(CutbenchError, match=rf"review\.json: cannot be read: .*({problem})"):
        say("approve")
    assert (tmp_path / "other").read_text() == '{"changes": []}'


def test_a_hard_link_of_the_log_keeps_what_it_had(say, store, tmp_path):
    say("comment", text="first")
    (tmp_path / "snapshot").hardlink_to(store.folder / LOG)
    before = (tmp_path / "snapshot").read_bytes()
    say("comment", text="second")
    assert (tmp_path / "snapshot").read_bytes() == before
    assert store.read().version == 2


@pytest.mark.parametrize("folder", ["runs/seed0/review", "labels"])
def test_a_folder_that_is_a_link_is_refused_and_stays_empty(say, store, tmp_path, folder):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / folder).symlink_to(elsewhere)
    with pytest.raises(CutbenchError, match=rf"{folder}: cannot be written: it is a link"):
        say("verdict", cut="c001", verdict="correct")
    assert list(elsewhere.iterdir()) == []


def test_results_that_are_a_link_as_a_whole_are_fine(store, tmp_path, make_store):
    link = tmp_path.parent / f"{tmp_path.name}-link"
    link.symlink_to(tmp_path)
    linked = type(store)(link, link / "r/review", link / "l.json", store.cuts, "m", "grounded", 0)
    linked.change(digest_of(store.listed()), 0, by="Ann", action="approve")
    assert (tmp_path / "r/review" / APPROVED).exists()


@contextmanager
def small_files():
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


def test_a_full_place_is_one_line_and_nothing_is_lost(say, store):
    say("approve")
    before = everything(store)
    with small_files(), pytest.raises(CutbenchError, match=r"review\.json: cannot be written: File too large"):
        say("comment", text="x" * 1000)
    assert everything(store) == before


def test_a_full_place_keeps_what_was_typed(client, form, send, store):
    fields = form(action="comment", cut="c001", comment="long thoughts " * 50)
    with small_files():
        answer = send(fields)
    assert answer.status_code == 422
    assert "cannot be written: File too large" in answer.text
    assert "long thoughts " * 50 in answer.text


def test_a_path_under_a_file_is_one_line(say, store):
    store.folder.write_text("a file")
    with pytest.raises(CutbenchError, match=r"review/review\.json: cannot be read: Not a directory"):
        say("approve")
