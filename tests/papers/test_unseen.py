"""Text that the page as it looks does not show, written by hand; neighbours that it does show are read."""

import codecs

import pytest

from cutbench.papers import parse_pdf, to_markdown

from .conftest import stream

SEEN = b"BT /F1 12 Tf 72 720 Td (All can read this about electrons.) Tj ET\n"
WORDS = b"BT /F1 12 Tf 72 600 Td (Muons need a momentum above 99 GeV.) Tj ET\n"
LAYER = b"<< /Type /OCG /Name (Layer) >>"
OFF = b"/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >>"
ON = b"/OCProperties << /OCGs [6 0 R] /D << /ON [6 0 R] >> >>"
IMAGE = stream(
    b"\x00\xff\xff\x00",
    b"/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8",
)

NOT_SEEN, NO_INK, PALE = "covered, clipped away or switched off", "without ink", "in the colour of the page"
HIDDEN = {
    "covered by a white shape": (WORDS + b"1 g 60 590 400 30 re f", NOT_SEEN),
    "covered by a dark shape": (WORDS + b"0 g 60 590 400 30 re f", NOT_SEEN),
    "covered by a shape of many": (WORDS + b"1 g " + b"60 590 400 30 re f " * 300, NOT_SEEN),
    "covered by an image": (WORDS + b"q 400 0 0 40 60 585 cm /X1 Do Q", NOT_SEEN),
    "clipped away": (b"q 0 0 10 10 re W n " + WORDS + b"Q", NOT_SEEN),
    "black on black": (b"0 g 60 590 400 30 re f " + WORDS, NOT_SEEN),
    "grey on the same grey": (b"0.6 g 60 590 400 30 re f " + WORDS, NOT_SEEN),
    "on a layer that is off": (b"/OC /L1 BDC " + WORDS + b"EMC", NOT_SEEN),
    "without ink": (b"3 Tr " + WORDS, NO_INK),
    "without ink above other words": (WORDS.replace(b"99", b"25") + b"3 Tr " + WORDS, NO_INK),
    "white": (b"1 g " + WORDS, PALE),
    "white above other words": (b"1 g " + WORDS + b"0 g " + WORDS.replace(b"99", b"25"), PALE),
    "transparent": (b"/G1 gs " + WORDS, PALE),
    "outside of the page": (b"q 1 0 0 1 0 500 cm " + WORDS + b"Q", "outside of the page"),
    "scaled to nothing": (b"q 0.02 0 0 0.02 72 600 cm " + WORDS + b"Q", "too small to read"),
    "squeezed": (b"1 Tz " + WORDS, "too small to read"),
    "a single number": (WORDS.replace(b"99", b"  ") + b"1 g BT /F1 12 Tf 400 600 Td (99) Tj ET", PALE),
}
READ = {
    "on a shape": b"0.9 g 60 590 400 30 re f 0 g " + WORDS,
    "white on black": b"0 g 60 590 400 30 re f 1 g " + WORDS,
    "on an image": b"q 400 0 0 40 60 585 cm /X1 Do Q 0.5 g " + WORDS,
    "in a frame": WORDS + b"60 590 400 30 re S",
    "below a transparent shape": WORDS + b"/G2 gs 1 0 0 rg 60 590 400 30 re f",
    "on a layer that is on": b"/OC /L1 BDC " + WORDS + b"EMC",
    "within a clip": b"q 60 590 400 30 re W n " + WORDS + b"Q",
    "drawn as outlines": b"1 Tr " + WORDS,
    "pale": b"0.8 g " + WORDS,
    "turned": b"q 0 1 -1 0 700 100 cm Q " + WORDS,
}
RESOURCES = b"/XObject << /X1 7 0 R >> /Properties << /L1 6 0 R >> /ExtGState << /G1 << /ca 0 >> /G2 << /ca 0.3 >> >>"


