"""What a model is told when it writes the cuts of an analysis as statements."""

from collections.abc import Mapping, Sequence
from typing import Any

from cutbench.codegen.writing import Typing
from cutbench.events import EventSource
from cutbench.language import Head
from cutbench.language import tree as t
from cutbench.selection import Skeleton

TYPER = "codegen/typer.v3"
PROMPTS = (TYPER,)


def typing_of(
    skeleton: Skeleton, events: EventSource, triggers: Sequence[str], examples: Sequence[Mapping[str, Any]] = ()
) -> Typing:
    """Return what a model needs to write cuts of an analysis on events: what these have, and what the analysis makes.

    Args:
        skeleton: the analysis; a statement may stand in each of its objects and composites.
        events: their collections, properties and values can be spoken of.
        triggers: the groups that can be asked for.
        examples: `text` and `statements` of other cuts; a text begins with its object in brackets.
    """
    blocks = [block for block in skeleton.analysis.blocks if block.head.kind in {"object", "composite"}]
    names = skeleton.language.names
    collections = [name for name in events.collections() if names.is_object(name)]
    words = {"trigger": tuple(triggers)}
    for name in collections:
        for of in events.properties(name):
            values = (*words.get(of, ()), *events.points(name, of), *events.codes(name, of))
            words[of] = tuple(dict.fromkeys(values))
    there = {name for collection in collections for name in events.properties(collection)}
    bound = {
        node.name for block in blocks for line in block.lines for node in t.walk(line) if isinstance(node, t.Binding)
    }
    made = {block.head.name for block in blocks} | bound | {"MET", "goodrun", "trigger", "m", "pT", "chi2ndf", "HT"}
    glossary = tuple(
        name
        for name, meaning in names.known.items()
        if meaning.glossary and (name in there | made | set(collections) or meaning.kind == "function")
    )
    new = [Head("object", name) for name in collections if name not in made]
    heads = (Head("event"), *dict.fromkeys([*(block.head for block in blocks), *new]))
    named = {name: words[name] for name in glossary if words.get(name)}
    return Typing(TYPER, names, heads, glossary, named, tuple(examples))
