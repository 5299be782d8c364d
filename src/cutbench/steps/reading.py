"""Reads texts, relates statements and scores cut lists without the workflow, to test the measurement itself."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from cutbench import judging
from cutbench.benchmarks import folder_of, load_benchmark
from cutbench.errors import CutbenchError
from cutbench.extraction import read_text
from cutbench.files import cache_folder, make_folder, read_json, write_text
from cutbench.language import Language, Relation, open_language, relate
from cutbench.llm import ModelEntry, Progress, open_model
from cutbench.reading import ModelReader, Reader, Reading, kind_of
from cutbench.schema.cuts import Cut, CutList
from cutbench.schema.yaml_text import read_yaml

Outcome = Literal["right", "wrong", "read", "unread"]
Readers = Literal["rules", "model", "both"]
LARGEST_FILE = 20_000_000  # bytes


@dataclass(frozen=True)
class Case:
    """A text and what it was read as.

    `style` is its place among the texts of its entry, from 1. `source_kind` says what part of a paper it is, such as
    paragraph; '' for a line of a cut list. Where the right statements are not known, `outcome` is read or unread.
    """

    id: str
    style: int
    text: str
    outcome: Outcome
    reading: Reading
    wanted: tuple[str, ...] = ()
    source_kind: str = ""


@contextmanager
def open_reader(readers: Readers, language: Language, entry: ModelEntry | None) -> Iterator[Reader]:
    """Give a reader; its model's calls are recorded in the user's cache, so that nothing is asked twice."""
    if readers == "rules" or entry is None:
        yield Reader(language)
        return
    calls = cache_folder("reading") / f"{entry.id}/calls.jsonl"
    make_folder(calls.parent)
    with Progress(f"read {entry.id}") as progress, open_model(entry.at_zero(), calls=calls, progress=progress) as model:
        yield Reader(language, rules=readers == "both", model=ModelReader(model, language))


def language_of(benchmark: str | None, root: Path) -> Language:
    """Return the general language, or that of a benchmark; unknown names are kept as symbols in both."""
    if benchmark is None:
        return open_language()
    return load_benchmark(folder_of(root, benchmark)).language.opened()


def read_file(file: Path, reader: Reader) -> list[Case]:
    """Read all texts of a file; see the command `cutbench read` for its form.

    Raises:
        CutbenchError: the file cannot be read, or an entry has no text.
    """
    return [case for number, entry in enumerate(_entries(file), 1) for case in _cases(entry, file, number, reader)]


def tabulate(cases: Iterable[Case]) -> list[tuple[str, int, int, int, int]]:
    """Count right, wrong, read without a known answer, and unread texts: a row per style, and one for all."""
    counts: dict[str, Counter[str]] = {}
    for case in cases:
        for row in () if case.source_kind else (f"style {case.style}", "all"):
            counts.setdefault(row, Counter())[case.outcome] += 1
    rows = sorted(counts.items(), key=lambda one: (one[0] == "all", one[0]))
    return [(name, found["right"], found["wrong"], found["read"], found["unread"]) for name, found in rows]


def tabulate_parts(cases: Iterable[Case], language: Language) -> list[tuple[str, int, int, int]]:
    """Count the requirements in texts from papers: all, read, and read right; a row per source kind, and one for all.

    A requirement is one bound of one quantity.
    """
    counts: dict[str, list[int]] = {}
    for case in cases:
        if case.source_kind:
            for row in (case.source_kind, "all"):
                before = counts.setdefault(row, [0, 0, 0])
                counts[row] = [one + more for one, more in zip(before, _parts_of(case, language), strict=True)]
    rows = sorted(counts.items(), key=lambda one: (one[0] == "all", one[0]))
    return [(name, found[0], found[1], found[2]) for name, found in rows]


def _parts_of(case: Case, language: Language) -> tuple[int, int, int]:
    wanted, read = (language.parts(texts) for texts in (case.wanted, case.reading.statements))
    right = [
        part for part in read if any(relate([part], [one], language.names, language.equal) == "same" for one in wanted)
    ]
    return len(wanted), len(read), len(right)


def write_cases(cases: Iterable[Case], out: Path) -> None:
    """Write every text with its statements, its reader and its unread rest, as JSON."""
    listed = [asdict(case) for case in cases]
    write_text(out, json.dumps(listed, indent=1, ensure_ascii=False) + "\n")


def related(one: str, other: str, reader: Reader) -> tuple[Relation | Literal["unread"], str]:
    """Return the relation of two statements or texts, and the statements that they were read as."""
    found = [statements_in(text, reader) for text in (one, other)]
    for text, statements in zip((one, other), found, strict=True):
        if not statements:
            return "unread", f"'{text}': {reader.read(text).problem}"
    return reader.language.relation(*found), " | ".join("; ".join(one) for one in found)


def statements_in(text: str, reader: Reader) -> tuple[str, ...]:
    """Return the statements of a text: itself if it is one, else what is read in it."""
    try:
        reader.language.parse(text)
    except CutbenchError:
        return reader.read(text).statements
    return (text,)


def relate_file(file: Path, reader: Reader) -> list[tuple[str, str, str, str]]:
    """Return for each pair of a file, a list of {a, b, relation}: both texts, the right relation and the one found."""
    pairs = list(_entries(file))
    missing = next((number for number, pair in enumerate(pairs, 1) if not {"a", "b"} <= pair.keys()), 0)
    if missing:
        raise CutbenchError(f"{file}: entry {missing}: needs a and b")
    rows = [(str(pair["a"]), str(pair["b"]), str(pair.get("relation", ""))) for pair in pairs]
    return [(*row, related(row[0], row[1], reader)[0]) for row in rows]


def score_list(file: Path, benchmark: str, root: Path, reader: Reader) -> dict[str, Any]:
    """Judge a cut list, in the talk's shape or as import.json, without the workflow.

    Returns:
        Counts, the interval that unread lines leave, and verdict and reason for every line and every curated cut.

    Raises:
        CutbenchError: the file is no cut list.
    """
    folder = load_benchmark(folder_of(root, benchmark))
    judge = judging.DeterministicJudge.of(folder, reader)
    cuts = CutList(cuts=tuple(cuts_in(file)))
    judgement = judge.judge(cuts)
    score = judging.score(judgement)
    lines = [
        {"id": cut.id, "object": cut.object, "text": cut.text, **judgement.extracted[cut.id].model_dump()}
        for cut in cuts.cuts
    ]
    return {
        "found": score.n_correct,
        "partial": score.n_partial,
        "contradicted": sum(one.verdict == "contradicted" for one in judgement.curated.values()),
        "missing": sum(one.verdict == "missing" for one in judgement.curated.values()),
        "unread": score.n_unread,
        "low": score.n_correct,
        "high": score.n_correct_if_read,
        "hallucinations": score.n_hallucinations,
        "lines": lines,
        "curated": {name: one.model_dump() for name, one in judgement.curated.items()},
    }


def cuts_in(file: Path) -> Iterator[Cut]:
    """Yield the cuts of a list in the talk's shape, {selection: {group: [{content, ...}]}}, or as import.json.

    Raises:
        CutbenchError: it has neither shape.
    """
    data = _loaded(file)
    if isinstance(data, Mapping) and isinstance(data.get("selection"), Mapping):
        rows = [(str(group), row) for group, rows in data["selection"].items() for row in _rows(rows)]
    elif isinstance(data, Mapping) and _rows(data.get("runs")):
        rows = [(str(row.get("object", "")), row) for row in _rows(_rows(data["runs"])[0].get("cuts"))]
    else:
        raise CutbenchError(f"{file}: a cut list has 'selection' as in the talk, or 'runs' as in import.json")
    for number, (group, row) in enumerate(rows, 1):
        text = str(row.get("content", row.get("text", "")))
        statements, comments = tuple(map(str, row.get("statements") or ())), str(row.get("comments", ""))
        yield Cut(id=f"c{number}", object=group, text=text, comments=comments, statements=statements)


def _rows(value: Any) -> list[dict[str, Any]]:
    return [row if isinstance(row, dict) else {"content": row} for row in value] if isinstance(value, list) else []


def _cases(entry: Mapping[str, Any], file: Path, number: int, reader: Reader) -> Iterator[Case]:
    texts = entry.get("texts") or [entry.get("text")]
    if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
        raise CutbenchError(f"{file}: entry {number}: needs 'text', or a list 'texts'")
    wanted = entry.get("statements") or entry.get("statement") or ()
    wanted = (wanted,) if isinstance(wanted, str) else tuple(map(str, wanted))
    kind = kind_of(str(entry.get("object") or "event"))
    source, context = str(entry.get("source_kind") or ""), str(entry.get("context") or "")
    for style, text in enumerate(texts, 1):
        reading = read_text(text, context, reader) if source else reader.read(text, kind)
        outcome = _outcome(reading.statements, wanted, reader.language)
        yield Case(str(entry.get("id") or number), style, text, outcome, reading, wanted, source)


def _outcome(read: Sequence[str], wanted: Sequence[str], language: Language) -> Outcome:
    if not read:
        return "unread"
    if not wanted:
        return "read"
    return "right" if language.relation(read, wanted) == "same" else "wrong"


def _entries(file: Path) -> Iterator[dict[str, Any]]:
    data = _loaded(file)
    if not isinstance(data, list) or not all(isinstance(entry, dict) for entry in data):
        raise CutbenchError(f"{file}: must be a list of mappings")
    yield from data


def _loaded(file: Path) -> Any:
    return read_json(file, LARGEST_FILE) if file.suffix == ".json" else read_yaml(file, LARGEST_FILE)
