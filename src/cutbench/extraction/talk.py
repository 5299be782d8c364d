"""The shapes in which others read extracted cuts: the talk's, and ADL."""

from dataclasses import replace
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.language import Analysis, Block, Head, Language, print_analysis
from cutbench.language.tree import Line, Reject, Select
from cutbench.schema.cuts import CutList


def to_talk_json(cuts: CutList) -> dict[str, Any]:
    """Return {"selection": {"Electron": [{"content", "comments", "references"}, ...], ...}}."""
    selection: dict[str, list[dict[str, Any]]] = {}
    for cut in cuts.cuts:
        entry = {"content": cut.text, "comments": cut.comments, "references": list(cut.references)}
        selection.setdefault(cut.object, []).append(entry)
    return {"selection": selection}


def to_adl(cuts: CutList, language: Language) -> str:
    """Return the cuts that have been read as an ADL file, a block for each object, composite and region.

    Cuts that nobody has read stand at the end, as comments.
    """
    blocks: dict[Head, tuple[Line, ...]] = {}
    unread = []
    for cut in cuts.cuts:
        try:
            statements = [language.parse(text) for text in cut.statements]
        except CutbenchError:
            statements = []
        unread += [] if statements else [f"# {cut.id}, not read: {' '.join(cut.text.split())}\n"]
        for head, line in ((one.head, one.line) for one in statements):
            labelled = replace(line, cut=cut.id) if isinstance(line, Select | Reject) else line
            blocks[head] = (*blocks.get(head, ()), labelled)
    made = print_analysis(Analysis(tuple(Block(head, lines) for head, lines in blocks.items()))) if blocks else ""
    return made + "".join(unread)
