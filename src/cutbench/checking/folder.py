"""The whole check of one folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cutbench.benchmarks import Benchmark, Fault, fault_of, list_variants, read_benchmark, sorted_faults
from cutbench.benchmarks.folder import CUTS, EXAMPLES, MARKER, PAPERS, SELECTION
from cutbench.checking.coding import Coding, check_coding
from cutbench.checking.files import check_files
from cutbench.checking.reference import SECONDS
from cutbench.checking.statements import (
    check_blocks,
    check_compiled,
    check_examples,
    check_statements,
    contradicting,
    with_statements,
)
from cutbench.errors import CutbenchError
from cutbench.reading import GROUPS, kind_of


@dataclass(frozen=True)
class Report:
    """What there is to say of a folder: one line on what is in it, and everything that is wrong with it."""

    folder: Path
    summary: str
    faults: list[Fault]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong, and nothing was left unchecked because of something else."""
        return all(fault.weight == "warning" for fault in self.faults)


def check_folder(folder: Path, seconds: float = SECONDS) -> Report:
    """Check all of a benchmark folder; `seconds` bound each run of its reference.

    Raises:
        CutbenchError: the folder is no benchmark.
    """
    benchmark, faults = read_benchmark(folder)
    broken = {fault.place for fault in faults if fault.file == benchmark.selection}
    cuts = [cut for cut in with_statements(benchmark) if cut.id not in broken]
    coding = Coding([])
    faults += _to_fill_in(benchmark)
    pairs = contradicting(benchmark, cuts)
    faults += check_statements(benchmark, cuts, pairs, folder / CUTS)
    if not any(fault.file == folder / EXAMPLES for fault in faults):
        faults += check_examples(benchmark, cuts)
    faults += [*check_blocks(benchmark), *check_compiled(benchmark, cuts, folder / CUTS)]
    if benchmark.codes:
        unfit = {fault.place for fault in faults if fault.file == benchmark.selection and fault.weight == "fault"}
        # Which of two that contradict each other is wrong nobody knows.
        unfit |= {cut.id for pair in pairs for cut in pair}
        coding = check_coding(benchmark, unfit, seconds)
        faults += coding.faults
    faults += _variants(benchmark)
    own = {folder / name for name in (SELECTION, "expected/events.json", "expected/cutflow.json")}
    own |= {folder / variant / SELECTION for variant in _folders(folder)}
    own |= {benchmark.events} if benchmark.codes else set()
    faults += check_files(folder, benchmark.language.names, own)
    return Report(folder, _summary(benchmark, coding), sorted_faults(faults))


def _to_fill_in(benchmark: Benchmark) -> Iterator[Fault]:
    """Yield what a draft leaves open."""
    if not benchmark.title.strip():
        yield Fault(benchmark.folder / MARKER, "is empty", "title")
    for paper in benchmark.papers:
        if not paper.licence.strip():
            message = "licence: is empty; say under which the paper may be read and quoted, such as CC-BY-4.0"
            yield Fault(benchmark.folder / PAPERS, message, paper.arxiv)
    if not benchmark.cuts:
        yield Fault(benchmark.folder / CUTS, "there is no cut in it")
    for cut in benchmark.cuts:
        if cut.object not in GROUPS and not benchmark.language.names.is_object(kind_of(cut.object)):
            message = f"object: no group and no object is called {cut.object}; the groups are {', '.join(GROUPS)}"
            yield Fault(benchmark.folder / CUTS, message, cut.id)
        if "draft" in cut.status:
            yield Fault(benchmark.folder / CUTS, "status: a draft that nobody has checked", cut.id, weight="warning")


def _folders(folder: Path) -> list[str]:
    """Return the folders in a benchmark that have a list of cuts or a selection of their own."""
    named = {path.parent for name in (CUTS, SELECTION) for path in folder.glob(f"*/{name}")}
    return sorted(path.name for path in named)


def _variants(benchmark: Benchmark) -> Iterator[Fault]:
    """Yield what is wrong with papers in other words or with other values, and with the lists of the latter."""
    folder = benchmark.folder
    try:
        complete = list_variants(folder)
    except CutbenchError as error:
        yield fault_of(folder / PAPERS, error)
        complete = []
    for name in sorted({*complete, *_folders(folder)}):
        variant, faults = read_benchmark(folder, name)
        yield from faults
        if (folder / name / CUTS).exists():
            yield from _list_of_its_own(benchmark, variant, folder / name / CUTS)


def _list_of_its_own(benchmark: Benchmark, variant: Benchmark, path: Path) -> Iterator[Fault]:
    cuts = with_statements(variant)
    yield from check_statements(variant, cuts, contradicting(variant, cuts), path)
    if variant.codes:
        yield from check_compiled(variant, cuts, path)
    ids, published = [cut.id for cut in variant.cuts], [cut.id for cut in benchmark.cuts]
    for cut in sorted({*ids} ^ {*published}):
        yield Fault(path, f"this cut stands only in {'it' if cut in ids else CUTS + ' above'}", cut)


def _summary(benchmark: Benchmark, coding: Coding) -> str:
    parts = "reading and coding" if benchmark.codes else "reading"
    counts = [_counted(len(benchmark.cuts), "cut"), _counted(len(benchmark.papers), "paper")]
    counted = f"{benchmark.name}: {benchmark.title}: {', '.join(counts)}"
    selected = "" if coding.n_selected is None else f", {coding.n_selected} of {coding.n_events} events selected"
    return f"{counted}, for {parts}{selected}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
