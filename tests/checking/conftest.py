"""Copies of a benchmark to break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

Change = Callable[[str, str, str], None]
OTHER_WORDS = ("letter", "prose", "tabular", "poisoned")


@pytest.fixture
def folder(project: Path, tmp_path: Path) -> Path:
    """A benchmark without its papers in other words, which take time to open."""
    source = project / "resources/groundtruth/atlas_h4l"
    shutil.copytree(project / "resources/formats", tmp_path / "formats")
    return shutil.copytree(source, tmp_path / "groundtruth/mine", ignore=shutil.ignore_patterns(*OTHER_WORDS))


@pytest.fixture
def change(folder: Path) -> Change:
    """Replace one text in a file of the folder by another."""

    def do(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, (file, old)
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return do
