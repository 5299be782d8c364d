import pytest
import typst

from cutbench.papers import load_paper

SOURCE = r"""
#set page(paper: "a5", columns: 2, numbering: "1")
#set text(size: 9pt, hyphenate: true, lang: "en")
#set par(justify: true)
#set heading(numbering: "1.1")
= Introduction
Measurements of incomprehensible characteristics are considered @a. Leptons carry
transverse momentum $p_"T"$ and pseudorapidity $eta$, with $|eta| < 1.9$ for all.
= Requirements
Muons need $p_"T" > 17$ GeV, see Refs. [1, 2]. A mass of $50 < m_12 < 106$ GeV is asked for.
#figure(table(columns: 2, stroke: none, table.hline(), [Variable], [Value], table.hline(),
  [$|d_0|$], [$< 1.5$ mm], [$chi^2$], [$< 7$], table.hline()), caption: [Cuts of a table.])
= References
#set par(first-line-indent: 0pt)
[1] Some Collaboration, a paper, #link("https://arxiv.org/abs/1234.56789")[arXiv:1234.56789].

[2] Others, an old paper, hep-ph/9901234, and a newer one, arXiv:2001.00001.

[3] A book without any number.
= Appendix
Not a reference, although arXiv:9999.99999 is named.
""".replace(" @a", " [3]")


def typeset(folder, source):
    """Set a paper in a folder, with the fonts that typst brings, and return its PDF."""
    path = folder / "paper.pdf"
    path.write_bytes(typst.compile(source.encode(), ignore_system_fonts=True))
    return path


@pytest.fixture(scope="session")
def pdf(tmp_path_factory):
    return typeset(tmp_path_factory.mktemp("papers"), SOURCE)


@pytest.fixture(scope="session")
def document(pdf):
    return load_paper(pdf, "1111.11111")


def assembled(objects):
    """Return a PDF of these objects, the first of which is its catalogue."""
    pieces, places, length = [b"%PDF-1.5\n"], [], 9
    for number, content in enumerate(objects, start=1):
        places.append(length)
        pieces.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
        length += len(pieces[-1])
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, length)
    return b"".join(pieces) + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n%s" % (size, rows, trailer)


def stream(content, entries=b""):
    """Return a stream with further entries in its dictionary."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


@pytest.fixture
def one_page(tmp_path):
    """Return a function that makes a PDF of a page from what it draws, with the font F1, and objects from 6 on."""

    def make(content, *more, fonts=b"", resources=b"", page=b"/MediaBox [0 0 595 842]", catalogue=b"", kids=()):
        kids = b" ".join(b"%d 0 R" % number for number in (3, *kids))
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, kids.count(b"R")),
            b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R %s /Resources << /Font << /F1 5 0 R %s >> %s >> >>"
            % (page, fonts, resources),
            stream(content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            *more,
        ]
        path = tmp_path / "page.pdf"
        path.write_bytes(assembled(objects))
        return path

    return make
