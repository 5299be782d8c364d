"""The base of all schema types."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from cutbench.errors import CutbenchError
from cutbench.files import write_whole


class Record(BaseModel):
    """An immutable value that refuses unknown keys and travels between stages as a JSON file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def write(self, path: Path) -> None:
        """Write to `path` as JSON, whole or not at all.

        Raises:
            CutbenchError: it cannot be written; the file is as it was before.
        """
        try:
            write_whole(path, self.as_json())
        except OSError as error:
            raise CutbenchError(f"{path}: cannot be written: {error.strerror}") from error

    def as_json(self) -> bytes:
        """Return what `write` writes."""
        return (self.model_dump_json(indent=1) + "\n").encode()

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file that `write` made.

        Raises:
            CutbenchError: the file is missing or does not fit; names the file and the first key at fault.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except OSError as error:
            raise CutbenchError(f"{path}: cannot be read: {error.strerror}") from error
        except ValidationError as error:
            raise CutbenchError(f"{path}: {first_fault(error)}") from error


def first_fault(error: ValidationError) -> str:
    """Return 'key: what is wrong with it' for the first fault that pydantic found."""
    fault = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in fault["loc"]) or "(whole file)"
    return f"{key}: {fault['msg'].removeprefix('Value error, ')}"
