"""INSPIRE, played by a loopback server."""

import pytest

from cutbench.errors import CutbenchError
from cutbench.papers.inspire import check_references, inspire_references

ENTRIES = [
    {"reference": {"label": "1", "arxiv_eprint": "1234.56789", "dois": ["10.1/a"], "title": {"title": "One"}}},
    {"reference": {"label": "2", "arxiv_eprint": "hep-ph/9901234", "authors": [{"full_name": "A, B"}], "misc": ["x"]}},
    {"reference": {"label": "2", "arxiv_eprint": "2222.33333"}},
    {"reference": {"misc": ["A book"]}},
]


@pytest.fixture
def url(httpserver):
    def serve(hits, status=200):
        httpserver.expect_request("/api/literature").respond_with_json({"hits": {"hits": hits}}, status=status)
        return httpserver.url_for("/api/literature")

    return serve


def test_references_and_check(url, document):
    references = inspire_references("1111.11111", url([{"metadata": {"references": ENTRIES}}]))
    assert [(one.label, one.arxiv) for one in references] == [
        ("1", "1234.56789"),
        ("2", "hep-ph/9901234"),
        ("2", "2222.33333"),
        ("4", None),
    ]
    check = check_references(document, references)
    assert (check.n_both, check.only_ours, check.only_inspire) == (2, ("2001.00001",), ("2222.33333",))


def test_trouble_gives_one_line(url):
    with pytest.raises(CutbenchError, match="cannot be reached, are you offline"):
        inspire_references("1111.11111", "http://127.0.0.1:9/")
    with pytest.raises(CutbenchError, match=r"does not know arXiv:1111\.11111"):
        inspire_references("1111.11111", url([]))


def test_a_refusal_gives_one_line(url):
    with pytest.raises(CutbenchError, match="INSPIRE answered 429"):
        inspire_references("1111.11111", url([], status=429))
