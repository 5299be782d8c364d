"""Lines of lists: what stands around a requirement is left out where it asks nothing, and nothing else is."""

from pathlib import Path

import pytest
import yaml

from cutbench.language import load_language, relate
from cutbench.reading import Reader, kind_of

LINES = yaml.safe_load((Path(__file__).parent / "texts/lines.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reader():
    return Reader(load_language(open_names=True))


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["text"])
def test_a_line_is_read_as_it_is_meant(reader, line):
    language = reader.language
    found = reader.read(line["text"], kind_of(line.get("object", "Event"))).statements
    if not line["statements"]:
        assert found == ()
        return
    asked = [[language.parse(one) for one in some] for some in (found, line["statements"])]
    assert found, "unread"
    assert relate(*asked, language.names, language.equal) == "same", found
