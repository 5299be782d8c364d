"""Where reviews are written: killed processes, many at once, links, and places that take nothing."""

import os
import resource
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest

from cutbench.errors import CutbenchError
from cutbench.reporting.review import store as module
from cutbench.reporting.review.store import SavedError
from cutbench.schema.cuts import digest_of
from cutbench.schema.review import ApprovedCuts

from .conftest import PAGE
from .test_store import approved, everything

APPROVED, LOG, READ = "cuts.approved.json", "review.json", "lines.read.json"

# Makes the same changes again and again, each time in a folder of its own, and kills itself before the n-th time that
# it opens a file to write, renames or removes one; ends with the first n that it does not come to.
KILLED = """
import itertools, os, shutil, signal, sys
from pathlib import Path
from cutbench.reporting.review.store import ReviewStore
from cutbench.schema.cuts import digest_of

def review(root):
    place = root / "runs/seed0"
    store = ReviewStore(root, place / "review", root / "labels/seed0.json", place / "cuts.json", "m", "grounded", 0)
    say = lambda **what: store.change(digest_of(store.listed()), store.read().version, **what)
    say(by="Ann", action="verdict", cut="c001", verdict="correct")
    say(by="Ann", action="read", cut="c002", statements=("object muon: select pT > 5 GeV",))
    say(by="Ann", action="approve")
    for number in (1, 2, 3):
        say(by="Bob", action="undo", undone=number)

def killed(root, left):
    def count(event, arguments):
        nonlocal left
        if event in {"os.rename", "os.remove"} or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(count)
    review(root)

for number in itertools.count(1):
    root = Path(sys.argv[1], str(number))
    shutil.copytree(sys.argv[2], root / "runs")
    child = os.fork()
    if child == 0:
        killed(root, number)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
"""


def test_a_kill_at_any_write_leaves_what_the_log_says(store, tmp_path):
    command = [sys.executable, "-c", KILLED, tmp_path / "killed", store.cuts.parents[1]]
    subprocess.run(command, check=True, timeout=120)
    roots = list((tmp_path / "killed").iterdir())
    assert len(roots) > 6 * 6
    for root in roots:
        place = root / "runs/seed0"
        mine = replace(
            store, root=root, folder=place / "review", labels=root / "labels/seed0.json", cuts=place / "cuts.json"
        )
        mine.renew()
        after = everything(mine)
        for path in (mine.folder / APPROVED, mine.folder / READ, mine.labels):
            path.unlink(missing_ok=True)
        mine.renew()
        assert everything(mine) == after, root.name
        standing = {change.action for change in mine.read().standing}
        files = [approved(mine) is not None, (mine.folder / READ).exists(), mine.labels.exists()]
        assert files == [action in standing for action in ("approve", "read", "verdict")], root.name


def test_what_cannot_be_derived_is_saved_and_derived_later(say, store, monkeypatch):
    say("approve")
    whole = module.write_whole

    def full(path, content):
        if path.name != LOG:
            raise OSError(28, "No space left on device")
        whole(path, content)

    monkeypatch.setattr(module, "write_whole", full)
    with pytest.raises(SavedError, match=r"^saved, but .*No space left on device"):
        say("verdict", by="Bob", cut="c001", verdict="correct")
    monkeypatch.undo()
    assert not store.labels.exists()
    store.renew()
    assert store.labels.exists()


WRITER = """
import sys
from pathlib import Path
from cutbench.reporting.review.store import ReviewStore, StaleError
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
@pytest.mark.parametrize("kind", ["link", "dangling", "full", "hard", "pipe"])
def test_links_and_pipes_in_the_place_of_files_lead_nowhere(say, store, tmp_path, name, kind):
    victim = tmp_path / "victim"
    if kind not in {"dangling", "full"}:
        victim.write_text("precious")
    place = store.folder / name
    store.folder.mkdir(parents=True)
    {
        "link": lambda: place.symlink_to(victim),
        "dangling": lambda: place.symlink_to(victim),
        "full": lambda: place.symlink_to("/dev/full"),
        "hard": lambda: place.hardlink_to(victim),
        "pipe": lambda: os.mkfifo(place),
    }[kind]()
    refused = name == ".lock" and kind in {"link", "dangling", "full"}
    if refused:
        with pytest.raises(CutbenchError, match=r"\.lock: cannot be written: it is a link"):
            say("approve")
    else:
        say("approve")
        assert ApprovedCuts.read(store.folder / APPROVED).by == "Ann"
        assert (store.folder / APPROVED).is_file()
    assert not victim.exists() or victim.read_text() == "precious"
    assert victim.exists() == (kind in {"link", "hard", "pipe"})


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


def test_a_read_only_place_can_be_looked_at_and_keeps_what_was_typed(client, act, say, monkeypatch):
    say("comment", text="from better days")

    def read_only(lock):
        raise OSError(30, "Read-only file system", str(lock))

    monkeypatch.setattr(module, "alone", read_only)
    assert "from better days" in client.get(f"/{PAGE}").text
    answer = act({"action": "comment", "comment": "long thoughts"})
    assert answer.status_code == 422
    assert ".lock: cannot be written: Read-only file system" in answer.text
    assert "long thoughts</textarea>" in answer.text


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
