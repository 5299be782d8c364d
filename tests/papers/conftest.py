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


@pytest.fixture(scope="session")
def pdf(tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    (folder / "paper.typ").write_text(SOURCE)
    path = folder / "paper.pdf"
    path.write_bytes(typst.compile(folder / "paper.typ", ignore_system_fonts=True))
    return path


@pytest.fixture(scope="session")
def document(pdf):
    return load_paper(pdf, "1111.11111")
