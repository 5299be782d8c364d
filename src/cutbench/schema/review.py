"""What people say of a run: corrected verdicts, an approved cut list, and who changed what and when."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError, field_validator

from cutbench.errors import CutbenchError
from cutbench.schema.base import Record, first_fault
from cutbench.schema.cuts import Cut, CutList, Digest, digest_of
from cutbench.schema.verdicts import ExtractedVerdict

Action = Literal["accept", "reject", "edit", "add", "read", "verdict", "comment", "approve", "undo"]
LONGEST_NAME, LONGEST_COMMENT = 80, 4000  # characters


def _signature(name: str) -> str:
    name = name.strip(" ")
    if not name or not name.isprintable():
        raise ValueError("a reviewer's name has letters, and no line breaks or other characters that cannot be seen")
    return name


Person = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(_signature)]


def person(name: str) -> str:
    """Return the name that a reviewer signs with.

    Raises:
        CutbenchError: it is empty, too long or cannot be seen.
    """
    try:
        return TypeAdapter(Person).validate_python(name)
    except ValidationError as error:
        fault = first_fault(error).removeprefix("(whole file): ")
        raise CutbenchError(f"--by {name[:LONGEST_NAME]!r}: {fault}") from error


class Change(Record):
    """One act of a person, never altered afterwards.

    `digest` is that of the extracted list that the person saw: what is said of it holds for no other. `content` is the
    cut after `edit` or `add`; `statements` are what a line says according to `read`; `verdict` and `against` belong to
    `verdict`; `undone` is the number of the change that `undo` takes back; `at` is in UTC.
    """

    number: int = Field(ge=1)
    digest: Digest
    by: Person
    at: str
    action: Action
    cut: str | None = None
    content: Cut | None = None
    statements: tuple[str, ...] = ()
    verdict: ExtractedVerdict | None = None
    against: str | None = None
    text: str = Field(default="", max_length=LONGEST_COMMENT)
    undone: int | None = None


class Review(Record):
    """All changes to one run, in order; their number is the version that a window edits."""

    changes: tuple[Change, ...] = ()

    @field_validator("changes")
    @classmethod
    def _all_there(cls, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        if any(change.number != place for place, change in enumerate(changes, 1)):
            raise ValueError("the changes are not numbered one by one: some are missing")
        return changes

    @property
    def version(self) -> int:
        """Grows by one with each change."""
        return len(self.changes)

    @property
    def standing(self) -> tuple[Change, ...]:
        """The changes that were not taken back."""
        undone = {change.undone for change in self.changes}
        return tuple(change for change in self.changes if change.action != "undo" and change.number not in undone)

    def on(self, digest: str) -> Self:
        """Return what was changed on one extracted list; a change keeps its number."""
        return self.model_copy(update={"changes": tuple(one for one in self.changes if one.digest == digest)})

    def until(self, number: int) -> Self:
        """Return the changes up to one of them: nothing that was taken back later is missing."""
        return self.model_copy(update={"changes": tuple(one for one in self.changes if one.number <= number)})

    @property
    def approval(self) -> Change | None:
        """The last approval that stands, whatever list it is of."""
        return next((change for change in reversed(self.standing) if change.action == "approve"), None)


class ApprovedCuts(CutList):
    """A cut list that a person approved, or that counts as approved because no review was asked for.

    `digest` is that of the extracted list that it was made from.
    """

    digest: Digest
    approved: Literal["person", "auto"]
    by: str = ""
    at: str = ""
    version: int = 0
    rejected: tuple[str, ...] = ()

    @classmethod
    def unreviewed(cls, cuts: CutList) -> Self:
        """Return a list unchanged, of a run that nobody was asked to review."""
        return cls(**dict(cuts), digest=digest_of(cuts), approved="auto")

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
    """The verdicts of people on the cut list of one run: the last one of each person on a cut.

    `digest` is that of the list; they say nothing of another one, even if its cuts have the same ids.
    """

    model: str
    mode: str
    seed: int
    digest: Digest
    labels: tuple[Label, ...]


class LineRead(Record):
    """What a person says that a line requires which no reader could read."""

    cut: str
    statements: tuple[str, ...]
    by: str
    at: str


class LinesRead(Record):
    """The lines of one extracted list that people read; `digest` is that of the list."""

    digest: Digest
    lines: tuple[LineRead, ...]


class SheetItem(Record):
    """A line of a sheet that a person fills in: an extracted cut, and the verdict on it, empty at first.

    `digest` is that of the list that the cut is of.
    """

    model: str
    mode: str
    seed: int
    digest: Digest
    cut: str
    object: str
    text: str
    verdict: ExtractedVerdict | None = None
    against: str | None = None
    comment: str = Field(default="", max_length=LONGEST_COMMENT)


class Sheet(Record):
    """A subset of the extracted cuts for review. It does not say what judges think, so as not to lead anybody."""

    items: tuple[SheetItem, ...]
