import pytest

from cutbench.errors import CutbenchError
from cutbench.papers import body_sections, load_paper, parse_pdf, sentences_citing, to_markdown

from .conftest import typeset


def test_blocks_point_into_their_pages(document):
    assert document.paper == "1111.11111"
    for block in document.blocks:
        assert document.pages[block.page - 1].text[block.start : block.end] == block.text


def test_headings_are_found_in_order(document):
    headings = [block.text for block in document.blocks if block.kind == "heading"]
    assert headings == ["1 Introduction", "2 Requirements", "3 References", "4 Appendix"]


def test_symbols_scripts_and_hyphens(document):
    text = to_markdown(document)
    for wanted in ("p_{T} > 17 GeV", "|η| < 1.9", "50 < m_{12} < 106 GeV", "incomprehensible", "characteristics"):
        assert wanted in text


def test_a_ruled_table_becomes_rows(document):
    (table,) = [block for block in document.blocks if block.kind == "table"]
    rows = table.text.splitlines()
    assert rows[0] == "| Variable | Value |"
    assert rows[1].endswith("| < 1.5 mm |")
    assert rows[2].endswith("| < 7 |")


def test_references_stop_at_the_next_heading(document):
    found = [(reference.label, reference.arxiv) for reference in document.references]
    assert found == [("1", "1234.56789"), ("2", "hep-ph/9901234"), ("2", "2001.00001"), ("3", None)]


def test_sentences_that_cite(document):
    assert [s for s in sentences_citing(document, "2") if "17 GeV" in s]
    assert not sentences_citing(document, "9")


def test_the_body_has_no_references(document):
    assert "old paper" not in "".join(block.text for section in body_sections(document) for block in section.blocks)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("text.pdf", b"this is not a PDF", "is no PDF, or a broken one"),
        ("empty.pdf", b"", "is no PDF, or a broken one"),
        ("half.pdf", None, "is no PDF, or a broken one"),
        ("missing.pdf", "", "cannot be read"),
    ],
)
def test_a_file_that_is_no_paper_gives_one_line(tmp_path, pdf, name, content, message):
    path = tmp_path / name
    if content is None:
        path.write_bytes(pdf.read_bytes()[:300])
    elif content != "":
        path.write_bytes(content)
    with pytest.raises(CutbenchError, match=message) as error:
        load_paper(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_scan_without_text_gives_one_line(tmp_path):
    path = typeset(tmp_path, "#rect(width: 5cm, height: 5cm, fill: black)")
    with pytest.raises(CutbenchError, match="has no text"):
        load_paper(path)


@pytest.mark.parametrize(("name", "n_ids"), [("2502.21088", 85), ("ATLAS-SUSY-2016-07", 71)])
def test_arxiv_ids_of_real_papers(shared_data, name, n_ids):
    document = load_paper(shared_data / f"papers/{name}.pdf")
    assert len({reference.arxiv for reference in document.references if reference.arxiv}) == n_ids


def test_a_damaged_text_layer_is_said(one_page):
    document = parse_pdf(one_page(b"BT /F1 12 Tf 72 600 Td (Muons have |h| < 2.5 and |q| < 1.) Tj ET"))
    assert document.warnings[0].startswith("damaged text layer: symbols such as eta were lost (1 places)")


def test_greek_that_its_font_does_not_name_is_read(shared_data):
    document = load_paper(shared_data / "papers/CMS-SUS-16-051.pdf")
    assert "|η| < 1.4442 or |η| < 2.4" in document.pages[3].text
    assert "N_{J} ≥ 5" in document.pages[6].text
    assert not any("damaged" in warning for warning in document.warnings)


def test_a_page_without_text_is_no_alarm(tmp_path):
    source = "A first page.\n#pagebreak()\n#circle(radius: 3cm)\n#pagebreak()\n#pagebreak()\nThe last."
    document = parse_pdf(typeset(tmp_path, source))
    assert (len(document.pages), document.warnings) == (4, ())


def test_numbered_titles_are_no_numbers_of_lines(tmp_path):
    titles = "\n\n".join(f"{number} #h(1em) Title of a section #h(1fr) {number + 2}" for number in range(1, 10))
    document = parse_pdf(typeset(tmp_path, f'#set page(paper: "a5")\n{titles}'))
    assert document.warnings == ()
    assert "9 Title" in document.pages[0].text


def test_a_table_has_a_cell_for_each_column(document):
    (table,) = [block for block in document.blocks if block.kind == "table"]
    assert table.rows[1] == ("|d_{0}|", "< 1.5 mm")
    assert [len(row) for row in table.rows] == [2] * len(table.text.splitlines())
    assert table.caption.endswith("Cuts of a table.")


LIST_OF_AUTHORS = """
#set page(paper: "a5")
#set text(size: 9pt)
*Event selection*

Muons need a momentum above 5 GeV. #lorem(40)

*References*

[1] Others, a paper, arXiv:1234.56789.

#heading(numbering: none)[The XY Collaboration]
*First Institute of Physics, Hillside, Utopia*

A. Author, B. Author

*Second University, Lakeside, Utopia*

C. Author
MORE
"""


def headings_of(tmp_path, source):
    return [block.text for block in parse_pdf(typeset(tmp_path, source)).blocks if block.kind == "heading"]


def test_institutes_of_authors_head_no_sections(tmp_path):
    own = ["Event selection", "References", "The XY Collaboration"]
    assert headings_of(tmp_path, LIST_OF_AUTHORS.replace("MORE", "")) == own
    assert headings_of(tmp_path, LIST_OF_AUTHORS.replace("MORE", "\n*Appendix*\n\nMuons.")) == [*own, "Appendix"]


def test_a_collaboration_before_the_references_heads_what_follows(tmp_path):
    source = LIST_OF_AUTHORS.replace("*References*", "*Outlook*").replace("MORE", "")
    assert headings_of(tmp_path, source)[-2:] == [
        "First Institute of Physics, Hillside, Utopia",
        "Second University, Lakeside, Utopia",
    ]


IN_SENTENCE = """
#set page(paper: "a5")
#set text(size: 10pt)
The requirements on all muons and jets of the regions are summarized in \\
NAME 3. Events with more leptons than these are not used.

#v(1cm)
NAME 3: The requirements.
"""


@pytest.mark.parametrize("name", ["Table", "Figure", "Fig."])
def test_a_line_that_begins_with_the_name_of_a_table_is_a_caption_unless_a_sentence_runs_into_it(tmp_path, name):
    blocks = parse_pdf(typeset(tmp_path, IN_SENTENCE.replace("NAME", name))).blocks
    assert [block.kind for block in blocks] == ["paragraph", "caption"]
    assert f"summarized in {name} 3. Events" in blocks[0].text
