"""What a model is told of the events and the libraries: nothing, all variables, or what fits the task best."""

import importlib
import inspect
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache
from typing import Literal

from cutbench.codegen.state import Arm
from cutbench.errors import CutbenchError
from cutbench.schema.cuts import Cut

Documents = Literal["none", "all", "retrieved"]
Level = Literal["full", "bare"]
NOTHING = "No description of the variables is given: use what you know of the format."
WITH_RULES = "compiled-rules"
RUNTIME = "codegen/runtime.v1"  # what the level bare says of the task
BARE = "-bare"
# In the arms stepwise and compiled the model has no use for variables, in those compiled none for the task.
FULL: Mapping[str, tuple[Arm, Documents]] = {
    "freeform": ("freeform", "all"),
    "freeform-none": ("freeform", "none"),
    "freeform-retrieved": ("freeform", "retrieved"),
    "stepwise": ("stepwise", "none"),
    "compiled": ("compiled", "none"),
    WITH_RULES: ("compiled", "none"),
}
ARMS: Mapping[str, tuple[Arm, Documents, Level]] = {name: (*told, "full") for name, told in FULL.items()} | {
    name + BARE: (*told, "bare") for name, told in FULL.items() if told[0] != "compiled"
}
LIBRARIES = ("awkward", "uproot")
MOST_CHARACTERS = 5000  # about as much as a third of a full description
HEADING = re.compile(r"^#+ ")


def split_arm(name: str) -> tuple[Arm, Documents, Level]:
    """Return what runs under a name in `ARMS` such as 'freeform-none', and which documents and task it is told.

    Raises:
        CutbenchError: there is no such arm.
    """
    if name not in ARMS:
        raise CutbenchError(f"unknown arm '{name}'; known are {', '.join(ARMS)}")
    return ARMS[name]


def documents_for(choice: Documents, variables: str, task: str, cuts: Sequence[Cut]) -> str:
    """Return the text that stands under VARIABLES in the prompts.

    Args:
        choice: `none`, `all` of `variables`, or `retrieved`: the entries of `variables` and of the documentation of
            awkward and uproot that share most words with the task and the cuts (BM25 of sqlite's FTS5).
        variables: Markdown with one line per variable.
        task: what the program has to do.
        cuts: what it has to apply.
    """
    if choice == "none":
        return NOTHING
    if choice == "all":
        return variables
    entries = [*_lines(variables), *_docstrings()]
    words = {word for text in (task, *(cut.text for cut in cuts)) for word in re.findall(r"[A-Za-z]\w{2,}", text)}
    return "\n".join(_best(entries, sorted(words)))


def _best(entries: Sequence[str], words: Iterable[str]) -> Iterator[str]:
    """Yield the entries that fit best, in their own order, up to the limit."""
    query = " OR ".join(f'"{word}"' for word in words)
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE VIRTUAL TABLE entries USING fts5(text, tokenize='unicode61')")
        database.executemany("INSERT INTO entries VALUES (?)", [(entry,) for entry in entries])
        found = database.execute("SELECT rowid FROM entries WHERE entries MATCH ? ORDER BY rank", (query,)).fetchall()
    chosen, size = set(), 0
    for (row,) in found:
        size += len(entries[row - 1]) + 1
        if size > MOST_CHARACTERS:
            break
        chosen.add(row - 1)
    return (entry for place, entry in enumerate(entries) if place in chosen)


def _lines(variables: str) -> Iterator[str]:
    """Yield each line that says something, with the heading that it stands under."""
    heading = ""
    for line in variables.splitlines():
        heading = HEADING.sub("", line) if HEADING.match(line) else heading
        if line.strip("|-: ") and not HEADING.match(line):
            yield f"{heading}: {line}"


@cache
def _docstrings() -> tuple[str, ...]:
    """Return 'name(arguments): first line of its documentation' of the public functions of the libraries."""
    entries = []
    for library in LIBRARIES:
        for name, thing in inspect.getmembers(importlib.import_module(library), inspect.isfunction):
            said = inspect.getdoc(thing)
            if said and not name.startswith("_"):
                first = " ".join(said.split("\n\n")[1 if library == "awkward" else 0].split())[:160]
                entries.append(f"{library}.{name}{inspect.signature(thing)}: {first}")
    return tuple(entries)
