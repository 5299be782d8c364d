"""arXiv, played by a loopback server that speaks its Atom feed."""

import hashlib

import pytest

pytest.importorskip("arxiv")

from cutbench.errors import CutbenchError
from cutbench.papers.arxiv import Papers

PDF = b"%PDF-1.4 a paper"
FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"
 xmlns:arxiv="http://arxiv.org/schemas/atom"><id>x</id><title>q</title><updated>2020-01-01T00:00:00Z</updated>
<opensearch:totalResults>{n}</opensearch:totalResults><opensearch:startIndex>0</opensearch:startIndex>
<opensearch:itemsPerPage>1</opensearch:itemsPerPage>{entry}</feed>"""
ENTRY = """<entry><id>http://arxiv.org/abs/1234.56789v2</id><updated>2020-01-01T00:00:00Z</updated>
<published>2020-01-01T00:00:00Z</published><title>A paper</title><summary>s</summary><author><name>A</name></author>
<link href="http://arxiv.org/abs/1234.56789v2" rel="alternate" type="text/html"/>
<link title="pdf" href="{pdf}" rel="related" type="application/pdf"/>
<arxiv:primary_category term="hep-ex" scheme="x"/><category term="hep-ex" scheme="x"/></entry>"""


@pytest.fixture
def papers(httpserver, tmp_path):
    return Papers(tmp_path / "cache", httpserver.url_for("/api/query") + "?{}", delay_s=0.01)


def serve(httpserver, pdf=PDF, status=200, n=1):
    entry = ENTRY.format(pdf=httpserver.url_for("/pdf/1234.56789v2")) if n else ""
    feed = FEED.format(n=n, entry=entry)
    httpserver.expect_request("/api/query").respond_with_data(feed, status=status, content_type="application/atom+xml")
    httpserver.expect_request("/pdf/1234.56789v2").respond_with_data(pdf, content_type="application/pdf")


def test_a_paper_is_fetched_once_and_its_digest_noted(httpserver, papers):
    serve(httpserver)
    pdf = papers.get("1234.56789")
    assert pdf.read_bytes() == PDF
    assert papers.get("1234.56789", hashlib.sha256(PDF).hexdigest()) == pdf
    assert len(httpserver.log) == 2, "one query, one PDF"
    assert hashlib.sha256(PDF).hexdigest() in pdf.with_suffix(".json").read_text()


def test_requests_keep_their_distance(httpserver, tmp_path):
    serve(httpserver)
    slept = []
    papers = Papers(tmp_path, httpserver.url_for("/api/query") + "?{}", delay_s=0.5, sleep=slept.append)
    papers.get("1234.56789")
    assert slept == [0.5]


@pytest.mark.parametrize(
    ("served", "line"),
    [
        ({"n": 0}, "arXiv knows no paper of this id"),
        ({"status": 503}, "arXiv answered 503"),
        ({"pdf": b"<html>made in a minute</html>"}, "gave no PDF"),
    ],
)
def test_trouble_gives_one_line(httpserver, papers, served, line):
    serve(httpserver, **served)
    with pytest.raises(CutbenchError, match=line) as error:
        papers.get("1234.56789")
    assert "\n" not in str(error.value)
    assert not list(papers.folder.glob("*.pdf"))


def test_offline_gives_one_line(tmp_path):
    papers = Papers(tmp_path, "http://127.0.0.1:9/api?{}", delay_s=0)
    with pytest.raises(CutbenchError, match="cannot be reached, are you offline"):
        papers.get("1234.56789")


@pytest.mark.parametrize("name", ["../../etc/passwd", "paper", "1234.56789/..", ""])
def test_what_is_no_id_is_refused(papers, name):
    with pytest.raises(CutbenchError, match="is no arXiv id"):
        papers.get(name)


def test_a_changed_or_other_file_is_refused(httpserver, papers):
    serve(httpserver)
    with pytest.raises(CutbenchError, match=r"but papers\.yaml says 00"):
        papers.get("1234.56789", "00")
    papers.get("1234.56789").write_bytes(b"%PDF-1.4 another")
    with pytest.raises(CutbenchError, match="was changed since it was fetched"):
        papers.get("1234.56789")
