"""Files made to exhaust memory or time end in a paper or in one line, while this process lives on."""

import os
import zlib
from pathlib import Path

import pytest

from cutbench.errors import CutbenchError
from cutbench.papers import bounded, load_paper, parse_pdf

from .conftest import stream

WORDS = b"BT /F1 12 Tf 72 700 Td (Muons need a momentum above 99 GeV.) Tj ET\n"
BOX = b"/MediaBox [0 0 595 842]"
DEEP = 200_000


def packed(content, entries=b""):
    return stream(zlib.compress(content, 1), b"/Filter /FlateDecode " + entries)


def form(content, names):
    resources = b"/Resources << /Font << /F1 5 0 R >> /XObject << %s >> >>" % names
    return stream(content, b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] " + resources)


def nested_forms(one_page):
    levels = [form(b"/X1 Do " * 10, b"/X1 %d 0 R" % (number + 1)) for number in range(6, 17)]
    return one_page(WORDS + b"/X1 Do", *levels, form(WORDS, b""), resources=b"/XObject << /X1 6 0 R >>")


def form_that_calls_itself(one_page):
    itself = form(WORDS + b"/X1 Do /X1 Do", b"/X1 6 0 R")
    return one_page(WORDS + b"/X1 Do", itself, resources=b"/XObject << /X1 6 0 R >>")


def page_that_inflates(one_page):
    """Return a page of 3 GB, whose packed pieces are all the same."""
    packer = zlib.compressobj()
    head = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    piece = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    content = head + piece * 3000 + packer.flush()
    return one_page(b"", stream(content, b"/Filter /FlateDecode"), page=BOX + b" /Contents 6 0 R")


def millions_of_lines(one_page):
    return one_page(b"", packed(b"0 0 m 9 9 l S " * 500_000), page=BOX + b" /Contents 6 0 R")


def millions_of_words(one_page):
    return one_page(b"", packed(WORDS * 20_000), page=BOX + b" /Contents 6 0 R")


def a_million_objects(one_page):
    return one_page(WORDS, *[b"null"] * 1_000_000)


def a_page_as_large_as_a_town(one_page):
    return one_page(WORDS, page=b"/MediaBox [0 0 100000000 100000000]")


def a_page_of_no_size(one_page):
    return one_page(WORDS, page=b"/MediaBox [0 0 0 0]")


def a_huge_image(one_page):
    entries = b"/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    image = packed(bytes(1 << 20), entries)
    return one_page(WORDS + b"q 400 0 0 400 60 60 cm /X1 Do Q", image, resources=b"/XObject << /X1 6 0 R >>")


def a_pattern_of_dust(one_page):
    entries = (
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.001 /YStep 0.001"
        b" /Resources << >>"
    )
    content = WORDS + b"/Pattern cs /P1 scn 0 0 595 842 re f"
    return one_page(content, stream(b"0 0 1 1 re f", entries), resources=b"/Pattern << /P1 6 0 R >>")


def dashes_of_dust(one_page):
    return one_page(WORDS + b"[0.000001 0.000001] 0 d 0 0 m 500 800 l S " * 2000)


def thousands_of_fonts(one_page):
    numbers = range(6, 10_006)
    fonts = b" ".join(b"/G%d %d 0 R" % (number, number) for number in numbers)
    content = b"".join(b"BT /G%d 9 Tf 72 %d Td (a) Tj ET\n" % (number, number % 800) for number in numbers)
    return one_page(
        content, *[b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>" for _ in numbers], fonts=fonts
    )


def deep_outlines(one_page):
    items = [b"<< /Title (a) /Parent %d 0 R /First %d 0 R >>" % (number - 1, number + 1) for number in range(6, 20_006)]
    return one_page(WORDS, *items, catalogue=b"/Outlines 6 0 R")


def deep_arrays(one_page):
    return one_page(WORDS, b"[" * DEEP + b"]" * DEEP, catalogue=b"/Names 6 0 R")


def states_in_states(one_page):
    return one_page(b"q " * DEEP + WORDS)


def a_glyph_that_is_written_in_itself(one_page):
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [0.1 0 0 0.1 0 0] /FirstChar 97 /LastChar 97"
        b" /Widths [9] /Encoding << /Differences [97 /a] >> /CharProcs << /a 7 0 R >>"
        b" /Resources << /Font << /F2 6 0 R >> >> >>"
    )
    glyph = stream(b"9 0 d0 BT /F2 1 Tf (aaaaaaaaaa) Tj ET")
    return one_page(WORDS + b"BT /F2 9 Tf 72 500 Td (aaaa) Tj ET", font, glyph, fonts=b"/F2 6 0 R")


