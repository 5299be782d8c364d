"""Tables from rows, and runs by what they have in common."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import pandas as pd

Run = TypeVar("Run")


def frame_of(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> pd.DataFrame:
    """Return a table of rows with these columns in this order, also without any row: a file needs a head."""
    return pd.DataFrame(list(rows), columns=list(columns))


def grouped(runs: Iterable[Run], *names: str) -> dict[tuple[Any, ...], list[Run]]:
    """Return runs by the values of their attributes `names`, in the order in which these first occur."""
    groups: dict[tuple[Any, ...], list[Run]] = {}
    for run in runs:
        groups.setdefault(tuple(getattr(run, name) for name in names), []).append(run)
    return groups
