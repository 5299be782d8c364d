"""Requirements of other analyses, of which the curated list says nothing."""

from collections.abc import Iterable, Iterator, Sequence

from cutbench.benchmarks import Benchmark
from cutbench.judging.lists import Decoy
from cutbench.language import Analysis, Language, relate
from cutbench.language.tree import Head, Name, Statement, Take, walk

IS_THERE = "event: select size({name}) >= 1"


def find_decoys(benchmark: Benchmark, others: Iterable[Benchmark]) -> list[Decoy]:
    """Return the curated cuts of `others` that a benchmark's list neither has nor has anything to do with.

    Left out is what is about a kind of object that the list speaks of; what is the same as one of its cuts, says more
    or less than it, or contradicts it; and what is made of objects that it vetoes, such as pairs of leptons.
    """
    language = benchmark.language.opened()
    own = (*benchmark.cuts, *benchmark.true_but_not_scored)
    objects = {cut.object for cut in own} - {"Event"}
    forms = [[language.parse(text) for text in form] for cut in own for form in cut.forms]

    def fits(decoy: Decoy, needed: Iterable[Statement]) -> bool:
        if decoy.object in objects or _relations(decoy.statements, forms, language) != {"different"}:
            return False
        return not any("contradicts" in _relations([one], forms, language) for one in needed)

    return [decoy for other in others for decoy, needed in _cuts_of(other) if fits(decoy, needed)]


def _cuts_of(benchmark: Benchmark) -> Iterator[tuple[Decoy, list[Statement]]]:
    """Yield each cut with what has to be in an event for it to mean something."""
    language = benchmark.language.opened()
    for cut in benchmark.cuts:
        statements = tuple(map(language.parse, cut.statements))
        names = dict.fromkeys(name for one in statements for name in _parts(one.head, benchmark.analysis))
        needed = [language.parse(IS_THERE.format(name=name)) for name in names]
        yield Decoy(cut.object, cut.text, statements, language), needed


def _parts(head: Head, analysis: Analysis) -> Iterator[str]:
    """Yield the name of an object or composite, and of all that it is made of."""
    if head.kind not in {"object", "composite"}:
        return
    yield head.name
    blocks = [block for block in analysis.blocks if block.head == head]
    sources = [line.source for block in blocks for line in block.lines if isinstance(line, Take)]
    names = {node.name for source in sources for node in walk(source) if isinstance(node, Name)}
    for name in sorted(names - {head.name}):
        for kind in ("object", "composite"):
            yield from _parts(Head(kind, name), analysis)


def _relations(statements: Sequence[Statement], forms: Iterable[list[Statement]], language: Language) -> set[str]:
    """Return in which relations statements are to forms of curated cuts."""
    return {relate(statements, form, language.names, language.equal) for form in forms}
