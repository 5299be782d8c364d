"""From the bytes that a program left to selected events: untrusted, so checked at every step."""

from collections import Counter
from typing import Annotated

from pydantic import BaseModel, ConfigDict, FailFast, Field, ValidationError

from cutbench.sandbox.text import plain
from cutbench.schema.base import first_fault
from cutbench.schema.events import SelectedEvents

# Their widths in the files of the experiments.
Run = Annotated[int, Field(ge=0, lt=1 << 32)]
Event = Annotated[int, Field(ge=0, lt=1 << 64)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Step(_Strict):
    cut: Annotated[str, Field(max_length=200)]
    n_events: Annotated[int, Field(ge=0, lt=1 << 63)]


class _Result(_Strict):
    # Only the first of perhaps a million faults is kept.
    selected: Annotated[tuple[tuple[Run, Event], ...], FailFast()]
    cutflow: Annotated[tuple[_Step, ...], FailFast(), Field(max_length=10_000)] = ()


def read_result(content: bytes, limit: int) -> SelectedEvents:
    """Return the events of a result file.

    Args:
        content: its bytes, at most one more than allowed.
        limit: how many are allowed.

    Raises:
        ValueError: it is too large, not JSON, not of the agreed form, or lists an event or a cut twice; says which.
    """
    if len(content) > limit:
        raise ValueError(f"its result is larger than {limit} bytes")
    try:
        result = _Result.model_validate_json(content)
    except ValidationError as error:
        raise ValueError(f"its result is not in the agreed form: {plain(first_fault(error))[:300]}") from None
    _check_once("event", result.selected)
    _check_once("cut", tuple(step.cut for step in result.cutflow))
    return SelectedEvents.model_validate(result.model_dump())


def _check_once(what: str, names: tuple[object, ...]) -> None:
    if len(set(names)) < len(names):
        name, times = Counter(names).most_common(1)[0]
        raise ValueError(f"its result lists the {what} {plain(str(name))} {times} times")
