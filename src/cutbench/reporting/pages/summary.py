"""What a benchmark's tables say, in a sentence and in two short tables; what has no score is said, and is no zero."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from cutbench.reporting.codegen import COLUMNS as OUTCOMES
from cutbench.reporting.extraction import MODELS
from cutbench.reporting.modes import PATTERN, SELF_TEST
from cutbench.reporting.pages.notation import number
from cutbench.reporting.pages.pictures import encoded

Row = dict[str, Any]
MOST_TOLD = 4  # models and arms in a sentence
SHOWN = ("extraction_scores", "codegen_outcomes")  # figures that stand open; the others are folded or linked


@dataclass(frozen=True)
class Summary:
    """One benchmark in short.

    `readings` has a row per judge, model and mode, without gate and without self-tests, those of the leading judge
    first; `programs` a row per model and arm, None where the benchmark has no events to select. `n_curated` cuts are
    scored. `figures` are SVG images in base64 by name.
    """

    n_curated: int
    readings: tuple[Row, ...] = ()
    programs: tuple[Row, ...] | None = ()
    figures: Mapping[str, Markup] = field(default_factory=dict)

    @property
    def judge(self) -> str:
        """The judge whose verdicts are told first."""
        return str(self.readings[0]["judge"]) if self.readings else ""

    @property
    def leading(self) -> list[Row]:
        """What that judge says."""
        return [row for row in self.readings if row["judge"] == self.judge]

    @property
    def others(self) -> list[Row]:
        """What the other judges say."""
        return [row for row in self.readings if row["judge"] != self.judge]

    @property
    def sentence(self) -> str:
        """How well the best model reads and how many programs select exactly the right events."""
        return f"{self._read()}. {self._written()}."

    def _read(self) -> str:
        measured = [row for row in self.leading if row["mode"] != PATTERN]
        scored = [row for row in measured if row["median_correct"] is not None]
        rules = [row for row in self.leading if row["mode"] == PATTERN and row["median_correct"] is not None]
        alone = "".join(f"; rules alone found {number(row['median_correct'])} of {self.n_curated}" for row in rules[:1])
        if not measured:
            return f"No model has read papers here{alone}"
        if not scored:
            return f"No run of a model has a score: all {sum(row['n_runs'] for row in measured)} are unscored{alone}"
        best = max(scored, key=lambda row: (row["median_correct"], -row["median_hallucinations"]))
        several = f"The best of {len(measured)} models and modes: " if len(measured) > 1 else ""
        found = f"{number(best['median_correct'])} of {self.n_curated}"
        return (
            f"{several}{best['model']} in mode {best['mode']} found {found}"
            f" cuts ({_of_runs(best)}), contradicted {number(best['median_hallucinations'])};"
            f" {number(best['median_unread'])} lines unread{alone}"
        )

    def _written(self) -> str:
        if self.programs is None:
            return "There are no events here, and no programs"
        by_models = [row for row in self.programs if row["source"] != "published" and row["model"] != PATTERN]
        if not by_models:
            return "No model has written programs"
        if len(by_models) == 1:
            (row,) = by_models
            return f"The {arm_of(row)} program selects exactly the right events in {_exact(row)}"
        runs = sum(int(row["n_runs"]) for row in by_models)
        if runs and not any(row["exactly_matched"] for row in by_models):
            return f"No program selects exactly the right events: 0 of {runs} runs of {len(by_models)} models and arms"
        best_first = sorted(by_models, key=lambda row: -row["exactly_matched"] / row["n_runs"] if row["n_runs"] else 1)
        told = by_models if len(by_models) <= MOST_TOLD else best_first[:1]
        each = "; ".join(f"{row['model']} ({arm_of(row)}) in {_exact(row)}" for row in told)
        best = f", the best of {len(by_models)} models and arms" if len(told) < len(by_models) else ""
        return f"Programs that select exactly the right events: {each}{best}"


@dataclass(frozen=True)
class Section:
    """A benchmark on the page of all results: its folder as seen from there, its tables and figures by name."""

    name: str
    folder: str
    title: str
    summary: Summary
    tables: tuple[str, ...] = ()
    plots: tuple[str, ...] = ()


@dataclass(frozen=True)
class Overview:
    """All results: a section per benchmark, and the names of the tables and figures that several have together.

    `figures` are those of them that are shown, SVG images in base64 by name.
    """

    sections: tuple[Section, ...]
    tables: tuple[str, ...] = ()
    plots: tuple[str, ...] = ()
    figures: Mapping[str, Markup] = field(default_factory=dict)

    @property
    def replayed(self) -> bool:
        """Whether any of it is a replay of recorded calls."""
        rows = [row for one in self.sections for row in (*one.summary.readings, *(one.summary.programs or ()))]
        return any(row["replayed"] for row in rows)


def summarize(
    readings: pd.DataFrame | None,
    programs: pd.DataFrame | None,
    *,
    n_curated: int,
    codes: bool,
    figures: Mapping[str, Path],
) -> Summary:
    """Return a summary of the tables of extraction and of code generation, None for a table that is not there.

    `codes` tells whether the benchmark has events, `figures` are SVG files by name, those there are.
    """
    rows: list[Row] = []
    if readings is not None:
        rows = _rows(readings[(readings["gate"] == "off") & (readings["mode"] != SELF_TEST)], MODELS)
    written = [] if programs is None else _rows(programs[programs["source"] != SELF_TEST], OUTCOMES)
    return Summary(n_curated, tuple(rows), tuple(written) if codes else None, images(figures))


def images(figures: Mapping[str, Path]) -> dict[str, Markup]:
    """Return those of the figures that are there, in base64."""
    return {name: encoded(path.read_bytes()) for name, path in figures.items() if path.exists()}


def _rows(frame: pd.DataFrame, columns: Iterable[str]) -> list[Row]:
    """Return the rows of a table with None for what is missing, such as columns that older tables do not have."""
    plain: list[dict[Any, Any]] = frame.reindex(columns=list(columns)).astype(object).to_dict("records")
    return [{str(key): None if pd.isna(value) else value for key, value in row.items()} for row in plain]


def arm_of(row: Row) -> str:
    """Return an arm with what it was not told: 'stepwise, bare'."""
    documents = row.get("documents")
    told = "" if documents in {None, "", "all"} else f", told of documents: {documents}"
    return f"{row['arm']}{', bare' if row.get('level') == 'bare' else ''}{told}"


def _of_runs(row: Row) -> str:
    n_unscored = int(row.get("n_unscored") or 0)
    n_scored = int(row["n_runs"]) - n_unscored
    runs = f"median of {n_scored} runs" if n_scored > 1 else "one run"
    return runs + (f", {n_unscored} more unscored" if n_unscored else "")


def _exact(row: Row) -> str:
    n_runs, n_unscored = int(row["n_runs"]), int(row.get("n_unscored") or 0)
    if not n_runs:
        return f"none of its runs, as all {n_unscored} are unscored" if n_unscored else "no run"
    more = f" ({n_unscored} more unscored)" if n_unscored else ""
    return f"{int(row['exactly_matched'])} of {n_runs} run{'s' * (n_runs > 1)}{more}"


def shown(names: Sequence[str]) -> list[str]:
    """Return those figures that stand open."""
    return [name for name in SHOWN if name in names]
