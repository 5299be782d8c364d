"""The shape in which the talk shows extracted cuts."""

from typing import Any

from cutbench.schema.cuts import CutList


def to_talk_json(cuts: CutList) -> dict[str, Any]:
    """Return {"selection": {"Electron": [{"content", "comments", "references"}, ...], ...}}."""
    selection: dict[str, list[dict[str, Any]]] = {}
    for cut in cuts.cuts:
        references = list(dict.fromkeys([*(quote.paper for quote in cut.quotes), *cut.references]))
        entry = {"content": cut.text, "comments": cut.comments, "references": references}
        selection.setdefault(cut.object, []).append(entry)
    return {"selection": selection}
