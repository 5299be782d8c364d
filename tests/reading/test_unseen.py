"""Texts by somebody who had not seen the reader: how many are read right, and that hardly any is read wrongly.

The rules were mended with the open halves and with later.yaml, of which they read 40% before; what the closed halves,
and the halves sixth, seventh and eighth, say is what to expect of texts that nobody has seen.
"""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from cutbench.language import load_language, relate
from cutbench.reading import Reader, kind_of

TEXTS = Path(__file__).parent / "unseen"


@pytest.fixture(scope="module")
def reader():
    return Reader(load_language(open_names=True))


def outcome(reader, entry):
    found = reader.read(entry["text"], kind_of(entry.get("object", "Event"))).statements
    if not found or not entry["statements"]:
        return "unread" if not found else "wrong"
    language = reader.language
    asked = [[language.parse(one) for one in some] for some in (found, entry["statements"])]
    return "right" if relate(*asked, language.names, language.equal) == "same" else "wrong"


@pytest.mark.parametrize(
    ("half", "right", "wrong"),
    [
        ("open", 0.4, 7),
        ("closed", 0.15, 4),
        ("later", 0.5, 1),
        ("sixth", 0.42, 1),
        ("seventh-open", 0.45, 2),
        ("seventh", 0.4, 3),
        ("eighth-open", 0.5, 1),
        ("eighth", 0.44, 5),
    ],
)
def test_texts_that_nobody_had_seen(reader, half, right, wrong):
    entries = [one for path in sorted(TEXTS.glob("*.yaml")) for one in yaml.safe_load(path.read_text(encoding="utf-8"))]
    asking = [one for one in entries if one["half"] == half and one["statements"]]
    outcomes = Counter(outcome(reader, one) for one in entries if one["half"] == half)
    assert outcomes["right"] >= right * len(asking)
    assert outcomes["wrong"] <= wrong
