import pytest

from cutbench.sandbox.text import plain


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("\x1b[31mred\x1b[0m\x07", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\u202eback\u2066\ufeff", "back"),
        ("one\ttwo\r\n", "one\ttwo\n"),
        ("p_T ≥ 5 GeV, η", "p_T ≥ 5 GeV, η"),
        ("\ud800", ""),
    ],
)
def test_what_steers_a_terminal_is_taken_out(text, left):
    assert plain(text) == left
