"""What the page of a program shows: where it failed, or its cutflow beside the reference's."""

import re
import warnings
from collections import Counter
from dataclasses import dataclass
from typing import Any

from cutbench.reporting import verdicts
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.pages.records import Results, WrittenRun
from cutbench.syntax import parse_python

MOST_EVENTS = 300  # wrong events that a page lists; the rest is in comparison.json
OWN_FRAME = re.compile(r'^  File "(?:[^"]*/)?selection\.py", line (\d{1,7})', re.MULTILINE)
NAMED_CUT = re.compile(r'(?:select|reject) "([^"]{1,80})"')


@dataclass(frozen=True)
class Failing:
    """Where and why a program failed: `line` is the last of its own lines that Python names, with its `number`.

    `message` is Python's own, or what ended the program from outside. `statements` are those of the `cut` that the
    message names, of a program that was written from statements.
    """

    message: str
    number: int | None = None
    line: str = ""
    cut: str = ""
    statements: tuple[str, ...] = ()


def codegen(results: Results, run: WrittenRun) -> dict[str, Any]:
    """Return a run of step 2: where it failed, its cutflow beside the reference's, its wrong events."""
    texts = {cut.id: cut.text for cut in results.curated}
    return {
        "run": run,
        "known": set(texts),
        "failing": failing(run),
        "counted": bool(run.execution.events and run.execution.events.cutflow),
        "cutflow": cutflow(results, run),
        "read": read_by(results, run),
        "wrong": run.comparison.wrong_events[:MOST_EVENTS],
        "n_wrong": len(run.comparison.wrong_events),
        "blamed": Counter(event.cut for event in run.comparison.wrong_events if event.cut).most_common(),
    }


def failing(run: WrittenRun) -> Failing | None:
    """Return where and why a program failed, None if it did not."""
    done = run.execution
    if not done.failure:
        return None
    wrong = _syntax_error(run.program) if done.failure == "syntax" else None
    if wrong:
        return Failing(f"{type(wrong).__name__}: {wrong.msg}", wrong.lineno, _line(run.program, wrong.lineno))
    frames = OWN_FRAME.findall(done.stderr)
    number = int(frames[-1]) if frames else None
    named = NAMED_CUT.search(done.problem or "")
    cut = next((cut for cut in run.cuts if named and cut.id == named[1]), None)
    if cut:  # of these programs every line but those of the selection is ours
        return Failing(done.problem or "", cut=cut.id, statements=cut.statements)
    return Failing(done.problem or "", number, _line(run.program, number))


def _syntax_error(program: str) -> SyntaxError | None:
    """Return what Python says of a program that it cannot read, None where it says nothing of a line."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(parse_python(program), "selection.py", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def _line(program: str, number: int | None) -> str:
    lines = program.split("\n")
    return lines[number - 1].strip() if number and number <= len(lines) else ""


def cutflow(results: Results, run: WrittenRun) -> list[dict[str, Any]]:
    """Return a row per cut of the reference with the program's cut for it, then the program's other cuts.

    A program from the curated list calls its cuts by their ids. Those of one from an extracted list stand beside the
    curated cuts that the leading judge connects them with: they come in another order, so that events left after one of
    them can only be compared where nothing differs before, and no `difference` is given.
    """
    own = {step.cut: step.n_events for step in run.execution.events.cutflow} if run.execution.events else {}
    read = read_by(results, run)
    texts = {cut.id: cut.text for cut in (*(read.cuts.cuts if read else ()), *run.cuts, *results.curated)}
    said = connections(results, run)
    told = [
        (step, [name for name in own if step.cut in said.get(name, ()) or name == step.cut])
        for step in results.reference
    ]
    placed = {name for _, partners in told for name in partners}
    counted = {name: (name, texts.get(name, ""), n_events) for name, n_events in own.items()}
    rows = [
        _row(step.cut, texts.get(step.cut, ""), step.n_events, [counted[name] for name in partners])
        for step, partners in told
    ]
    return rows + [_row(None, "", None, [one]) for name, one in counted.items() if name not in placed]


def _row(cut: str | None, text: str, reference: int | None, own: list[tuple[str, str, int]]) -> dict[str, Any]:
    """Return a row of a cutflow; the `difference` is given where the program has this very cut and no other for it."""
    same = len(own) == 1 and own[0][0] == cut and reference is not None
    difference = own[0][2] - (reference or 0) if same else None
    return {"cut": cut, "text": text, "reference": reference, "own": own, "difference": difference}


def connections(results: Results, run: WrittenRun) -> dict[str, set[str]]:
    """Return for each extracted cut that a program was written from the curated cuts that it states, or contradicts."""
    read = read_by(results, run)
    found: dict[str, set[str]] = {}
    if read is None:
        return found
    for cut in results.curated:
        opinion = results.leading(verdicts.on_curated(read, cut.id))
        for name in opinion.matches if opinion else ():
            found.setdefault(name, set()).add(cut.id)
    for extracted in read.cuts.cuts:
        opinion = results.leading(verdicts.on_extracted(read, extracted.id))
        if opinion and opinion.against:
            found.setdefault(extracted.id, set()).add(opinion.against)
    return found


def read_by(results: Results, run: WrittenRun) -> ScoredRun | None:
    """Return the run of step 1 whose cuts a program was written from: that of the same seed, or the only one."""
    if results.coded is None or run.arm in {"selftest", "imported"}:
        return None
    of_list = [one for one in results.extractions if (one.model, one.mode) == results.coded]
    same = [one for one in of_list if one.seed == run.seed]
    return next(iter(same or of_list[:1]), None)
