"""Build stand-in papers: `python build_papers.py [FOLDER ...]` (needs typst).

Without a folder those beside this file and the same in other words; other benchmarks name their own folders.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import typst

FOLDER = Path(__file__).parent
REWORDED = ("letter", "prose", "tabular")


def sources(folder: Path) -> Iterator[Path]:
    """Yield the papers of a folder; what they share has no number for a name."""
    yield from sorted(path for path in folder.glob("*.typ") if path.stem[0].isdigit())


def source_digest(source: Path) -> str:
    """Return the sha256 of a paper's source together with what it shares with the others."""
    shared = sorted(path for path in source.parent.glob("*.typ") if not path.stem[0].isdigit())
    return hashlib.sha256(b"".join(path.read_bytes() for path in (source, *shared))).hexdigest()


def build(folder: Path) -> None:
    """Build every paper beside its source, and note from which source."""
    for source in sources(folder):
        # Only the fonts that typst brings: the same pages on every machine.
        source.with_suffix(".pdf").write_bytes(typst.compile(source, ignore_system_fonts=True))
    digests = {source.stem: source_digest(source) for source in sources(folder)}
    (folder / "sources.json").write_text(json.dumps(digests, indent=1) + "\n")


if __name__ == "__main__":
    for place in map(Path, sys.argv[1:] or [FOLDER, *(FOLDER.parent / name for name in REWORDED)]):
        build(place)
