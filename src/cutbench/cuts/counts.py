"""How many of something an event must have."""

import re
from collections.abc import Iterator
from functools import partial

from cutbench.cuts.clauses import Clause, TypedCut
from cutbench.cuts.predicate import Operator, Predicate, Variable
from cutbench.cuts.tokens import INVERTED, NUMBER_WORDS, VETO, find_operators
from cutbench.cuts.vocabulary import Found, Vocabulary

# What may stand between a number and the things that it counts; a preposition ends the phrase.
COUNTED = re.compile(
    r"(?:(?!for |in |of |with |from |and |form|have |or |than |when |if |where |only |one |two |three "
    r"|four )[a-z/-]+,? ){0,4}?"
)
SIGNS: dict[str, Operator] = {">": ">", ">=": ">=", "<": "<", "<=": "<="}
# 'The number of jets has to be at least two': operator and number come after the things.
NUMBER_OF = re.compile(r"number of [a-z-]{0,12} ?$")
WHOLE = rf"\b(\d+|{'|'.join(NUMBER_WORDS)})\b(?![.\d]| ?[gmt]ev| ?%)"
SAID = re.compile(rf"\s*(?:is|are|be|has to be|have to be|must be)?\s*([a-z ]{{0,24}}?)\s*{WHOLE}")
# 'b-jets: at most one', 'muons: exactly two'
LISTED = re.compile(rf"(?: per [a-z]+)?\s*:\s*([a-z ]{{3,24}}?)\s*{WHOLE}(?! [a-z]+ (?:than|with|is|are))")
BETWEEN = re.compile(rf"between ({'|'.join(NUMBER_WORDS)}) and $")
# 'contain no jets', 'one muon and no electrons', 'a veto on b-jets', 'events with any jet are rejected'
ADDED = r"(?:(?:additional|further|other|extra) )?"
WITHOUT = re.compile(
    r"(?:(?:contain(?:s|ing)?|with|have|has|having|require[ds]?|requiring|(?:one|two|three|four) [a-z-]+ and) "
    rf"(?:no|zero)|veto (?:on|of|against)(?: events (?:with|containing))?(?: any)?|without(?: any)?) {ADDED}$"
)
ANY = re.compile(rf"events? (?:that )?(?:contain(?:s|ing)?|with|have|having) (?:any|an?) {ADDED}$")
# 'Events without any primary vertex are rejected': none of them is not wanted.
LACKING = re.compile(
    r"(?:without|lack(?:s|ing)?|missing|devoid of|(?:with|contain(?:s|ing)?|have|having|has|if|where|which) no)"
    rf"(?: (?:any|at least one|an?|single|such|good|valid|reconstructed|identified|suitable))* {ADDED}$"
)
NONE = re.compile(rf"(?:^|\s)no {ADDED}$")
ALLOWED = re.compile(r" (?:candidates? )?(?:is|are|may be|must be) (?:allowed|permitted|present|accepted|tolerated)")


def counts(clause: Clause, vocabulary: Vocabulary) -> Iterator[tuple[TypedCut, int, int]]:
    """Find 'at least one ...', 'no more than one ...', 'two ... pairs', 'number of ... > 0' with their places."""
    text = clause.text
    things = vocabulary.find("counts", text)
    words = "|".join(NUMBER_WORDS)
    count = partial(_count, vocabulary=vocabulary)
    for thing in things:
        head = re.search(
            rf"(?:^|[\s(])((?:{words})|\d+(?! ?(?:[gmt]ev|mm|%)))( or (?:more|fewer|less))?\s+{COUNTED.pattern}$",
            text[: thing.start],
        )
        listed = LISTED.match(text[thing.end :])
        tail = re.match(r"[\s)|]*(>=?|<=?|==?)\s*(\d+)(?![\d.]| ?[gmt]ev)", text[thing.end :])
        said = NUMBER_OF.search(text[: thing.start]) and SAID.match(text[thing.end :])
        if LACKING.search(text[: thing.start]) and VETO.search(text[thing.end :]):
            yield count(thing.name, ">=", 1), thing.start, thing.end
        elif _none_of(text, thing):
            yield count(thing.name, "==", 0), thing.start, thing.end
        elif tail:
            yield count(thing.name, SIGNS.get(tail[1], "=="), int(tail[2])), thing.start, thing.end + tail.end()
        elif said := said or (listed if listed and find_operators(listed[1]) else None):
            op: Operator = next((word.op for word in find_operators(said[1])), "==")
            yield count(thing.name, op, _whole(said[2])), thing.start, thing.end + said.end()
        elif head:
            asked, start = _count_operator(text, head.start(1))
            asked = {" or more": ">=", " or fewer": "<=", " or less": "<="}.get(head[2] or "", asked)  # type: ignore[assignment]
            if asked and VETO.search(text) and "require" not in text:
                asked = INVERTED.get(asked, asked)
            asked = asked or ("==" if head[1] == "a single" else None)
            lower = BETWEEN.search(text[: head.start(1)])
            if lower and head[1] in NUMBER_WORDS:
                yield count(thing.name, ">=", _whole(lower[1])), lower.start(), thing.end
                yield count(thing.name, "<=", _whole(head[1])), lower.start(), thing.end
            elif asked or (thing.name == "n_sfos_pairs" and _whole(head[1]) > 1):
                yield count(thing.name, asked or ">=", _whole(head[1])), start, thing.end


def _none_of(text: str, thing: Found) -> bool:
    """Whether events with any of these things are not wanted."""
    before, after = text[: thing.start], text[thing.end :]
    if WITHOUT.search(before) or re.match(r"[- ]veto\b", after):
        return True
    return bool(ANY.search(before) and VETO.search(text)) or bool(NONE.search(before) and ALLOWED.match(after))


def _whole(text: str) -> int:
    return int(text) if text.isdigit() else NUMBER_WORDS[text]


def _count_operator(text: str, start: int) -> tuple[Operator | None, int]:
    before = [w for w in find_operators(text) if w.end <= start and not text[w.end : start].strip()]
    return (before[-1].op, before[-1].start) if before else (None, start)


def _count(name: str, op: Operator, number: int, vocabulary: Vocabulary) -> TypedCut:
    spoken = vocabulary.words.statements.counted_in.get(name, "Event")
    predicate = Predicate(variable=Variable(name=name), op=op, value=float(number))
    return TypedCut(spoken, (predicate,), sure=True)
