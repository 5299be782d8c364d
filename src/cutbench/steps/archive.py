"""Takes tables out of an archive, to draw figures from them again."""

from collections.abc import Sequence
from pathlib import Path

from cutbench.files import write_bytes
from cutbench.reporting.archive import read_tables


def unpack_tables(*, archive: str, tables: Sequence[str]) -> None:
    """Check an archive and write those of its tables that `tables` names."""
    paths = {Path(path).stem: Path(path) for path in tables}
    for name, content in read_tables(Path(archive), paths).items():
        write_bytes(paths[name], content)
