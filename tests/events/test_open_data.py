"""Events over the network, from a catalogue and a file server that are both on loopback."""

import json
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import atlasopenmagic.metadata
import pytest
from werkzeug import Response

from cutbench.errors import CutbenchError
from cutbench.events import FileSource, branches, in_words_of
from cutbench.events.open_data import OpenData, find_files

EVENTS = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l/events/standin_events.root"


@pytest.fixture
def served(httpserver, monkeypatch):
    """A catalogue with one sample of two files, and how many bytes of them were asked for."""
    sent = []

    def serve_bytes(request):
        content = EVENTS.read_bytes()
        if request.method == "HEAD" or "Range" not in request.headers:
            sent.append(0 if request.method == "HEAD" else len(content))
            return Response(content, headers={"Accept-Ranges": "bytes"})
        first, last = request.headers["Range"].removeprefix("bytes=").split("-")
        part = content[int(first) : int(last) + 1]
        sent.append(len(part))
        return Response(part, 206, {"Content-Range": f"bytes {first}-{int(first) + len(part) - 1}/{len(content)}"})

    files = [httpserver.url_for(f"/file{number}.root") for number in (1, 2)]
    sample = {"dataset_number": "345060", "physics_short": "ggH", "file_list": files, "skims": []}
    httpserver.expect_request("/datasets/count").respond_with_json({"count": 1})
    httpserver.expect_request("/datasets").respond_with_json([sample])
    for file in files:
        httpserver.expect_request(urlsplit(file).path).respond_with_handler(serve_bytes)
    monkeypatch.setattr(atlasopenmagic.metadata, "API_BASE_URL", httpserver.url_for("").rstrip("/"))
    monkeypatch.setattr(atlasopenmagic.metadata, "_metadata", {})
    return sent


@pytest.fixture
def get(tmp_path):
    source = OpenData(tmp_path / "cache")
    return partial(source.get, "2024r-pp", 345060, protocol="https", out=tmp_path / "out/events.root")


def test_only_what_holds_the_events_is_loaded(served, get, assert_copied, tmp_path):
    wanted = branches(EVENTS)
    made = get(n_events=50, branches=[*wanted, "AnalysisElectronsAuxDyn.noSuchThing"])
    assert (made.n_events, made.missing) == (50, ("AnalysisElectronsAuxDyn.noSuchThing",))
    assert made.files[0].n_events == 1000
    assert 0 < sum(served) < EVENTS.stat().st_size
    assert_copied(tmp_path / "out/events.root", 50)
    asked = len(served)
    assert get(n_events=50, branches=[*wanted, "AnalysisElectronsAuxDyn.noSuchThing"]) == made
    assert len(served) == asked, "the second time it comes from the cache"


def test_the_next_file_gives_what_the_first_lacks(served, get, physlite, tmp_path):
    made = get(n_events=1200, branches=branches(EVENTS))
    assert [file.n_taken for file in made.files] == [1000, 200]
    with FileSource(tmp_path / "out/events.root", physlite) as copied, FileSource(EVENTS, physlite) as original:
        assert copied.n_events == 1200
        for ours, theirs in zip(copied.numbers(), original.numbers(), strict=True):
            assert ours.tolist() == [*theirs, *theirs[:200]]
        counts, pt = original.counts("electron"), original.values("electron", "pT")
        assert copied.counts("electron").tolist() == [*counts, *counts[:200]]
        assert copied.values("electron", "pT").tolist() == [*pt, *pt[: counts[:200].sum()]]


def test_a_damaged_copy_is_made_anew(served, get, assert_copied, tmp_path):
    get(n_events=5, branches=branches(EVENTS))
    (copy,) = (tmp_path / "cache").glob("*.root")
    copy.write_bytes(b"x")
    get(n_events=5, branches=branches(EVENTS))
    assert_copied(tmp_path / "out/events.root", 5)


def test_faults_are_one_line_and_leave_nothing(served, get, tmp_path, monkeypatch):
    with pytest.raises(CutbenchError, match="none of the 1 branches"):
        get(n_events=5, branches=["NothingAuxDyn.x"])
    with pytest.raises(CutbenchError, match="sample 1: "):
        find_files("2024r-pp", 1, "https")
    with pytest.raises(CutbenchError, match="2024r-xx"):
        find_files("2024r-xx", 345060, "https")
    assert not list((tmp_path / "cache").iterdir())


def test_offline_is_said(get, monkeypatch):
    def refuse(*_, **__):
        raise atlasopenmagic.metadata.requests.ConnectionError

    monkeypatch.setattr(atlasopenmagic.metadata, "_metadata", {})
    monkeypatch.setattr(atlasopenmagic.metadata, "get_session", refuse)
    with pytest.raises(CutbenchError, match=r"cannot be reached .*use data=standin"):
        get(n_events=5, branches=branches(EVENTS))


def test_prompts_speak_of_the_layout_of_the_file(served, get, tmp_path):
    text = "the TTree `CollectionTree` has `AnalysisMuonsAuxDyn.pt`"
    assert in_words_of(EVENTS, text) == text
    get(n_events=5, branches=branches(EVENTS))
    said = in_words_of(tmp_path / "out/events.root", text)
    assert "RNTuple `EventData` has `AnalysisMuonsAuxDyn:pt`" in said
    assert json.dumps(said)
