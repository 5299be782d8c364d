"""What each page shows, as plain values for its template."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from cutbench.judging import headline
from cutbench.reporting import verdicts
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.modes import SELF_TEST
from cutbench.reporting.pages.notation import number
from cutbench.reporting.pages.pictures import Mark, Picture
from cutbench.reporting.pages.records import Results, codegen_page, extraction_page
from cutbench.reporting.pages.summary import shown
from cutbench.schema.cuts import Conflict, Cut

VERDICTS = ("found", "partial", "contradicted", "missing", "unscored")
# Which cuts of a run come first, the others in between: what a model got wrong, and what nobody could read last.
FIRST = {"contradictory": 0, "unread": 2, "not_a_cut": 2}


def index(results: Results) -> dict[str, Any]:
    """Return the summary, all runs of both steps by model and mode or arm, and how many runs find each curated cut."""
    read = [
        {
            "run": run,
            "page": extraction_page(run),
            "scores": _scores(results, run),
            "failed": sum(call.outcome != "ok" for call in run.record.calls),
        }
        for run in results.extractions
    ]
    written = [{"run": run, "page": codegen_page(run)} for run in results.generations]
    names = list(results.summary.figures) if results.summary else []
    return {
        "judges": results.judges,
        "summary": results.summary,
        "figures": {"open": shown(names), "folded": [name for name in names if name not in shown(names)]},
        "extractions": _groups(read, "mode"),
        "generations": _groups(written, "arm"),
        "cuts": [_cut_row(results, cut.id, cut.text) for cut in results.curated],
    }


def _groups(rows: list[dict[str, Any]], kind: str) -> dict[bool, dict[tuple[str, str], list[dict[str, Any]]]]:
    """Return rows of runs by model and mode or arm; those of self-tests, whose numbers are known, apart under True."""
    found: dict[bool, dict[tuple[str, str], list[dict[str, Any]]]] = {False: {}, True: {}}
    for row in rows:
        key = (row["run"].model, getattr(row["run"], kind))
        found[key[1] == SELF_TEST].setdefault(key, []).append(row)
    return found


def extraction(results: Results, run: ScoredRun, pictures: list[Picture]) -> dict[str, Any]:
    """Return a run of step 1: what it found of the curated list, its cuts with verdicts, papers, conflicts, calls."""
    marks = {(mark.text, picture.paper, picture.page): mark for picture in pictures for mark in picture.marks}
    cuts = [_card(results, run, cut, marks) for cut in run.cuts.cuts]
    counts = Counter(card["verdict"] for card in cuts)
    return {
        "run": run,
        "scores": _scores(results, run),
        "sentence": _sentence(results, run),
        "cuts": sorted(cuts, key=lambda card: FIRST.get(card["verdict"], 1)),
        "counts": [(verdict, word, counts[verdict]) for verdict, word in verdicts.WORDS.items() if counts[verdict]],
        "pictures": pictures,
        "curated": [(cut, verdicts.on_curated(run, cut.id)) for cut in results.curated],
        "known": {cut.id for cut in results.curated},
        "conflicts": [(conflict, in_words(conflict)) for conflict in run.cuts.conflicts],
        "titles": {paper: document.title for paper, document in results.documents.items()},
    }


def _card(results: Results, run: ScoredRun, cut: Cut, marks: dict[tuple[str, str, int], Mark]) -> dict[str, Any]:
    """Return a cut with what is said of it; a quote or a statement with the words of the cut does not repeat them."""
    opinions = verdicts.on_extracted(run, cut.id)
    leading = results.leading(opinions)
    return {
        "cut": cut,
        "verdict": leading.verdict if leading else "unscored",
        "leading": leading,
        "requirements": [text for text in cut.statements if _bare(text) != _bare(cut.text)],
        "by_people": verdicts.read_by_people(run, cut.id),
        "opinions": opinions,
        "quotes": [
            (quote, marks.get((quote.text, quote.paper, quote.page or 0)), _bare(quote.text) == _bare(cut.text))
            for quote in cut.quotes
        ],
    }


def _bare(text: str) -> str:
    return " ".join(text.split()).rstrip(".").casefold()


def _sentence(results: Results, run: ScoredRun) -> str:
    """Return in words what the leading judge says of a run."""
    if run.cuts.unscored:
        return ""
    judged = [(judge, score) for judge, score in _scores(results, run) if score]
    if not judged:
        return "This run has no score: no judge has given verdicts on it."
    judge, score = judged[0]
    return (
        f"It found {number(score.n_correct)} of {len(results.curated)} curated cuts; of its {len(run.cuts.cuts)} lines"
        f" {number(score.n_hallucinations)} contradict the curated list and {number(score.n_unread)} nobody could read."
        f" Judge: {results.judge_name(judge)}."
    )


def in_words(conflict: Conflict) -> str:
    """Return in a sentence what two papers, or two places of one, say differently."""
    one, other = conflict.papers
    first, found, rest = conflict.what.partition(f" in {one}, ")
    second, also, tail = rest.partition(f" in {other}")
    if not (found and also):
        return conflict.what
    where = "in another place" if one == other else other
    said = f"{one} asks for {first}, {where} for {second}"
    return f"{said}; the latter was {tail[2:]}" if tail.startswith("; ") else said + tail


def cut(results: Results, name: str) -> dict[str, Any]:
    """Return a curated cut: how often each model finds it, what they say of it, and where programs go wrong in it."""
    ids = [cut.id for cut in results.curated]
    place = ids.index(name)
    curated = results.curated[place]
    return {
        "cut": curated,
        "requirements": [text for text in curated.statements if _bare(text) != _bare(curated.text)],
        "found": _found(results, name),
        "verdicts": VERDICTS,
        "said": [row for run in _measured_first(results.extractions) for row in _said(run, name)],
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


def _cut_row(results: Results, name: str, text: str) -> dict[str, Any]:
    """Return for each judge in how many of the runs that it scored, self-tests apart, the cut was found."""
    measured = [run for run in results.extractions if run.mode != SELF_TEST]
    counts = []
    for judge in results.judges:
        given = [o.verdict for run in measured for o in verdicts.on_curated(run, name) if o.judge == judge]
        counts.append((given.count("found"), len(given) - given.count("unscored")))
    return {"id": name, "text": text, "counts": counts}


def _measured_first(runs: Iterable[ScoredRun]) -> list[ScoredRun]:
    return sorted(runs, key=lambda run: run.mode == SELF_TEST)


def _found(results: Results, name: str) -> list[dict[str, Any]]:
    """Return the counts of each verdict per model, mode and judge."""
    groups: dict[tuple[str, str, str], Counter[str]] = {}
    for run in _measured_first(results.extractions):
        for opinion in verdicts.on_curated(run, name):
            groups.setdefault((run.model, run.mode, opinion.judge), Counter())[opinion.verdict] += 1
    return [
        {"model": model, "mode": mode, "judge": judge, "counts": [counts[v] for v in VERDICTS], "n": counts.total()}
        for (model, mode, judge), counts in groups.items()
    ]


def _said(run: ScoredRun, name: str) -> Iterator[dict[str, Any]]:
    """Yield the extracted cuts that some judge connects with the curated one."""
    matches = {match for opinion in verdicts.on_curated(run, name) for match in opinion.matches}
    for cut in run.cuts.cuts:
        opinions = verdicts.on_extracted(run, cut.id)
        if cut.id in matches or any(opinion.against == name for opinion in opinions):
            told = [opinion for opinion in opinions if opinion.against in {name, None}]
            yield {"run": run, "page": extraction_page(run), "id": cut.id, "text": cut.text, "opinions": told}
