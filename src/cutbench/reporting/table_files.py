"""Tables as CSV files: what is a name stays one when it is read back, whatever it looks like."""

from pathlib import Path

import pandas as pd

from cutbench.errors import CutbenchError
from cutbench.files import reason, write_bytes

# A system may be called NA, None or 1.10.
NAMES = (
    "model", "mode", "gate", "judge", "reader", "style", "arm", "level", "documents", "cuts_from", "source", "cut",
    "score", "alike", "currency", "variable", "title", "agent", "expected", "outcome", "named", "one", "other",
    "benchmark", "other_papers", "object", "text",
)  # fmt: skip


def read_table(path: Path | str) -> pd.DataFrame:
    """Return a table that `write_table` wrote; only an empty cell is a missing value.

    Raises:
        CutbenchError: there is no such file, or it is no table.
    """
    try:
        return pd.read_csv(path, dtype=dict.fromkeys(NAMES, str), keep_default_na=False, na_values=[""])
    except OSError as error:
        raise CutbenchError(f"{path}: cannot be read: {reason(error)}") from error
    except ValueError as error:
        raise CutbenchError(f"{path}: no table: {' '.join(str(error).split())[:200]}") from error


def write_table(frame: pd.DataFrame, path: Path | str) -> None:
    """Write a table, whole or not at all.

    Raises:
        CutbenchError: it cannot be written.
    """
    write_bytes(Path(path), frame.to_csv(index=False).encode())
