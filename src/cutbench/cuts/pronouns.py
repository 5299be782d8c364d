"""Words that stand for an object named before."""

import re

from cutbench.cuts.vocabulary import Vocabulary

FORMER = re.compile(r"\b(?:the )?(?:former|first kind)(?: ones?)?\b")
LATTER = re.compile(r"\b(?:the )?(?:latter|second kind)(?: ones?)?\b")


def named_again(text: str, vocabulary: Vocabulary) -> str:
    """Return plain text with the objects that 'the former' and 'the latter' mean in their place."""
    first = FORMER.search(text) or LATTER.search(text)
    if first is None:
        return text
    before = [text[word.start : word.end] for word in vocabulary.find("objects", text[: first.start()])]
    names = list(dict.fromkeys(before))[-2:]
    if not names:
        return text
    return LATTER.sub(names[-1], FORMER.sub(names[0], text))
