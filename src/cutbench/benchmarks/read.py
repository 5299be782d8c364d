"""Reading a benchmark folder, with all that is wrong in it as far as that can be told without running anything."""

import os
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from cutbench.benchmarks.entries import MISSING, fitting, read_entries, read_record, read_values
from cutbench.benchmarks.faults import Fault, fault_of
from cutbench.benchmarks.folder import (
    CUTS,
    DATA,
    EXAMPLES,
    EXTRA,
    MARKER,
    NAMES,
    PAPERS,
    REFERENCE,
    SELECTION,
    Benchmark,
    BenchmarkData,
    BenchmarkPaper,
    Example,
    Marker,
    check_marker,
    holding_file,
)
from cutbench.errors import CutbenchError
from cutbench.language import Analysis, Language, print_statement, read_analysis, read_language, read_text, without_cut
from cutbench.schema.cuts import CuratedCut

UNKNOWN = -1  # how many cuts are scored, where the file does not say
A_MARKER = {"title": "", "main_paper": "", "n_scored": UNKNOWN}
A_CUT = {
    "object": "Event",
    "text": "",
    "scored": True,
    "in_main_paper": "no",
    "sources": [],
    "status": [],
    "evidence": "",
}
A_PAPER = {"role": "cited", "title": "", "licence": "", "sha256": None}
SOME_DATA = {"release": "", "dsid": 0, "sample": "", "licence": "", "dois": []}
LABEL = re.compile(r'(?:select|reject)\s+"([^"]*)"', re.IGNORECASE)
DIGEST = re.compile(r"[0-9a-f]{64}")


def load_benchmark(folder: Path, variant: str | None = None) -> Benchmark:
    """Read and check a benchmark folder.

    Args:
        folder: where it is.
        variant: a folder in it with other stand-ins, such as `perturbed`; with a cuts.yaml if it has other values.

    Raises:
        CutbenchError: the folder is none, a file is missing or a key in it is wrong; names file and key of the first
            fault. `read_benchmark` has them all.
    """
    benchmark, faults = read_benchmark(folder, variant)
    if faults:
        raise CutbenchError(str(faults[0]))
    return benchmark


def read_benchmark(folder: Path, variant: str | None = None) -> tuple[Benchmark, list[Fault]]:
    """Return what can be read of a benchmark folder, and everything in its files that is wrong.

    What is wrong is left out of the benchmark, or is empty in it.

    Raises:
        CutbenchError: the folder is none.
    """
    check_marker(folder)
    reader = _Reader(folder, variant)
    return reader.read(), reader.faults


def list_variants(folder: Path) -> list[str]:
    """Return the folders in a benchmark that hold each of its stand-ins in another version.

    Raises:
        CutbenchError: papers.yaml is missing or wrong.
    """
    faults: list[Fault] = []
    papers = read_entries(folder / PAPERS, BenchmarkPaper, "arxiv", A_PAPER, faults)
    if faults:
        raise CutbenchError(str(faults[0]))
    standins = [paper.standin for paper in papers or () if paper.standin]
    return sorted(
        place.name
        for place in folder.iterdir()
        if standins
        and place not in {folder / standin.parent for standin in standins}
        and all((place / standin.name).is_file() for standin in standins)
    )


