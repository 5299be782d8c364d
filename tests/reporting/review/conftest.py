"""A run on disk with its review, and a browser that knows the address."""

import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from cutbench.reporting.review.app import ReviewApp
from cutbench.reporting.review.store import ReviewStore
from cutbench.schema.cuts import Cut, digest_of

PAGE = "extraction-m-grounded-seed0.html"
URL = "http://127.0.0.1:8765"
SECRET = "s3cret"  # noqa: S105
TIME = "2026-01-01T00:00:00+00:00"


@pytest.fixture
def make_store(tmp_path):
    """The store of a run, with the run's cuts beside it."""

    def make(run):
        place, labels = tmp_path / f"runs/seed{run.seed}", tmp_path / f"labels/seed{run.seed}.json"
        store = ReviewStore(
            tmp_path, place / "review", labels, place / "cuts.json", run.model, run.mode, run.seed, clock=lambda: TIME
        )
        if not store.cuts.exists():
            run.cuts.write(store.cuts)
        return store

    return make


@pytest.fixture
def store(results, make_store):
    return make_store(results.extractions[0])


@pytest.fixture
def say(store):
    """Change the run on the version that there is."""

    def change(action, by="Ann", **what):
        return store.change(digest_of(store.listed()), store.read().version, by=by, action=action, **what)

    return change


@pytest.fixture
def extract_again(store):
    """Write other cuts with the same ids, and return their digest."""

    def write(text="pT > 1 TeV"):
        cuts = store.listed()
        other = cuts.model_copy(update={"cuts": (cuts.cuts[0].model_copy(update={"text": text}), *cuts.cuts[1:])})
        other.write(store.cuts)
        return digest_of(other)

    return write


@pytest.fixture
def app(results, make_store, benchmark):
    def read():
        runs = tuple(replace(run, cuts=make_store(run).listed()) for run in results.extractions)
        return replace(results, extractions=runs)

    return ReviewApp(read, make_store, by="Reader", secret=SECRET, language=benchmark.language.opened()).application()


@pytest.fixture
def client(app):
    browser = TestClient(app, base_url=URL)
    assert browser.get(f"/?token={SECRET}").status_code == 200
    return browser


@pytest.fixture
def form(client):
    def fill(page=PAGE, **fields):
        text = client.get(f"/{page}").text
        names = ("token", "version", "digest")
        return {name: re.search(f'name="{name}" value="([^"]*)"', text)[1] for name in names} | fields

    return fill


@pytest.fixture
def send(client):
    def post(fields, headers=(("origin", URL),)):
        return client.post(f"/review/{PAGE}", data=fields, headers=dict(headers), follow_redirects=False)

    return post


@pytest.fixture
def act(form, send):
    """Fill a form in and send it; what is given comes before what the page has in it."""
    return lambda fields, headers=(("origin", URL),): send(form(action="reject", cut="c002") | fields, headers)


@pytest.fixture
def unread():
    """A line that no reader can tell anything of."""
    return Cut(id="c003", object="Muon", text="muons have to be of a good kind")
