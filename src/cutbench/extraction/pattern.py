"""Reading without a model: every sentence that the parser can type is a cut. The baseline that models have to beat."""

from collections.abc import Iterator, Mapping

from cutbench.cuts import Vocabulary
from cutbench.errors import CutbenchError
from cutbench.extraction.merger import merge
from cutbench.extraction.planner import candidates
from cutbench.extraction.quoting import cuts_of_quote
from cutbench.papers import SENTENCE, body_sections
from cutbench.schema.cuts import Conflict, Cut, CutList, Quote, Visit
from cutbench.schema.documents import Block, Document


def read_by_pattern(
    main_paper: str, library: Mapping[str, Document], vocabulary: Vocabulary, max_papers: int
) -> CutList:
    """Read the main paper, then the cited ones that can be had in the order of the bibliography."""
    if main_paper not in library:
        raise CutbenchError(f"the main paper {main_paper} is not among the parsed papers: {', '.join(library)}")
    cited = [one.arxiv for one in candidates([library[main_paper]]) if one.arxiv in library]
    order = list(dict.fromkeys([main_paper, *cited]))[:max_papers]
    cuts: list[Cut] = []
    conflicts: list[Conflict] = []
    visits = []
    for paper in order:
        found = [
            cut for quote in _quotes(library[paper]) for cut in cuts_of_quote(library[paper], quote, vocabulary)[0]
        ]
        cuts, new = merge(cuts, found)
        conflicts += new
        visits.append(Visit(paper=paper, reason="in order of the bibliography", outcome="read", n_cuts=len(found)))
    return CutList(cuts=tuple(cuts), visits=tuple(visits), conflicts=tuple(conflicts))


def _quotes(document: Document) -> Iterator[Quote]:
    for section in body_sections(document):
        for block in section.blocks:
            for start, end in _pieces(block):
                text = block.text[start:end]
                place = {"page": block.page, "start": block.start + start, "end": block.start + end}
                yield Quote(paper=document.paper, text=text, match="exact", **place)


def _pieces(block: Block) -> Iterator[tuple[int, int]]:
    """Return the places of sentences, in a table those of rows."""
    start = 0
    ends = [match.span() for match in SENTENCE.finditer(block.text)] if block.kind != "table" else []
    if block.kind == "table":
        ends = [(index, index + 1) for index, character in enumerate(block.text) if character == "\n"]
    for stop, following in [*ends, (len(block.text), len(block.text))]:
        if block.text[start:stop].strip():
            yield start, stop
        start = following
