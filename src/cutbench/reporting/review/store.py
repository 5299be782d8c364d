"""Keeping the changes to one run: locked, written whole or not at all, and refused if made on an old version."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.locks import alone
from cutbench.schema.cuts import Cut, CutList
from cutbench.schema.review import ApprovedCuts, Change, Label, LabelledList, Review


class StaleError(CutbenchError):
    """Somebody else changed the run since the page was loaded."""


def utc_now() -> str:
    """Return the time as it is kept with a change."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class ReviewStore:
    """The review of one run: `folder` holds review.json and cuts.approved.json, `labels` is the file of verdicts."""

    folder: Path
    labels: Path
    model: str
    mode: str
    seed: int
    clock: Callable[[], str] = utc_now

    def read(self) -> Review:
        """Return all changes so far."""
        path = self.folder / "review.json"
        return Review.read(path) if path.exists() else Review()

    def change(self, original: CutList, version: int, **what: Any) -> Review:
        """Add one change that was made on `version`, and renew the files that follow from it.

        Raises:
            StaleError: there are newer changes.
            CutbenchError: the change concerns something that is not there.
        """
        with alone(self.folder / ".lock"):
            review = self.read()
            if version != review.version:
                raise StaleError(f"{review.version - version} newer change(s) were made in another window")
            change = Change(number=review.version + 1, at=self.clock(), **what)
            _check(change, review, original)
            review = Review(changes=(*review.changes, change))
            review.write(self.folder / "review.json")
            self._derive(review, original)
            return review

    def _derive(self, review: Review, original: CutList) -> None:
        approval = next((change for change in reversed(review.standing) if change.action == "approve"), None)
        target = self.folder / "cuts.approved.json"
        if approval is None:
            target.unlink(missing_ok=True)
        else:
            # What was changed after the approval waits for the next one.
            until = Review(changes=tuple(change for change in review.standing if change.number <= approval.number))
            approved_cuts(until, original, approval).write(target)
        labels = tuple(labels_by_person(review).values())
        LabelledList(model=self.model, mode=self.mode, seed=self.seed, labels=labels).write(self.labels)


def edited(review: Review, original: CutList) -> tuple[dict[str, Cut], set[str]]:
    """Return all cuts with their edits, added ones last, and the ids of the rejected ones."""
    cuts = {cut.id: cut for cut in original.cuts}
    rejected: set[str] = set()
    for change in review.standing:
        if change.action in {"edit", "add"} and change.content:
            cuts[change.content.id] = change.content
        if change.action == "reject" and change.cut:
            rejected.add(change.cut)
        elif change.action in {"accept", "edit"} and change.cut:
            rejected.discard(change.cut)
    return cuts, rejected


def approved_cuts(review: Review, original: CutList, approval: Change) -> ApprovedCuts:
    """Return the list as `approval` found it."""
    cuts, rejected = edited(review, original)
    kept = tuple(cut for cut in cuts.values() if cut.id not in rejected)
    names = {cut.id for cut in kept}
    return ApprovedCuts(
        cuts=kept,
        visits=original.visits,
        conflicts=tuple(conflict for conflict in original.conflicts if names.issuperset(conflict.cuts)),
        approved="person",
        by=approval.by,
        at=approval.at,
        version=approval.number,
        rejected=tuple(sorted(rejected)),
    )


def labels_of(review: Review) -> dict[str, Label]:
    """Return the last verdict of people on each cut."""
    return {label.cut: label for label in _labels(review)}


def labels_by_person(review: Review) -> dict[tuple[str, str], Label]:
    """Return the last verdict of each person on each cut."""
    return {(label.cut, label.by): label for label in _labels(review)}


def _labels(review: Review) -> Iterator[Label]:
    for change in review.standing:
        if change.action == "verdict" and change.cut and change.verdict:
            yield Label(
                cut=change.cut,
                verdict=change.verdict,
                against=change.against,
                comment=change.text,
                by=change.by,
                at=change.at,
            )


def new_id(review: Review, original: CutList) -> str:
    """Return an id for an added cut, one that was never used, not even by a change that was taken back."""
    used = {cut.id for cut in original.cuts} | {change.cut for change in review.changes}
    return next(f"r{number:03d}" for number in range(1, 100_000) if f"r{number:03d}" not in used)


def _check(change: Change, review: Review, original: CutList) -> None:
    cuts, _ = edited(review, original)
    if change.action in {"accept", "reject", "edit", "verdict"} and change.cut not in cuts:
        raise CutbenchError(f"there is no cut '{change.cut}' in this run")
    if change.action == "undo" and change.undone not in {standing.number for standing in review.standing}:
        raise CutbenchError(f"change {change.undone} does not exist or was taken back before")
    if change.action == "verdict" and change.verdict is None:
        raise CutbenchError("a correction needs a verdict")
    if change.action in {"edit", "add"} and change.content is None:
        raise CutbenchError("an edit needs the text of the cut")
