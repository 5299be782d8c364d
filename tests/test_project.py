"""Promises that concern the project as a whole."""

import re

import pytest


def test_no_benchmark_is_named_in_the_library(project):
    names = [folder.name for folder in (project / "resources/groundtruth").iterdir()]
    for path in (project / "src").rglob("*"):
        if path.suffix in {".py", ".j2"}:
            text = path.read_text()
            assert not [name for name in names if name in text], path


def test_snakefile_is_short_and_has_no_function(project):
    text = (project / "workflow/Snakefile").read_text()
    assert len(text.splitlines()) <= 60
    assert not re.search(r"^\s*(def|lambda)\b", text, re.MULTILINE)


def test_rules_say_what_they_are_for_and_keep_a_log(project):
    for path in (project / "workflow/rules").glob("*.smk"):
        for body in re.split(r"^rule \w+:$", path.read_text(), flags=re.MULTILINE)[1:]:
            assert body.lstrip().startswith('"""')
            assert "    log:" in body


@pytest.mark.parametrize(
    ("package", "home"),
    [
        ("openai", "llm/"),
        ("langgraph", "src/cutbench/graph.py"),
        ("uproot", "events/"),
        ("pypdfium2", "papers/"),
        ("snakemake", "nowhere"),
    ],
)
def test_outside_packages_stay_in_one_place(project, package, home):
    importing = re.compile(rf"^\s*(?:import|from) {package}\b", re.MULTILINE)
    users = [str(path) for path in (project / "src").rglob("*.py") if importing.search(path.read_text())]
    assert [path for path in users if home not in path] == []


def test_no_word_of_one_analysis_stands_in_the_library(project):
    words = re.compile(
        r"quadruplet|\b(?:m12|m34|m4l|4mu|2e2mu|z1|z2|27)\b|leptons? ?>= ?4|size\(leptons?\)", re.IGNORECASE
    )
    kinds = {".py", ".yaml", ".j2", ".lark", ".gbnf", ".css", ".js"}
    files = [path for path in (project / "src").rglob("*") if path.suffix in kinds]
    files.remove(project / "src/cutbench/reading/words.yaml")  # the words of the field, of many analyses
    assert [str(path) for path in files if words.search(path.read_text(encoding="utf-8"))] == []