def a_mask_that_masks_itself(one_page):
    state = b"<< /SMask << /S /Luminosity /G 7 0 R >> >>"
    group = stream(
        b"/G1 gs 0 0 595 842 re f",
        b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency /CS /DeviceGray >>"
        b" /Resources << /ExtGState << /G1 6 0 R >> >>",
    )
    return one_page(b"/G1 gs " + WORDS, state, group, resources=b"/ExtGState << /G1 6 0 R >>")


def a_circle_of_pages(one_page):
    circle = b"<< /Type /Pages /Count 9 /Kids [6 0 R 3 0 R 6 0 R] >>"
    return one_page(WORDS, circle, catalogue=b"/Pages 6 0 R")


HOSTILE = [
    page_that_inflates,
    millions_of_lines,
    millions_of_words,
    a_million_objects,
    a_page_as_large_as_a_town,
    a_page_of_no_size,
    a_huge_image,
    a_pattern_of_dust,
    dashes_of_dust,
    thousands_of_fonts,
    deep_outlines,
    deep_arrays,
    states_in_states,
    a_glyph_that_is_written_in_itself,
    a_mask_that_masks_itself,
    a_circle_of_pages,
]


@pytest.mark.parametrize("made", HOSTILE, ids=lambda made: made.__name__)
def test_a_hostile_file_ends_in_a_paper_or_in_one_line(one_page, made):
    path = made(one_page)
    try:
        said = load_paper(path).as_json().decode()
    except CutbenchError as error:
        said = str(error)
    assert said.startswith((f"{path}: ", "{"))
    assert "\n" not in said or said.startswith("{")


@pytest.mark.parametrize("made", [nested_forms, form_that_calls_itself], ids=lambda made: made.__name__)
def test_a_file_that_fills_the_memory_is_named(one_page, made, monkeypatch):
    monkeypatch.setattr(bounded, "SECONDS", 60.0)  # a slow machine would run out of time before it runs out of memory
    with pytest.raises(CutbenchError, match=r"page\.pdf: cannot be read with 2 GB of memory.*; print it"):
        load_paper(made(one_page))


def test_too_many_pages(one_page):
    page = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 595 842] >>"
    path = one_page(WORDS, *[page] * 600, kids=range(6, 606))
    with pytest.raises(CutbenchError, match="has 601 pages; at most 600 are read"):
        load_paper(path)


def test_the_paper_is_the_same_as_that_read_in_this_process(pdf):
    assert load_paper(pdf, "1111.11111") == parse_pdf(pdf, "1111.11111")
    assert load_paper(pdf).paper == "paper"


def test_names_of_files_are_no_options(pdf, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "-c.pdf").write_bytes(pdf.read_bytes())
    (tmp_path / "pypdfium2.py").write_text("raise SystemExit('what lies beside a paper is not run')")
    assert load_paper(Path("-c.pdf")).paper == "-c"


def test_what_does_not_end_is_ended(pdf, monkeypatch):
    monkeypatch.setattr(bounded, "STUCK_S", 0.001)
    with pytest.raises(CutbenchError, match="takes too long to read"):
        load_paper(pdf)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "cannot be read with 2 GB of memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "takes too long to read"),
        ("raise SystemExit('no space')", "reading it failed: no space"),
        ("raise ValueError('one' + chr(10) + 'two')", "reading it failed: two"),
        ("print('{}')", "reading it gave no paper"),
    ],
)
def test_every_end_of_the_process_is_one_line(pdf, monkeypatch, code, said):
    monkeypatch.setattr(bounded, "READ", ("-c", code))
    with pytest.raises(CutbenchError, match=said) as error:
        load_paper(pdf)
    assert "\n" not in str(error.value)


def test_bounds_hold_in_the_process(pdf, monkeypatch):
    code = (
        "import resource; from cutbench.papers import bounded; bounded.bound(); bounded.allow_pages(100);"
        " limits = [resource.getrlimit(what)[0] for what in (resource.RLIMIT_AS, resource.RLIMIT_CPU)];"
        " raise SystemExit(str(limits))"
    )
    monkeypatch.setattr(bounded, "READ", ("-c", code))
    with pytest.raises(CutbenchError, match=r"\[2000000000, 20\]"):
        load_paper(pdf)
