"""Which names a statement may use: those of the field, from data, and those that a file declares."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.schema.yaml_text import read_mapping

REDUCERS = ("size", "min", "max", "sum", "any", "all")
COMBINING = ("disjoint", "cartesian")
MATHEMATICS = ("abs", "sqrt", "log", "exp", "sin", "cos", "tan")
BUILT_IN = ("linear", "ALL", "pi", "union", *COMBINING, *REDUCERS, *MATHEMATICS)
OLD_NAMES = {"comb": "disjoint", "count": "size", "all_": "all"}


@dataclass(frozen=True)
class Meaning:
    """What a name stands for.

    `kind` is object, property, function, quantity or definition. `unit` is GeV, mm, rad or '1', None where it is not
    known. `least` bounds its values from below, `whole` ones are whole numbers, of `sign` ones only the sign counts.
    `named` values are words such as working points; a `flag` is true or false. `made_of` are the parts of a union,
    `about` the names that a vague flag asks something of, without saying what. Ranks count by what `orders`. `words`
    and `latex` are how a statement writes it for people, `glossary` says to a model what it is.
    """

    kind: str
    unit: str | None = None
    least: float | None = None
    whole: bool = False
    sign: bool = False
    named: bool = False
    flag: bool = False
    symmetric: bool = False
    made_of: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    orders: bool = False
    words: str = ""
    glossary: str = ""
    latex: str = ""


UNKNOWN = Meaning("unknown")


@dataclass(frozen=True)
class Names:
    """The names that are known; `open` ones accept others as symbols, which keep their text."""

    known: Mapping[str, Meaning] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    open: bool = False

    def resolve(self, name: str) -> str | None:
        """Return the name under which `name` is known, None if it is not."""
        if name in self.known or name in BUILT_IN:
            return name
        return self._without_case.get(name.lower()) or self._kind_of_class(name)

    def meaning(self, name: str) -> Meaning | None:
        """Return what a resolved name stands for; a class such as veto_lepton is an object."""
        return self.known.get(name) or (Meaning("object") if self._kind_of_class(name) else None)

    def is_object(self, name: str) -> bool:
        """Whether this is a collection of instances."""
        meaning = self.meaning(name)
        return meaning is not None and meaning.kind == "object"

    def of_kind(self, *kinds: str) -> tuple[str, ...]:
        """Return all names of some kinds, in their order."""
        return tuple(name for name, meaning in self.known.items() if meaning.kind in kinds)

    def near(self, name: str) -> str:
        """Return the known names that look like `name`, for an error message."""
        close = difflib.get_close_matches(name.lower(), list(self._without_case), cutoff=0.6)
        found = dict.fromkeys(self._without_case[one] for one in close)
        return f"near it are {', '.join(found)}" if found else "no known name is near it"

    def __or__(self, other: "Names") -> "Names":
        """Return the names of both; what `other` names again it replaces."""
        known, aliases = {**self.known, **other.known}, {**self.aliases, **other.aliases}
        return replace(self, known=known, aliases=aliases)

    def with_declared(self, kind: str, declared: Iterable[str]) -> "Names":
        """Return the names with more of one kind."""
        return replace(self, known={**self.known, **{name: Meaning(kind) for name in declared}})

    @cached_property
    def _without_case(self) -> dict[str, str]:
        known = {name.lower(): name for name in (*BUILT_IN, *self.known)}
        return {name.lower(): target for name, target in {**OLD_NAMES, **self.aliases}.items()} | known

    def _kind_of_class(self, name: str) -> str | None:
        head, _, kind = name.rpartition("_")
        known = self.known.get(self._without_case.get(kind.lower(), kind)) if head else None
        return name if known and known.kind == "object" else None


def names_from(data: Mapping[str, Mapping[str, Any]], where: str) -> Names:
    """Return the names of data: groups `objects`, `properties`, `functions`, `quantities` of name -> fields.

    Raises:
        CutbenchError: a group or a field is unknown; names `where`, the name and the fault.
    """
    names, faults = read_names(data)
    if faults:
        raise CutbenchError(f"{where}: {faults[0][0]}: {faults[0][1]}")
    return names


NAMES_OF_THE_FIELD = Path(__file__).with_name("names.yaml")
KINDS = {"objects": "object", "properties": "property", "functions": "function", "quantities": "quantity"}


def read_names(data: Mapping[str, Any]) -> tuple[Names, list[tuple[str, str]]]:
    """Return the names of data, and all that is wrong with them: key and fault.

    A name with a fault is known all the same, without the fields at fault: else each line that uses it had one, too.
    """
    known: dict[str, Meaning] = {}
    aliases: dict[str, str] = {}
    faults: list[tuple[str, str]] = []
    for group, entries in data.items():
        if group == "equal":  # see equalities.py
            continue
        if group not in KINDS:
            faults.append((str(group), f"no group of names; there are {', '.join(KINDS)} and equal"))
        elif not isinstance(entries or {}, Mapping):
            faults.append((group, "must be a mapping from names to fields"))
        else:
            for name, given in (entries or {}).items():
                known[name], more, wrong = _meaning(KINDS[group], given)
                aliases |= dict.fromkeys(more, name)
                faults += [(f"{group}.{name}", what) for what in wrong]
    return Names(known, aliases), faults


def _meaning(kind: str, given: Any) -> tuple[Meaning, tuple[str, ...], list[str]]:
    """Return what a name stands for, its aliases, and what is wrong with its fields."""
    if not isinstance(given or {}, Mapping):
        return Meaning(kind), (), ["must be a mapping from fields to values"]
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in (given or {}).items()
    }
    more = values.pop("aliases", ())
    allowed = {entry.name for entry in fields(Meaning)} - {"kind"}
    wrong = [f"{key}: no field of a name; there are {', '.join(sorted(allowed))}" for key in values.keys() - allowed]
    if not isinstance(more, tuple):
        wrong, more = [*wrong, "aliases: must be a list"], ()
    return Meaning(kind, **{key: values[key] for key in values.keys() & allowed}), more, wrong


def load_names(*paths: Path) -> Names:
    """Return the names of files; later ones add to earlier ones and replace what they name again.

    Raises:
        CutbenchError: a file cannot be read or is wrong; names it and the fault.
    """
    found = Names()
    for path in paths:
        found |= names_from(read_mapping(path), str(path))
    return found
