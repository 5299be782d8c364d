"""Lines of a PDF page in content order, with their sub- and superscripts."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile, zip_longest
from statistics import median

import pypdfium2 as pdfium

from cutbench.papers.accents import EVERY as ACCENTED
from cutbench.papers.accents import WORD_GAP, with_accents
from cutbench.papers.chars import Char, Turn, chars_of, inked, is_bold
from cutbench.papers.glyphs import HYPHENS
from cutbench.papers.pdfium import Box

CAPTION = re.compile(r"^(?:Figure|Fig\.|FIG\.|Table|TABLE)\s+[\dIVX]+\s*[:.|]?")
NUMBERED_CAPTION = re.compile(r"^\w+\.?\s+[\dIVX]+\s*[:.|]")
SMALL = 0.82  # a script is set in 60 to 80% of the size of its line
FEWEST_MAIN, MAIN_SHARE = 3, 0.2  # how many characters of a formula are no scripts, at least
SMALL_DIGIT, OFF_LINE = 0.65, 0.25  # the height of such a digit, and how far off the line it is, of that of others
SAME_SIZE, LONGEST_SCRIPT = 1.05, 40
STACKED, REACH = 0.35, 0.7  # how far apart scripts begin, and above or below their letter, in units of its size
SIGNS = frozenset("+-−")
HALF_LINE = 0.4  # in units of the font size; a label beside two rows is half a line lower than one of them
BARS = frozenset("|‖")
NUMERIC, DIGIT_GAP = frozenset("0123456789.,"), 0.25  # in units of the font size
ON_LINE = 0.06  # how far from the line a small capital stands at most, in units of the font size


@dataclass(slots=True)
class Line:
    """Characters on one baseline; `size` is the font size of most of them.

    `bold` says that the first is set in bold type, `bold_end` that the last is. `unread` marks what a reader of the
    page does not see, or sees as part of a drawing; `numbers` the numbers of a draft's lines, which are unread, too.
    """

    chars: list[Char] = field(default_factory=list)
    bold: bool = False
    bold_end: bool = False
    unread: bool = False
    numbers: bool = False
    size: float = 0.0
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    top: float = 0.0
    text: str = ""

    def finish(self) -> "Line":
        """Compute box, size and text from the characters."""
        chars = inked(self.chars)
        # Column by column, without a loop in Python.
        _, lefts, bottoms, rights, tops, sizes, _, _ = zip(*chars, strict=True)
        self.left, self.right = min(lefts), max(rights)
        self.size = sizes[0] if min(sizes) == max(sizes) else _main_size(sizes)
        if min(sizes) > SMALL * self.size and not _height_of_digits(chars, self.size):
            self.text = "".join([char.text for char in self.chars]).strip()
        else:
            main = [char for char in chars if char.size > SMALL * self.size] or chars
            _, _, bottoms, _, tops, _, _, _ = zip(*main, strict=True)
            self.text = with_scripts(self.chars, self.size)
        self.bottom, self.top = min(bottoms), max(tops)
        return self

    def starts_behind(self, gap: float) -> list[float]:
        """Return where text begins behind gaps wider than `gap`, in units of the font size."""
        pairs = pairwise(inked(self.chars))
        return [after.left for before, after in pairs if after.left - before.right > gap * self.size]


def box_of(parts: Sequence[Char | Line]) -> Box:
    """Return the box around characters or lines."""
    lefts, bottoms, rights, tops = zip(*[(one.left, one.bottom, one.right, one.top) for one in parts], strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def is_caption(line: Line) -> bool:
    """Whether a line begins the caption of a figure or table: 'Table 3: Yields', or 'Fig. 2' in bold type."""
    named = CAPTION.match(line.text)
    return bool(named) and (line.bold or bool(NUMBERED_CAPTION.match(line.text)))


def _main_size(sizes: Sequence[float]) -> float:
    """Return the size of most characters; in a formula, where scripts may be most, that of the others."""
    middle = median(sizes)
    larger = [size for size in sizes if SMALL * size > middle]
    return median(larger) if len(larger) >= max(FEWEST_MAIN, MAIN_SHARE * len(sizes)) else middle


def read_lines(text: pdfium.PdfTextPage, turn: Turn | None = None, others: Counter[int] | None = None) -> list[Line]:
    """Return the lines of a page in content order, text of other directions left out.

    A printed line is one `Line` although its scripts jump up and down: 'Muons need p_{T} > 25 GeV and 10^{3} events'.
    A subscript that became a line of its own would cut the requirement in two.

    Args:
        text: of the page.
        turn: makes text of another direction upright; then lines are where they stand on the turned page.
        others: takes how many characters are left out, by their direction.
    """
    handle, lines, line = text.raw, list[Line](), Line()
    chars, broken = line.chars, False
    for char, ends in chars_of(handle, turn, Counter() if others is None else others):
        if char is None:
            broken = True
            continue
        if char.text in BARS and _is_piece(chars, char):
            chars[-1] = _united(chars[-1], char)
            continue
        if not broken and chars and char.source != chars[-1].source:
            broken = _is_below(chars, char)
        if broken and not char.text.isspace():
            broken = False
            if not _goes_on(line, char):
                _close(handle, line, lines)
                line = Line()
                chars = line.chars
        if not chars:
            line.bold = is_bold(handle, char.place)
        if turn and chars:
            _part_words(line, char)
        chars.append(char)
        # pdfium marks a hyphen at a line's end and leaves out the line end after it.
        broken = broken or ends
    _close(handle, line, lines)
    return lines


def _is_piece(chars: Sequence[Char], char: Char) -> bool:
    """Whether a bar is a piece of the one before it: high bars are set one piece above the other."""
    last = chars[-1] if chars else None
    return last is not None and last.text == char.text and abs(last.left - char.left) < 1


def _is_below(chars: Sequence[Char], char: Char) -> bool:
    """Whether a character stands on another line, which pdfium does not always say, and not if text is set sideways."""
    last = _last(chars)
    if last is None or char.text.isspace() or {last.text, char.text} & ACCENTED:
        return False
    size = max(last.size, char.size)
    rise, advance = abs(last.bottom + last.top - char.bottom - char.top) / 2, char.left - last.right
    return rise > size or (rise > HALF_LINE * size and not -3 * size < advance < 1.5 * size)


def _last(chars: Sequence[Char]) -> Char | None:
    """Return the last character that is no blank."""
    return next((char for char in reversed(chars) if not char.text.isspace()), None)


def _blank(last: Char, char: Char) -> Char:
    """Return a blank in the gap between two characters."""
    return Char(" ", last.right, last.bottom, char.left, last.top, last.size, last.place)


def _united(bar: Char, piece: Char) -> Char:
    """Return a bar as high as one piece, in the middle of all."""
    middle, half = (max(bar.top, piece.top) + min(bar.bottom, piece.bottom)) / 2, (bar.top - bar.bottom) / 2
    return bar._replace(bottom=middle - half, top=middle + half)


def _part_words(line: Line, char: Char) -> None:
    """Add the blank that pdfium leaves out of text that is set sideways."""
    last = line.chars[-1]
    # Beside a narrow digit there is room, too, which parts no number.
    room = DIGIT_GAP if {last.text, char.text} & NUMERIC else WORD_GAP
    if not last.text.isspace() and not char.text.isspace() and char.left - last.right > room * last.size:
        line.chars.append(_blank(last, char))


def _close(handle: object, line: Line, lines: list[Line]) -> None:
    """Add a line that is complete, if anything is written in it."""
    line.chars = with_accents(line.chars)
    last = _last(line.chars)
    if last is not None:
        line.bold_end = line.bold and is_bold(handle, last.place)
        lines.append(line.finish())


def _goes_on(line: Line, char: Char) -> bool:
    """Whether a character stays on a line that pdfium takes to be over: scripts and accents jump up and down."""
    if not line.chars:
        return False
    last = _last(line.chars) or line.chars[-1]
    size = max(c.size for c in (*line.chars[-12:], char))
    stacked = char.size < SMALL * size and last.size < SMALL * size
    rise = abs((last.bottom + last.top) - (char.bottom + char.top)) / 2
    scripts = [last, *takewhile(lambda one: one.size <= SMALL * size, reversed(line.chars[-12:]))]
    advance = char.left - max(one.right for one in scripts)  # of two stacked scripts the first may be the longer one
    if last.text in HYPHENS:
        return False
    near = rise <= size and (-2.5 if stacked else -1.2) * size < advance < 0.9 * size
    if not near and not _is_second_script(line.chars, char):
        return False
    if advance > WORD_GAP * size and char.size > SMALL * last.size:
        line.chars.append(_blank(last, char))
    return True


def _is_second_script(chars: Sequence[Char], char: Char) -> bool:
    """Whether a character begins at a letter that has a long script already, as the T of E_{T}^{miss,track} does."""
    near = chars[: -LONGEST_SCRIPT - 1 : -1]
    script = list(takewhile(lambda one: one.size <= SAME_SIZE * char.size, near))
    if not script or len(script) == len(near):
        return False
    base, middle = near[len(script)], (char.bottom + char.top) / 2
    small = char.size < SMALL * base.size and abs(base.bottom + base.top - 2 * middle) < 2 * REACH * base.size
    return small and all(abs(char.left - place) < STACKED * base.size for place in (script[-1].left, base.right))


def with_scripts(chars: list[Char], size: float) -> str:
    """Return the text of a line with sub- and superscripts as `_{...}` and `^{...}`."""
    main, height = [], _height_of_digits(chars, size)
    if height or min([char.size for char in chars], default=size) <= SMALL * size:
        main = [char for char in chars if char.size > SMALL * size and char.text.isalnum()]
    if not main:
        return "".join([char.text for char in chars]).strip()
    middle = median((char.bottom + char.top) / 2 for char in main)
    line = median(char.bottom for char in main)
    pieces: list[str] = []
    open_script = ""
    for char, behind in zip_longest(chars, chars[1:]):
        script = open_script
        if not char.text.isspace():
            script = _script(char, size, middle, line) or (_small_digit(char, behind, height, line) if height else "")
        if script != open_script:
            pieces.append(("}" if open_script else "") + (f"{script}{{" if script else ""))
            open_script = script
        pieces.append(char.text)
    text = "".join(pieces) + ("}" if open_script else "")
    return re.sub(r"\s+\}", "} ", text).strip()


def _height_of_digits(chars: Sequence[Char], size: float) -> float:
    """Return how high digits and capitals are, 0.0 if no digit is much less high, as raised ones in some fonts are."""
    heights = [
        (char.top - char.bottom, char.text.isdigit())
        for char in chars
        if char.size > SMALL * size and (char.text.isdigit() or char.text.isupper())
    ]
    highest = max((height for height, _ in heights), default=0.0)
    return highest if any(is_digit and height < SMALL_DIGIT * highest for height, is_digit in heights) else 0.0


def _script(char: Char, size: float, middle: float, line: float) -> str:
    """Return '_' or '^' for what is set lower or higher, and smaller; small capitals stand on the line."""
    if char.size > SMALL * size or (char.text.isupper() and abs(char.bottom - line) < ON_LINE * size):
        return ""
    return "_" if (char.bottom + char.top) / 2 < middle else "^"


def _small_digit(char: Char, behind: Char | None, height: float, line: float) -> str:
    """Return '_' or '^' for a digit that is small in its font, or its sign, off the line."""
    if char.text in SIGNS and behind and behind.bottom < (char.bottom + char.top) / 2 < behind.top:
        return _small_digit(behind, None, height, line)
    small = char.text.isdigit() and char.top - char.bottom < SMALL_DIGIT * height
    if not small or abs(char.bottom - line) < OFF_LINE * height:
        return ""
    return "^" if char.bottom > line else "_"
