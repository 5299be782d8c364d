import hashlib
from pathlib import Path

import pytest

from cutbench.errors import CutbenchError
from cutbench.prompts import render
from cutbench.prompts.render import TEMPLATES, render_from

TEMPLATE = """{% block system %}
You read papers.
{% endblock %}
{% block user %}
<paper>
{{ text }}
</paper>
{% for cut in cuts %}
- {{ cut }}
{% endfor %}
{% endblock %}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph/node.v1.md.j2").write_text(TEMPLATE)
    (tmp_path / "graph/plain.v1.md.j2").write_text("{% block user %}{{ text }}{% endblock %}")
    (tmp_path / "graph/silent.v1.md.j2").write_text("Hello")
    (tmp_path / "graph/broken.v1.md.j2").write_text("{% block user %}{{ {% endblock %}")
    return tmp_path


def test_blocks_become_messages(folder: Path) -> None:
    prompt = render_from(folder, "graph/node.v1", {"text": "pt < 5 & eta > 2", "cuts": ["a", "b"]})
    assert prompt.messages == [
        {"role": "system", "content": "You read papers."},
        {"role": "user", "content": "<paper>\npt < 5 & eta > 2\n</paper>\n- a\n- b"},
    ]
    assert prompt.name == "graph/node.v1"
    assert prompt.sha256 == hashlib.sha256(TEMPLATE.encode()).hexdigest()


def test_text_is_data_and_no_template(folder: Path) -> None:
    prompt = render_from(folder, "graph/plain.v1", {"text": "{{ 6 * 7 }} {% raise %}"})
    assert prompt.messages == [{"role": "user", "content": "{{ 6 * 7 }} {% raise %}"}]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("graph/plain.v1", "'text' is undefined"),
        ("graph/silent.v1", "no block 'user'"),
        ("graph/broken.v1", "prompt graph/broken.v1: "),
        ("graph/other.v1", "there is no template"),
        ("../secret", "there is no template"),
    ],
)
def test_faults(folder: Path, name: str, message: str) -> None:
    with pytest.raises(CutbenchError, match=message):
        render_from(folder, name, {})


def test_render_looks_in_the_package() -> None:
    with pytest.raises(CutbenchError, match="there is no template"):
        render("no/such.v1")
    assert all(path.name.endswith(".md.j2") for path in TEMPLATES.rglob("*.j2"))
