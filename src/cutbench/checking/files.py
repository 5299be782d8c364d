"""Every file of a benchmark folder is opened: papers are papers, events are events, and no link leads elsewhere."""

import ast
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from cutbench.benchmarks import Fault, fault_of
from cutbench.errors import CutbenchError
from cutbench.events import branches
from cutbench.files import read_json, read_text
from cutbench.language import Names, read_analysis
from cutbench.papers import load_paper
from cutbench.schema.yaml_text import read_yaml_and_doubles

LARGEST = 50_000_000  # bytes
MOST_FILES = 10_000
Faults = Iterator[Fault]


def check_files(folder: Path, names: Names, looked_at: Collection[Path]) -> Faults:
    """Yield what is wrong with the files of a folder, but for what is in those that were `looked_at` already."""
    openers: dict[str, Callable[[Path], Faults]] = {
        ".pdf": _paper,
        ".root": _events,
        ".yaml": _yaml,
        ".json": _json,
        ".py": _program,
        ".adl": lambda path: _selection(path, names),
    }
    found = sorted(path for path in folder.rglob("*") if "__pycache__" not in path.parts)
    if len(found) > MOST_FILES:
        yield Fault(folder, f"{len(found)} files; only the first {MOST_FILES} are opened", weight="unchecked")
    for path in found[:MOST_FILES]:
        if path.is_symlink():
            yield from _link(folder, path)
        elif path.is_file() and path not in looked_at and path.suffix.lower() in openers:
            try:
                yield from openers[path.suffix.lower()](path)
            except CutbenchError as error:
                yield fault_of(path, error)


def _link(folder: Path, path: Path) -> Faults:
    """A link is copied to other machines as what it is, and leads nowhere there."""
    try:
        inside = path.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        yield Fault(path, "a link that leads nowhere")
        return
    if not inside:
        yield Fault(path, "a link that leads out of the benchmark's folder")


def _paper(path: Path) -> Faults:
    load_paper(path)
    yield from ()


def _events(path: Path) -> Faults:
    try:
        branches(path)
    except CutbenchError as error:
        # Histograms may lie beside the events.
        yield fault_of(path, error, weight="warning" if "no tree" in str(error) else "fault")


def _yaml(path: Path) -> Faults:
    _, doubles = read_yaml_and_doubles(path)
    for line, what in doubles:
        yield Fault(path, what, line=line)


def _json(path: Path) -> Faults:
    read_json(path, LARGEST)
    yield from ()


def _selection(path: Path, names: Names) -> Faults:
    for fault in read_analysis(read_text(path, LARGEST), names)[1]:
        yield Fault(path, fault.message, line=fault.number)


def _program(path: Path) -> Faults:
    try:
        ast.parse(read_text(path, LARGEST))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        yield Fault(path, f"no Python: {getattr(error, 'msg', error)}", line=getattr(error, "lineno", 0) or 0)
