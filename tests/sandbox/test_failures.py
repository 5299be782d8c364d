import pytest

from cutbench.sandbox.failures import Raised, classify

TRACEBACK = 'Traceback (most recent call last):\n  File "/in/selection.py", line 3, in <module>\n    f()\n'


@pytest.mark.parametrize(
    ("kind", "line", "failure"),
    [
        ("uproot.exceptions.KeyInFileError", "uproot.exceptions.KeyInFileError: not found: 'x'", "missing_branch"),
        ("awkward.errors.FieldNotFoundError", "awkward.errors.FieldNotFoundError: no field 'pt'", "missing_branch"),
        ("builtins.AttributeError", "AttributeError: no field named 'pt'", "missing_branch"),
        ("builtins.KeyError", "KeyError: 'AnalysisMuonsAuxDyn.pT'", "missing_branch"),
        ("builtins.KeyError", "KeyError: 13", "error"),
        ("builtins.ValueError", "ValueError: cannot broadcast RegularArray", "shape"),
        ("numpy.exceptions.AxisError", "numpy.exceptions.AxisError: axis 2 is out of bounds", "shape"),
        ("builtins.IndexError", "IndexError: list index out of range", "shape"),
        ("builtins.ValueError", "ValueError: invalid literal for int()", "error"),
        (
            "numpy._core._exceptions._ArrayMemoryError",
            "numpy._core._exceptions._ArrayMemoryError: Unable to allocate 8 GiB",
            "memory",
        ),
        ("builtins.OSError", "OSError: [Errno 12] Cannot allocate memory", "memory"),
        ("builtins.ModuleNotFoundError", "ModuleNotFoundError: No module named 'ROOT'", "import"),
        ("builtins.SyntaxError", "SyntaxError: invalid syntax", "syntax"),
        ("builtins.ZeroDivisionError", "ZeroDivisionError", "error"),
        ("__main__.MemoryError", "MemoryError: Unable to allocate", "error"),
        ("__main__.KeyError", "KeyError: 'x'", "error"),
    ],
)
def test_the_exception_that_ended_it_decides(kind, line, failure):
    assert classify(1, Raised(kind, line), "MemoryError: said by itself\n") == (failure, line)


def test_what_python_adds_when_it_prints_an_exception_is_kept():
    printed = "NameError: name 'abd' is not defined. Did you mean: 'abc'?"
    raised = Raised("builtins.NameError", "NameError: name 'abd' is not defined")
    assert classify(1, raised, f"{TRACEBACK}{printed}\n") == ("error", printed)


@pytest.mark.parametrize("said", ["MemoryError", "no muons", "KeyError: 'x'"])
def test_what_it_writes_decides_nothing(said):
    assert classify(1, None, f"SyntaxWarning: x\n{said}\n") == ("error", said)
    assert classify(1, None, f"{TRACEBACK}{said}\n\n    more\n") == ("error", said)


def test_without_a_word_the_exit_code_is_said():
    assert classify(2, None, "") == ("error", "it ended with exit code 2")
    assert classify(128 + 11, None, "") == ("error", "it was ended by SIGSEGV")
    assert classify(128 + 24, None, "MemoryError")[0] == "timeout"
