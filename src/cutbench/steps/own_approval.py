"""Approval outside the workflow: which list a file of approved cuts was saved for."""

from pathlib import Path

from cutbench.errors import CutbenchError
from cutbench.files import sha256_of
from cutbench.schema.base import Record
from cutbench.schema.cuts import CutList, digest_of
from cutbench.steps.own import APPROVED

KEPT = "state/approval.json"


class OwnApproval(Record):
    """Digests of the list that was last `shown`, and of the list that `file` was saved for."""

    shown: str = ""
    file: str = ""
    digest: str = ""


def bind_approval(out: Path) -> None:
    """Note which list the file of approved cuts belongs to, before another list is shown in the same folder.

    Raises:
        CutbenchError: the note cannot be read or written.
    """
    approved, kept = out / APPROVED, _kept(out)
    if approved.exists():
        file = f"{sha256_of(approved)} {approved.stat().st_mtime_ns}"
        if kept.file != file:
            kept.model_copy(update={"file": file, "digest": kept.shown}).write(out / KEPT)


def note_shown(out: Path, found: CutList) -> None:
    """Note which list is shown: a file that is saved from now on approves this one."""
    _kept(out).model_copy(update={"shown": digest_of(found)}).write(out / KEPT)


def own_approved(out: Path, found: CutList) -> CutList:
    """Return the cuts that a person saved as approved.

    Raises:
        CutbenchError: they were saved for another list than `found`, or cannot be read.
    """
    if _kept(out).digest != digest_of(found):
        raise CutbenchError(
            f"{out / APPROVED}: was saved for other cuts than those in {out / 'cuts.json'} now; look at these, "
            "save what you accept of them, and run the same command again"
        )
    return CutList.read(out / APPROVED)


def _kept(out: Path) -> OwnApproval:
    return OwnApproval.read(out / KEPT) if (out / KEPT).exists() else OwnApproval()
