"""YAML to plain values: bounded, no key twice, and the line of what is wrong."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

from cutbench.errors import CutbenchError
from cutbench.files import read_bytes

LARGEST = 50_000_000  # bytes
MOST_VALUES = 1_000_000  # with every alias written out


# The parser in C takes a tenth of the time, and a benchmark's files are read by every job.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Puts together in Python what is parsed in C: brackets in brackets without end kill the process in C."""

    get_single_node = Composer.get_single_node
    compose_document = Composer.compose_document
    compose_node = Composer.compose_node
    compose_scalar_node = Composer.compose_scalar_node
    compose_sequence_node = Composer.compose_sequence_node
    compose_mapping_node = Composer.compose_mapping_node

    def construct_object(self, node: Node, deep: bool = False) -> Any:
        """Return the value of a node, as in the base; a date or number that is none names its line like all else."""
        try:
            return super().construct_object(node, deep)
        except (ValueError, KeyError, AttributeError, OverflowError) as error:
            what = f"{str(node.value)[:40]!r} is no {node.tag.rpartition(':')[2]}"
            raise yaml.constructor.ConstructorError(None, None, what, node.start_mark) from error


class _FaultError(Exception):
    """What is wrong at a place."""

    def __init__(self, what: str, node: Node) -> None:
        super().__init__(what)
        self.line = node.start_mark.line + 1


def read_yaml(path: Path, largest: int = LARGEST) -> Any:
    """Return what a YAML file in UTF-8 says; see `parse_yaml`.

    Raises:
        CutbenchError: it cannot be read, is too large, or is not YAML; names the file and, where known, the line.
    """
    return parse_yaml(read_bytes(path, largest), str(path))


def read_yaml_and_doubles(path: Path, largest: int = LARGEST) -> tuple[Any, list[tuple[int, str]]]:
    """Return what a YAML file says, and the line and name of each key that stands twice: the last of them holds.

    Raises:
        CutbenchError: as in `read_yaml`, but for those keys.
    """
    doubles: list[tuple[int, str]] = []
    return parse_yaml(read_bytes(path, largest), str(path), doubles), doubles


def read_mapping(path: Path) -> dict[Any, Any]:
    """Return a YAML file that is a mapping; an empty one is an empty mapping.

    Raises:
        CutbenchError: as in `read_yaml`, or it is something else.
    """
    found = read_yaml(path)
    if found is not None and not isinstance(found, dict):
        raise CutbenchError(f"{path}: must be a mapping from names to values")
    return found or {}


def parse_yaml(text: str | bytes, where: str = "YAML", doubles: list[tuple[int, str]] | None = None) -> Any:
    """Return what a YAML document says: mappings, lists, text, numbers; nothing in it is executed.

    Args:
        text: the document, bytes in UTF-8.
        where: its name in messages.
        doubles: takes the line and name of each key that stands twice; without it, such a key is an error.

    Raises:
        CutbenchError: it is not YAML, names a key twice, or aliases make too much of it.
    """
    try:
        decoded = (text.encode("utf-8", "replace") if isinstance(text, str) else text).decode("utf-8-sig")
        return _load(decoded, doubles)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise CutbenchError(f"{where}:{line}: not UTF-8 text; save it in this encoding") from error
    except _FaultError as error:
        raise CutbenchError(f"{where}:{error.line}: {error}") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise CutbenchError(f"{where}:{mark.line + 1 if mark else '?'}: not YAML: {_said(error.problem)}") from error
    except yaml.reader.ReaderError as error:
        line = decoded.count("\n", 0, error.position) + 1
        raise CutbenchError(
            f"{where}:{line}: not YAML: {_said(error.reason)}: character {error.character!r}"
        ) from error
    except RecursionError as error:
        raise CutbenchError(f"{where}: not YAML that can be read: brackets in brackets, too many") from error


def _said(problem: object) -> str:
    return " ".join(str(problem).split())[:200]


def _load(text: str, doubles: list[tuple[int, str]] | None) -> Any:
    loader = _Loader(text)
    try:
        loader.anchors = {}
        node = loader.get_single_node()
        if node is None:
            return None
        _check(node, {}, doubles)
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _check(node: Node, sizes: dict[int, int], doubles: list[tuple[int, str]] | None) -> int:
    """Return the values in a node, with every alias written out; `sizes` are those of nodes that were seen, 0 inside.

    Raises:
        _FaultError: there are too many, a node is in itself, or a key occurs twice.
    """
    if sizes.get(id(node)) == 0:
        raise _FaultError("an alias stands for what it is in", node)
    if id(node) not in sizes:
        sizes[id(node)] = 0
        size = 1 + sum(_check(part, sizes, doubles) for part in _parts(node, doubles))
        if size > MOST_VALUES:
            raise _FaultError(f"its aliases make more than {MOST_VALUES} values of it", node)
        sizes[id(node)] = size
    return sizes[id(node)]


def _parts(node: Node, doubles: list[tuple[int, str]] | None) -> Iterator[Node]:
    if isinstance(node, MappingNode):
        seen: set[tuple[str, str]] = set()
        for key, value in node.value:
            if isinstance(key, ScalarNode) and (key.tag, key.value) in seen:
                double = _FaultError(f"the key {key.value!r} stands twice", key)
                if doubles is None:
                    raise double
                doubles.append((double.line, str(double)))
            if isinstance(key, ScalarNode):
                seen.add((key.tag, key.value))
            yield from (key, value)
    elif isinstance(node, CollectionNode):
        yield from node.value
