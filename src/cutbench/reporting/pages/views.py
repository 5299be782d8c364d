"""What each page shows, as plain values for its template."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from cutbench.judging import headline
from cutbench.reporting import verdicts
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.pages.pictures import Picture
from cutbench.reporting.pages.records import Results, WrittenRun, codegen_page, extraction_page

MOST_EVENTS = 300  # wrong events that a page lists; the rest is in comparison.json
VERDICTS = ("found", "partial", "contradicted", "missing", "unscored")


def number(value: float | None, digits: int = 1) -> str:
    """Return a number without needless zeros; a dash for none."""
    return "–" if value is None else f"{value:,.{digits}f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


def index(results: Results) -> dict[str, Any]:
    """Return all runs of both steps, and the curated cuts with the share of runs that find them."""
    return {
        "judges": results.judges,
        "extractions": [_extraction_row(results, run) for run in results.extractions],
        "generations": [{"run": run, "page": codegen_page(run)} for run in results.generations],
        "cuts": [_cut_row(results, cut.id, cut.text) for cut in results.curated],
    }


def extraction(results: Results, run: ScoredRun, pictures: list[Picture]) -> dict[str, Any]:
    """Return a run of step 1: its papers, cuts with all verdicts, conflicts, calls, and the curated list."""
    marks = {(mark.text, picture.paper, picture.page): mark for picture in pictures for mark in picture.marks}
    return {
        "run": run,
        "scores": _scores(results, run),
        "cuts": [
            {
                "cut": cut,
                "requirements": list(cut.statements),
                "by_people": verdicts.read_by_people(run, cut.id),
                "opinions": verdicts.on_extracted(run, cut.id),
                "quotes": [(quote, marks.get((quote.text, quote.paper, quote.page or 0))) for quote in cut.quotes],
            }
            for cut in run.cuts.cuts
        ],
        "pictures": pictures,
        "curated": [(cut, verdicts.on_curated(run, cut.id)) for cut in results.curated],
        "known": {cut.id for cut in results.curated},
        "titles": {paper: document.title for paper, document in results.documents.items()},
    }


def codegen(results: Results, run: WrittenRun) -> dict[str, Any]:
    """Return a run of step 2: its steps, program, cutflow beside the reference's, and wrong events."""
    own = {step.cut: step.n_events for step in run.execution.events.cutflow} if run.execution.events else {}
    texts = {cut.id: cut.text for cut in results.curated}
    order = [step.cut for step in results.reference]
    return {
        "run": run,
        "known": set(texts),
        "cutflow": [(step.cut, texts.get(step.cut, ""), step.n_events, own.get(step.cut)) for step in results.reference]
        + [(cut, texts.get(cut, ""), None, count) for cut, count in own.items() if cut not in order],
        "wrong": run.comparison.wrong_events[:MOST_EVENTS],
        "n_wrong": len(run.comparison.wrong_events),
        "blamed": Counter(event.cut for event in run.comparison.wrong_events if event.cut).most_common(),
    }


def cut(results: Results, name: str) -> dict[str, Any]:
    """Return a curated cut: how often each model finds it, what they say of it, and where programs go wrong in it."""
    curated = next(cut for cut in results.curated if cut.id == name)
    ids = [cut.id for cut in results.curated]
    place = ids.index(name)
    said = [row for run in results.extractions for row in _said(run, name)]
    return {
        "cut": curated,
        "requirements": list(curated.statements),
        "found": _found(results, name),
        "verdicts": VERDICTS,
        "said": said,
        "diverging": [
            (run, codegen_page(run)) for run in results.generations if run.comparison.first_diverging_cut == name
        ],
        "before": ids[place - 1] if place else None,
        "after": ids[place + 1] if place + 1 < len(ids) else None,
    }


def _scores(results: Results, run: ScoredRun) -> list[Any]:
    """Return the scores of each judge of the results, None where it did not judge this run."""
    given = {judged.judge: headline(judged) for judged in run.judged}
    return [(judge, given.get(judge)) for judge in results.judges]


def _extraction_row(results: Results, run: ScoredRun) -> dict[str, Any]:
    return {
        "run": run,
        "page": extraction_page(run),
        "scores": _scores(results, run),
        "failed": sum(call.outcome != "ok" for call in run.record.calls),
    }


def _cut_row(results: Results, name: str, text: str) -> dict[str, Any]:
    """Return for each judge in how many of the runs that a model or reader made the cut was found."""
    counts = []
    for judge in results.judges:
        given = [o.verdict for run in _measured(results) for o in verdicts.on_curated(run, name) if o.judge == judge]
        counts.append((given.count("found"), len(given)))
    return {"id": name, "text": text, "counts": counts}


def _measured(results: Results) -> Iterable[ScoredRun]:
    return [run for run in results.extractions if run.mode != "selftest"]


def _found(results: Results, name: str) -> list[dict[str, Any]]:
    """Return the counts of each verdict per model, mode and judge."""
    groups: dict[tuple[str, str, str], Counter[str]] = {}
    for run in results.extractions:
        for opinion in verdicts.on_curated(run, name):
            groups.setdefault((run.model, run.mode, opinion.judge), Counter())[opinion.verdict] += 1
    return [
        {"model": model, "mode": mode, "judge": judge, "counts": [counts[v] for v in VERDICTS], "n": counts.total()}
        for (model, mode, judge), counts in groups.items()
    ]


def _said(run: ScoredRun, name: str) -> list[dict[str, Any]]:
    """Return the extracted cuts that some judge connects with the curated one, each once."""
    connected: dict[str, list[verdicts.Opinion]] = {}
    matches = {match for opinion in verdicts.on_curated(run, name) for match in opinion.matches}
    for extracted in run.cuts.cuts:
        opinions = verdicts.on_extracted(run, extracted.id)
        if extracted.id in matches or any(opinion.against == name for opinion in opinions):
            connected[extracted.id] = [o for o in opinions if o.against in {name, None}]
    texts = {extracted.id: extracted.text for extracted in run.cuts.cuts}
    return [
        {"run": run, "page": extraction_page(run), "id": key, "text": texts[key], "opinions": opinions}
        for key, opinions in connected.items()
    ]
