"""Adding a change to a review, after it was checked against the cuts and against what was changed before."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from cutbench.errors import CutbenchError
from cutbench.reporting.review.derived import edited
from cutbench.schema.base import first_fault
from cutbench.schema.cuts import CutList
from cutbench.schema.review import Change, Review


def with_change(review: Review, original: CutList, what: Mapping[str, Any]) -> Review:
    """Return a review with one more change, whose fields are `what`.

    Raises:
        CutbenchError: a field is wrong, or the change concerns something that is not there.
    """
    try:
        change = Change(number=review.version + 1, **what)
    except ValidationError as error:
        raise CutbenchError(first_fault(error)) from error
    _check(change, review, original)
    return Review(changes=(*review.changes, change))


def _check(change: Change, review: Review, original: CutList) -> None:
    if original.unscored:
        raise CutbenchError(f"there is nothing to review: {original.unscored}")
    cuts, _ = edited(review, original)
    known = {cut.id: cut for cut in original.cuts} if change.action == "read" else cuts
    on_a_cut = change.action in {"accept", "reject", "edit", "verdict", "read"} or change.cut is not None
    if on_a_cut and change.action != "add" and change.cut not in known:
        raise CutbenchError(f"there is no cut '{_short(change.cut)}' in this run")
    if change.action == "read" and known[str(change.cut)].statements:
        raise CutbenchError(f"'{change.cut}' has statements of its own; edit it instead")
    if change.action == "undo" and change.undone not in {one.number for one in review.on(change.digest).standing}:
        raise CutbenchError(f"change {change.undone} does not exist, was taken back before or is of earlier cuts")
    if change.action == "verdict" and change.verdict is None:
        raise CutbenchError("a correction needs a verdict")
    if change.action in {"edit", "add"} and change.content is None:
        raise CutbenchError("an edit needs the text of the cut")
    if change.action == "comment" and not change.text.strip():
        raise CutbenchError("a comment needs words")


def _short(name: str | None) -> str:
    return "".join(character if character.isprintable() else "?" for character in (name or "")[:40])
