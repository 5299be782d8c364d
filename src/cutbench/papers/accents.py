"""Accents that a PDF sets apart from their letters: before, behind or elsewhere on the line."""

import unicodedata
from collections.abc import Iterator, Sequence

from cutbench.papers.chars import Char
from cutbench.papers.glyphs import ACCENTS, MARKS

ON_LETTERS = frozenset({*MARKS.values(), "\u20d7", "\u0302", "\u0303"})
EVERY = ON_LETTERS | frozenset(ACCENTS)
DOTLESS = str.maketrans("ıȷ", "ij")
WORD_GAP = 0.16  # what parts words, in units of the font size


def with_accents(chars: Sequence[Char]) -> list[Char]:
    """Return characters with each accent on the letter over which it stands: '˜t' is the top squark t̃, no top quark.

    A sign that may be an accent, such as ~, stays if it stands over no letter; a mere mark without one says nothing.
    """
    if not any(char.text in EVERY for char in chars):
        return list(chars)
    found: list[Char | None] = list(chars)
    for place, char in enumerate(chars):
        if char.text in EVERY:
            base = next((at for at in _near(place, len(chars)) if _carries(found[at], char)), None)
            if base is not None:
                found[base] = _joined(found[base], char)  # type: ignore[arg-type]
            if base is not None or char.text in ON_LETTERS:
                found[place] = None
    return list(_without_jumps(found))


def _near(place: int, count: int) -> Iterator[int]:
    """Yield the places of a line from an accent outwards, what follows it first."""
    for step in range(1, count):
        yield from (at for at in (place + step, place - step) if 0 <= at < count)


def _carries(letter: Char | None, accent: Char) -> bool:
    """Whether an accent stands over a letter of about its size."""
    return (
        letter is not None
        and letter.text[:1].isalpha()
        and letter.left <= (accent.left + accent.right) / 2 <= letter.right
        and 0.7 * letter.size < accent.size < 1.5 * letter.size
    )


def _joined(letter: Char, accent: Char) -> Char:
    mark = ACCENTS.get(accent.text, accent.text)
    return letter._replace(text=unicodedata.normalize("NFC", letter.text.translate(DOTLESS) + mark))


def _without_jumps(chars: Sequence[Char | None]) -> Iterator[Char]:
    """Yield what is left, without the blanks that pdfium saw in the jumps to accents and back."""
    last: Char | None = None
    for place, char in enumerate(chars):
        if char is None:
            continue
        if char.text.isspace():
            beside = any(chars[at] is None for at in (place - 1, place + 1) if 0 <= at < len(chars))
            behind = next((one for one in chars[place:] if one and not one.text.isspace()), None)
            if beside and last and behind and behind.left - last.right < WORD_GAP * last.size:
                continue
        else:
            last = char
        yield char
