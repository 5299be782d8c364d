"""The page of a program: why it failed, and its cutflow beside the reference's."""

import re
from dataclasses import replace

import pytest

from cutbench.reporting.pages.programs import cutflow, failing
from cutbench.reporting.pages.site import Site
from cutbench.schema.cuts import Cut
from cutbench.schema.events import Comparison, CutflowStep, Execution

PROGRAM = "import uproot\n\ndef read(tree):\n    return tree['a']\n\nread({})\n"
TRACEBACK = (
    'Traceback (most recent call last):\n  File "/in/selection.py", line 6, in <module>\n    read({})\n'
    '  File "/in/selection.py", line 4, in read\n  File "/lib/uproot/behaviors.py", line 99, in get\n'
    "KeyError: 'a'\n"
)


@pytest.fixture
def broken(written):
    """A program that failed, with what is given."""

    def make(failure, problem, program=PROGRAM, cuts=(), **how):
        done = Execution(backend="bubblewrap", exit_code=1, seconds=1, failure=failure, problem=problem)
        compared = Comparison(outcome="execution_failed", failure=failure, problem=problem, n_reference=2)
        return replace(
            written, program=program, execution=done.model_copy(update=how), comparison=compared, cuts=tuple(cuts)
        )

    return make


def test_the_last_line_of_its_own_that_a_traceback_names_has_failed(broken):
    found = failing(broken("missing_branch", "KeyError: 'a'", stderr=TRACEBACK))
    assert (found.number, found.line, found.message) == (4, "return tree['a']", "KeyError: 'a'")


def test_what_python_cannot_read_is_told_in_its_own_words(broken, results):
    program = "x = 1\ny = (2,\n"
    run = broken("syntax", "line 2: this is no valid Python: ", program, backend="none", exit_code=None)
    found = failing(run)
    assert (found.number, found.line, found.message) == (2, "y = (2,", "SyntaxError: '(' was never closed")
    page = Site(results).codegen(run)
    assert "no valid Python" not in page
    assert "Exit code" not in page
    assert "It was not run." in page


def test_of_a_program_from_statements_the_statement_has_failed(broken, results):
    cut = Cut(id="3.4", object="Muon", text="any", statements=("object muon: select pT > 5 GeV",))
    problem = 'LineError: object muon: select "3.4" | there is no pT'
    run = broken("error", problem, stderr=TRACEBACK, cuts=(cut,))
    assert failing(run).statements == cut.statements
    assert failing(run).line == ""
    assert "In the statement of cut 3.4:" in Site(results).codegen(run)


@pytest.mark.parametrize("program", ["", "x\x00", PROGRAM])
@pytest.mark.parametrize("stderr", ["", 'File "/in/selection.py", line 9999999, in x', '  File "selection.py", line 0'])
@pytest.mark.parametrize("failure", ["syntax", "timeout", "no_program"])
def test_a_failure_without_a_line_has_its_message(broken, program, stderr, failure):
    found = failing(broken(failure, "it ended", program, stderr=stderr))
    assert found.line == ""
    assert "it ended" in found.message or failure == "syntax"


def test_a_page_of_a_failed_program_opens_with_the_line_and_folds_the_reference(broken, results):
    page = Site(results).codegen(broken("missing_branch", "KeyError: 'a'", stderr=TRACEBACK))
    texts = ("<h1>", "Line 4:", "What Python says", "KeyError: &#39;a&#39;", 'id="program"', 'id="cutflow"', "2.2</a>")
    order = [page.index(text) for text in texts]
    assert order == sorted(order)
    assert "The program has no cutflow." in page
    assert page.count("KeyError: &#39;a&#39;") == 2  # there, and in what it wrote


def test_a_hostile_line_is_inert(broken, results):
    poison = "</pre><script>alert(1)</script>\u202e"
    stderr = '  File "/in/selection.py", line 1, in <module>\n'
    cut = Cut(id="c", object="o", text=poison, statements=(poison,))
    runs = (
        broken("error", poison, poison, stderr=stderr),
        broken("error", f'select "c" | {poison}', PROGRAM, cuts=(cut,)),
        broken("syntax", poison, poison),
    )
    for page in map(Site(results).codegen, runs):
        assert page.count("<script>") == 1
        assert "\u202e" not in page


def from_an_extracted_list(results, written, steps):
    events = written.execution.events.model_copy(update={"cutflow": steps})
    run = replace(written, execution=written.execution.model_copy(update={"events": events}))
    return replace(results, generations=(run,), coded=("m", "grounded")), run


def test_cuts_of_an_extracted_list_stand_beside_the_curated_ones_that_they_state(results, written):
    steps = tuple(CutflowStep(cut=name, n_events=n) for name, n in (("c002", 7), ("c001", 5), ("c009", 4)))
    reference = tuple(CutflowStep(cut=name, n_events=n) for name, n in (("2.1", 9), ("2.2", 8), ("3.2", 6)))
    results, run = from_an_extracted_list(replace(results, reference=reference), written, steps)
    rows = cutflow(results, run)
    assert [(row["cut"], [name for name, _, _ in row["own"]]) for row in rows] == [
        ("2.1", []), ("2.2", ["c001"]), ("3.2", ["c002"]), (None, ["c009"]),
    ]  # fmt: skip
    assert [row["difference"] for row in rows] == [None] * 4
    page = Site(results).codegen(run)
    assert "<td>not in its list</td>" in page
    assert re.search(r"3\.2</a></td><td>[^<]*</td><td>6</td><td>c002 p<sub>T</sub> &gt; 99 GeV</td><td>7</td>", page)
    assert re.search(r"<td>none</td><td></td><td>–</td><td>c009 </td><td>4</td>", page)


def test_the_curated_list_is_compared_cut_by_cut(results, written):
    (row, *others) = cutflow(results, written)
    assert (row["cut"], row["difference"], others) == ("2.2", -3, [])


def test_a_self_test_is_never_read_as_an_extracted_list(results, written):
    run = replace(written, arm="selftest")
    assert cutflow(replace(results, coded=("m", "grounded")), run)[0]["difference"] == -3


def test_why_wrong_events_have_no_explanation_is_said(results, written):
    compared = written.comparison.model_copy(update={"no_explanation": "it does not compile"})
    assert "No explanation of wrong events: it does not compile." in Site(results).codegen(
        replace(written, comparison=compared)
    )
