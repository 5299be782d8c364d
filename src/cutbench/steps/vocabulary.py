"""The cut language as tables for its documentation, made from its own files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.events import load_format
from cutbench.files import read_text, shipped, write_text
from cutbench.language import Meaning, Names, forms, load_names, words_for
from cutbench.language.names import NAMES_OF_THE_FIELD

BEGIN, END = "<!-- cutbench vocabulary -->", "<!-- end of it -->"
LARGEST = 5_000_000  # bytes of a page
TITLES = {"lines": "Lines", "conditions": "Conditions", "values": "Values"}
LENGTHS = ("um", "mm", "cm", "m")
KINDS = {"object": "Objects", "property": "Properties", "function": "Functions of objects", "quantity": "Quantities"}


def vocabulary(event_format: Path, *more: Path) -> str:
    """Return all forms and names of the language as Markdown, and which names the events of a format have.

    Args:
        event_format: a file of resources/formats.
        more: files of names beside those of the field.
    """
    names, events = load_names(NAMES_OF_THE_FIELD, *more), load_format(shipped(event_format)).model_dump()
    parts = [_forms(title, forms()[group]) for group, title in TITLES.items()]
    parts.append(_functions(forms()["functions"]))
    parts += [_names(title, names, kind, events, event_format.stem) for kind, title in KINDS.items()]
    return "\n\n".join(parts)


def write_into(page: Path, text: str) -> None:
    """Put the tables between the two marks of a page.

    Raises:
        CutbenchError: the page does not have them.
    """
    before, begin, rest = read_text(page, LARGEST).partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise CutbenchError(f"{page}: the tables go between the lines '{BEGIN}' and '{END}', which it does not have")
    write_text(page, f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")


def _forms(title: str, entries: Sequence[Mapping[str, str]]) -> str:
    rows = [(_code(one["form"]), one["meaning"], _code(one["example"])) for one in entries]
    return _table(title, ("form", "meaning", "example"), rows)


def _functions(entries: Mapping[str, Mapping[str, str]]) -> str:
    rows = [(_code(name), one["meaning"], _code(one["example"])) for name, one in entries.items()]
    return _table("Functions that are always there", ("name", "meaning", "example"), rows)


def _names(title: str, names: Names, kind: str, events: Mapping[str, Any], format_name: str) -> str:
    also: dict[str, list[str]] = {}
    for alias, name in names.aliases.items():
        also.setdefault(name, []).append(alias)
    rows = []
    for name in names.of_kind(kind):
        meaning = names.known[name]
        said = meaning.glossary or words_for(name) or name.replace("_", " ")
        there = ", ".join(_there(name, meaning, events))
        rows.append((_code(name), said, _kind(meaning), ", ".join(map(_code, also.get(name, ()))), there))
    return _table(title, ("name", "meaning", "values", "also", f"in `{format_name}`"), rows)


def _kind(meaning: Meaning) -> str:
    """Return what kind of values a name has."""
    if meaning.made_of:
        return " and ".join(meaning.made_of)
    if meaning.kind == "object":
        return ""
    if meaning.flag:
        return "yes or no"
    return "names" if meaning.named else {"1": "number", None: "number"}.get(meaning.unit, str(meaning.unit))


def _there(name: str, meaning: Meaning, events: Mapping[str, Any]) -> Iterator[str]:
    """Yield where events have a name: the collections with that property and its named values, or yes."""
    collections = events["collections"]
    for collection, properties in collections.items():
        # y is a rapidity, but the coordinate of a vertex.
        if name in properties and (properties[name]["unit"] in LENGTHS) == (meaning.unit == "mm"):
            points = [*(properties[name]["codes"] or ()), *(properties[name]["points"] or ())]
            yield f"{collection} ({' '.join(points)})" if points else collection
    groups = (collections, events["quantities"], events["flags"], events["missing_momentum"])
    if any(name in group for group in groups) or (meaning.made_of and set(meaning.made_of) <= set(collections)):
        yield "yes"
    if name == "trigger":
        yield " ".join(events["triggers"]["groups"])


def _code(text: str) -> str:
    return f"`{text}`"


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    cells = ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
    return f"### {title}\n\n" + "\n".join(cells)
