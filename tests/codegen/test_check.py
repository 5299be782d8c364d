"""What is seen of a program without running it."""

import pytest

from cutbench.codegen.check import check_program

BRANCHES = ("AnalysisElectronsAuxDyn.pt", "AnalysisMuonsAuxDyn.pt", "AnalysisMuonsAuxDyn.muonType")


@pytest.mark.parametrize(
    ("program", "failure", "words"),
    [
        ("x = (1,\n", "syntax", "no valid Python"),
        ("return 1\n", "syntax", "line 1"),
        ("x = 1\ny = 2 2\n", "syntax", "line 2: this is no valid Python: y = 2 2"),
        ("x = 'a\x00b'", "syntax", "no valid Python"),
        ("import pandas as pd", "import", "no module pandas; allowed are awkward, numpy, uproot, vector"),
        ("def f():\n    from scipy.stats import norm", "import", "no module scipy"),
        ('t["AnalysisMuonsAuxDyn.muontype"]', "missing_branch", "near it are: AnalysisMuonsAuxDyn.muonType"),
        ('t.arrays(["EggsAuxDyn.spam"])', "missing_branch", "no branch EggsAuxDyn.spam; near it are: none"),
    ],
)
def test_what_cannot_work_is_said(program, failure, words):
    found = check_program(program, BRANCHES)
    assert found.failure == failure
    assert words in found.problem
    assert found.events is None


@pytest.mark.parametrize(
    "program",
    [
        "import json, uproot\nfrom numpy.linalg import norm\nt['AnalysisMuonsAuxDyn.pt']",
        "print('a sentence. With AuxDyn.in it')",
        "",
    ],
)
def test_what_may_work_is_run(program):
    assert check_program(program, BRANCHES) is None


def test_without_known_branches_names_are_not_looked_at():
    assert check_program('t["EggsAuxDyn.spam"]') is None