@dataclass
class _Reader:
    folder: Path
    variant: str | None
    faults: list[Fault] = field(default_factory=list)

    def read(self) -> Benchmark:
        marker = read_record(self.folder / MARKER, Marker, A_MARKER, self.faults) or Marker(**A_MARKER)
        papers = self._papers(marker)
        cuts = read_entries(self.cut_file, CuratedCut, "id", A_CUT, self.faults)
        extra = read_entries(self.folder / EXTRA, CuratedCut, "id", A_CUT, self.faults)
        coded = "coding" in marker.parts
        data = read_record(self.folder / DATA, BenchmarkData, SOME_DATA, self.faults) if coded else None
        self._ids(marker, cuts, extra or [])
        cuts = cuts if cuts is None else self._with_statements(cuts)
        self._statements(self.cut_file, cuts or [])
        self._statements(self.folder / EXTRA, extra or [])
        self._monitored(marker)
        self._examples()
        self._files(papers, data, coded)
        benchmark = Benchmark(
            name=self.folder.name,
            folder=self.folder,
            title=marker.title,
            main_paper=marker.main_paper,
            not_coded=marker.not_coded,
            fictional=marker.fictional,
            monitored=marker.monitored,
            variant=self.variant,
            cuts=tuple(map(self._with_regions, cuts or ())),
            true_but_not_scored=tuple(map(self._with_regions, extra or ())),
            papers=papers,
            sample=data,
        )
        # They are read already, and not by way of the files, where a line may be at fault.
        benchmark.__dict__.update(language=self.language, analysis=self.analysis)
        return benchmark

    @property
    def cut_file(self) -> Path:
        return holding_file(self.folder, self.variant, CUTS)

    @property
    def selection(self) -> Path:
        return holding_file(self.folder, self.variant, SELECTION)

    @cached_property
    def language(self) -> Language:
        return self._language[0]

    @cached_property
    def analysis(self) -> Analysis:
        """The lines that parse, of the variant if it has some of its own."""
        if self.selection == self.folder / SELECTION:
            return self._language[1]
        analysis, wrong, _ = read_analysis(self._text(self.selection), self.language.names)
        self._lines(self.selection, wrong)
        return analysis

    @cached_property
    def _language(self) -> tuple[Language, Analysis]:
        own, path = self.folder / NAMES, self.folder / SELECTION
        values = read_values(own, self.faults) if own.exists() else {}
        readable = isinstance(values, dict)
        if not readable and not any(fault.file == own for fault in self.faults):
            self.faults.append(Fault(own, "must be a mapping from groups to names"))
        language, analysis, wrong_names, wrong_lines = read_language(values if readable else {}, self._text(path))
        self.faults += [Fault(own, message, key) for key, message in wrong_names]
        self._lines(path, wrong_lines, "" if readable else f" ({NAMES}, which may name it, cannot be read)")
        return language, analysis

    def _text(self, path: Path) -> str:
        try:
            return read_text(path)
        except CutbenchError as error:
            self.faults.append(fault_of(path, error) if path.exists() else Fault(path, MISSING))
            self.faults.append(Fault(path, "not checked without it: what the cuts mean", weight="unchecked"))
            self._unreadable.add(path)
            return ""

    @cached_property
    def _unreadable(self) -> set[Path]:
        return set()

    def _lines(self, path: Path, wrong: Any, note: str = "") -> None:
        for one in wrong:
            label = LABEL.match(one.text)
            self.faults.append(Fault(path, one.message + note, label[1] if label else "", one.number))
            self._at_fault.update([label[1]] if label else ())

    @cached_property
    def _at_fault(self) -> set[str]:
        """The ids of cuts that have a line which does not parse."""
        return set()

    def _papers(self, marker: Marker) -> tuple[BenchmarkPaper, ...]:
        path, before = self.folder / PAPERS, len(self.faults)
        papers = read_entries(path, BenchmarkPaper, "arxiv", A_PAPER, self.faults)
        sound = len(self.faults) == before
        for arxiv, count in Counter(paper.arxiv for paper in papers or ()).items():
            if count > 1:
                self.faults.append(Fault(path, f"occurs {count} times", arxiv))
        for paper in papers or ():
            if paper.sha256 is not None and not DIGEST.fullmatch(paper.sha256):
                self.faults.append(Fault(path, "sha256: must be null, or 64 of 0-9 and a-f", paper.arxiv))
        main = [paper.arxiv for paper in papers or () if paper.role == "main"]
        if sound and marker.main_paper and main != [marker.main_paper]:
            self.faults.append(Fault(path, f"role: main is {main}, but {MARKER} says main_paper: {marker.main_paper}"))
        return tuple(_of_variant(paper, self.variant) for paper in papers or ())

    def _ids(self, marker: Marker, cuts: list[CuratedCut] | None, extra: list[CuratedCut]) -> None:
        path = self.cut_file
        if cuts is None:
            self.faults.append(Fault(path, "not checked without it: cuts and what they mean", weight="unchecked"))
            return
        if marker.n_scored not in {len(cuts), UNKNOWN} and path == self.folder / CUTS:
            self.faults.append(Fault(path, f"{len(cuts)} cuts, but {MARKER} says n_scored: {marker.n_scored}"))
        ids = [cut.id for cut in (*cuts, *extra)]
        for cut_id, count in Counter(ids).items():
            if count > 1:
                self.faults.append(Fault(path, f"occurs {count} times in the cut lists", cut_id))
        for cut_id in sorted(set(marker.not_coded) - set(ids)):
            self.faults.append(Fault(self.folder / MARKER, "not_coded: there is no cut of that id", cut_id))

    def _with_statements(self, cuts: list[CuratedCut]) -> list[CuratedCut]:
        """Return the curated cuts with the lines of selection.adl that carry their ids."""
        lines: dict[str, list[str]] = {cut.id: [] for cut in cuts}
        for statement in self.analysis.statements():
            cut = getattr(statement.line, "cut", "")
            if cut and cut not in lines:
                self.faults.append(Fault(self.selection, f"{CUTS} has no cut of that id", cut))
            elif cut:
                lines[cut].append(print_statement(without_cut(statement)))
        for cut in sorted(self._at_fault - set(lines)):
            self.faults.append(Fault(self.selection, f"{CUTS} has no cut of that id", cut))
        for name, found in lines.items():
            if not found and name not in self._at_fault and self.selection not in self._unreadable:
                self.faults.append(Fault(self.selection, f"there is no line for this cut of {CUTS}", name))
        # Half of a cut is another cut.
        return [
            cut.model_copy(update={"statements": () if cut.id in self._at_fault else tuple(lines[cut.id])})
            for cut in cuts
        ]

    def _with_regions(self, cut: CuratedCut) -> CuratedCut:
        """Return a cut with the regions that its statements are asked in; none where all events have to pass it."""
        heads = []
        for text in cut.statements:
            with suppress(CutbenchError):  # said by `_statements`
                heads.append(self.language.equal.head(self.language.parse(text).head))
        return cut.model_copy(
            update={"regions": tuple(dict.fromkeys(one.name for one in heads if one.kind == "region"))}
        )

    def _statements(self, path: Path, cuts: list[CuratedCut]) -> None:
        """Every statement that a cut list names parses; those of selection.adl did, or are at fault there."""
        for cut in cuts:
            for text in (*cut.statements, *cut.accepted):
                try:
                    self.language.parse(text)
                except CutbenchError as error:
                    self.faults.append(Fault(path, f"'{text}': {error}", cut.id))

    def _monitored(self, marker: Marker) -> None:
        if self.selection in self._unreadable:
            return
        lines = [one.line for one in self.analysis.statements() if one.head.kind not in {"object", "composite"}]
        defined = {name for line in lines if (name := getattr(line, "name", ""))}
        for name in sorted(marker.monitored.keys() - defined):
            message = f"monitored: {SELECTION} does not define it; it defines {', '.join(sorted(defined)) or 'nothing'}"
            self.faults.append(Fault(self.folder / MARKER, message, name))

    def _examples(self) -> None:
        path = self.folder / EXAMPLES
        values = read_values(path, self.faults) if path.exists() else []
        if not isinstance(values, list):
            self.faults += [] if values is None else [Fault(path, "must be a list")]
            return
        for number, value in enumerate(values, 1):
            made, wrong = fitting(Example, value, {"object": "", "text": "", "statements": []})
            self.faults += [Fault(path, f"{key}: {message}", f"entry {number}") for key, message in wrong]
            for text in made.statements if made else ():
                try:
                    self.language.parse(text)
                except CutbenchError as error:
                    self.faults.append(Fault(path, f"'{text}': {error}", f"entry {number}"))

    def _files(self, papers: tuple[BenchmarkPaper, ...], data: BenchmarkData | None, coded: bool) -> None:
        """Every file that the folder names exists and lies inside it."""
        named = {paper.standin: (PAPERS, paper.arxiv) for paper in papers if paper.standin}
        if data:
            named[data.standin] = (DATA, "standin")
        own = ("task.md", "variables.md", REFERENCE, "expected/events.json", "expected/cutflow.json") if coded else ()
        named |= {Path(name): (name, "") for name in own}
        for path, (file, place) in named.items():
            full = Path(os.path.realpath(self.folder / path))  # a link to itself is no error here, and no file
            if not full.is_relative_to(self.folder.resolve()):
                self.faults.append(Fault(self.folder / file, f"{path} leads out of the benchmark's folder", place))
            elif not full.is_file():
                message = f"there is no file {path}" if place else MISSING
                self.faults.append(Fault(self.folder / file, message, place))


def _of_variant(paper: BenchmarkPaper, variant: str | None) -> BenchmarkPaper:
    standin = Path(variant, paper.standin.name) if variant and paper.standin else paper.standin
    return paper.model_copy(update={"standin": standin})
