"""Keeping the changes to one run: a log that is the truth, and files that follow from it and from the present cuts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cutbench.errors import CutbenchError
from cutbench.files import make_folder_below, read_plain, write_whole
from cutbench.locks import alone
from cutbench.reporting.review.changes import with_change
from cutbench.reporting.review.derived import approved_cuts, labels_by_person, lines_read
from cutbench.schema.base import Record, first_fault
from cutbench.schema.cuts import CutList, digest_of
from cutbench.schema.review import LabelledList, Review

LOG, APPROVED, READ = "review.json", "cuts.approved.json", "lines.read.json"


class StaleError(CutbenchError):
    """Somebody else changed the run since the page was loaded."""


class OtherCutsError(StaleError):
    """The extraction was made again since the page was loaded."""


class SavedError(CutbenchError):
    """The change is in the log, and only what follows from it could not be written."""


def utc_now() -> str:
    """Return the time as it is kept with a change."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True)
class ReviewStore:
    """The review of one run: `folder` holds its files, `labels` is the file of verdicts, `cuts` what was extracted.

    No folder below `root` and no file may be a link: writing goes nowhere else.
    """

    root: Path
    folder: Path
    labels: Path
    cuts: Path
    model: str
    mode: str
    seed: int
    clock: Callable[[], str] = utc_now

    def read(self) -> Review:
        """Return all changes so far, those to earlier extractions among them.

        Raises:
            CutbenchError: the log is broken, or not of this version.
        """
        path = self.folder / LOG
        try:
            return Review.model_validate_json(read_plain(path))
        except FileNotFoundError:
            return Review()
        except OSError as error:
            raise CutbenchError(f"{path}: cannot be read: {error.strerror}") from error
        except ValidationError as error:
            raise CutbenchError(f"{path}: {first_fault(error)}; mend it, or move it away to begin anew") from error

    def listed(self) -> CutList:
        """Return the cuts as they are now."""
        return CutList.read(self.cuts)

    @property
    def exists(self) -> bool:
        """Whether anybody has reviewed the run, or a file is there as if somebody had."""
        places = (self.folder / LOG, self.folder / APPROVED, self.folder / READ, self.labels)
        return any(path.exists() or path.is_symlink() for path in places)

    def renew(self) -> Review:
        """Write again what follows from the log, where it differs; a process may have been killed before it did.

        Raises:
            CutbenchError: the log is broken, or a file cannot be written.
        """
        with self._alone():
            review = self.read()
            self._derive(review, self.listed())
            return review

    def change(self, digest: str, version: int | None, **what: Any) -> Review:
        """Add one change, and renew the files that follow from it.

        Args:
            digest: of the list that the change was made on.
            version: how many changes there were on the page that it was made on; None if it does not depend on others.
            what: the fields of the change.

        Raises:
            OtherCutsError: the cuts are no longer those.
            StaleError: there are newer changes.
            SavedError: the change is kept, what follows from it is not.
            CutbenchError: the change concerns something that is not there, or cannot be kept.
        """
        with self._alone():
            review, original = self.read(), self.listed()
            if digest != digest_of(original):
                raise OtherCutsError("the cuts were extracted again since this page was loaded; look at them first")
            if version not in {None, review.version}:
                raise StaleError(f"{review.version - (version or 0)} newer change(s) were made in another window")
            review = with_change(review, original, what | {"digest": digest, "at": self.clock()})
            self._write(self.folder / LOG, review)
            try:
                self._derive(review, original)
            except CutbenchError as error:
                raise SavedError(f"saved, but {error}; it is written when the review is opened next") from error
            return review

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            for folder in (self.folder, self.labels.parent):
                make_folder_below(folder, self.root)
            with alone(self.folder / ".lock"):
                yield
        except OSError as error:
            place = error.filename or self.folder
            raise CutbenchError(f"{place}: cannot be written: {error.strerror}") from error

    def _derive(self, review: Review, original: CutList) -> None:
        of_run = {"model": self.model, "mode": self.mode, "seed": self.seed, "digest": digest_of(original)}
        labels, read = labels_by_person(review, original), lines_read(review, original)
        self._write(self.folder / APPROVED, approved_cuts(review, original))
        self._write(self.folder / READ, read if read.lines else None)
        self._write(self.labels, LabelledList(**of_run, labels=labels) if labels else None)

    def _write(self, path: Path, record: Record | None) -> None:
        """Write a record, or remove its file; a file that is right stays, so that nothing is made again for it."""
        try:
            if record is None:
                path.unlink(missing_ok=True)
            elif path.is_symlink() or not path.is_file() or path.read_bytes() != record.as_json():
                write_whole(path, record.as_json())
        except OSError as error:
            raise CutbenchError(f"{path}: cannot be written: {error.strerror}") from error
