"""Reading without a model: every sentence that rules can read is a cut. The baseline that models have to beat."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from cutbench.errors import CutbenchError
from cutbench.extraction.asides import flat, is_about_triggers, is_aside, is_online
from cutbench.extraction.chunks import blocks_on_selection
from cutbench.extraction.merger import merge
from cutbench.extraction.planner import candidates
from cutbench.extraction.quoting import cuts_of_quote, introduction
from cutbench.extraction.regions import END, Regions, regions_of, with_ancestors
from cutbench.extraction.rows import table_at
from cutbench.extraction.sentences import sentences_of
from cutbench.language import tree as t
from cutbench.papers import read_excerpt
from cutbench.reading import Reader, Reading, may_require
from cutbench.schema.cuts import Conflict, Cut, CutList, Region, Visit
from cutbench.schema.documents import Document


def read_by_pattern(
    main_paper: str,
    library: Mapping[str, Document],
    texts: Reader,
    max_papers: int,
    order: Sequence[str] = (),
) -> CutList:
    """Read the main paper, then others that can be had: in the order given, else in that of the bibliography."""
    if main_paper not in library:
        raise CutbenchError(f"the main paper {main_paper} is not among the parsed papers: {', '.join(library)}")
    cited = order or [one.arxiv for one in candidates([library[main_paper]]) if one.arxiv in library]
    papers = list(dict.fromkeys([main_paper, *cited]))[:max_papers]
    cuts: list[Cut] = []
    regions: dict[str, Region] = {}
    conflicts: list[Conflict] = []
    visits = []
    reason = "in the order given" if order else "in order of the bibliography"
    for paper in papers:
        document = library[paper]
        of_paper = regions_of(document)
        regions = of_paper.known | regions
        found = [cut for cut in _cuts_of(paper, document, texts, of_paper) if cut.statements]
        cuts, new = merge(cuts, found, texts.language, main_paper, regions)
        conflicts += new
        visits.append(Visit(paper=paper, reason=reason, outcome="read", n_cuts=len(found)))
    named = with_ancestors(regions, (name for cut in cuts for name in cut.regions))
    return CutList(cuts=tuple(cuts), regions=named, visits=tuple(visits), conflicts=tuple(conflicts))


def read_text(text: str, heading: str, texts: Reader) -> Reading:
    """Read a piece of a paper by itself: a sentence, a paragraph, a list or a table with bars.

    Returns:
        What it requires, of the regions that it names; what may be a requirement as well and is not read stands in
        `left_over`.
    """
    document = read_excerpt(text, heading)
    cuts = list(_cuts_of(document.paper, document, texts, regions_of(document)))
    said = tuple(dict.fromkeys(line for cut in cuts for line in cut.statements))
    unread = tuple(dict.fromkeys(cut.text for cut in cuts if not cut.statements and may_require(cut.text)))
    if not said:
        return Reading(problem="no requirement is sure", left_over=unread)
    return Reading(said, "model" if texts.model else "rules", left_over=unread)


def _cuts_of(paper: str, document: Document, texts: Reader, regions: Regions) -> Iterator[Cut]:
    """Yield the cuts of a paper, and quotes in which a requirement may be unread."""
    blocks = takewhile(lambda one: not END.match(one[0]), blocks_on_selection(document))
    for quote in sentences_of(paper, (block for _, block in blocks)):
        text = flat(f"{introduction(document, quote)} {quote.text}")
        aside = is_aside(flat(quote.text)) or is_aside(text)
        if aside and not table_at(document, quote):
            continue
        for cut in cuts_of_quote(document, quote, texts, regions):
            of_others = (aside and not cut.regions) or _is_of_triggers(cut, text)
            if not of_others and not _leaves_bounds_open(cut, texts):
                yield cut


def _is_of_triggers(cut: Cut, text: str) -> bool:
    """Whether it is a trigger that the events need not have passed, or what one asks for."""
    return is_about_triggers(text) if _asks_for_trigger(cut) else is_online(text)


def _leaves_bounds_open(cut: Cut, texts: Reader) -> bool:
    """Whether it compares with a symbol that only other sentences, or a table, give a value: 'I < I_1'."""
    nodes = (node for line in cut.statements for node in t.walk(texts.language.parse(line)))
    bounds = [(node.low, node.high) for node in nodes if isinstance(node, t.Interval)]
    return any(isinstance(bound, t.Symbol) for both in bounds for bound in both)


def _asks_for_trigger(cut: Cut) -> bool:
    return any(statement.startswith("event: select trigger(") for statement in cut.statements)
