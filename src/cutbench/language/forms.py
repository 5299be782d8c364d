"""The reference of the language that people are shown: its forms from forms.yaml, and words for names."""

from functools import cache
from pathlib import Path
from typing import Any

from cutbench.language.styles.nouns import WORDS
from cutbench.schema.yaml_text import parse_yaml


@cache
def forms() -> dict[str, Any]:
    """Return the kinds of lines, conditions, values and functions, each with what it means and an example."""
    found: dict[str, Any] = parse_yaml(Path(__file__).with_name("forms.yaml").read_bytes())
    return found


def words_for(name: str) -> str:
    """Return how people write a name in words, '' if nobody has said."""
    rows = [WORDS[group].get(name) for group in ("objects", "values")]
    return next((str(row[0]) for row in rows if row), "")
