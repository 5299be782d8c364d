"""Entries of a benchmark's files: what of them fits, and all that does not."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from cutbench.benchmarks.faults import Fault, fault_of
from cutbench.errors import CutbenchError
from cutbench.schema.base import Record
from cutbench.schema.yaml_text import read_yaml_and_doubles

R = TypeVar("R", bound=Record)
MISSING = "this file of the benchmark is missing"


def read_values(path: Path, faults: list[Fault]) -> Any:
    """Return what a YAML file says, None if it cannot be read; of a key that stands twice the last holds."""
    if not path.exists():
        faults.append(Fault(path, MISSING))
        return None
    try:
        values, doubles = read_yaml_and_doubles(path)
    except CutbenchError as error:
        faults.append(fault_of(path, error))
        return None
    faults += [Fault(path, what, line=line) for line, what in doubles]
    return values


def read_record(path: Path, kind: type[R], otherwise: Mapping[str, Any], faults: list[Fault]) -> R | None:
    """Return a file that is one record; what is wrong in it is a fault, and as if it were `otherwise`."""
    values = read_values(path, faults)
    if values is None and faults and faults[-1].file == path:
        return None
    made, wrong = fitting(kind, values, otherwise)
    faults += [Fault(path, message, key) for key, message in wrong]
    return made


def read_entries(
    path: Path, kind: type[R], name: str, otherwise: Mapping[str, Any], faults: list[Fault]
) -> list[R] | None:
    """Return a file that is a list of records, known by the key `name`; None if it is no list."""
    values = read_values(path, faults)
    if not isinstance(values, list):
        if not faults or faults[-1].file != path:
            faults.append(Fault(path, "must be a list"))
        return None
    found: list[R] = []
    for number, value in enumerate(values, 1):
        own = value.get(name) if isinstance(value, Mapping) else None
        known = {} if own is None or own == "" else {name: str(own)}
        made, wrong = fitting(kind, value, {**otherwise, **known})
        faults += [Fault(path, f"{key}: {what}", known.get(name, f"entry {number}")) for key, what in wrong]
        found += [made] if made is not None and known else []
    return found


def fitting(kind: type[R], values: Any, otherwise: Mapping[str, Any]) -> tuple[R | None, list[tuple[str, str]]]:
    """Return a record with `otherwise` in the place of what is wrong, and what is: pairs of key and fault."""
    try:
        return kind.model_validate(values), []
    except ValidationError as error:
        found = error.errors(include_url=False)
    wrong = [(".".join(map(str, one["loc"])) or "(whole entry)", _said(one, kind)) for one in found]
    bad = {one["loc"][0] for one in found if one["loc"]}
    kept = {key: value for key, value in values.items() if key not in bad} if isinstance(values, Mapping) else {}
    try:
        return kind.model_validate({**otherwise, **kept}), wrong
    except ValidationError:
        return None, wrong


def _said(error: Mapping[str, Any], kind: type[Record]) -> str:
    """Return what is wrong with a key, for people who know the files and not their types."""
    if error["type"] == "missing":
        return "this key is missing"
    if error["type"] != "extra_forbidden":
        return str(error["msg"])
    known = list(kind.model_fields) if len(error["loc"]) == 1 else []
    near = difflib.get_close_matches(str(error["loc"][-1]), known, cutoff=0.5)
    return "no such key" + (
        f"; near it is {' or '.join(near)}" if near else f"; there are {', '.join(known)}" * bool(known)
    )
