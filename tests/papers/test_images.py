import pytest

from cutbench.errors import CutbenchError
from cutbench.papers import draw_pages, load_paper


@pytest.fixture
def pdf(project):
    return project / "resources/groundtruth/atlas_h4l/standin/1806.00242.pdf"


def test_the_boxes_of_a_sentence_follow_its_lines(pdf):
    document = load_paper(pdf)
    page = document.pages[1]
    start = page.text.index("Electrons have to lie")
    quote = page.text[start : page.text.index("GeV.", start) + 4]
    image = draw_pages(pdf, [2])[2]
    boxes = image.boxes(quote)
    assert 2 <= len(boxes) <= 4
    assert [box.y for box in boxes] == sorted(box.y for box in boxes)
    for box in boxes:
        assert 0 <= box.x < box.x + box.width <= image.width_pt
        assert 5 < box.height < 25


def test_nearly_every_sentence_of_a_paper_has_boxes(pdf):
    document = load_paper(pdf)
    images = draw_pages(pdf, [page.number for page in document.pages])
    blocks = [block for block in document.blocks if block.kind in {"paragraph", "heading", "table"}]
    boxed = [block for block in blocks if images[block.page].boxes(block.text)]
    assert len(boxed) / len(blocks) > 0.9


def test_a_text_that_is_not_there_has_no_box(pdf):
    assert draw_pages(pdf, [1])[1].boxes("no such words on this page") == ()
    assert draw_pages(pdf, [99]) == {}


def test_what_is_no_pdf_is_named(tmp_path):
    (tmp_path / "x.pdf").write_text("text")
    with pytest.raises(CutbenchError, match=r"x\.pdf: is no PDF"):
        draw_pages(tmp_path / "x.pdf", [1])
