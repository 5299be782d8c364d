"""GROBID, played by a loopback server that speaks its protocol."""

import time

import pytest
from werkzeug import Response

from cutbench.errors import CutbenchError
from cutbench.papers import to_markdown

pytest.importorskip("lxml")
pytest.importorskip("grobid_client")

from cutbench.papers.grobid import Grobid
from cutbench.papers.tei import read_tei

TEI = """<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title level="a" coords="1,50,60,400,20">A measurement</title></titleStmt></fileDesc>
<encodingDesc><appInfo><application version="0.8.1" ident="GROBID"/></appInfo></encodingDesc>
<profileDesc><abstract><p coords="1,50,100,400,40">Masses are measured.</p></abstract></profileDesc></teiHeader>
<facsimile><surface n="1" ulx="0.0" uly="0.0" lrx="595.0" lry="842.0"/>
<surface n="2" ulx="0.0" uly="0.0" lrx="595.0" lry="842.0"/></facsimile>
<text><body><div><head n="2.1" coords="2,50,60,90,10">Muons</head>
<p coords="2,50,80,200,20;2,300,80,200,20">Muons need pT &gt; 5 GeV <ref type="bibr">[1]</ref>.</p>
<formula coords="2,50,120,200,20">m = 5</formula></div>
<figure type="table" coords="2,50,200,300,100"><head>Table 1</head><figDesc>The cuts.</figDesc>
<table><row><cell cols="2">Both</cell></row><row><cell>|d0|</cell><cell>1 mm</cell></row></table></figure></body>
<back><div type="references"><listBibl>
<biblStruct xml:id="b0" coords="2,50,500,300,20"><analytic><title>One</title>
<idno type="arXiv">arXiv:1234.56789[hep-ex]</idno></analytic>
<note type="raw_reference">[1] A. Author, One, arXiv:1234.56789.</note></biblStruct>
<biblStruct xml:id="b1"><monogr><title>Two</title><idno type="DOI">10.1000/xyz</idno></monogr></biblStruct>
</listBibl></div></back></text></TEI>"""


@pytest.fixture
def server(httpserver):
    """Return a function that sets the answers to give in turn, the last for ever."""
    httpserver.expect_request("/api/isalive").respond_with_data("true")

    def answers(*given):
        queue = list(given)

        def answer(request):
            assert request.files["input"].read().startswith(b"%PDF")
            assert request.form["includeRawCitations"] == "1"
            assert "consolidateHeader" not in request.form
            status, text, seconds = queue.pop(0) if len(queue) > 1 else queue[0]
            time.sleep(seconds)
            return Response(text, status=status)

        httpserver.expect_request("/api/processFulltextDocument").respond_with_handler(answer)
        return httpserver.url_for("").rstrip("/")

    return answers


def test_a_paper_is_parsed(server, pdf):
    document = Grobid(server((200, TEI, 0)))(pdf, "1111.11111")
    assert (document.title, document.backend) == ("A measurement", "GROBID 0.8.1")
    for block in document.blocks:
        assert document.pages[block.page - 1].text[block.start : block.end] == block.text
    assert [(block.kind, block.page) for block in document.blocks] == [
        ("title", 1), ("paragraph", 1), ("heading", 2), ("paragraph", 2), ("equation", 2), ("caption", 2), ("table", 2),
        ("reference", 2), ("reference", 2),
    ]  # fmt: skip
    assert document.blocks[3].box_pt == (50, 742, 250, 762)
    assert document.blocks[6].text == "| Both | Both |\n| \\|d0\\| | 1 mm |"
    assert "### 2.1 Muons" in to_markdown(document)
    assert [(one.label, one.arxiv, one.doi) for one in document.references] == [
        ("1", "1234.56789", None),
        ("2", None, "10.1000/xyz"),
    ]


def test_a_busy_server_is_asked_again(server, pdf):
    backend = Grobid(server((503, "", 0), (503, "", 0), (200, TEI, 0)), pause_s=0.01)
    assert backend(pdf).title == "A measurement"


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ((503, "", 0), "is overloaded, it refused 3 times"),
        ((204, "", 0), "GROBID found no text in it"),
        ((500, "[GENERAL] An exception\noccurred", 0), r"failed \(500\): \[GENERAL\] An exception occurred"),
        ((200, "", 2.5), "took more than 1 s"),
        ((200, "<TEI", 0), "GROBID's answer is no XML"),
        ((200, "<TEI xmlns='http://www.tei-c.org/ns/1.0'/>", 0), "GROBID found no text"),
    ],
)
def test_trouble_gives_one_line(server, pdf, answer, line):
    backend = Grobid(server(answer), timeout_s=1, tries=3, pause_s=0.01)
    with pytest.raises(CutbenchError, match=line) as error:
        backend(pdf)
    assert "\n" not in str(error.value)


def test_a_server_that_is_down_gives_one_line():
    with pytest.raises(CutbenchError, match="cannot be reached; is it running"):
        Grobid("http://127.0.0.1:9")


def test_an_answer_cannot_read_files(tmp_path):
    (tmp_path / "secret").write_text("secret")
    attack = TEI.replace("<TEI ", f'<!DOCTYPE TEI [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]><TEI ', 1)
    document = read_tei(attack.replace("Masses", "&x; Masses"), "p", "0" * 64)
    assert "secret" not in "".join(page.text for page in document.pages)
