"""Broken PDFs end in a text or in one line, never in a crash, a hang or a full memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import assembled, typeset

COUNT, SEED = 500, 2
SECONDS, MEMORY = 10, 1 << 30

# One page by hand, nothing compressed, so that mutations reach the operators of its text, its rules and its form.
CONTENT = b"""BT /F1 12 Tf 72 720 Td (1 Introduction) Tj 0 -20 Td (Muons need pT > 5 GeV.) Tj ET
72 600 300 0.5 re f 72 580 300 0.5 re f 72 560 300 0.5 re f 200 560 0.5 40 re f
BT /F1 10 Tf 80 586 Td (Variable) Tj 150 0 Td (Cut) Tj -150 -20 Td (eta) Tj 150 0 Td (2.5) Tj ET
q 1 0 0 1 100 300 cm /X1 Do Q BT 3 Tr /F1 10 Tf 72 200 Td (hidden words) Tj ET
BT 0 Tr 1 1 1 rg /F1 10 Tf 72 180 Td (white words) Tj 0 g 0 -40 Td (References) Tj 0 -14 Td ([1] arXiv:1234.56789) Tj ET
"""
FORM = b"BT /F1 8 Tf 10 10 Td (label of a figure) Tj ET 0 0 m 100 50 l S"


def plain_pdf():
    """Return the page as a PDF."""
    fonts = b"/Resources << /Font << /F1 5 0 R >> /XObject << /X1 6 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " + fonts + b" >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(CONTENT), CONTENT),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 200 100] /Resources << /Font << /F1 5 0 R >> >> /Length %d >>\n"
        b"stream\n%s\nendstream" % (len(FORM), FORM),
    ]
    return assembled(objects)


@pytest.fixture
def sources(project, pdf, tmp_path):
    (tmp_path / "plain.pdf").write_bytes(plain_pdf())
    short = typeset(tmp_path, "= Title\nShort, $p_T > 5$ GeV.\n#table(columns: 2)[a][b][c][d]")
    standins = (project / "resources/groundtruth").glob("*/standin/*.pdf")
    smallest = min(standins, key=lambda path: path.stat().st_size)
    return [tmp_path / "plain.pdf", short, pdf, smallest]


def test_mutated_pdfs(sources):
    script = Path(__file__).with_name("mutants.py")
    command = [sys.executable, script, str(SEED), str(COUNT), *sources]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=800)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, f"{done.returncode} at {records[-1:]}: {done.stderr[-500:]}"
    ended = [record for record in records if "outcome" in record]
    assert len(ended) == COUNT
    assert {record["outcome"] for record in ended} == {"read", "refused"}
    assert max(record["seconds"] for record in ended) < SECONDS
    assert max(record["memory"] for record in ended) < MEMORY
