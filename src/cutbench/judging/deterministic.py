"""The judge without a model: statements compared part by part, always with the same verdict."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from cutbench.benchmarks import Benchmark
from cutbench.judging.bins import Asked
from cutbench.judging.placing import Placing
from cutbench.judging.regions import EVERYWHERE, Regions
from cutbench.language import Analysis, Match, Statement, print_line
from cutbench.reading import Reader, Reading, kind_of
from cutbench.schema.cuts import CuratedCut, Cut, CutList
from cutbench.schema.verdicts import CuratedJudgement, ExtractedJudgement, ExtractedVerdict, Judgement


@dataclass(frozen=True)
class Form:
    """One way of stating a curated cut."""

    parts: tuple[Statement, ...]


@dataclass(frozen=True)
class Link:
    """How a part of an extracted cut stands to the `part` in the `form`-th form of a curated one.

    What is the same `elsewhere` is said of more regions, or of fewer, or of all events.
    """

    curated: str
    form: int
    part: int
    match: Match
    words: str
    elsewhere: bool = False


Place = tuple[str, int, int, Form]  # curated cut, number of the form, number of the part in it


class DeterministicJudge:
    """Compares cut lists with one curated list. Cuts that have no statements of their own are read by `reader`.

    `analysis` says which regions there are and which take which.
    """

    def __init__(
        self,
        curated: Sequence[CuratedCut],
        true_but_not_scored: Sequence[CuratedCut],
        reader: Reader,
        analysis: Analysis | None = None,
    ) -> None:
        self.curated, self.language, self._reader = curated, reader.language, reader
        self._regions = Regions.of(analysis or Analysis(()), reader.language.equal)
        self._forms = {cut.id: self._accepted(cut) for cut in curated}
        self._extra = {cut.id: self._accepted(cut) for cut in true_but_not_scored}
        parts = (part for forms in self._forms.values() for part in forms[0].parts)
        self._asked = Asked.by(self.language, self._regions, parts)
        self._places: dict[str, list[Place]] = {}
        for name, forms in {**self._forms, **self._extra}.items():
            for index, form in enumerate(forms):
                for part, wanted in enumerate(form.parts):
                    for quantity in self.language.quantities(wanted):
                        self._places.setdefault(quantity, []).append((name, index, part, form))
        self._names = {cut.id: cut.text for cut in (*curated, *true_but_not_scored)}

    @classmethod
    def of(cls, benchmark: Benchmark, reader: Reader) -> Self:
        """Return the judge of a benchmark."""
        return cls(benchmark.cuts, benchmark.true_but_not_scored, reader, benchmark.analysis)

    def judge(self, extracted: CutList, by_people: Mapping[str, Sequence[str]] | None = None) -> Judgement:
        """Return the verdict on every curated and every extracted cut, each with its reason.

        `by_people` are statements that people read in lines without any, by the id of the line; they come before those
        of the reader.
        """
        said, extracted = by_people or {}, self._asked.in_known_bins(extracted)
        read = {cut.id: self._read(cut, said.get(cut.id, ())) for cut in extracted.cuts}
        stated = {cut.id: self._placed(cut, read[cut.id], extracted) for cut in extracted.cuts}
        placing = Placing(self.language, self._regions, stated, [*self._forms.values(), *self._extra.values()])
        placed = {cut.id: placing.of([form.parts for form in self._forms[cut.id]]) for cut in self.curated}
        whole = {name for name, place in placed.items() if place.regions}
        links = {name: [self._links_of(part, whole) for part in parts] for name, parts in stated.items()}
        found = {
            name: self._judge_extracted(links[name], stated[name], read[name].why_unread).model_copy(
                update={"statements": read[name].statements, "reader": read[name].reader}
            )
            for name in stated
        }
        return Judgement(
            repeat=0,
            curated={
                cut.id: self._judge_curated(cut, links, found).model_copy(
                    update={"values": placed[cut.id].values, "regions": placed[cut.id].regions}
                )
                for cut in self.curated
            },
            extracted=found,
            regions=tuple(sorted(self._regions.leaves)),
            regions_found=placing.regions_found([self._forms[cut.id][0].parts for cut in self.curated]),
            contradictions=placing.contradictions(),
            curated_order=tuple(cut.id for cut in self.curated),
            extracted_order=tuple(cut.id for cut in extracted.cuts),
        )

    def _accepted(self, cut: CuratedCut) -> list[Form]:
        """The cut's own statements, and others that say the same."""
        return [Form(self.language.parts(form)) for form in cut.forms]

    def _read(self, cut: Cut, by_people: Sequence[str]) -> Reading:
        """An extracted cut's own statements, else what its words say: to people, or to the reader."""
        if cut.statements:
            return Reading(cut.statements, "language")
        if by_people:
            return Reading(tuple(by_people), "person")
        read = self._reader.read(cut.text, kind_of(cut.object))
        if read.statements or not cut.comments:
            return read
        return self._reader.read(f"{cut.text}. {cut.comments}", kind_of(cut.object))

    def _placed(self, cut: Cut, read: Reading, extracted: CutList) -> tuple[Statement, ...]:
        """Return the parts of an extracted cut in the regions that they are said of, by the names of the benchmark."""
        named = self._regions.named_by(cut.regions, extracted)
        placed = []
        for part in self.language.parts(read.statements):
            in_region = part.head.kind == "region"
            heads = [self._regions.head(part.head.name)] if in_region else named if part.head.kind == "event" else []
            placed += [replace(part, head=head) for head in heads] or [part]
        return tuple(dict.fromkeys(placed))

    def _links_of(self, stated: Statement, whole: Container[str]) -> list[Link]:
        """Return how a part of an extracted cut stands to the curated ones.

        Of a `whole` one, all lines together state it of its regions and of no others: there each is as good as said.
        """
        links = []
        for curated, index, part, form in self._candidates(stated):
            match = self.language.match(stated, form.parts[part])
            elsewhere = match is not Match.SAME and self._elsewhere(stated, form.parts[part])
            if elsewhere:
                match = Match.SAME if curated in whole else Match.PARTIAL
            if match is Match.NONE:
                continue
            links.append(Link(curated, index, part, match, print_line(stated.line, stated.head), elsewhere))
        return _without_refuted(links)

    def _elsewhere(self, stated: Statement, wanted: Statement) -> bool:
        """Whether two parts ask for the same, one of them of a region that the other one's region takes."""
        mine, theirs = (self.language.equal.head(part.head) for part in (stated, wanted))
        of_events = {mine.kind, theirs.kind} <= {"event", "region"}
        if not of_events or mine == theirs or not self._regions.related(mine, theirs):
            return False
        stated, wanted = (replace(part, head=EVERYWHERE) for part in (stated, wanted))
        return self.language.match(stated, wanted) is Match.SAME

    def _candidates(self, stated: Statement) -> list[Place]:
        """What may be related at all: parts that share a quantity."""
        places = [place for name in self.language.quantities(stated) for place in self._places.get(name, ())]
        return sorted({place[:3]: place for place in places}.values(), key=lambda place: place[:3])

    def _judge_extracted(
        self, links: list[list[Link]], stated: Sequence[Statement], why_unread: str
    ) -> ExtractedJudgement:
        if not links:
            return ExtractedJudgement(verdict="unread", reason=why_unread)
        best = [max(of_one, key=lambda link: link.match) for of_one in links if of_one]
        only_partly = {link.curated for link in best if link.match is Match.PARTIAL}
        only_partly |= self._stated_otherwise(links, stated)
        order: list[tuple[Match, bool, ExtractedVerdict]] = [
            (Match.CONFLICT, True, "contradictory"),
            (Match.SAME, True, "correct"),
            (Match.SAME, False, "extra_true"),
            (Match.PARTIAL, True, "partial"),
            (Match.PARTIAL, False, "extra_true"),
        ]
        for match, scored, verdict in order:
            for link in best:
                if link.match is Match.SAME and link.curated in only_partly:
                    continue
                if link.match is match and (link.curated in self._forms) is scored:
                    reason = f"{link.words}: {verdict.replace('_', ' ')}, see '{self._names[link.curated]}'"
                    return ExtractedJudgement(verdict=verdict, against=link.curated, reason=reason)
        return ExtractedJudgement(verdict="unsupported", reason="the curated list says nothing about it")

    def _stated_otherwise(self, links: list[list[Link]], stated: Sequence[Statement]) -> set[str]:
        """Return the curated cuts of whose quantity a part says something that they do not, such as another case."""
        alone = [part for part, of_one in zip(stated, links, strict=True) if not of_one]
        return {
            name
            for part in alone
            for name, forms in self._forms.items()
            if any(self.language.one_quantity(part, wanted) for wanted in forms[0].parts)
        }

    def _judge_curated(
        self, cut: CuratedCut, links: dict[str, list[list[Link]]], found: dict[str, ExtractedJudgement]
    ) -> CuratedJudgement:
        mine = [
            (extracted, link)
            for extracted, of_all in links.items()
            for of_one in of_all
            for link in of_one
            if link.curated == cut.id
        ]
        same = [(extracted, link) for extracted, link in mine if link.match is Match.SAME]
        matches = tuple(dict.fromkeys(extracted for extracted, _ in same))
        stated = {(link.form, link.part) for _, link in same}
        if any(
            {(index, part) for part in range(len(form.parts))} <= stated
            for index, form in enumerate(self._forms[cut.id])
        ):
            return CuratedJudgement(verdict="found", matches=matches, reason="stated with all its values")
        partly = tuple(dict.fromkeys(e for e, link in mine if link.match is Match.PARTIAL))
        if matches or partly:
            return CuratedJudgement(
                verdict="partial", matches=matches + partly, reason="stated in part, or without its value"
            )
        against = tuple(
            extracted
            for extracted, judgement in found.items()
            if judgement.verdict == "contradictory" and judgement.against == cut.id
        )
        if against:
            return CuratedJudgement(verdict="contradicted", matches=against, reason=found[against[0]].reason)
        return CuratedJudgement(verdict="missing", reason="no extracted cut states it")


def _without_refuted(links: list[Link]) -> list[Link]:
    """Where a part is the same as one curated cut, its conflicts with others are about something else."""
    if any(link.match is Match.SAME or link.elsewhere for link in links):
        return [link for link in links if link.match is not Match.CONFLICT]
    return links
