"""The cut language under given names as a grammar for constrained decoding, so that a model writes only what parses.

It holds the lines `select` and `reject`, which state cuts; what else a file needs (take, sort, best, bins) is not for
a model to write. What a grammar cannot say is left to the parser: that the places of `linear` rise.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cutbench.language.names import Meaning, Names
from cutbench.language.printer import PLAIN, print_head
from cutbench.language.tree import Head

Rules = dict[str, list[str]]
DIMENSIONS = {"GeV": "energy", "mm": "length", "1": "pure", "rad": "pure", None: "free"}
DIRECTED = ("MET", "MHT")  # momenta of the event, which angles and transverse masses can be taken with
TOGETHER = ("m", "pT")  # properties of several instances together
NOT_A_REFERENCE = re.compile(r'"(?:\\.|[^"\\])*"|\[(?:\\.|[^\]\\])*\]|\{[\d,]*\}')
REFERENCE = re.compile(r"[a-z][a-z0-9-]*")


def as_gbnf(names: Names, heads: Sequence[Head], *, words: Mapping[str, Sequence[str]], most: int = 4) -> str:
    """Return the grammar of one to `most` statements, one a line, as llama.cpp and xgrammar read it.

    Args:
        names: what a statement may speak of; a name that they lack can be written as a symbol, in backticks.
        heads: the blocks that a statement may stand in.
        words: named property or quantity -> the values that it can have; flag -> what it may be asked for.
        most: the most statements of an answer.
    """
    rules = _reachable(_pruned(_skeleton(most - 1) | _listed(names, heads, words)))
    return "".join(f"{name} ::= {' | '.join(dict.fromkeys(either))}\n" for name, either in rules.items())


def _skeleton(repeats: int) -> Rules:
    rules: Rules = {}
    for line in Path(__file__).with_name("statements.gbnf").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        for who in ("event", "object") if "WHO" in line else ("",):
            for unit in dict.fromkeys(DIMENSIONS.values()) if "UNIT" in line else ("",):
                made = line.replace("WHO", who).replace("UNIT", unit).replace("MOST", str(repeats))
                name, either = made.split(" ::= ", 1)
                rules.setdefault(name, []).append(either)
    return rules


def _listed(names: Names, heads: Sequence[Head], words: Mapping[str, Sequence[str]]) -> Rules:
    """Return the rules that list names; a rule without any name is empty."""
    of_instances = [head for head in heads if head.has_instances]
    declared = [head.name for head in of_instances if names.is_object(head.name)]
    properties, functions, quantities = (_of_kind(names, kind) for kind in ("property", "function", "quantity"))
    rules: Rules = {
        "event-head": _quoted(print_head(head) for head in heads if not head.has_instances),
        "object-head": _quoted(print_head(head) for head in of_instances),
        "object": _quoted(dict.fromkeys((*names.of_kind("object"), *declared))),
        "member": _quoted(names.of_kind("member")),
        "directed": _quoted(name for name in DIRECTED if name in quantities),
        "together": _quoted(name for name in TOGETHER if name in properties),
        "plain-flag": _quoted(name for name, meaning in properties.items() if meaning.flag),
        "two-flag": _quoted(name for name, meaning in functions.items() if meaning.flag),
        "same": [f'"{name}(a)" equal "{name}(b)"' for name, one in properties.items() if one.sign or words.get(name)],
        "word": [],
        "plain-word": [],
    }
    rules["flag"] = [f'{name} "(" instance ")"' for name in rules["plain-flag"]]
    rules["flag"] += [f'{name} "(" instance (", " instance)? ")"' for name in rules["two-flag"]]
    for name in (name for name, meaning in quantities.items() if meaning.flag):
        asked = f' "(" {_group(words[name])} (", " {_group(words[name])}){{0,4}} ")"' if words.get(name) else ""
        rules["flag"].append(f'"{name}"{asked}')
    for kind, known in (("property", properties), ("function", functions), ("quantity", quantities)):
        for unit in DIMENSIONS.values():
            rules[f"{unit}-{kind}"] = _quoted(name for name, one in known.items() if _dimension(one) == unit)
    for name, meaning in {**properties, **quantities}.items():
        if meaning.named and words.get(name):
            value, of = f"equal {_group(words[name])}", f'"{name}(" instance ")"'
            is_plain = name in quantities
            rules["word" if is_plain else "plain-word"].append(f'"{name}" {value}')
            rules["word"] += [] if is_plain else [f"{of} ({value} | equal {of})"]
    return rules


def _of_kind(names: Names, kind: str) -> dict[str, Meaning]:
    return {name: names.known[name] for name in names.of_kind(kind)}


def _dimension(meaning: Meaning) -> str | None:
    return None if meaning.flag or meaning.named else DIMENSIONS.get(meaning.unit, "free")


def _quoted(texts: Iterable[str]) -> list[str]:
    return [json.dumps(text, ensure_ascii=False) for text in texts]


def _group(values: Sequence[str]) -> str:
    return f"({' | '.join(_quoted(value if PLAIN.fullmatch(value) else f'`{value}`' for value in values))})"


def _references(text: str) -> set[str]:
    return set(REFERENCE.findall(NOT_A_REFERENCE.sub(" ", text)))


def _pruned(rules: Rules) -> Rules:
    """Leave out alternatives that refer to empty rules, until none does."""
    kept = {
        name: [one for one in either if all(rules.get(r) for r in _references(one))] for name, either in rules.items()
    }
    return kept if kept == rules else _pruned(kept)


def _reachable(rules: Rules) -> Rules:
    found, waiting = {"root": None}, ["root"]
    while waiting:
        new = [r for one in rules[waiting.pop()] for r in sorted(_references(one)) if r not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return {name: either for name, either in rules.items() if name in found}
