"""Archives hold what they say; what others changed or slipped in is refused, and nothing leaves but tables."""

import json
import zipfile

import pytest

from cutbench.errors import CutbenchError
from cutbench.reporting.archive import METADATA, read_tables, verify_archive, write_archive

TABLE = b"model,correct\na,3\n"


@pytest.fixture
def archive(tmp_path):
    results = tmp_path / "results"
    for name, content in {"tables/runs.csv": TABLE, "judging/j/m/chunked/seed0.json": b"{}"}.items():
        (results / name).parent.mkdir(parents=True)
        (results / name).write_bytes(content)
    (results / "papers").mkdir()
    (results / "papers/paper.pdf").write_bytes(b"not ours")
    assert write_archive(results, tmp_path / "out.zip") == 2
    return tmp_path / "out.zip"


def changed(archive, name, content):
    """Return a copy of the archive in which one entry is another, or one more."""
    copy = archive.with_name(f"{archive.stem}-changed.zip")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(copy, "w") as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        if content is not None:
            new.writestr(name, content)
    return copy


def test_what_goes_in_comes_out(archive):
    assert verify_archive(archive) == 2
    assert read_tables(archive, ["runs"]) == {"runs": TABLE}
    with zipfile.ZipFile(archive) as held:
        assert not any("paper" in name for name in held.namelist())
        assert json.loads(held.read(METADATA))["@context"].startswith("https://w3id.org/ro/crate/")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("tables/runs.csv", b"model,correct\na,27\n", "is not as its description says"),
        ("tables/runs.csv", None, "described, but not there"),
        ("another.csv", b"x", "'another.csv' is not described in it"),
        ("../outside.csv", b"x", "leads out of it"),
        (METADATA, b"[]", "no readable"),
        (METADATA, b"{", "no readable"),
        (METADATA, b'{"@graph": ' + b"[" * 100_000, "no readable"),
        (METADATA, b'{"@graph": [1]}', "no readable"),
        (METADATA, b'{"@graph": [{"@type": "File", "@id": ["x"]}]}', "no readable"),
        (METADATA, b'{"@graph": []}', "is not described"),
        (METADATA, None, "no readable"),
    ],
)
def test_what_was_changed_is_refused(archive, name, content, problem):
    with pytest.raises(CutbenchError, match=problem):
        read_tables(changed(archive, name, content), ["runs"])


def test_a_described_path_out_of_the_archive_is_refused(archive):
    with zipfile.ZipFile(archive) as held:
        graph = held.read(METADATA).replace(b"tables/runs.csv", b"../tables/runs.csv")
    worse = changed(changed(archive, METADATA, graph), "../tables/runs.csv", TABLE)
    with pytest.raises(CutbenchError, match="leads out of it"):
        verify_archive(worse)


def test_a_second_description_is_refused(archive):
    with zipfile.ZipFile(archive) as held:
        graph = json.loads(held.read(METADATA))
    graph["@graph"] += [entity for entity in graph["@graph"] if entity["@type"] == "File"][:1]
    with pytest.raises(CutbenchError, match=r"describes 'judging/j/m/chunked/seed0\.json' twice"):
        verify_archive(changed(archive, METADATA, json.dumps(graph)))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [METADATA, "tables/runs.csv"])
def test_a_second_entry_of_one_name_is_refused(archive, name):
    with zipfile.ZipFile(archive, "a") as held:
        held.writestr(name, held.read(name))
    with pytest.raises(CutbenchError, match=f"holds '{name}' 2 times"):
        verify_archive(archive)


def test_an_archive_of_nothing_is_refused(archive, tmp_path):
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as empty:
        pass
    with pytest.raises(CutbenchError, match="no readable"):
        verify_archive(tmp_path / "empty.zip")
    with zipfile.ZipFile(tmp_path / "bare.zip", "w") as empty:
        empty.writestr(METADATA, '{"@graph": []}')
    with pytest.raises(CutbenchError, match="describes no files"):
        verify_archive(tmp_path / "bare.zip")


@pytest.mark.parametrize("name", ["a+b", "a b", "a%41", "é", "$HOME", "a#b?c", "a&b;c"])
def test_odd_names_go_in_and_come_out(tmp_path, name):
    for path in (f"judging/j/{name}/chunked/seed0.json", "tables/runs.csv"):
        (tmp_path / "results" / path).parent.mkdir(parents=True)
        (tmp_path / "results" / path).write_bytes(TABLE)
    assert write_archive(tmp_path / "results", tmp_path / "out.zip") == 2
    assert verify_archive(tmp_path / "out.zip") == 2


def test_a_full_disk_leaves_no_half_archive(archive, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    before = archive.read_bytes()
    monkeypatch.setattr("rocrate.rocrate.ROCrate.write_zip", full)
    with pytest.raises(CutbenchError, match=r"out\.zip: cannot be written: No space left"):
        write_archive(tmp_path / "results", archive)
    with pytest.raises(CutbenchError, match="is a folder"):
        write_archive(tmp_path / "results", tmp_path)
    assert archive.read_bytes() == before
    assert not list(tmp_path.glob("*.partial"))


def test_no_archive_and_no_tables(tmp_path, archive):
    (tmp_path / "x.zip").write_bytes(b"PK nonsense")
    with pytest.raises(CutbenchError, match="is no zip file"):
        verify_archive(tmp_path / "x.zip")
    with pytest.raises(CutbenchError, match=r"extraction\.csv.*older cutbench"):
        read_tables(archive, ["extraction"])
    with pytest.raises(CutbenchError, match="no tables to archive"):
        write_archive(tmp_path / "nothing", tmp_path / "y.zip")


def test_a_damaged_entry_is_one_clear_line(archive):
    with zipfile.ZipFile(archive) as held:
        entry = held.getinfo("tables/runs.csv")
    content = bytearray(archive.read_bytes())
    end = content.index(b"PK", entry.header_offset + 2)
    content[end - 25 : end] = bytes(25)  # the end of the data and what follows it up to the next entry
    archive.write_bytes(content)
    with pytest.raises(CutbenchError, match="damaged"):
        verify_archive(archive)
