"""How much of papers' wording the parser reads, on two halves of a list: one to work on, one that is left alone."""

import hashlib
from pathlib import Path

import pytest
import yaml

from cutbench.cuts import in_words, parse_cuts

WORDINGS = yaml.safe_load(Path(__file__).with_name("wordings").joinpath("wordings.yaml").read_text(encoding="utf-8"))


def is_untouched(text):
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 1


def stated(text, vocabulary):
    found = (f"{cut.object} | {in_words(p)}" for cut in parse_cuts(text, vocabulary) for p in cut.predicates)
    return {words.replace("abs(", "").replace(")", "", 1) if "abs(" in words else words for words in found}


def accuracy(wordings, vocabulary):
    return sum(stated(one["text"], vocabulary) == set(one["states"]) for one in wordings) / len(wordings)


@pytest.mark.parametrize(("untouched", "least"), [(False, 0.9), (True, 0.9)])
def test_most_wordings_are_read(untouched, least, vocabulary, record_property):
    half = [one for one in WORDINGS if is_untouched(one["text"]) == untouched]
    assert len(half) >= 60
    found = accuracy(half, vocabulary)
    record_property("accuracy", found)
    assert found >= least, f"{found:.3f} of {len(half)}"