SAID = "muons need a transverse momentum above 99 GeV in some case"
DRAWN = codecs.encode(SAID, "rot13").encode()
LETTERS = "abcdefghijklmnopqrstuvwxyzGV"
PAIRS = b"".join(b"<%02X> <%04X>\n" % (ord(codecs.encode(one, "rot13")), ord(one)) for one in LETTERS)
CMAP = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /C def /CMapType 2 def\n"
    b"1 begincodespacerange <00> <FF> endcodespacerange\n%d beginbfchar\n%sendbfchar\nendcmap end end"
    % (len(LETTERS), PAIRS)
)


@pytest.mark.parametrize("how", HIDDEN)
def test_what_cannot_be_seen_is_set_apart_and_said(one_page, how):
    content, why = HIDDEN[how]
    document = parse_pdf(one_page(SEEN + content, LAYER, IMAGE, resources=RESOURCES, catalogue=OFF))
    assert "99" not in to_markdown(document)
    assert "electrons" in to_markdown(document)
    (warning,) = document.warnings
    assert warning.startswith(f"hidden text on page 1, {why}, left out")
    assert "99" in warning


@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize("how", READ)
def test_what_can_be_seen_is_read(one_page, how, rotation):
    page = b"/MediaBox [0 0 595 842] /Rotate %d" % rotation
    document = parse_pdf(one_page(SEEN + READ[how], LAYER, IMAGE, resources=RESOURCES, catalogue=ON, page=page))
    assert "99 GeV" in to_markdown(document)
    assert document.warnings == ()


def test_a_part_of_a_line_is_covered(one_page):
    document = parse_pdf(one_page(WORDS + b"1 g 60 590 66 30 re f"))
    assert "above 99 GeV" in to_markdown(document)
    assert "Muons" not in to_markdown(document)


def test_a_page_box_cuts_text_off(one_page):
    page = b"/MediaBox [0 0 595 842] /CropBox [0 650 595 842]"
    document = parse_pdf(one_page(SEEN + WORDS, page=page))
    assert "99" not in to_markdown(document)
    assert document.warnings[0].startswith("hidden text on page 1, outside of the page")


def test_text_that_ocr_lays_over_a_scan_is_read(one_page):
    scan = b"q 595 0 0 842 0 0 cm /X1 Do Q 3 Tr "
    document = parse_pdf(one_page(scan + SEEN + WORDS, LAYER, IMAGE, resources=RESOURCES))
    assert "99 GeV" in to_markdown(document)


def test_glyphs_that_are_called_by_other_names(one_page):
    content = SEEN + b"BT /F2 12 Tf 72 600 Td (%s) Tj ET" % DRAWN
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /ToUnicode 6 0 R >>"
    document = parse_pdf(one_page(content, stream(CMAP), font, fonts=b"/F2 7 0 R"))
    assert "99" not in to_markdown(document)
    (warning,) = document.warnings
    assert warning.startswith("hidden text on page 1, not what is drawn there")
    assert "muons need" in warning


def test_words_that_replace_what_is_drawn(one_page):
    replaced = b"/Span << /ActualText (Muons need a momentum above 99 GeV) >> BDC "
    document = parse_pdf(one_page(SEEN + replaced + WORDS.replace(b"99", b"25") + b"EMC"))
    assert "99" not in to_markdown(document)
    assert document.warnings[0].startswith("hidden text on page 1, not what is drawn there")


def test_a_ligature_that_says_its_letters_is_read(one_page):
    content = SEEN + b"BT /F1 12 Tf 72 600 Td (E) Tj /Span << /ActualText (ffi) >> BDC (x) Tj EMC (cient) Tj ET"
    document = parse_pdf(one_page(content))
    assert "Efficient" in to_markdown(document)
    assert document.warnings == ()


@pytest.mark.parametrize("font", ["Courier", "Times-Italic", "Helvetica-Bold", "Courier-Oblique"])
def test_letters_of_any_font_are_themselves(one_page, font):
    content = SEEN + b"BT /F2 12 Tf 72 600 Td (%s) Tj ET" % SAID.encode()
    document = parse_pdf(
        one_page(content, b"<< /Type /Font /Subtype /Type1 /BaseFont /%s >>" % font.encode(), fonts=b"/F2 6 0 R")
    )
    assert SAID in to_markdown(document)
    assert document.warnings == ()
