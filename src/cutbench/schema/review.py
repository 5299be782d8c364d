"""What people say of a run: corrected verdicts, an approved cut list, and who changed what and when."""

from typing import Literal, Self

from pydantic import Field

from cutbench.schema.base import Record
from cutbench.schema.cuts import Cut, CutList
from cutbench.schema.verdicts import ExtractedVerdict

Action = Literal["accept", "reject", "edit", "add", "verdict", "comment", "approve", "undo"]


class Change(Record):
    """One act of a person, never altered afterwards.

    `content` is the cut after `edit` or `add`; `verdict` and `against` belong to `verdict`; `undone` is the number of
    the change that `undo` takes back; `at` is in UTC.
    """

    number: int = Field(ge=1)
    by: str = Field(min_length=1, max_length=80)
    at: str
    action: Action
    cut: str | None = None
    content: Cut | None = None
    verdict: ExtractedVerdict | None = None
    against: str | None = None
    text: str = Field(default="", max_length=4000)
    undone: int | None = None


class Review(Record):
    """All changes to one run, in order; their number is the version that a window edits."""

    changes: tuple[Change, ...] = ()

    @property
    def version(self) -> int:
        """Grows by one with each change."""
        return len(self.changes)

    @property
    def standing(self) -> tuple[Change, ...]:
        """The changes that were not taken back."""
        undone = {change.undone for change in self.changes}
        return tuple(change for change in self.changes if change.action != "undo" and change.number not in undone)


class ApprovedCuts(CutList):
    """A cut list that a person approved, or that counts as approved because no review was asked for."""

    approved: Literal["person", "auto"]
    by: str = ""
    at: str = ""
    version: int = 0
    rejected: tuple[str, ...] = ()

    @classmethod
    def unreviewed(cls, cuts: CutList) -> Self:
        """Return a list unchanged, of a run that nobody was asked to review."""
        return cls(**dict(cuts), approved="auto")

    @property
    def approval(self) -> str:
        """Who approved it, in words."""
        return f"approved by {self.by} at {self.at}" if self.approved == "person" else "approved automatically"


class Label(Record):
    """A person's verdict on an extracted cut."""

    cut: str
    verdict: ExtractedVerdict
    against: str | None = None
    comment: str = ""
    by: str
    at: str


class LabelledList(Record):
    """The verdicts of people on the cut list of one run: the last one of each person on a cut."""

    model: str
    mode: str
    seed: int
    labels: tuple[Label, ...]


class SheetItem(Record):
    """A line of a sheet that a person fills in: an extracted cut, and the verdict on it, empty at first."""

    model: str
    mode: str
    seed: int
    cut: str
    object: str
    text: str
    verdict: ExtractedVerdict | None = None
    against: str | None = None
    comment: str = Field(default="", max_length=4000)


class Sheet(Record):
    """A subset of the extracted cuts for review. It does not say what judges think, so as not to lead anybody."""

    items: tuple[SheetItem, ...]
