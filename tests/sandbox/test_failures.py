import pytest

from cutbench.sandbox.failures import classify

TRACEBACK = 'Traceback (most recent call last):\n  File "/in/selection.py", line 3, in <module>\n    f()\n'


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        ("uproot.exceptions.KeyInFileError: not found: 'x'\n\n    Available keys: 'y'", "missing_branch"),
        ("awkward.errors.FieldNotFoundError: no field 'pt' in record with 2 fields", "missing_branch"),
        ("AttributeError: no field named 'pt'", "missing_branch"),
        ("KeyError: 'AnalysisMuonsAuxDyn.pT'", "missing_branch"),
        ("KeyError: 13", "error"),
        ("ValueError: cannot broadcast RegularArray\n\nThis error occurred while calling\n\n    add", "shape"),
        ("numpy.exceptions.AxisError: axis 2 is out of bounds", "shape"),
        ("IndexError: list index out of range", "shape"),
        ("ValueError: invalid literal for int()", "error"),
        ("numpy._core._exceptions._ArrayMemoryError: Unable to allocate 8 GiB", "memory"),
        ("OSError: [Errno 12] Cannot allocate memory", "memory"),
        ("ModuleNotFoundError: No module named 'ROOT'", "import"),
        ("ZeroDivisionError", "error"),
    ],
)  # fmt: skip
def test_the_error_of_a_traceback_decides(error, failure):
    assert classify(1, TRACEBACK + error + "\n") == (failure, error.splitlines()[0])


def test_a_syntax_error_has_no_traceback():
    stderr = '  File "/in/selection.py", line 1\n    def\n       ^\nSyntaxError: invalid syntax\n'
    assert classify(1, stderr) == ("syntax", "SyntaxError: invalid syntax")


def test_what_else_is_written_decides_nothing():
    assert classify(1, "SyntaxWarning: x\nno muons\n") == ("error", "no muons")
    assert classify(2, "") == ("error", "it ended with exit code 2")
    assert classify(128 + 11, "") == ("error", "it was ended by SIGSEGV")
