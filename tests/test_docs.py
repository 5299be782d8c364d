"""The commands in the documentation do what it says: blocks titled "tested" are run, line by line."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

DOCS = Path(__file__).parent.parent / "docs"
BLOCK = re.compile(r'^```sh title="tested(: fails)?"\n(.*?)^```', re.MULTILINE | re.DOTALL)
BLOCKS = [
    pytest.param(match[2], bool(match[1]), id=f"{path.stem}-{number}")
    for path in sorted(DOCS.glob("*.md"))
    for number, match in enumerate(BLOCK.finditer(path.read_text(encoding="utf-8")))
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The project, linked, so that commands may write beside it."""
    folder = tmp_path_factory.mktemp("docs")
    for name in ("config", "docs", "resources", "src", "workflow", "envs", "benchmarks", "pyproject.toml"):
        (folder / name).symlink_to(DOCS.parent / name)
    return folder


@pytest.mark.parametrize(("commands", "fails"), BLOCKS)
def test_commands(copy, commands, fails):
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands], check=False, capture_output=True, text=True, cwd=copy,
        env=environment, timeout=600,
    )  # fmt: skip
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_every_page_is_in_the_navigation_and_links_lead_somewhere():
    navigation = (DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8")
    yaml.safe_load(navigation)
    for path in DOCS.glob("*.md"):
        assert f": {path.name}" in navigation
        for link in re.findall(r"\]\(([\w/-]+\.(?:md|png))", path.read_text(encoding="utf-8")):
            assert (DOCS / link).exists(), f"{path.name}: {link}"


def test_anchors_of_links_are_there():
    anchors = {path.name: _anchors(path.read_text(encoding="utf-8")) for path in DOCS.glob("*.md")}
    for path in DOCS.glob("*.md"):
        for page, anchor in re.findall(r"\]\(([\w-]+\.md)#([\w-]+)\)", path.read_text(encoding="utf-8")):
            assert anchor in anchors[page], f"{path.name}: {page}#{anchor}"


def _anchors(text):
    """Return what the headings of a page are called in addresses."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()) for heading in headings}


def test_numbers_of_the_readme_are_those_of_the_pages():
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    measured = "".join((DOCS / name).read_text(encoding="utf-8") for name in ("benchmarks.md", "searches.md"))
    told = re.findall(r"\b\d+ of \d+\b", readme)
    assert told
    assert [number for number in told if number not in measured] == []
