"""Prose to statements: the requirements that a sentence surely states, also where not all of it is understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.language import Language
from cutbench.language import tree as t
from cutbench.language.tree import transformed
from cutbench.reading.asides import without_asides
from cutbench.reading.blocks import statements_of
from cutbench.reading.coreference import with_names
from cutbench.reading.data import words
from cutbench.reading.demands import said_as_demanded
from cutbench.reading.doubts import (
    doubt_beside,
    doubt_of_definition,
    doubt_of_one_and_all,
    doubt_of_place,
    doubt_of_scope,
    doubt_of_the_kept,
    doubt_of_what_is_asked,
    is_of_no_need,
)
from cutbench.reading.grammar import asks_symbol, said_of
from cutbench.reading.items import Obj
from cutbench.reading.lexicon import categories_at, load_lexicon, objects_at
from cutbench.reading.normal import Token
from cutbench.reading.owners import is_reduced, lacks_owner
from cutbench.reading.parsing import DEFINITE, EVENTS, chart_of, inside_phrases
from cutbench.reading.regions import region_at, regions_in
from cutbench.reading.rules import LONGEST_TEXT, Read
from cutbench.reading.scope import doubt_of_reach
from cutbench.reading.subjects import doubt_of_part
from cutbench.reading.unknown import written

ENDS = {",", ";", ":", "."}
# What nobody has understood and has one of these could turn round, narrow or widen what stands beside it.
TELLING = {"num", "op", "behind", "outside",
           "not", "none", "veto", "drop", "unless", "excluding", "else", "only_if",
           "either", "or", "zveto", "itis", "asare", "no cut", "/", "*", "+", "isol", "sum", "ratio",
           "difference", "bar", "trig", "changed", "changing", "exempt", "unasked", "rest", "failing", "unclear",
           "mayfail", "supposed", "nonewhich"}  # fmt: skip
GOING = {"veto", "drop", "none", "mayfail"}  # what goes, or is not there
ASKING = {"num", "op", "behind", "none", "veto", "drop", "flag", "both", "trig"}
NARROWING = {"if", "all", "any"}
REQUIRING = {"num", "behind", "not", "none", "unless", "excluding", "else", "only_if"}
QUANTITIES = {"prop", "qty", "fn", "symbol", "sum", "both"}
FLAVOURS = {"electron", "muon"}  # of which a text may speak as leptons
REASONS = {"because", "since"}
EXTREMES = {"fn", "min", "max", "nearest", "lesser", "sum", "ratio", "difference"}  # of what stands behind them
CHOOSING = {"or", "either", "failing", "or_of", "some"}
CHANGING = {"changed", "changing", "exempt"}  # what was said before
COMPARED = {"<", ">", "≤", "≥", "=", "≠"}
ROUNDS = 4  # of taking apart what states nothing
BARE = 0.55  # the cost of a number of objects without a word such as exactly


@dataclass(frozen=True)
class Island:
    """A stretch of a sentence that makes sense by itself."""

    start: int
    end: int
    cost: float
    sentence: tuple[Any, bool, Any]

    @property
    def is_open(self) -> bool:
        """Whether it does not say itself what it is about."""
        return self.sentence[0] is not None and lacks_owner(self.sentence[0])


def read_passage(text: str, language: Language, kind: str = "event") -> Read:
    """Read one sentence of a paper.

    Args:
        text: as it stands there.
        language: the names that statements may use.
        kind: the object that the sentences before were about; `event` for none.

    Returns:
        The requirements that are sure; what may be a requirement too stands in `left_over`.
    """
    if len(text) > LONGEST_TEXT:
        return Read(problem="longer than a sentence with cuts")
    tokens = with_names(written(text, language))
    sentence = Sentence(without_asides(tokens), tokens)
    found: list[str] = []
    taken = [False] * len(sentence.tokens)
    for island, statements in sentence.requirements(language, kind):
        found += statements
        taken[island.start : island.end] = [True] * (island.end - island.start)
    if doubt := doubt_of_reach(tokens, found) or doubt_of_part(tokens, found):
        return Read(problem=doubt)
    left_over = tuple(
        token.text for place, token in enumerate(sentence.tokens) if not taken[place] and sentence.asks(place)
    )
    return Read(tuple(dict.fromkeys(found)), "" if found else "no requirement is sure", left_over)


class Sentence:
    """The tokens of a sentence, what each may be, and what may stand where."""

    def __init__(self, tokens: Sequence[Token], written: Sequence[Token]) -> None:
        self.tokens = tokens
        self._written = written
        self._asides = [one for one in written if one not in set(tokens)]
        self._chart, unknown = chart_of(tokens)
        self._unknown = set(unknown)
        inside = inside_phrases(tokens)
        self._says = [{"skip"} if place in inside else categories_at(tokens, place) for place in range(len(tokens))]
        self._senseless = set[Island]()
        self._unasked = self._not_asked()
        self._stated: dict[Island, list[str]] = {}
        self._doubtful = set[int]()  # places of what may mean something else: no part of it is read either
        self._lay_out()

    def _lay_out(self) -> None:
        """Cover the sentence with islands, and see where its clauses begin then."""
        self._cover = self._best_cover()
        self._covered = {place for one in self._cover for place in range(one.start, one.end)}
        self._begins = self._clauses()

    def _not_asked(self) -> set[int]:
        """'Electrons need not be isolated, but ...': the places up to the next comma, where nothing is asked."""
        found = set[int]()
        for place, says in enumerate(self._says):
            if "unasked" in says:
                ends = (at for at in range(place, len(self.tokens)) if self.tokens[at].text in ENDS)
                found |= set(range(place, next(ends, len(self.tokens))))
        return found

    def asks(self, place: int) -> bool:
        """Whether a word may be part of a requirement, as a name in code that nothing is known of may be a flag."""
        return bool(self._says[place] & ASKING) or self._is_unknown_name(place)

    def _is_unknown_name(self, place: int) -> bool:
        return "_" in self.tokens[place].text and place in self._unknown

    def tells(self, place: int) -> bool:
        """Whether a word may change the meaning of its neighbours."""
        if self._is_unknown_name(place):
            return True
        definite = place > 0 and self.tokens[place - 1].text.lower() in DEFINITE
        if definite and self._says[place] == {"num"} and self.tokens[place].kind == "word":
            return False  # the two candidates
        return bool(self._says[place] & (TELLING if self._has_trigger else TELLING - {"trig"}))

    @cached_property
    def _has_trigger(self) -> bool:
        """Whether 'diphoton' and such words may be names of triggers."""
        return any("trigger" in says for says in self._says)

    @property
    def _is_code(self) -> bool:
        """Whether something is called by its name in a module, as ak.sum(...): what stands in it may be counted."""
        rows = zip(self.tokens, self.tokens[1:], self.tokens[2:], strict=False)
        return any(
            dot.text == "." and dot.glued and name.kind == "word" and name.glued and call.text == "("
            for dot, name, call in rows
        )

    @property
    def _is_of_a_collaboration(self) -> bool:
        """'CMS uses muons with ...': what some collaboration does."""
        first = [one.text for one in self.tokens[:2]]
        return (
            len(first) > 1 and first[0] in words()["collaborations"] and first[1].endswith("s") and first[1].islower()
        )

    def requirements(self, language: Language, kind: str) -> Iterator[tuple[Island, list[str]]]:
        """Yield what is sure, with its statements. What makes sense as words and states nothing is read in parts."""
        for _ in range(ROUNDS):
            senseless = {one for one in self._cover if not self._statements(one, language, kind)}
            if not senseless:
                break
            self._senseless |= senseless
            self._lay_out()
        yield from ((one, self._statements(one, language, kind)) for one in self._clear())

    def _statements(self, island: Island, language: Language, kind: str) -> list[str]:
        if island not in self._stated:
            try:
                said = statements_of(self.with_subject(island, kind), language, kind)
                doubt = self._doubt(island, said, language, kind)
                self._doubtful |= set(range(island.start, island.end)) if doubt else set()
                self._stated[island] = [] if doubt else said
            except CutbenchError:
                self._stated[island] = []
        return self._stated[island]

    def _doubt(self, island: Island, said: Sequence[str], language: Language, kind: str) -> str:
        begin, end = self._clause(island.start)
        clause = self.tokens[begin : max(end, island.end)]
        return (
            doubt_of_the_kept(said, self.tokens, language)
            or doubt_of_one_and_all(said, self.tokens)
            or doubt_of_place(clause)
            or doubt_of_scope(clause, said)
            or doubt_beside(self._asides, said, kind, language)
            or doubt_of_definition(self._written, said, language)
            or doubt_of_what_is_asked(said, language)
        )

    def _clear(self) -> Iterator[Island]:
        """Yield what covers most of the sentence, without what stands beside words that may change its meaning."""
        said = self._words
        if self.tokens and (self.tokens[0].text.lower() in words()["captions"] or said & set(words()["elsewhere"])):
            return
        if any("defines" in says for says in self._says) or self._is_code or self._is_of_a_collaboration:
            return
        placed = any("placed" in says for at, says in enumerate(self._says) if at not in self._covered)
        if placed or (said & set(words()["places"]) and not self._region_before(len(self.tokens))):
            return  # of a region without a name that is known
        if is_of_no_need(self.tokens) or self._is_of_thresholds:
            return
        found: list[Island] = []
        for island in self._cover:
            clear = self._is_clear_before(island) and self._is_clear_behind(island)
            clear = clear and not (
                self._may_go(island) or self._is_part_of_choice(island) or self._is_conditional(island)
            )
            clear = clear and not (self._is_changed(island) or self._is_one_of_two(island))
            clear = clear and not (self._is_of_trigger(island) or self._is_of_some_events(island))
            if clear and self._is_demanded(island) and not self._is_of_unknown_two(island):
                found.append(island)
        found = [one for one in found if not self._is_beside_unclear_veto(one, found)]
        found = [one for one in found if not self._doubtful & set(range(one.start, one.end))]
        read = {place for one in found for place in range(one.start, one.end)}
        if not any(says & CHOOSING for place, says in enumerate(self._says) if place not in read):
            yield from found  # with an 'or' that is not understood, what is read may be one of two things

    def _is_beside_unclear_veto(self, island: Island, found: Sequence[Island]) -> bool:
        """'A veto on ... with pT > 10 GeV': what stands in one clause with a veto that is not read may belong to it."""
        begin, end = self._clause(island.start)
        others = (one for one in self._cover if begin <= one.start < end and one not in found)
        return any(one.sentence[1] for one in others)

    def _may_go(self, island: Island) -> bool:
        """'Tracks with A, with B, or with C are left out', 'we reject A, and those with B': how much of it goes?"""
        if island.sentence[1]:
            after = self._next(island, -1)
            return after is not None and not after.sentence[1] and self._is_one_row(after, island)
        if self._goes_as_well(island):
            return True
        purpose = range(self._clause(island.start)[0], self._after_purpose(island))  # 'are suppressed by requiring ...'
        left = set(range(len(self.tokens))) - self._covered - set(purpose)
        if any(self._says[place] & GOING for place in left):
            return True
        before, behind = self._next(island, -1), self._next(island, 1)
        row = behind is not None and behind.sentence[1] and self._is_one_row(island, behind)
        gap = {one.text.lower() for one in self.tokens[before.end : island.start]} if before else set()
        return bool(row or (before and before.sentence[1] and "those" in gap))

    def _goes_as_well(self, island: Island) -> bool:
        """'Jets with A are removed, as are jets with B', 'events for which A and B are rejected'."""
        before, behind = self._next(island, -1), self._next(island, 1)
        gap = [one.text.lower() for one in self.tokens[before.end : island.start]] if before else []
        alike = any(pair in {("as", "are"), ("as", "is"), ("as", "well")} for pair in pairwise(gap))
        begin, end = self._clause(island.start)
        relative = {"which", "where", "whose"} & {one.text.lower() for one in self.tokens[begin : island.start + 1]}
        joined = behind and behind.sentence[1] and behind.start < end and relative
        return bool((before and before.sentence[1] and alike) or joined)

    def _next(self, island: Island, step: int) -> Island | None:
        place = self._cover.index(island) + step
        return self._cover[place] if 0 <= place < len(self._cover) else None

    def _is_one_row(self, island: Island, other: Island) -> bool:
        """Whether nothing says that something is demanded before a second island begins, as in 'with A, or with B'."""
        said = {one.text.lower() for one in self.tokens[island.start : other.start]}
        return not said & set(words()["main verbs"]) and ";" not in said and "if" not in self._says[island.start]

    def _is_part_of_choice(self, island: Island) -> bool:
        """'Either two b-jets, or one b-jet and MET > 200 GeV': whether the last is asked for in both cases."""
        pairs = [(island, self._next(island, 1)), (self._next(island, -1), island)]
        return any(
            one and other and isinstance(one.sentence[0], t.Or) and self._are_joined(one, other) for one, other in pairs
        )

    def _are_joined(self, one: Island, other: Island) -> bool:
        between = [self.tokens[place].text for place in range(one.end, other.start) if self._says[place] != {"skip"}]
        return between in ([], ["and"])

    def _is_conditional(self, island: Island) -> bool:
        """'Muons must have A and, below 20 GeV, B': whether a bound between commas stands just before."""
        begin = self._clause(island.start)[0]
        before = range(self._clause(begin - 1)[0], begin) if begin else range(0)
        left = [place for place in before if place not in self._covered and self._says[place] - {"skip", "and"}]
        bound = any(self._says[place] & {"num"} for place in left)
        return bound and bool(self._says[left[0]] & {"op", "if", "within", "between", "at"})

    def _is_changed(self, island: Island) -> bool:
        """'Jets need p_T > 40 GeV, which is relaxed to ...', '..., forward jets are exempt': what is said after it."""
        behind = (place for place in range(island.end, len(self.tokens)) if place not in self._covered)
        aside = any(
            categories_at(self._asides, place) & CHANGING and one.start > self.tokens[island.start].start
            for place, one in enumerate(self._asides)
        )
        return aside or any(self._says[place] & (CHANGING | {"only_if"}) for place in behind)

    def _is_of_trigger(self, island: Island) -> bool:
        """'The trigger requires a muon above 24 GeV', 'triggers with a threshold of ...': it is of triggers."""
        begin, _ = self._clause(island.start)
        first = next((place for place in range(begin, island.start) if self._says[place] != {"skip"}), None)
        return first is not None and any(
            "trigger" in self._says[place] for place in (first, first + 1, first + 2)[: island.start - first]
        )

    def _is_of_some_events(self, island: Island) -> bool:
        """'In dijet events, ...', 'dielectron events must ...', 'events with large MET must ...': of which it is."""
        left = (at for at in range(island.start) if at not in self._covered)
        named = [at for at in left if self.tokens[at].text.lower() in EVENTS]
        if any(self._narrows_events(at, island.start) for at in named):
            return True
        return any(
            "obj" in self._says[place] and self.tokens[place + 1].text == "events" and place not in self._covered
            for place in range(1, island.start - 1)
            if self.tokens[place - 1].text.lower() in {"in", "for"}
        )

    def _narrows_events(self, place: int, end: int) -> bool:
        """Whether a word before, or words behind, say which events are meant."""
        before = place - 1 if place and self.tokens[place - 1].text != "-" else place - 2
        kinds = {"obj", "flag", "class", "both", "trig", "pairof"}
        named = (
            category
            for at in range(max(0, before - 3), before + 1)
            for category, _, stop in load_lexicon().at(self.tokens, at)
            if stop == place
        )
        left = before >= 0 and before not in self._covered
        if left and (before in self._unknown or set(named) & kinds):
            return True
        tells = place + 1 < end and self._says[place + 1] & {"with", "where", "if"}
        behind = range(place + 2, end) if tells else range(0)
        verb = next((at for at in behind if self.tokens[at].text.lower() in words()["main verbs"]), 0)
        return any(at not in self._covered and self._says[at] != {"skip"} for at in range(place + 2, verb))

    def _is_one_of_two(self, island: Island) -> bool:
        """'A or, alternatively, B', 'namely B': what stands before it, and is not read, it is the other one of."""
        begin = self._clause(island.start)[0]
        first = self.tokens[begin].text.lower() if begin else ""
        before = range(self._clause(begin - 1)[0], begin) if begin else range(0)
        explained = first in words()["explaining"] and self._unread(before.start, before.stop)
        return explained or any(self._says[place] & {"or"} for place in before[-2:] if place not in self._covered)

    def _is_demanded(self, island: Island) -> bool:
        """Whether a bare number of objects is one that events must have, and not told of, as 'fitted to one vertex'."""
        begin, _ = self._clause(island.start)
        of: Any = getattr(island.sentence[0], "quantity", None)
        counts = isinstance(of, t.Call) and of.function == "size"
        told = (island.cost >= BARE and counts) or self._is_no_cut
        return not told or any(
            self.tokens[place].text.lower() in {*words()["asking"], *words()["counting"]}
            for place in range(begin, island.end)
        )

    @cached_property
    def _is_of_thresholds(self) -> bool:
        """'Triggers with pT thresholds of 26 GeV for electrons and 24 GeV for muons'."""
        return self._has_trigger and any(one.startswith("threshold") for one in self._words)

    @cached_property
    def _is_no_cut(self) -> bool:
        """Whether the sentence begins with a result, an uncertainty or a detector: 'Trigger coverage |η| < 2.4'."""
        return any("no cut" in self._says[place] for place in range(self._clause(0)[1]))

    @cached_property
    def _words(self) -> set[str]:
        """The words that stand for themselves, and not in a phrase such as transition region, or in a reason."""
        found, place = set[str](), 0
        while place < len(self.tokens):
            if place and self.tokens[place].text in REASONS and "aside" in self._says[place]:
                place = self._clause(place)[1]
                continue
            named = self._named_region(place)
            if not named:
                found.add(self.tokens[place].text.lower())
            place = named or max((end for _, _, end in load_lexicon().at(self.tokens, place)), default=place + 1)
        return found

    def _named_region(self, place: int) -> int:
        """Return the place behind 'control region' if the name of one stands there, else 0."""
        ends = [end for category, _, end in region_at(self.tokens, place) if category == "kind"]
        return ends[0] if ends and regions_in(self.tokens[ends[0] :], 1) else 0

    def _best_cover(self) -> list[Island]:
        """Return the islands that hold most words together, from left to right."""
        ending: dict[int, list[Island]] = {}
        for start, end, cost, value in self._chart.all_of("sent"):
            ending.setdefault(end, []).append(Island(start, end, cost, value))
        best: list[tuple[float, list[Island]]] = [(0.0, [])]
        for end in range(1, len(self.tokens) + 1):
            choice = best[end - 1]
            for island in ending.get(end, ()):
                unasked = self._unasked & set(range(island.start, island.end))
                if island in self._senseless or unasked or self._is_of_another_quantity(island):
                    continue
                score, before = best[island.start]
                gain = score + self._weight(island) - 0.1 * island.cost - 0.05
                if gain > choice[0]:
                    choice = (gain, [*before, island])
            best.append(choice)
        return best[-1][1]

    def _is_of_another_quantity(self, island: Island) -> bool:
        """'The transverse mass formed by it and the lepton is above 150 GeV' is no bound on the p_T of the lepton."""
        starts = self._says[island.start] & {"obj", "num", "rank", "class"}
        bound = (place for place in range(island.start + 1, island.end) if "op" in self._says[place])
        inside = range(island.start, next(bound, island.start))
        named = any(self._says[place] & QUANTITIES for place in inside)
        if not starts or not inside or named or any("num" in self._says[place] for place in inside[1:]):
            return False
        if not any(isinstance(node, t.Call) and node.function == "pT" for node in t.walk(island.sentence[0])):
            return False
        stops = (place for place in range(island.start - 1, -1, -1) if self.tokens[place].text in ENDS)
        before = range(next(stops, -1) + 1, island.start)
        return any(self._says[place] & QUANTITIES or place in self._unknown for place in before)

    def _weight(self, island: Island) -> float:
        return sum(1.0 for place in range(island.start, island.end) if self._says[place] - {"skip"})

    def _clauses(self) -> list[int]:
        """Return where clauses begin: behind a comma or stop, and at an 'and' with a verb behind it."""
        found = {0}
        for place, token in enumerate(self.tokens[:-1]):
            if place in self._covered:
                continue
            if token.text in ENDS:
                found.add(place + 1)
            elif token.text == "and" and (
                self.tokens[place + 1].text.lower() in words()["verbs"] or self._joins_sentences(max(found), place)
            ):
                found.add(place)
        return sorted(found)

    def _joins_sentences(self, begin: int, place: int) -> bool:
        """'MET must be ... and the jets must be ...': both sides have a verb of their own, and no 'if' or 'which'."""
        end = next((at for at in range(place, len(self.tokens)) if self.tokens[at].text in ENDS), len(self.tokens))
        return self._is_sentence(begin, place) and self._is_sentence(place + 1, end)

    def _is_sentence(self, start: int, end: int) -> bool:
        said = {self.tokens[place].text.lower() for place in range(start, end)}
        depends = any(self._says[place] & {"if", "unless"} for place in range(start, end))
        return bool(said & set(words()["main verbs"])) and not depends and not said & set(words()["relative"])

    def _clause(self, place: int) -> tuple[int, int]:
        begin = max(one for one in self._begins if one <= place)
        return begin, min((one for one in self._begins if one > place), default=len(self.tokens))

    def _is_clear_behind(self, island: Island) -> bool:
        """Nothing may go on behind it but another requirement, unless a comma or a full stop stands between."""
        place = island.end
        while place < len(self.tokens) and "skip" in self._says[place] <= {"skip", "be"}:
            place += 1
            if self._is_for_a_use(place):
                return False
        if place >= len(self.tokens) or place in self._begins:
            return True
        if "aside" in self._says[place] and not self._completes_verb(place):  # 'in order to reduce the background'
            return not self._requires(place, self._clause(place)[1])
        if self.tokens[place].text == ":" and (self._says[island.end - 1] | {"if"} & self._says[island.start]) & {
            "flag",
            "both",
            "if",
        }:
            return False  # 'are isolated: ...' says then what that is, 'if pT < 30: ...' what happens then
        if self.tokens[place].text in ENDS:
            behind = self._says[place + 1] if place + 1 < len(self.tokens) else set()
            return not ("each" in behind or self._unread(place + 1, place + 2) or self._goes_on(place + 1))
        named = place + 1 < len(self.tokens) and place + 1 not in self._covered and "obj" in self._says[place + 1]
        more = self._counts(island) and named  # 'at least two electrons and muons'
        return self.tokens[place].text == "and" and not more and not self._unread(place, self._clause(place)[1])

    def _goes_on(self, place: int) -> bool:
        """'Jets need p_T > 40 GeV, which is 25 GeV for ...', '..., where a jet has ...': more about the same."""
        word = self.tokens[place].text.lower() if place < len(self.tokens) else ""
        end = self._clause(place)[1] if word else place
        first = next((at for at in range(place + 1, end) if self._says[at] != {"skip"}), end)
        of_object = word == "where" and first < end and "obj" in self._says[first]
        more = of_object and any("num" in self._says[at] for at in range(place, end))
        return more or word in words()["although"] or (word == "which" and self._requires(place, end))

    def _completes_verb(self, place: int) -> bool:
        """'... is allowed to fail the tight identification': it gives no purpose."""
        before = self.tokens[place - 1].text.lower() if place else ""
        return self.tokens[place].text == "to" and before in words()["before infinitives"]

    def _is_for_a_use(self, place: int) -> bool:
        """'Jets with p_T > 25 GeV are considered for b tagging': they are not selected by that."""
        before, here = (self.tokens[at].text.lower() if at < len(self.tokens) else "" for at in (place - 1, place))
        return before in words()["accepting"] and here in words()["for uses"]

    def _is_clear_before(self, island: Island) -> bool:
        begin = self._after_purpose(island)
        if self._unread(begin, island.start) or self._narrows(begin, island.start) or self._is_of_others(island):
            return False
        conditional = "if" in self._says[island.start] and "with" not in self._says[island.start]
        if island.start > begin and conditional and island.start not in self._begins:
            return False  # 'are preselected if they have ...': what the condition is for is not read
        if self._says[island.start] & {"veto", "drop"} and "be" in self._says[island.start - 1 if island.start else 0]:
            return False  # 'are rejected, i.e. ...': what is rejected stands before
        if self._follows_another(island) or self._is_applied_to(begin, island.start):
            return False
        before = self._clause(begin - 1)[0] if begin else 0
        colons = [place for place in range(begin) if self.tokens[place].text == ":" and place not in self._covered]
        if colons and not (self._is_harmless(0, colons[-1]) or self._is_demand(colons[-1])):
            return False  # a title that may narrow what follows
        return not self._narrows(before, min(before + 2, begin))

    def _is_demand(self, end: int) -> bool:
        """'They must be isolated: ...' is explained by what follows."""
        demanded = any(self.tokens[place].text.lower() in words()["demanding"] for place in range(end))
        waived = any(self._says[place] & {"unasked", "not"} for place in range(end))
        return demanded and not waived and not self._unknown & set(range(end)) and not self._narrows(0, end)

    def _follows_another(self, island: Island) -> bool:
        """'Same-flavour events with ... are vetoed': nothing stands between it and what makes sense before it."""
        place = island.start - 1
        while place >= 0 and place not in self._covered and self._says[place] <= {"skip", "within", "between"}:
            place -= 1
        return place in self._covered

    def _is_applied_to(self, begin: int, end: int) -> bool:
        """'Further selections are applied to jets with ...': it says of which, and not what they have to be."""
        said = [token.text.lower() for token in self.tokens[begin:end]]
        return any(pair in {("applied", "to"), ("applied", "for")} for pair in pairwise(said))

    def _after_purpose(self, island: Island) -> int:
        """'Resonances are removed by m > 10 GeV', 'reduced by requiring ...': what stands before is what it is for."""
        begin, _ = self._clause(island.start)
        by = [place for place in range(begin, island.start + 1) if self.tokens[place].text == "by"]
        end = by[-1] if by else begin
        told = {one for place in range(begin, end) for one in self._says[place] & TELLING}
        return end if told <= {"veto", "drop"} else begin

    def _is_harmless(self, start: int, end: int) -> bool:
        known = not self._unknown & set(range(start, end))
        return known and all(self._says[place] <= {"skip", "with", "event"} for place in range(start, end))

    def _is_of_others(self, island: Island) -> bool:
        """Clusters with a transverse energy above 2.5 GeV, a vertex with four tracks, additional leptons, a product."""
        place = island.start - 1
        of_pair = [one.text.lower() for one in self.tokens[max(place - 1, 0) : place + 1]] in (
            ["pair", "of"],
            ["pairs", "of"],
        )
        beside = place >= 0 and place not in self._covered and self._is_noun_beside(place, island)
        if of_pair or beside:
            return True
        verbs = [at for at in range(island.start) if self.tokens[at].text.lower() in words()["main verbs"]]
        before = range(max(verbs, default=0), island.start)
        if any(self._says[at] & EXTREMES and at not in self._covered for at in before):
            return True
        while place >= 0 and self._joins(place):
            place -= 1
        if place < 0 or place in self._covered:
            return False
        if "with" in self._says[place]:
            of_events = place > 0 and "event" in self._says[place - 1] and isinstance(island.sentence[2], str)
            return of_events or (
                place > 0 and (place - 1 in self._unknown or (not island.is_open and "obj" in self._says[place - 1]))
            )
        if self._says[place] & {"prop", "qty", "fn", "symbol", "rank", "class"}:
            return True
        said_of = self.tokens[island.start].text.lower() in words()["main verbs"] and not self._counts(island)
        return place in self._unknown and not island.is_open and not said_of  # 'the W boson must have p_T(ll) > ...'

    def _is_noun_beside(self, place: int, island: Island) -> bool:
        """'Tau pairs must ...', 'electron tracks must ...', 'c-jets must ...': what they are of stands before."""
        begins = self._says[island.start] & {"obj", "event"}
        joined = self.tokens[place].text == "-" and place - 1 in self._unknown
        if joined and "rank" in self._says[island.start]:
            return True  # the twelfth-leading jet
        return bool(begins and (joined or self._says[place] & {"obj", "pairof", "class", "flag", "both", "trig"}))

    def _joins(self, place: int) -> bool:
        """Whether a word only leads on to the next one, as the two of 'the combined p_T of the two b-jets'."""
        skipped = self._says[place] == {"skip"} and self.tokens[place].text not in words()["verbs"]
        return skipped or self.tokens[place].text == "of"

    @staticmethod
    def _counts(island: Island) -> bool:
        return any(isinstance(node, t.Call) and node.function == "size" for node in t.walk(island.sentence[0]))

    def _unread(self, start: int, end: int) -> bool:
        return any(
            self.tells(place) for place in range(start, min(end, len(self.tokens))) if place not in self._covered
        )

    def _requires(self, start: int, end: int) -> bool:
        """Whether a clause that gives a purpose could ask something itself."""
        left = [place for place in range(start, end) if place not in self._covered]
        return any(self._says[place] & REQUIRING or self.tokens[place].text in COMPARED for place in left)

    def _narrows(self, start: int, end: int) -> bool:
        return any(self._says[place] & NARROWING for place in range(start, end) if place not in self._covered)

    def with_subject(self, island: Island, kind: str) -> tuple[Any, bool, Any]:
        """Return what an island says, of the region and the objects that the sentence is about."""
        condition, veto, of = said_as_demanded(island.sentence, self.tokens[: island.end])
        of = of or self._region_before(island.start)
        if island.is_open or self._asks_what_may_be_theirs(island, condition):
            before = self._before(island.start, kind) if island.is_open else None
            subject = self._subject(island.start) or before
            condition = said_of(subject, condition) if subject else None
        elif condition is not None:
            condition = self._of_ranked(island, condition)
        return condition, veto, of

    def _asks_what_may_be_theirs(self, island: Island, condition: Any) -> bool:
        """'Tracks must have χ²_IP > 16': a quantity that nothing is known of, where objects are named before it."""
        named = self._named(self._clause(island.start)[0], island.start)
        return condition is not None and asks_symbol(condition) and bool(named)

    def _of_ranked(self, island: Island, condition: Any) -> Any:
        """What 'the leading photon' has to fulfil, 'E_T^γ > 150 GeV', is asked of it and not of all photons."""
        subject = self._subject(island.start)
        of_one = self.tokens[0].text.lower() == "it" or (subject and subject.ranked)
        if of_one and "bjet" in _counted_in(condition):
            return None  # 'the leading jet must not be b-tagged'
        plain = subject.kind.rpartition("_")[2] if subject else ""
        if subject is None or subject.several or (subject == Obj(plain) and plain not in FLAVOURS):
            return condition
        names = {t.Name(plain), *([t.Name("lepton")] if plain in FLAVOURS else ())}

        def change(node: Any) -> Any:
            if isinstance(node, t.Item | t.Slice) or is_reduced(node):
                return node
            return subject.node() if node in names else None

        return transformed(condition, change)

    def _is_of_unknown_two(self, island: Island) -> bool:
        """'Events with exactly two of them, of opposite charge': it does not say of which two, and others are named."""
        alike = any("both" in self._says[place] for place in range(island.start, island.end))
        inside, before = self._named(island.start, island.end), self._named(0, island.start) - {"lepton", "pair"}
        return alike and ((inside <= {"pair"} and bool(before)) or bool(before - inside and self._joins_before(island)))

    def _joins_before(self, island: Island) -> bool:
        """'The muon and the tau must have opposite charges': what is said of the last is said of both."""
        skipped = (one.text.lower() for one in reversed(self.tokens[: island.start]))
        return next((one for one in skipped if one not in DEFINITE | {"a", "an"}), "") == "and"

    def _region_before(self, place: int) -> Any:
        """Return the region that is named last before a place, or all of a row of them: SR-A and SR-B."""
        last = next(reversed(regions_in(self.tokens, place)), None)
        rows = [(end - start, value) for start, end, _, value in self._chart.all_of("several") if end <= place]
        return max((row for row in rows if row[1][-1] == last), key=lambda row: row[0], default=(0, last))[1]

    def _subject(self, place: int) -> Obj | None:
        """Return the object that the clause begins with, or one before it."""
        objects = sorted(self._chart.all_of("obj"), key=lambda one: (one[0], -one[1]))
        for begin in reversed([one for one in self._begins if one <= place]):
            first = begin
            while first < place and (self._says[first] <= {"skip", "and", "if", "of"}) and first not in self._unknown:
                first += 1
            found = [(value, end) for start, end, _, value in objects if start in (begin, first) and end <= place]
            plain = [one for one in found if not one[0].where]
            if found and found[0][0].kind != "MET":
                narrowed = not plain or (found[0][0].where and not self._is_said(plain[0][1]))
                meant = self._is_they(place) or (plain and not self._is_another(*plain[0], place))
                return plain[0][0] if meant and not narrowed else None
        return None

    def _is_they(self, place: int) -> bool:
        """Whether the clause goes on with 'they' or 'and must': what it began with, whatever is named in between."""
        begin, _ = self._clause(place)
        return begin > 0 and any(
            one.text.lower() in {"they", "and"} for one in self.tokens[begin : min(begin + 2, place)]
        )

    def _is_said(self, place: int) -> bool:
        """'Muons are required to have ...' says what all muons have to be, 'muons with ...' which of them are meant."""
        verbs = words()["verbs"]
        while (
            place < len(self.tokens) and self._says[place] == {"skip"} and self.tokens[place].text.lower() not in verbs
        ):
            place += 1
        return self.tokens[place].text.lower() in verbs

    def _is_another(self, subject: Obj, start: int, end: int) -> bool:
        """Whether something else is named on the way from the subject, which may be meant instead."""
        between = [place for place in range(start, end) if place not in self._covered]
        others = self._named(start, end) - {subject.kind}
        narrows = any(self._says[place] & {"rank", "other", "rest", "excluding", "unless"} for place in between)
        return bool(others) or narrows or any(self.tokens[place].text == "other" for place in between)

    def _named(self, start: int, end: int) -> set[str]:
        """Return the kinds of the objects that a stretch names."""
        return {value.kind for place in range(start, end) for value, _ in objects_at(self.tokens, place)} - {"MET"}

    def _is_in_aside(self) -> bool:
        """Whether a reason that was left out names objects: 'as tagged muons are ..., their pT must ...'."""
        return any(categories_at(self._asides, place) & {"obj", "flag"} for place in range(len(self._asides)))

    def _before(self, place: int, kind: str) -> Obj | None:
        """Return what the sentences before were about, if nothing else is named in this one."""
        named = any("obj" in self._says[at] for at in range(place)) or self._is_in_aside()
        return None if kind == "event" or named or self._unknown & set(range(place)) else Obj(kind)


def _counted_in(condition: Any) -> Iterator[str]:
    """Yield the collections of which a condition asks a number."""
    for node in t.walk(condition):
        if isinstance(node, t.Call) and node.function == "size" and isinstance(node.arguments[0], t.Name):
            yield node.arguments[0].name
