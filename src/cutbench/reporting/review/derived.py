"""What follows from the changes to one extracted list; of a `Review` only those that were made on that list count."""

from collections.abc import Iterator

from cutbench.schema.cuts import Cut, CutList, digest_of
from cutbench.schema.review import ApprovedCuts, Change, Label, LineRead, LinesRead, Review


def edited(review: Review, original: CutList) -> tuple[dict[str, Cut], set[str]]:
    """Return all cuts with their edits, added ones last, and the ids of the rejected ones."""
    cuts = {cut.id: cut for cut in original.cuts}
    words = {cut.id: cut.text for cut in original.cuts}
    rejected: set[str] = set()
    for change in review.on(digest_of(original)).standing:
        if change.action in {"edit", "add"} and change.content:
            cuts[change.content.id] = change.content
        # What a line says is said of its own words, not of those that somebody put in their place.
        line = cuts.get(change.cut or "")
        if change.action == "read" and line and line.text == words.get(line.id):
            cuts[line.id] = line.model_copy(update={"statements": change.statements})
        if change.action == "reject" and change.cut:
            rejected.add(change.cut)
        elif change.action in {"accept", "edit"} and change.cut:
            rejected.discard(change.cut)
    return cuts, rejected


def approval_of(review: Review, original: CutList) -> Change | None:
    """Return the last approval of this list that stands."""
    return review.on(digest_of(original)).approval


def approved_cuts(review: Review, original: CutList) -> ApprovedCuts | None:
    """Return the list as its approval found it; None if nobody has approved this list.

    What was changed or taken back after the approval waits for the next one: it is another person's word.
    """
    approval = approval_of(review, original)
    if approval is None:
        return None
    cuts, rejected = edited(review.until(approval.number), original)
    kept = tuple(cut for cut in cuts.values() if cut.id not in rejected)
    names = {cut.id for cut in kept}
    return ApprovedCuts(
        cuts=kept,
        regions=original.regions,
        visits=original.visits,
        conflicts=tuple(conflict for conflict in original.conflicts if names.issuperset(conflict.cuts)),
        digest=digest_of(original),
        approved="person",
        by=approval.by,
        at=approval.at,
        version=approval.number,
        rejected=tuple(sorted(rejected)),
    )


def labels_of(review: Review, original: CutList) -> dict[str, Label]:
    """Return the last verdict of people on each cut."""
    return {label.cut: label for label in _labels(review, original)}


def labels_by_person(review: Review, original: CutList) -> tuple[Label, ...]:
    """Return the last verdict of each person on each cut."""
    return tuple({(label.cut, label.by): label for label in _labels(review, original)}.values())


def _labels(review: Review, original: CutList) -> Iterator[Label]:
    for change in review.on(digest_of(original)).standing:
        if change.action == "verdict" and change.cut and change.verdict:
            yield Label(
                cut=change.cut,
                verdict=change.verdict,
                against=change.against,
                comment=change.text,
                by=change.by,
                at=change.at,
            )


def lines_read(review: Review, original: CutList) -> LinesRead:
    """Return what people say that lines require, the last word on each; without statements it is unread again."""
    digest = digest_of(original)
    said = {change.cut: change for change in review.on(digest).standing if change.action == "read" and change.cut}
    lines = (LineRead(cut=name, statements=one.statements, by=one.by, at=one.at) for name, one in said.items() if name)
    return LinesRead(digest=digest, lines=tuple(line for line in lines if line.statements))


def new_id(review: Review, original: CutList) -> str:
    """Return an id for an added cut, one that was never used, not even by a change that was taken back."""
    used = {cut.id for cut in original.cuts} | {change.cut for change in review.changes}
    return next(f"r{number:03d}" for number in range(1, 100_000) if f"r{number:03d}" not in used)
