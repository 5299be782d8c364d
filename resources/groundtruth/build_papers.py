"""Build the stand-in papers of all benchmarks, or of some: `python build_papers.py [BENCHMARK ...]` (needs typst)."""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import typst

FOLDER = Path(__file__).parent


def folders(benchmark: str = "*") -> list[Path]:
    """Return the folders of benchmarks that hold sources of papers: the stand-ins, and the same in other words."""
    return sorted({path.parent for path in FOLDER.glob(f"{benchmark}/*/[0-9]*.typ")})


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
    for name in sys.argv[1:] or ["*"]:
        for place in folders(name):
            build(place)
