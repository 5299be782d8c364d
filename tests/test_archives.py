"""Zip files that were made to harm: one line, before anything is unpacked."""

import os
import stat
import zipfile
from pathlib import Path

import pytest

from cutbench.archives import open_entry, open_zip
from cutbench.errors import CutbenchError


def unpack(path: Path) -> dict[str, bytes]:
    with open_zip(path, most_bytes=100_000_000, most_files=50) as archive:
        found = {}
        for name in archive.namelist():
            with open_entry(path, archive, name) as entry:
                found[name] = entry.read()
        return found


def written(folder: Path, *entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def with_mode(name: str, kind: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (kind | 0o777) << 16
    return entry


def test_files_and_folders_come_out(tmp_path: Path) -> None:
    entries = [("a/", b""), ("a/b $x.txt", b"1"), ("é", b"2" * 1000), (with_mode("c", stat.S_IFREG), b"3")]
    assert list(unpack(written(tmp_path, *entries)).values()) == [content for _, content in entries]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("/etc/passwd", "'/etc/passwd' leads out of it"),
        ("../x", r"'\.\./x' leads out of it"),
        ("a/../../x", "leads out of it"),
        ("..", "leads out of it"),
        ("a/../", "leads out of it"),
        ("..\\x", "leads out of it"),
        ("C:x", "leads out of it"),
        ("c:/x", "leads out of it"),
        ("\\\\server\\x", "leads out of it"),
        ("a\nerror: b", r"'a\\nerror: b' has a name with control characters"),
        ("\x1b[2J", "control characters"),
        (with_mode("link", stat.S_IFLNK), "'link' is a link or device"),
        (with_mode("pipe", stat.S_IFIFO), "'pipe' is a link or device"),
    ],
)
def test_names_and_kinds(tmp_path: Path, name: str | zipfile.ZipInfo, problem: str) -> None:
    with pytest.raises(CutbenchError, match=rf"a\.zip: .*{problem}") as error:
        unpack(written(tmp_path, ("good", b"1"), (name, b"/etc/passwd")))
    assert "\n" not in str(error.value)


def test_a_name_that_goes_on_behind_a_nul(tmp_path: Path) -> None:
    path = written(tmp_path, ("a_b", b"1"))
    path.write_bytes(path.read_bytes().replace(b"a_b", b"a\0b"))
    with pytest.raises(CutbenchError, match="control characters"):
        unpack(path)


@pytest.mark.parametrize(("method", "number"), [(zipfile.ZIP_BZIP2, 12), (zipfile.ZIP_LZMA, 14)])
def test_other_ways_of_packing(tmp_path: Path, method: int, number: int) -> None:
    with pytest.raises(CutbenchError, match=rf"'x' is packed in a way that is not read \(method {number}\)"):
        unpack(written(tmp_path, ("x", b"1" * 100), method=method))


def test_what_it_unpacks_to_is_bounded(tmp_path: Path) -> None:
    with pytest.raises(CutbenchError, match="'x' unpacks to more than 200 times its size"):
        unpack(written(tmp_path, ("x", bytes(20_000_000))))
    with pytest.raises(CutbenchError, match="more than 50 files or 100000000 bytes"):
        unpack(written(tmp_path, *((f"x{n}", bytes(9_000_000)) for n in range(12))))
    with pytest.raises(CutbenchError, match="more than 50 files"):
        unpack(written(tmp_path, *((f"x{n}", b"") for n in range(51))))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice(tmp_path: Path) -> None:
    with pytest.raises(CutbenchError, match="holds 'x' 2 times"):
        unpack(written(tmp_path, ("x", b"1"), ("x", b"2")))


def test_what_is_damaged_or_no_zip_file(tmp_path: Path) -> None:
    path = written(tmp_path, ("x", os.urandom(5000)))
    content = bytearray(path.read_bytes())
    content[100:400] = bytes(300)
    path.write_bytes(content)
    with pytest.raises(CutbenchError, match="'x' is damaged or encrypted"):
        unpack(path)
    path.write_bytes(written(tmp_path, ("x", b"1")).read_bytes()[:-5])
    os.mkfifo(tmp_path / "pipe")
    for name, problem in (
        ("a.zip", "no zip file"),
        ("", "a folder"),
        ("none", "no such file"),
        ("pipe", "no such file"),
    ):
        with pytest.raises(CutbenchError, match=problem):
            unpack(tmp_path / name)


def test_what_is_encrypted(tmp_path: Path) -> None:
    path = written(tmp_path, ("x", b"1"))
    content = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    path.write_bytes(content)
    with pytest.raises(CutbenchError, match=r"'x' is damaged or encrypted: .*password"):
        unpack(path)
