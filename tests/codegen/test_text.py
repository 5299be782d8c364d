"""Code out of answers, and errors for prompts."""

import pytest

from cutbench.codegen.text import LONGEST_ERROR, clean_error, extract_code, whole_statements


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("```python\na = 1\n```", "a = 1"),
        ("Sure!\n```\na = 1\n```\nand\n```py\nb = 2\n```", "a = 1\n\nb = 2"),
        ("```Python\na = 1\nb = (", "a = 1\nb = ("),
        ("a = 1\n", "a = 1"),
        ("I am sorry.", ""),
        ("", ""),
        ("```python\n```", ""),
    ],
)
def test_extract_code(answer, code):
    assert extract_code(answer) == code


def test_code_that_was_cut_off_keeps_its_whole_statements():
    assert whole_statements("a = 1\ndef f(x):\n    y = x\n    return (y +") == "a = 1\ndef f(x):\n    y = x"
    assert whole_statements("a = (") == ""
    assert whole_statements("a = 1\nreturn a") == "a = 1"


def test_errors_are_short_and_plain():
    long = clean_error("x" * 5000 + '\n File "/in/some/selection.py"\n\x1b[31mKeyError\u202e\x00: pt')
    assert len(long) <= LONGEST_ERROR + 4
    assert long.endswith('File "selection.py"\nKeyError: pt')
