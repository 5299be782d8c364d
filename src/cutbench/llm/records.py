"""Reading records of calls: bounded, each line checked, a torn last line left out."""

import gzip
import json
import zlib
from collections.abc import Iterator
from io import BufferedIOBase, BytesIO
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from cutbench.errors import CutbenchError
from cutbench.files import write_bytes
from cutbench.schema.base import first_fault

MOST_UNPACKED = 256 * 1024**2  # bytes; a packed record of a whole campaign has a few
MOST_LINES = 1_000_000
LONGEST_LINE = 64 * 1024**2  # bytes


class _Raw(BaseModel):
    """The fields of a server's answer that cutbench itself wrote; the others may be as odd as the server."""

    model: str | None = None
    counts: list[Annotated[int, Field(strict=True, ge=0)]] | None = None


class _Call(BaseModel):
    """The fields of a line that are relied on."""

    key: str
    identity: dict[str, Any]
    outcome: str
    seconds: Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
    raw: _Raw | None


def read_calls(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a record, which may be packed as `<path>.gz`; a torn last line is left out.

    Raises:
        CutbenchError: there is no such file, it cannot be read, it unpacks to too much, or a line is damaged.
    """
    packed = path.with_name(f"{path.name}.gz")
    source = path
    try:
        source = path if path.exists() else packed
        refuse_others(source)
        with gzip.open(source) if source == packed else source.open("rb") as file:
            return list(_calls(file, source, MOST_UNPACKED if source == packed else None))
    except FileNotFoundError as error:
        raise CutbenchError(
            f"replay: there is no record {path} nor {packed.name}; run with calls=auto first"
        ) from error
    except (OSError, EOFError, zlib.error) as error:
        how = "unpacked" if source == packed else "read"
        raise CutbenchError(f"{source}: cannot be {how}: {' '.join(str(error).split())}") from error


def pack_record(calls: Path, packed: Path) -> None:
    """Write the whole lines of a record as a packed one; the same calls give the same file.

    Raises:
        CutbenchError: the record cannot be read, is damaged or too large to be read again, or cannot be written.
    """
    read_calls(calls)
    content = calls.read_bytes()
    tail = content[content.rfind(b"\n") + 1 :]
    if is_torn(tail):
        content = content[: len(content) - len(tail)]
    if len(content) > MOST_UNPACKED:
        raise CutbenchError(f"{calls}: larger than the {MOST_UNPACKED} bytes that are read from a packed record")
    target = BytesIO()
    with gzip.GzipFile("", "wb", 9, target, mtime=0) as file:  # no name and no time in the header
        file.write(content)
    write_bytes(packed, target.getvalue())


def refuse_others(path: Path) -> None:
    """Refuse anything but a file, such as a folder, or a pipe that would be waited for."""
    if path.exists() and not path.is_file():
        raise CutbenchError(f"{path}: {'is a folder' if path.is_dir() else 'is no file'}, but calls are recorded there")


def is_torn(raw: bytes) -> bool:
    """Whether a last line without its end was cut off; the beginning of a call is never valid JSON."""
    try:
        json.loads(raw)
    except (ValueError, RecursionError) as error:
        return isinstance(error, ValueError)
    return False


def _calls(file: BufferedIOBase, source: Path, most: int | None) -> Iterator[dict[str, Any]]:
    number = size = 0
    while raw := file.readline(LONGEST_LINE + 1):
        number, size = number + 1, size + len(raw)
        if len(raw) > LONGEST_LINE or number > MOST_LINES:
            raise CutbenchError(f"{source}: line {number} is one too many, or longer than {LONGEST_LINE} bytes")
        if most is not None and size > most:
            raise CutbenchError(f"{source}: unpacks to more than {most} bytes; no record is that large")
        if raw.strip() and (raw.endswith(b"\n") or not is_torn(raw)):
            yield _call(raw, source, number)


def _call(raw: bytes, source: Path, number: int) -> dict[str, Any]:
    try:
        line: dict[str, Any] = json.loads(raw)
        _Call.model_validate(line)
    except (ValueError, RecursionError) as error:
        what = f" ({first_fault(error)})" if isinstance(error, ValidationError) else ""
        repair = "record it anew" if source.suffix == ".gz" else "delete that line and its call is made anew"
        raise CutbenchError(f"{source}: line {number} is damaged{what}; {repair}") from error
    return {"purpose": "", "problem": None} | line
