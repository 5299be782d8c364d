"""YAML that is wrong, or made to harm: one line with the file and, where known, its line; in no time."""

import time
from pathlib import Path

import pytest

from cutbench.errors import CutbenchError
from cutbench.schema.yaml_text import parse_yaml, read_mapping, read_yaml


def bomb(first: str, more: str) -> str:
    lines = [f"a0: &a0 {first}"]
    lines += [f"a{n}: &a{n} " + more.format(",".join([f"*a{n - 1}"] * 9)) for n in range(1, 30)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (bomb("[x, x]", "[{}]"), r":7: its aliases make more than 1000000 values"),
        (bomb("{x: 1}", "{{<<: [{}]}}"), r":7: its aliases make more than 1000000 values"),
        (bomb("{x: 1}", "{{y: [{}]}}"), r":\d: its aliases make more than 1000000 values"),
        ("a: &a [*a]", ":1: an alias stands for what it is in"),
        ("a: &a {b: {c: *a}}", ":1: an alias stands for what it is in"),
        ("a: 1\nb: 2\n'a': 3", ":3: the key 'a' stands twice"),
        ("x:\n- {a: 1, b: 2, a: 1}", ":2: the key 'a' stands twice"),
        ("a: !!set {x, y, x}", ":1: the key 'x' stands twice"),
        *((opening * 100_000, ": not YAML that can be read: brackets in brackets") for opening in ("[", "{a: ", "- ")),
        ("a: 1\nb:\n\tc: 1", ":3: not YAML: found character"),
        ("a:\n  - b\n\t- c", r":3: not YAML: .*tab|:\d: not YAML"),
        ("a: 1\nb: \x00", ":2: not YAML: control characters"),
        ("a: 1\nb: [", r":\d: not YAML: "),
        ("a: *b", ":1: not YAML: found undefined alias 'b'"),
        ("a: b\n---\nc: d", ":2: not YAML: but found another document"),
        ("- !!python/object/apply:os.system [ls]", ":1: not YAML: could not determine a constructor"),
        ("a: 1\nb: 2024-99-99", ":2: not YAML: '2024-99-99' is no timestamp"),
        ("!!timestamp never", "'never' is no timestamp"),
        ("!!bool perhaps", "'perhaps' is no bool"),
        ("!!float x", "'x' is no float"),
        ("a: " + "1" * 5000, "is no int"),
        ("!!int x", "'x' is no int"),
        ("{[1]: 2}", ":1: not YAML: found unhashable key"),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(text)
    start = time.monotonic()
    with pytest.raises(CutbenchError, match=rf"file\.yaml.*{problem}") as error:
        read_yaml(path)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 500
    assert time.monotonic() - start < 20


@pytest.mark.parametrize(
    ("content", "line"), [("a: 1\nb: é".encode("latin-1"), 2), ("a: é".encode("utf-16"), 1), (b"\xffa", 1)]
)
def test_another_encoding_names_the_line(tmp_path: Path, content: bytes, line: int) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    with pytest.raises(CutbenchError, match=rf"a\.yaml:{line}: not UTF-8 text"):
        read_yaml(tmp_path / "a.yaml")


def test_a_file_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_text("a" * 11)
    for name, problem in (("", "is a folder"), ("none.yaml", "No such file"), ("large.yaml", "larger than 10 bytes")):
        with pytest.raises(CutbenchError, match=problem):
            read_yaml(tmp_path / name, 10)


def test_what_is_right_is_read(tmp_path: Path) -> None:
    assert parse_yaml("base: &b {x: 1, y: 2}\nmore: {<<: *b, x: 3}\nlist: [*b, *b]") == {
        "base": {"x": 1, "y": 2},
        "more": {"x": 3, "y": 2},
        "list": [{"x": 1, "y": 2}] * 2,
    }
    assert parse_yaml(b"\xef\xbb\xbfa: '\xc3\xa9'") == {"a": "é"}
    assert parse_yaml("") is None
    (tmp_path / "a.yaml").write_text("- 1")
    with pytest.raises(CutbenchError, match=r"a\.yaml: must be a mapping"):
        read_mapping(tmp_path / "a.yaml")
