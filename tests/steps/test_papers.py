"""Papers as the workflow loads them: by servers, played on the loopback, where the configuration says so."""

import subprocess
import sys

import pytest
from werkzeug import Response

from cutbench.config import check_config
from cutbench.errors import CutbenchError
from cutbench.schema.documents import Document
from cutbench.schema.yaml_text import parse_yaml
from cutbench.steps.campaign import Campaign
from cutbench.steps.papers import load_paper

pytest.importorskip("grobid_client")

PAPER = "1806.00242"
TEI = """<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>
<title level="a">A measurement</title></titleStmt></fileDesc>
<encodingDesc><appInfo><application version="0.8.1" ident="GROBID"/></appInfo></encodingDesc></teiHeader>
<text><body><div><p>Muons need pT &gt; 5 GeV.</p></div></body>
<back><div type="references"><listBibl><biblStruct xml:id="b0"><note type="raw_reference">[1] arXiv:1234.56789</note>
<idno type="arXiv">arXiv:1234.56789</idno></biblStruct></listBibl></div></back></text></TEI>"""
LISTED = [{"reference": {"label": str(number), "arxiv_eprint": f"{number}234.56789"}} for number in (1, 2)]


@pytest.fixture
def servers(httpserver):
    """How papers are loaded where GROBID and INSPIRE answer."""
    httpserver.expect_request("/api/isalive").respond_with_data("true")
    httpserver.expect_request("/api/processFulltextDocument").respond_with_handler(lambda _: Response(TEI))
    hits = {"hits": {"hits": [{"metadata": {"references": LISTED}}]}}
    httpserver.expect_request("/inspire", query_string={"q": f"arxiv:{PAPER}", "fields": "references,arxiv_eprints",
                                                        "size": "1"}).respond_with_json(hits)  # fmt: skip
    url = httpserver.url_for("").rstrip("/")
    return {"grobid": {"url": url}, "inspire": {"url": f"{url}/inspire"}}


@pytest.fixture
def load(project, tmp_path):
    """Return a function that loads a stand-in."""

    def load(loading):
        folder = project / "resources/groundtruth/atlas_h4l/standin"
        paths = {"document": str(tmp_path / "document.json"), "markdown": str(tmp_path / "paper.md")}
        load_paper(pdf=str(folder / f"{PAPER}.pdf"), paper=PAPER, loading=loading, **paths)
        return Document.read(tmp_path / "document.json")

    return load


def test_our_own_loader_is_the_default(load):
    assert load(None).backend.startswith("pypdfium2")


def test_grobid_loads_a_paper(load, servers):
    found = load({"loader": "grobid", **servers})
    assert (found.backend, found.title, found.paper) == ("GROBID 0.8.1", "A measurement", PAPER)
    assert [one.arxiv for one in found.references] == ["1234.56789"]


def test_references_are_those_of_inspire_and_what_the_pdf_has_is_said(load, servers):
    found = load({"loader": "grobid", "references": "inspire", **servers})
    assert [one.arxiv for one in found.references] == ["1234.56789", "2234.56789"]
    (warning,) = [one for one in found.warnings if "INSPIRE" in one]
    assert warning.endswith("1 arXiv ids stand in the PDF, too, 1 do not, and 0 stand only there")


def test_a_server_that_is_not_there_ends_the_job_with_what_to_do(load):
    with pytest.raises(CutbenchError, match=r"http://127\.0\.0\.1:9 cannot be reached; .*docs/papers\.md"):
        load({"loader": "grobid", "grobid": {"url": "http://127.0.0.1:9"}})


def defaults(project, **changes):
    return parse_yaml((project / "config/config.yaml").read_text()) | changes


def test_stand_ins_have_references_of_their_own(project):
    with pytest.raises(CutbenchError, match=r"loading\.references: inspire: stand-ins have references of their own"):
        check_config(defaults(project, loading={"references": "inspire"}), project)
    with pytest.raises(CutbenchError, match=r"loading\.grobid\.url: String should match"):
        check_config(defaults(project, loading={"grobid": {"url": "localhost:8070"}}), project)


def test_a_fictional_paper_is_never_looked_up(project, tmp_path):
    raw = defaults(project, loading={"references": "inspire"}, papers="arxiv", results=str(tmp_path))
    campaign = Campaign.of(raw | {"benchmarks": ["atlas_h4l", "atlas_hyy"]}, project)
    found = {name: campaign.loading(name)["references"] for name in campaign.benchmarks}
    assert found == {"atlas_h4l": "inspire", "atlas_hyy": "pdf"}


@pytest.mark.workflow
def test_the_workflow_loads_papers_with_a_server(project, tmp_path, servers):
    target = f"{tmp_path}/results/atlas_h4l/papers/{PAPER}/document.json"
    loading = f"loading={{loader: grobid, grobid: {{url: '{servers['grobid']['url']}'}}}}"
    command = [sys.executable, "-m", "snakemake", "--cores", "1", target]
    command += ["--config", f"results={tmp_path}/results", loading]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=project, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert Document.read(tmp_path / f"results/atlas_h4l/papers/{PAPER}/document.json").backend == "GROBID 0.8.1"
