"""What the curated list says, held against itself: words against statements, one cut against another."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from cutbench.benchmarks import Benchmark, Fault, Weight
from cutbench.benchmarks.folder import EXAMPLES
from cutbench.errors import CutbenchError
from cutbench.judging import DeterministicJudge
from cutbench.language import Head, Language, Statement
from cutbench.language.tree import Name, Reject, Select, Take, This, walk
from cutbench.reading import Reader
from cutbench.schema.cuts import CuratedCut, Cut, CutList
from cutbench.schema.verdicts import ExtractedJudgement
from cutbench.selection import Skeleton, compile_analysis, skeleton_of_benchmark

Faults = Iterator[Fault]
Pair = tuple[CuratedCut, CuratedCut]


def check_statements(benchmark: Benchmark, cuts: Sequence[CuratedCut], pairs: Sequence[Pair], cut_file: Path) -> Faults:
    """Yield what contradicts itself in a list of cuts; `pairs` are those that contradict each other."""
    for cut in cuts:
        if not benchmark.language.can_hold(cut.statements):
            yield Fault(benchmark.selection, f"nothing can fulfil it: {_said(cut)}", cut.id)
        yield from _accepted(benchmark.language, cut, cut_file)
    for one, other in pairs:
        yield Fault(benchmark.selection, f"contradicts {one.id}: '{_said(other)}' and '{_said(one)}'", other.id)
    yield from _words(benchmark, cuts, cut_file)


def check_blocks(benchmark: Benchmark) -> Faults:
    """Yield lines about all instances that a block takes, where the one that is looked at may be meant."""
    for block in benchmark.analysis.blocks:
        taken = ""
        for line in block.lines:
            if isinstance(line, Take) and isinstance(line.source, Name):
                taken = line.source.name
            elif isinstance(line, (Select, Reject)) and block.head.kind == "object":
                parts = list(walk(line))
                if Name(taken) in parts and This() not in parts:
                    message = f"{taken} is every {taken} of the event here; write this for the {block.head.name} itself"
                    yield Fault(benchmark.selection, message, line.cut or block.head.name, weight="warning")


def _said(cut: CuratedCut) -> str:
    return "; ".join(cut.statements)


def parsed(language: Language, texts: Sequence[str]) -> list[str]:
    """Return those of some statements that parse."""
    found = []
    for text in texts:
        try:
            language.parse(text)
        except CutbenchError:
            continue
        found.append(text)
    return found


def with_statements(benchmark: Benchmark) -> list[CuratedCut]:
    """Return the cuts of which all statements parse."""
    language = benchmark.language
    return [cut for cut in benchmark.cuts if cut.statements and parsed(language, cut.statements) == [*cut.statements]]


def _accepted(language: Language, cut: CuratedCut, cut_file: Path) -> Faults:
    for text in parsed(language, cut.accepted):
        if language.relation([text], cut.statements) == "contradicts":
            yield Fault(cut_file, f"accepted '{text}' contradicts its own '{_said(cut)}'", cut.id)


def contradicting(benchmark: Benchmark, cuts: Sequence[CuratedCut]) -> list[Pair]:
    """Return the pairs of cuts that cannot both hold."""
    language = benchmark.language
    asked = {cut.id: _Asked.of(language, language.parts(cut.statements)) for cut in cuts}
    return [
        (one, other)
        for one, other in itertools.combinations(cuts, 2)
        if asked[one.id].meets(asked[other.id]) and language.relation(one.statements, other.statements) == "contradicts"
    ]


@dataclass(frozen=True)
class _Asked:
    """What the parts of a cut are about: quantities, and regions, none where not all of them stand in one."""

    quantities: frozenset[str]
    regions: frozenset[Head]

    @classmethod
    def of(cls, language: Language, parts: Sequence[Statement]) -> Self:
        regions = frozenset(part.head for part in parts if all(one.head.kind == "region" for one in parts))
        return cls(frozenset().union(*map(language.quantities, parts)), regions)

    def meets(self, other: Self) -> bool:
        """Whether two cuts ask something of the same quantity, and not each in regions of its own."""
        apart = self.regions and other.regions and not self.regions & other.regions
        return bool(self.quantities & other.quantities) and not apart


def _words(benchmark: Benchmark, cuts: Sequence[CuratedCut], cut_file: Path) -> Faults:
    """Yield words of a cut that would be judged wrong in a list, and wrong ones that would be judged right."""
    judge = DeterministicJudge(cuts, (), Reader(benchmark.language.opened()))
    said = [
        (cut, key, words)
        for cut in cuts
        for key, texts in (
            ("text", (cut.text,)),
            ("alternates", cut.alternates),
            ("contradictions", cut.contradictions),
        )
        for words in texts
    ]
    listed = [Cut(id=f"c{n}", object=cut.object, text=words) for n, (cut, _, words) in enumerate(said)]
    found = judge.judge(CutList(cuts=tuple(listed))).extracted
    for n, (cut, key, words) in enumerate(said):
        problem = _misjudged(cut, key, found[f"c{n}"])
        if problem:
            read = "; ".join(found[f"c{n}"].statements)
            # The other wordings are for judges that are models: rules may read them wrong.
            weight: Weight = "fault" if key == "text" and "contradicts" in problem else "warning"
            yield Fault(cut_file, f"{key}: '{words}' is read as '{read}', {problem}", cut.id, weight=weight)


def _misjudged(cut: CuratedCut, key: str, found: ExtractedJudgement) -> str:
    own = found.against == cut.id
    if key == "contradictions":
        return "which is what the cut says" if own and found.verdict == "correct" else ""
    if found.verdict == "contradictory":
        return f"which contradicts {repr(_said(cut)) if own else f'cut {found.against}'}"
    if key == "text" and found.statements and not (own and found.verdict == "correct"):
        return "which does not count as this cut; accept it, or say it otherwise"
    return ""


def check_examples(benchmark: Benchmark, cuts: Sequence[CuratedCut]) -> Faults:
    """Yield the examples that show a model what a cut says."""
    language = benchmark.language
    for number, example in enumerate(benchmark.examples, 1):
        about = _Asked.of(language, [language.parse(text) for text in parsed(language, example["statements"])])
        for cut in cuts:
            meets = about.meets(_Asked.of(language, language.parts(cut.statements)))
            if meets and language.relation(example["statements"], cut.statements) == "same":
                message = f"says the same as cut {cut.id}, which is to be found: give another value"
                yield Fault(benchmark.folder / EXAMPLES, message, f"entry {number}", weight="warning")


def check_compiled(benchmark: Benchmark, cuts: Sequence[CuratedCut], cut_file: Path) -> Faults:
    """Yield the statements, and those that are accepted in their place, that cannot be applied to events.

    Of a benchmark for reading only none will be: that is a warning, and what is accepted may be as loose as papers are.
    """
    skeleton = skeleton_of_benchmark(benchmark)
    try:
        compile_analysis(skeleton.analysis, skeleton.language.names)
    except CutbenchError as error:
        yield Fault(benchmark.selection, f"the analysis without its cuts does not compile: {error}")
        yield Fault(benchmark.selection, "not checked after that: whether each cut compiles", weight="unchecked")
        return
    for cut in cuts:
        for fault in _compiled(skeleton, cut, cut.statements, benchmark.selection, ""):
            yield fault if benchmark.codes else replace(fault, weight="warning")
        for text in parsed(benchmark.language, cut.accepted) if benchmark.codes else ():
            yield from _compiled(skeleton, cut, (text,), cut_file, f"accepted '{text}': ")


def _compiled(skeleton: Skeleton, cut: CuratedCut, statements: tuple[str, ...], file: Path, what: str) -> Faults:
    problem = skeleton.runs(cut.model_copy(update={"statements": statements}))
    if problem:
        yield Fault(file, what + problem, cut.id)
