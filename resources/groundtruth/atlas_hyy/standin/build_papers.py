"""Build the stand-in papers: `python build_papers.py` (needs typst)."""

import hashlib
import json
from pathlib import Path

import typst

FOLDER = Path(__file__).parent


def sources() -> list[Path]:
    """Return the papers; what they share has no number for a name."""
    return sorted(path for path in FOLDER.glob("*.typ") if path.stem[0].isdigit())


def source_digest(source: Path) -> str:
    """Return the sha256 of a paper's source together with what it shares with the others."""
    return hashlib.sha256(source.read_bytes() + (FOLDER / "style.typ").read_bytes()).hexdigest()


def main() -> None:
    """Build every paper beside its source, and note from which source."""
    for source in sources():
        # Only the fonts that typst brings: the same pages on every machine.
        source.with_suffix(".pdf").write_bytes(typst.compile(source, ignore_system_fonts=True))
    digests = {source.stem: source_digest(source) for source in sources()}
    (FOLDER / "sources.json").write_text(json.dumps(digests, indent=1) + "\n")


if __name__ == "__main__":
    main()
