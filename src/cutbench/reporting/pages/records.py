"""What pages are made of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from cutbench.reporting.extraction import RULES_ALONE, ScoredRun
from cutbench.reporting.modes import PATTERN, SELF_TEST
from cutbench.reporting.pages.summary import Summary
from cutbench.reporting.verdicts import Opinion
from cutbench.schema.cuts import CuratedCut, Cut
from cutbench.schema.documents import Document
from cutbench.schema.events import Comparison, CutflowStep, Execution
from cutbench.schema.runs import RunRecord


@dataclass(frozen=True)
class WrittenRun:
    """One code-generation run: the program, how it came about, how it ran, and its events beside the reference's.

    `trajectory` are the steps of the generation in order, as the graph wrote them, `cuts` the cuts with statements that
    the program was written from, if any.
    """

    model: str
    arm: str
    seed: int
    program: str
    execution: Execution
    comparison: Comparison
    record: RunRecord
    trajectory: tuple[dict[str, Any], ...] = ()
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True)
class Results:
    """Everything of one benchmark; `pdfs` are the files of the papers in `documents`.

    `unqualified` are the judges whose calibration is too bad: pages say so wherever one of them speaks. `coded` are
    model and mode of the runs of step 1 whose cut lists the programs were written from, None for the curated list.
    """

    title: str
    curated: tuple[CuratedCut, ...]
    extractions: tuple[ScoredRun, ...]
    generations: tuple[WrittenRun, ...]
    documents: dict[str, Document] = field(default_factory=dict)
    pdfs: dict[str, Path] = field(default_factory=dict)
    reference: tuple[CutflowStep, ...] = ()
    unqualified: frozenset[str] = frozenset()
    summary: Summary | None = None
    coded: tuple[str, str] | None = None

    @cached_property
    def judges(self) -> list[str]:
        """All judges, in the order in which they occur, those that are not qualified last."""
        found = dict.fromkeys(judged.judge for run in self.extractions for judged in run.judged)
        return sorted(found, key=lambda judge: judge in self.unqualified)

    def leading(self, opinions: Iterable[Opinion]) -> Opinion | None:
        """Return the opinion of that judge among `opinions` that comes first; None without any."""
        return min(opinions, key=lambda opinion: self.judges.index(opinion.judge), default=None)

    def judge_name(self, judge: str) -> str:
        """Return how pages name a judge."""
        return f"{judge}, not qualified" if judge in self.unqualified else judge

    @property
    def replayed(self) -> bool:
        """Whether any of it is a replay of recorded calls."""
        records = [run.record for run in self.extractions] + [run.record for run in self.generations]
        return any(record.replayed for record in records)


def extraction_page(run: ScoredRun) -> str:
    """Return the name of the page of a run of step 1."""
    return f"extraction-{slug(run.model)}-{slug(run.mode)}-seed{run.seed}.html"


def codegen_page(run: WrittenRun) -> str:
    """Return the name of the page of a run of step 2."""
    return f"codegen-{slug(run.model)}-{slug(run.arm)}-seed{run.seed}.html"


def group_name(model: str, how: str) -> str:
    """Return what runs in a mode or an arm are called: 'rules alone', 'oracle, self-test', 'm, stepwise, bare'."""
    if model == PATTERN:
        return RULES_ALONE if how == PATTERN else f"{RULES_ALONE}, {how}"
    return f"{model}, {'self-test' if how == SELF_TEST else how.replace('-', ', ')}"


def run_name(run: ScoredRun | WrittenRun) -> str:
    """Return what a run is called: its group and its seed."""
    return f"{group_name(run.model, run.arm if isinstance(run, WrittenRun) else run.mode)}, seed {run.seed}"


def cut_page(cut: str) -> str:
    """Return the name of the page of a curated cut."""
    return f"cut-{slug(cut)}.html"


def slug(name: str) -> str:
    """Return `name` with everything replaced that is not safe in a file's name, a link and an id alike."""
    return re.sub(r"[^A-Za-z0-9._-]", lambda match: f"_{ord(match[0]):x}_", name)[:120]
