import pytest

from cutbench.errors import CutbenchError
from cutbench.language import forms, load_language, load_names
from cutbench.language.names import BUILT_IN, NAMES_OF_THE_FIELD
from cutbench.steps.vocabulary import BEGIN, END, vocabulary, write_into

FORMAT = "resources/formats/physlite.yaml"


def test_the_page_on_benchmarks_has_the_language_as_it_is(project):
    page = (project / "docs/benchmarks.md").read_text(encoding="utf-8")
    there = page.partition(BEGIN)[2].partition(END)[0].strip()
    assert there == vocabulary(project / FORMAT).strip(), "run: cutbench vocabulary --into docs/benchmarks.md"


def test_every_name_and_function_is_in_it(project):
    text = vocabulary(project / FORMAT)
    for name in (*load_names(NAMES_OF_THE_FIELD).known, *BUILT_IN):
        assert f"| `{name}` |" in text


def test_every_example_is_a_statement():
    language = load_language()
    for group in forms().values():
        for entry in group if isinstance(group, list) else group.values():
            language.parse(entry["example"])


def test_a_page_without_the_marks_is_left_alone(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("nothing here")
    with pytest.raises(CutbenchError, match="does not have"):
        write_into(page, "a table")
    assert page.read_text() == "nothing here"
