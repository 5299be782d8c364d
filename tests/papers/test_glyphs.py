"""Characters as they look: TeX's mathematical fonts, raised digits, accents, small capitals."""

import pytest

from cutbench.papers.accents import with_accents
from cutbench.papers.chars import Char
from cutbench.papers.glyphs import _glyphs_in, letter, unnamed
from cutbench.papers.lines import with_scripts
from cutbench.reading.normal import normal


def chars(text, *, size=10.0, bottom=0.0, left=0.0, height=0.66):
    """Return characters beside each other, each half as wide as its size."""
    places = range(len(text))
    wide = size / 2
    return [
        Char(c, left + wide * i, bottom, left + wide * (i + 1), bottom + height * size, size, i, 1)
        for i, c in zip(places, text, strict=True)
    ]


@pytest.mark.parametrize(
    ("font", "code", "shown"),
    [
        ("abcdef+rtxmi", 0x60, "l"),
        ("cmmi10", 0x60, "l"),
        ("xyzabc+cmmib7", 0x0F, "ϵ"),
        ("txsy", 0x68, "⟨"),
        ("cmsy10", 0x70, "√"),
        ("cmex10", 0x68, "["),
        ("abcdef+txex", 0x0C, "|"),
        ("cmsy10", 0x21, "→"),
        ("cmsy8", ord("⇥"), "×"),
        ("cmex10", ord("⇣"), "("),
        ("txexs", 0xCD, "Σ"),
        ("pazomath-italic", ord("h"), "η"),
        ("abcdef+pazomath", ord("D"), "Δ"),
    ],
)
def test_codes_of_mathematical_fonts(font, code, shown):
    assert _glyphs_in(font)[code] == shown


@pytest.mark.parametrize(("width", "height", "shown"), [(6.1, 0.4, "−"), (6.1, 7.7, "≥"), (8.9, 9.3, "\ufffd")])
def test_what_has_lost_its_code_is_known_by_its_shape_or_unknown(width, height, shown):
    assert unnamed(width, height, 10.0) == shown


@pytest.mark.parametrize(("font", "code"), [("txsys", ord(")")), ("cmsy10", ord(" ")), ("txsys", ord("!"))])
def test_what_fonts_of_symbols_have_of_other_fonts_stays(font, code):
    assert code not in _glyphs_in(font)


@pytest.mark.parametrize(
    "font", ["times-roman", "helvetica", "urwpalladiol-roma", "cmr10", "txtt", "pazomathblackboardbold", ""]
)
def test_an_ordinary_font_is_as_it_says(font):
    assert _glyphs_in(font) == {}


@pytest.mark.parametrize(
    ("character", "text"), [("²", "^{2}"), ("³", "^{3}"), ("⁻", "^{−}"), ("₀", "_{0}"), ("ﬁ", "fi"), ("𝑝", "p")]
)
def test_raised_and_lowered_characters_stay_so(character, text):
    assert letter(ord(character)) == text


@pytest.mark.parametrize(("text", "exponent"), [("p_{T} > 10^{2} GeV", "^2"), ("5 fb^{−1}", "^-1")])
def test_exponents_are_no_digits_of_the_number(text, exponent):
    (token,) = [token for token in normal(text) if token.scripts and token.scripts[0].startswith("^")]
    assert token.scripts == (exponent,)


@pytest.mark.parametrize("text", ["m_{ll}", "m_{ℓℓ}", r"m_{\ell\ell}"])
def test_the_letter_of_leptons_is_one_letter(text):
    (token,) = normal(text)
    assert token.key == "mll"


@pytest.mark.parametrize("text", ["p⃗_{T}^{miss}", "p_{T}^{miss}"])
def test_an_arrow_changes_no_name(text):
    assert [token.key for token in normal(text)] == ["pTmiss"]


def test_an_accent_goes_on_the_letter_that_it_is_over():
    word = chars("Universite")
    accent = word[-1]._replace(text="\u0301")
    assert "".join(char.text for char in with_accents([*word[:-1], accent, word[-1]])) == "Université"
    bar = word[0]._replace(text="\u0304")
    assert "".join(char.text for char in with_accents([*word, bar])) == "Ūniversite"


def test_a_tilde_over_no_letter_stays():
    assert "".join(char.text for char in with_accents(chars("m ~ 5"))) == "m ~ 5"


def test_small_capitals_are_no_scripts():
    line = [*chars("M"), *chars("AD", size=7.5, left=5), *chars("G", left=12.5)]
    assert with_scripts(line, 10.0) == "MADG"


def test_small_digits_of_a_font_are_raised():
    line = [*chars("25"), *chars("2", left=10, bottom=4, height=0.35), *chars("GeV", left=16)]
    assert with_scripts(line, 10.0) == "25^{2}GeV"
    flat = [*chars("25"), *chars("2", left=10, height=0.5), *chars("GeV", left=16)]
    assert with_scripts(flat, 10.0) == "252GeV"
