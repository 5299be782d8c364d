"""Tables from an archive, for figures that are drawn again."""

from collections.abc import Sequence
from pathlib import Path

from cutbench.files import write_bytes
from cutbench.reporting.archive import read_tables


def unpack_tables(*, archive: str, tables: Sequence[str]) -> None:
    """Write the tables of a checked archive; only what is asked for by name leaves it."""
    paths = {Path(path).stem: Path(path) for path in tables}
    for name, content in read_tables(Path(archive), paths).items():
        write_bytes(paths[name], content)
