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
        ('```python title="selection.py"\na = 1\n```', "a = 1"),
        ("```python:selection.py\na = 1\n```", "a = 1"),
        ("``` {.python .numberLines}\na = 1\n```", "a = 1"),
        ("~~~python\na = 1\n~~~", "a = 1"),
        ("~~~\na = 1\n~~~", "a = 1"),
        ("````python\na = '```'\n````", "a = '```'"),
        ("Sure:\r\n```python\r\na = 1\r\nb = 2\r\n```\r\n", "a = 1\nb = 2"),
        ("1. Write\n\n   ```python\n   a = 1\n   ```\n", "a = 1"),
        ("```bash\npip install x\n```\n```python\na = 1\n```", "a = 1"),
        ("```sh\npython a.py\n```", ""),
        ("```python\na = 1\n```\nIt prints\n```\nselected 5 events\n```", "a = 1"),
        ("```python\na = 1\n```\nIt prints\n```\n5\n```", "a = 1"),
        ("```python\na = 1\n```\n```text\na = 2\n```\n```output\nb = 2\n```\n```json\n[1]\n```", "a = 1"),
        ("```\n$ python a.py\n```\n```\na = 1\n```", "a = 1"),
        ("```\na = (", "a = ("),
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
