"""The base of all schema types."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from cutbench.errors import CutbenchError
from cutbench.files import read_bytes, write_bytes

LARGEST = 500_000_000  # bytes


class Record(BaseModel):
    """An immutable value that refuses unknown keys and travels between stages as a JSON file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def write(self, path: Path) -> None:
        """Write to `path` as JSON, whole or not at all.

        Raises:
            CutbenchError: it cannot be written; the file is as it was before.
        """
        write_bytes(path, self.as_json())

    def as_json(self) -> bytes:
        """Return what `write` writes; half a character, which a model may say, becomes a question mark."""
        return (self.model_dump_json(indent=1) + "\n").encode("utf-8", "replace")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file that `write` made.

        Raises:
            CutbenchError: the file is missing or does not fit; names the file and the first key at fault.
        """
        try:
            return cls.model_validate_json(read_bytes(path, LARGEST))
        except ValidationError as error:
            raise CutbenchError(f"{path}: {first_fault(error)}") from error


def first_fault(error: ValidationError) -> str:
    """Return 'key: what is wrong with it' for the first fault that pydantic found."""
    fault = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in fault["loc"]) or "(whole file)"
    return f"{key}: {fault['msg'].removeprefix('Value error, ')}"
