import json

import pytest

from cutbench.llm.latex import double_stray_backslashes, restore_backslashes


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\theta < 1", r"\theta < 1"),
        (r"p_{\text{T}}", r"p_{\text{T}}"),
        (r"\beta \frac{1}{2}", r"\beta \frac{1}{2}"),
        (r"z_0 \times 2 \tau", r"z_0 \times 2 \tau"),
        (r"\neq 1, \nu_e", r"\neq 1, \nu_e"),
        (r"\rho", r"\rho"),
        (r"|\eta| < 2.47", r"|\eta| < 2.47"),
        (r"\upsilon", r"\upsilon"),
    ],
)
def test_commands_written_with_one_backslash_are_restored(written: str, meant: str) -> None:
    text, doubled = double_stray_backslashes(f'{{"a": ["{written}"]}}')
    data, restored = restore_backslashes(json.loads(text))
    assert data == {"a": [meant]}
    assert doubled + restored == meant.count("\\")


@pytest.mark.parametrize("text", ["a\tb", "a\n\tto = 1\nnu = 2\n", "x\nelectron", r"\theta", "", "µ ≤ 3", "a\r\nb"])
def test_other_text_is_left_alone(text: str) -> None:
    assert restore_backslashes({"a": text, "b": 1}) == ({"a": text, "b": 1}, 0)


def test_escapes_of_json_are_no_stray_backslashes() -> None:
    text = json.dumps({"a": 'q"\\\n\t\b\f/é\u2264'})
    assert double_stray_backslashes(text) == (text, 0)
