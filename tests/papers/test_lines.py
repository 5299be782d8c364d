"""Lines of small pages: scripts that jump back below or above a longer one stay with their letter."""

import pytest

from cutbench.papers import parse_pdf

MAIN, SMALL = 10, 6.5
WIDTH = 0.6  # of all letters of Courier, of their size
COURIER = b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"


def drawn(*pieces):
    """Return what draws (text, size, x, y) at these places, each in a text object of its own."""
    return b"".join(b"BT /F2 %g Tf %g %g Td (%s) Tj ET\n" % (size, x, y, text) for text, size, x, y in pieces)


def with_two_scripts(first, second, rises):
    """Return a line with a letter that has two scripts, the first of which is drawn first."""
    before = b"Events need E"
    scripts = 60 + WIDTH * MAIN * len(before)
    end = scripts + WIDTH * SMALL * len(first) + WIDTH * MAIN
    return drawn(
        (before, MAIN, 60, 600),
        (first, SMALL, scripts, 600 + rises[0]),
        (second, SMALL, scripts, 600 + rises[1]),
        (b"above 30 GeV.", MAIN, end, 600),
    )


@pytest.fixture
def texts(one_page):
    def parse(content):
        return [block.text for block in parse_pdf(one_page(content, COURIER, fonts=b"/F2 6 0 R")).blocks]

    return parse


@pytest.mark.parametrize("long", [b"miss", b"miss,track", b"miss,track,rel,all"])
@pytest.mark.parametrize(("rises", "signs"), [((4, -2.5), "^_"), ((-2.5, 4), "_^")])
def test_a_letter_has_a_long_script_and_a_short_one(texts, long, rises, signs):
    first, second = signs
    line = f"Events need E{first}{{{long.decode()}}}{second}{{T}} above 30 GeV."
    assert texts(with_two_scripts(long, b"T", rises)) == [line]


def test_small_lines_below_each_other_are_lines(texts):
    labels = [(text, SMALL, 80, 600 - 9 * at) for at, text in enumerate((b"Data", b"Model"))]
    assert "DataModel" not in "".join(texts(drawn((b"400", MAIN, 60, 600), *labels)))
