"""What the branches of a file of events are called."""

from pathlib import Path

from cutbench.events.file import EventFile


def branches(path: Path) -> tuple[str, ...]:
    """Return the names of all branches of a PHYSLITE file.

    Raises:
        CutbenchError: no ROOT file, or no such tree.
    """
    with EventFile(path) as file:
        return file.branches()


def in_words_of(path: Path, text: str) -> str:
    """Return a text on the TTree layout in the words of the layout that a file has."""
    with EventFile(path) as file:
        if file.separator == ".":
            return text
    text = text.replace("TTree `CollectionTree`", "RNTuple `EventData`").replace("AuxDyn.", "AuxDyn:")
    return f"{text}\nThe fields of this file are named `Container:variable`, with a colon.\n"
