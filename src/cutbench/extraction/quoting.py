"""From words to cuts: typed by the parser, and looked up in the paper."""

import re

from cutbench.cuts import Read, Vocabulary, numbers_are_quoted, plain, read_cuts
from cutbench.extraction.rows import statements
from cutbench.extraction.sentences import BULLET
from cutbench.papers import SENTENCE, find_quote
from cutbench.schema.cuts import Cut, Quote
from cutbench.schema.documents import Document

CONTEXT_CHARACTERS = 400
LIST_CHARACTERS = 2000
GENERAL = ("Event", "Lepton", "Other")


def cut_of_statement(document: Document, text: str, spoken: str, vocabulary: Vocabulary) -> Cut:
    """Return what a model stated as a cut: its words typed where they can be, and looked up in the paper.

    Where the model files it under something general, such as leptons, and its words name one object, that counts.
    """
    typed = read_cuts(text, vocabulary, spoken)
    named = {one.object for one in typed}
    if spoken in GENERAL and len(named) == 1:
        (spoken,) = named
    alike = [one for one in typed if one.object == spoken] or list(typed)
    statements = tuple(statement for one in alike for statement in one.statements)
    return Cut(id="new", object=spoken, text=text, statements=statements, quotes=(find_quote(document, text),))


def cuts_of_quote(document: Document, quote: Quote, vocabulary: Vocabulary) -> tuple[list[Cut], bool]:
    """Return the cuts that a verified quote states, and whether the parser was sure of all of them."""
    spoken = spoken_of_before(document, quote, vocabulary)
    typed = [one for text in statements(document, quote) for one in read_cuts(text, vocabulary, spoken)]
    cuts = [_cut(one, quote) for one in typed]
    supported = [cut for cut in cuts if numbers_are_quoted(cut)]
    return supported, bool(typed) and all(one.sure for one in typed)


def spoken_of_before(document: Document, quote: Quote, vocabulary: Vocabulary) -> str | None:
    """Return the object that was named last before a quote: 'they' in it means these."""
    if quote.page is None or quote.start is None:
        return None
    text = document.pages[quote.page - 1].text[max(0, quote.start - CONTEXT_CHARACTERS) : quote.start]
    for context in (introduction(document, quote), text):
        words = vocabulary.find("objects", plain(context))
        named = [word.name for word in words if word.name in {"Electron", "Muon", "Jet", "Photon"}]
        if named:
            return named[-1]
    return None


def introduction(document: Document, quote: Quote) -> str:
    """Return the sentence above the list that a quote is an item of, '' if it is none."""
    if quote.page is None or not quote.start or not BULLET.match(quote.text):
        return ""
    text = document.pages[quote.page - 1].text[max(0, quote.start - LIST_CHARACTERS) : quote.start]
    above = [part for part in re.split(r"\n+", text) if part.strip()]
    while above and BULLET.match(above[-1].strip()):
        above.pop()
    return SENTENCE.split(above[-1])[-1] if above else ""


def _cut(read: Read, quote: Quote) -> Cut:
    return Cut(id="new", object=read.object, text=read.text, statements=read.statements, quotes=(quote,))
