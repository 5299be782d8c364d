"""From forms to changes, and what a page shows of them."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from cutbench.errors import CutbenchError
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.review.store import edited, labels_of, new_id
from cutbench.reporting.verdicts import on_extracted
from cutbench.schema.cuts import Cut
from cutbench.schema.review import Action, Review
from cutbench.schema.verdicts import ExtractedVerdict


def change_of(form: Mapping[str, str], run: ScoredRun, review: Review) -> dict[str, Any]:
    """Return the fields of the change that a form asks for.

    An edit keeps quotes and references of a cut; its statements are dropped when the words change, since nobody
    has read the new ones yet.

    Raises:
        CutbenchError: the form asks for nothing that is known.
    """
    action = form.get("action", "")
    if action not in get_args(Action):
        raise CutbenchError(f"unknown action '{action[:40]}'")
    change: dict[str, Any] = {"action": action, "text": form.get("comment", "")}
    if action == "undo":
        return change | {"undone": int(form.get("undone", "0"))}
    if action == "add":
        cut = _written(Cut(id=new_id(review, run.cuts), object="Event", text="-"), form)
        return change | {"cut": cut.id, "content": cut}
    change["cut"] = form.get("cut") or None
    if action == "edit":
        cuts, _ = edited(review, run.cuts)
        if change["cut"] not in cuts:
            raise CutbenchError(f"there is no cut '{change['cut']}' in this run")
        change["content"] = _written(cuts[change["cut"]], form)
    if action == "verdict":
        change |= {"verdict": form.get("verdict") or None, "against": form.get("against") or None}
    return change


def _written(cut: Cut, form: Mapping[str, str]) -> Cut:
    text = form.get("text", "").strip()
    if not text:
        raise CutbenchError("a cut needs a text")
    values = dict(cut) | {"text": text, "object": form.get("object", cut.object)}
    if text != cut.text:
        values["statements"] = ()
    return Cut(**values)


def review_view(
    run: ScoredRun, review: Review, *, token: str, by: str, target: str, objects: Sequence[str]
) -> dict[str, Any]:
    """Return what the page of a run shows of its review; forms go to `target`, `objects` are groups."""
    cuts, rejected = edited(review, run.cuts)
    known = {cut.id for cut in run.cuts.cuts}
    standing = {change.number for change in review.standing}
    approvals = [change for change in review.standing if change.action == "approve"]
    return {
        "token": token,
        "by": by,
        "target": target,
        "version": review.version,
        "cuts": cuts,
        "added": [cut for name, cut in cuts.items() if name not in known],
        "rejected": rejected,
        "labels": labels_of(review),
        "comments": [change for change in review.standing if change.action == "comment"],
        "history": [(change, change.number in standing) for change in reversed(review.changes)],
        "approval": approvals[-1] if approvals else None,
        "agreement": agreement(run, review),
        "objects": objects,
        "verdicts": get_args(ExtractedVerdict),
    }


def agreement(run: ScoredRun, review: Review) -> list[tuple[str, int, int]]:
    """Return for each judge on how many of the cuts that people labelled it says the same, and how many these are."""
    labels = labels_of(review)
    votes = [
        (opinion.judge, opinion.verdict == label.verdict)
        for name, label in labels.items()
        for opinion in on_extracted(run, name)
    ]
    judges = dict.fromkeys(judge for judge, _ in votes)
    return [
        (judge, sum(same for who, same in votes if who == judge), sum(who == judge for who, _ in votes))
        for judge in judges
    ]
