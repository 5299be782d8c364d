"""Main clauses of a long sentence: a veto in one of them says nothing of what the others ask for."""

import re
from collections.abc import Iterator

from cutbench.cuts.tokens import NUMBER, VETO
from cutbench.cuts.vocabulary import Vocabulary

JOINT = re.compile(r",? (?:while|whereas)(?=,? )|, (?:and|but)(?=,? )| and(?=, )")
ASKS = re.compile(
    r"\b(?:must|has to|have to|ha[sd] been|should|needs?|(?:is|are|was|were) (?:also |then |only )?[a-z]+ed|is|are)\b"
)
SHARED = re.compile(r"respectively|\bin (?:this|that) order\b|\bformer\b|\blatter\b")
# Still part of the condition that the clause before began: '..., and if', '..., and with'.
GOES_ON = re.compile(r"\W*(?:if|when|with|that|which|who|whose|where|of|is|are|has|have|must|in|to)\b")


def main_clauses(sentence: str, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """Yield the places of the main clauses, each with a subject, a verb and a quantity of its own."""
    start = 0
    for joint in () if SHARED.search(sentence) else JOINT.finditer(sentence):
        one, other = sentence[start : joint.start()], sentence[joint.end() :]
        if not GOES_ON.match(other) and _stand_apart(one, other, vocabulary):
            yield start, joint.end()
            start = joint.end()
    yield start, len(sentence)


def _stand_apart(one: str, other: str, vocabulary: Vocabulary) -> bool:
    """Whether two clauses ask for something each; of a veto and a demand, the demand need not name its object again."""
    against = bool(VETO.search(one)) != bool(VETO.search(other))
    return all(_stands_alone(clause, vocabulary, named=not against) for clause in (one, other))


def _stands_alone(clause: str, vocabulary: Vocabulary, *, named: bool) -> bool:
    """Whether a clause says of whom it asks what: object, verb and quantity before or at its first number."""
    number = NUMBER.search(clause)
    if VETO.search(clause):
        return True
    if number is None or not ASKS.search(clause):
        return False
    groups = ("objects", "variables") if named else ("variables",)
    return all(any(word.start < number.start() for word in vocabulary.find(group, clause)) for group in groups)
