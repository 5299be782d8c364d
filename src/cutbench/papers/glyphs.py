"""What characters show: those of TeX's mathematical fonts, accents, and raised and lowered ones."""

import ctypes
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from pypdfium2 import raw

from cutbench.papers.pdfium import bare
from cutbench.schema.yaml_text import parse_yaml

END_HYPHENS = (0x02, 0xFFFE)  # what pdfium reports for a hyphen at a line's end
HYPHENS = "\u00ad-‐"
# Accents that stand beside their letters in a PDF, and what they are on them.
ACCENTS = {"`": "\u0300", "~": "\u0303", "∼": "\u0303", "ˆ": "\u0302", "^": "\u0302", "ˇ": "\u030c"}
MARKS = {0xA8: "\u0308", 0xAF: "\u0304", 0xB4: "\u0301", 0xB8: "\u0327", 0x2D8: "\u0306", 0x2D9: "\u0307",
         0x2DA: "\u030a", 0x2DB: "\u0328", 0x2DC: "\u0303", 0x2DD: "\u030b"}  # fmt: skip
NAME_BYTES = 128

FONT_OF = bare(raw.FPDFTextObj_GetFont, ctypes.c_void_p)
NAME_OF = bare(raw.FPDFFont_GetBaseFontName, ctypes.c_size_t)

Glyphs = Mapping[int, str]
PLAIN: Glyphs = {}


class Fonts:
    """The fonts of a page's text objects, each with what its codes show if they do not say so themselves."""

    def __init__(self) -> None:
        self._known: dict[int, Glyphs] = {}

    def glyphs_of(self, source: int) -> Glyphs:
        """Return what codes show in the font of the text object at the address `source`; {} for an ordinary font."""
        font = (FONT_OF(ctypes.c_void_p(source)) or 0) if source else 0
        found = self._known.get(font)
        if found is None:
            found = self._known[font] = _glyphs_in(_name(font)) if font else PLAIN
        return found


@lru_cache(maxsize=4096)
def letter(code: int) -> str:
    """Return a character, mathematical letters and ligatures folded to plain ones; a raised 2 becomes ^{2}."""
    if code in END_HYPHENS:
        return "\u00ad"
    if code in MARKS:
        return MARKS[code]
    character = chr(code) if code < 0x110000 else "\ufffd"
    if character in HYPHENS:
        return character
    form = unicodedata.decomposition(character)
    plain = unicodedata.normalize("NFKC", character)
    script = "^" if form.startswith("<super>") else "_" if form.startswith("<sub>") else ""
    return f"{script}{{{plain}}}" if script else plain


def unnamed(width: float, height: float, size: float) -> str:
    """Return what a character that has lost its code shows in a font of TeX, as far as its shape tells: − or ≥.

    Programs of Apple lose codes; without this, N_{jet} ≥ 5 would read as N_{jet} 5. What is neither sign is U+FFFD,
    which is unknown. All are lengths in points.
    """
    if 0.55 * size < width < 0.85 * size and height < 0.1 * size:
        return "−"
    return "≥" if 0.55 * size < width < 0.68 * size and 0.7 * size < height < 0.85 * size else "\ufffd"


@cache
def _encodings() -> list[tuple[re.Pattern[str], Glyphs]]:
    table = dict(parse_yaml(resources.files("cutbench.papers").joinpath("glyphs.yaml").read_bytes()))
    return [(re.compile(pattern), table[name]) for name, pattern in table["fonts"].items()]


@cache
def _glyphs_in(name: str) -> Glyphs:
    """Return the codes of a font by its name, which may have the tag of a subset: ABCDEF+CMMI10."""
    plain = name.rpartition("+")[2]
    return {code: sign for pattern, own in _encodings() if pattern.match(plain) for code, sign in own.items()}


def _name(font: int) -> str:
    buffer = ctypes.create_string_buffer(NAME_BYTES)
    NAME_OF(ctypes.c_void_p(font), buffer, ctypes.c_size_t(NAME_BYTES))
    return buffer.value.decode("utf-8", "replace").lower()
