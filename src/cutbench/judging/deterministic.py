"""The judge without a model: typed predicates compared one by one, always with the same verdict."""

from collections.abc import Sequence
from dataclasses import dataclass

from cutbench.cuts import Vocabulary, in_words, parse_cuts
from cutbench.judging.relation import Relation, Stated, name_of, relate
from cutbench.schema.cuts import CuratedCut, Cut, CutList
from cutbench.schema.verdicts import CuratedJudgement, ExtractedJudgement, ExtractedVerdict, Judgement


@dataclass(frozen=True)
class Form:
    """One way of stating a curated cut; `whole` if it counts as all of it, else as a part."""

    stated: tuple[Stated, ...]
    whole: bool


@dataclass(frozen=True)
class Link:
    """The relation of predicate `part` in the `form`-th form of a curated cut to a predicate of an extracted one."""

    curated: str
    form: int
    part: int
    relation: Relation
    words: str


Place = tuple[str, int, int, Form]  # curated cut, number of the form, number of the predicate in it


class DeterministicJudge:
    """Compares cut lists with one curated list, which it parses once."""

    def __init__(
        self, curated: Sequence[CuratedCut], true_but_not_scored: Sequence[CuratedCut], vocabulary: Vocabulary
    ) -> None:
        self.curated, self.vocabulary = curated, vocabulary
        self._forms = {cut.id: self._accepted(cut) for cut in curated}
        self._extra = {cut.id: self._accepted(cut) for cut in true_but_not_scored}
        self._places: dict[tuple[str, bool], list[Place]] = {}
        for name, forms in {**self._forms, **self._extra}.items():
            for index, form in enumerate(forms):
                for part, wanted in enumerate(form.stated):
                    self._places.setdefault(name_of(wanted.predicate, vocabulary), []).append((name, index, part, form))
        self._names = {cut.id: cut.text for cut in (*curated, *true_but_not_scored)}

    def judge(self, extracted: CutList) -> Judgement:
        """Return the verdict on every curated and every extracted cut, each with its reason."""
        links = {cut.id: self._links(cut) for cut in extracted.cuts}
        found = {cut.id: self._judge_extracted(links[cut.id]) for cut in extracted.cuts}
        return Judgement(
            repeat=0,
            curated={cut.id: self._judge_curated(cut, links, found) for cut in self.curated},
            extracted=found,
            curated_order=tuple(cut.id for cut in self.curated),
            extracted_order=tuple(cut.id for cut in extracted.cuts),
        )

    def _accepted(self, cut: CuratedCut) -> list[Form]:
        """The cut's own predicates, then its alternates as far as they can be parsed.

        An alternate that says less of the same variable than the cut itself counts as a part of it.
        """
        own = Form(tuple(Stated(cut.object, predicate) for predicate in cut.predicates), whole=True)
        forms = [own]
        for alternate in cut.alternates:
            stated = self._parsed(alternate, cut)
            relations = {relate(one, wanted, self.vocabulary) for one in stated for wanted in own.stated}
            if stated:
                forms.append(Form(stated, whole=relations <= {Relation.NONE} or Relation.SAME in relations))
        return forms

    def _parsed(self, text: str, cut: Cut) -> tuple[Stated, ...]:
        typed = parse_cuts(text, self.vocabulary, cut.object)
        return tuple(Stated(one.object, predicate) for one in typed for predicate in one.predicates)

    def _stated(self, cut: Cut) -> tuple[Stated, ...]:
        """An extracted cut's own predicates, else what its words say."""
        own = tuple(Stated(cut.object, predicate) for predicate in cut.predicates)
        return own or self._parsed(cut.text, cut) or self._parsed(f"{cut.text}. {cut.comments}", cut)

    def _links(self, cut: Cut) -> list[list[Link]]:
        """Return, for each predicate of an extracted cut, its relations to the curated ones."""
        return [self._links_of(stated) for stated in self._stated(cut)]

    def _links_of(self, stated: Stated) -> list[Link]:
        links = []
        for curated, index, part, form in self._candidates(stated):
            relation = relate(stated, form.stated[part], self.vocabulary)
            if relation is Relation.NONE or (relation is Relation.CONFLICT and index):
                continue
            if relation is Relation.SAME and not form.whole:
                relation = Relation.PARTIAL
            links.append(Link(curated, index, part, relation, in_words(stated.predicate)))
        return _without_refuted(links)

    def _candidates(self, stated: Stated) -> list[Place]:
        """What may be related at all; a flag such as 'isolated' may be about several variables."""
        if stated.predicate.op == "flag":
            return [place for places in self._places.values() for place in places]
        return self._places.get(name_of(stated.predicate, self.vocabulary), [])

    def _judge_extracted(self, links: list[list[Link]]) -> ExtractedJudgement:
        if not links:
            return ExtractedJudgement(verdict="not_a_cut", reason="it states no requirement that could be read")
        best = [max(of_one, key=lambda link: link.relation) for of_one in links if of_one]
        order: list[tuple[Relation, bool, ExtractedVerdict]] = [
            (Relation.CONFLICT, True, "contradictory"),
            (Relation.SAME, True, "correct"),
            (Relation.SAME, False, "extra_true"),
            (Relation.PARTIAL, True, "partial"),
            (Relation.PARTIAL, False, "extra_true"),
        ]
        for relation, scored, verdict in order:
            for link in best:
                if link.relation is relation and (link.curated in self._forms) is scored:
                    reason = f"{link.words}: {verdict.replace('_', ' ')}, see '{self._names[link.curated]}'"
                    return ExtractedJudgement(verdict=verdict, against=link.curated, reason=reason)
        return ExtractedJudgement(verdict="unsupported", reason="the curated list says nothing about it")

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
        same = [(extracted, link) for extracted, link in mine if link.relation is Relation.SAME]
        matches = tuple(dict.fromkeys(extracted for extracted, _ in same))
        stated = {(link.form, link.part) for _, link in same}
        if any(
            {(index, part) for part in range(len(form.stated))} <= stated
            for index, form in enumerate(self._forms[cut.id])
        ):
            return CuratedJudgement(verdict="found", matches=matches, reason="stated with all its values")
        partly = tuple(dict.fromkeys(e for e, link in mine if link.relation is Relation.PARTIAL))
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
    """Where a predicate is the same as one curated cut, its conflicts with others are about something else."""
    if any(link.relation is Relation.SAME for link in links):
        return [link for link in links if link.relation is not Relation.CONFLICT]
    return links
