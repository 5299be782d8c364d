"""The process that reads a PDF for `load_paper`: `python -m cutbench.papers.read_alone PDF NAME`.

Writes the paper as JSON, or why there is none.
"""

import sys
from pathlib import Path

from cutbench.errors import CutbenchError
from cutbench.papers.bounds import CUT_OFF, REFUSED, allow_pages, bound
from cutbench.papers.document import parse_pdf


def main() -> int:
    """Read the file that is named and return the exit code."""
    pdf, paper = sys.argv[1:]
    bound()
    try:
        text, code = parse_pdf(Path(pdf), paper, allow_pages).as_json(), 0
    except CutbenchError as error:
        text, code = str(error).encode("utf-8", "replace"), REFUSED
    except (MemoryError, RecursionError):
        return CUT_OFF
    try:
        sys.stdout.buffer.write(text)
        sys.stdout.flush()
    except OSError as error:
        sys.exit(f"more text than a paper has, or no space for it: {error.strerror}")
    return code


if __name__ == "__main__":
    sys.exit(main())
