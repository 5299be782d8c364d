"""Build the stand-in papers: `python build_papers.py` (needs typst, see requirements-dev.txt)."""

import hashlib
import json
from pathlib import Path

import typst

FOLDER = Path(__file__).parent


def source_digest(source: Path) -> str:
    """Return the sha256 of a paper's source together with the common style."""
    return hashlib.sha256(source.read_bytes() + (FOLDER / "style.typ").read_bytes()).hexdigest()


def main() -> None:
    """Build every paper beside its source, and note from which source."""
    digests = {}
    for source in sorted(FOLDER.glob("*.typ")):
        if source.name != "style.typ":
            # Only the fonts that typst brings: the same pages on every machine.
            source.with_suffix(".pdf").write_bytes(typst.compile(source, ignore_system_fonts=True))
            digests[source.stem] = source_digest(source)
    (FOLDER / "sources.json").write_text(json.dumps(digests, indent=1) + "\n")


if __name__ == "__main__":
    main()
