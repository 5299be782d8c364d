"""Drafts the folder of a new benchmark from what rules read in a paper; a person has to check all of it."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from cutbench.errors import CutbenchError
from cutbench.extraction import read_by_pattern, to_adl
from cutbench.files import reason, write_text
from cutbench.language import open_language
from cutbench.papers import load_paper
from cutbench.papers.identifiers import arxiv_ids
from cutbench.reading import Reader
from cutbench.schema.cuts import Cut, CutList
from cutbench.schema.documents import Document

LONGEST_QUOTE = 160  # characters: enough to find the sentence again
FILE_NAME = re.compile(r"(\d{4}\.\d{4,5})(?:v\d+)?")

MARKER = """\
# What this benchmark is; docs/benchmarks.md explains each key.
# For reading only at first: add 'coding' when there are events, what is expected of them, and a reference.
"""
CUTS = """\
# DRAFT: what rules read in the paper. Nobody has checked a line of it, and most of what a paper asks for is not in it.
# For each cut: look at the quote, mend text and statement (in selection.adl), add wordings, and replace the status.
"""
SELECTION = """\
# DRAFT: what rules read in the paper, each cut under its id of cuts.yaml. Nobody has checked a line of it.
"""
EXTRA = """\
# True statements about the selection that are not scored: neither hits nor hallucinations. Keys as in cuts.yaml.
"""
PAPERS = """\
# The papers of the analysis, the main one first; the others are 'cited', or on an 'object' such as electrons.
# The PDF stays where it is: sha256 tells that it is this one. licence: under which the paper may be read and quoted.
"""


def new_benchmark(pdf: Path, out: Path) -> tuple[int, str]:
    """Write a folder with the draft of a benchmark; return the number of its cuts and the paper's id.

    Only the title and short quotes are copied from the paper.

    Raises:
        CutbenchError: the folder is there already, or the paper cannot be read.
    """
    if out.exists() or out.is_symlink():
        raise CutbenchError(f"{out}: is there already; nothing is written into it")
    document = load_paper(pdf)
    paper = _arxiv(pdf, document)
    language = open_language()
    found = read_by_pattern(document.paper, {document.paper: document}, Reader(language), 1).cuts
    cuts = [cut.model_copy(update={"id": str(number)}) for number, cut in enumerate(found, 1)]
    files = _files(document, paper, cuts) | {
        "selection.adl": f"{SELECTION}\n{to_adl(CutList(cuts=tuple(cuts)), language)}"
    }
    try:
        out.mkdir(parents=True)
    except OSError as error:
        raise CutbenchError(f"{out}: this folder cannot be made: {reason(error)}") from error
    for name, text in files.items():
        write_text(out / name, text)
    return len(cuts), paper


def _arxiv(pdf: Path, document: Document) -> str:
    """Return the arXiv id in the file's name, else the one on the first page, else the file's name."""
    named = FILE_NAME.fullmatch(pdf.stem)
    return named[1] if named else next(iter(arxiv_ids(document.pages[0].text)), pdf.stem)


def _files(document: Document, paper: str, cuts: Sequence[Cut]) -> dict[str, str]:
    marker = {"title": document.title, "main_paper": paper, "parts": ["reading"], "n_scored": len(cuts)}
    entry = {"arxiv": paper, "role": "main", "title": document.title, "licence": "", "sha256": document.sha256}
    return {
        "benchmark.yaml": MARKER + _dumped(marker),
        "papers.yaml": PAPERS + _dumped([entry | {"standin": None}]),
        "cuts.yaml": CUTS + _dumped([_entry(cut, paper) for cut in cuts]),
        "true_but_not_scored.yaml": EXTRA + "[]\n",
    }


def _entry(cut: Cut, paper: str) -> dict[str, Any]:
    quote = cut.quotes[0]
    words = " ".join(quote.text.split())
    short = words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE]}…"
    return {
        "id": cut.id,
        "object": cut.object,
        "text": cut.text,
        "accepted": [],
        "alternates": [],
        "contradictions": [],
        "in_main_paper": "value",
        "status": ["draft"],
        "evidence": f"read by rules, checked by nobody: p. {quote.page}: {short}",
        "sources": [{"arxiv": paper, "where": f"p. {quote.page}", "seen": False}],
        "scored": True,
    }


def _dumped(value: Any) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110)
