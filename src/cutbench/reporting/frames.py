"""Tables from rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd


def frame_of(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    """Return a table of rows that has its columns also without any row: a file without a head cannot be read again."""
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=list(columns))
