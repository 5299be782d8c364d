"""Imports runs of other systems, to score them like our own."""

import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from cutbench import codegen
from cutbench.benchmarks import list_all
from cutbench.config import DETERMINISTIC, GROUNDTRUTH_FOLDER
from cutbench.errors import CutbenchError, known_names
from cutbench.extraction import to_talk_json
from cutbench.files import read_bytes, read_text, write_text
from cutbench.language import Language, open_language, print_statement
from cutbench.llm import load_models
from cutbench.papers import find_quote
from cutbench.paths import Layout, benchmark_of
from cutbench.schema.cuts import Cut, CutList, Quote
from cutbench.schema.documents import Document
from cutbench.schema.imports import Import, ImportedCut, ImportedList, ImportedQuote, ImportedRun
from cutbench.schema.runs import RunRecord
from cutbench.steps.codegen import write_generated
from cutbench.steps.execution import executor, numbered_notes
from cutbench.steps.extraction import read_library
from cutbench.steps.setting import Setting

FILE = "import.json"
LARGEST_FILE, LARGEST_PROGRAM = 50_000_000, 500_000  # bytes
# Rows of these names are made by the workflow itself.
OUR_NAMES = (DETERMINISTIC, "pattern", "oracle", "nop", "cheater", "copier", "mutant")


def import_run(folder: Path, results: Path, project: Path = Path()) -> Import:
    """Check the output of another system and copy it into `results`, where the workflow finds it; return it.

    All is checked before anything is written.

    Raises:
        CutbenchError: a file is missing, too large, a link, or does not fit; the system has the name of one of our
            models; it was imported before; there is no such benchmark; or the results cannot be written.
    """
    _check_benchmark(results, project)
    _bounded(folder / FILE, LARGEST_FILE)
    made = Import.read(folder / FILE)
    layout = Layout(str(results))
    target = Path(layout.imported_cuts.format(model=made.system, seed=0)).parent
    for run in made.runs:
        _check_statements(folder / FILE, run)
    _check_system(made.system, target, folder / FILE, project)
    programs = {run.seed: _program(folder, run.program) for run in made.runs if run.program}
    try:
        for run in made.runs:
            _keep(layout, made, run, programs.get(run.seed))
    except CutbenchError:
        shutil.rmtree(target, ignore_errors=True)
        raise
    return made


def _check_benchmark(results: Path, project: Path) -> None:
    """Refuse a folder whose name, by case or by a typing error, is not that of a benchmark."""
    name, known = benchmark_of(results), list_all(project / GROUNDTRUTH_FOLDER)
    meant = _same_but_for_case(name, known)
    if meant:
        raise CutbenchError(f"{results}: '{name}' differs from the benchmark '{meant}' by case only; write it so")
    if name not in known and not results.exists():
        raise CutbenchError(
            f"{results}: there is no such folder, and no benchmark '{name}' whose results it could hold; "
            f"{known_names(name, known)}"
        )


def _check_system(system: str, target: Path, file: Path, project: Path) -> None:
    """Refuse a name that is taken, whatever its case: some file systems ignore it."""
    ours = [*OUR_NAMES, *load_models(project / "config/models.yaml")]
    like = _same_but_for_case(system, ours)
    if system in ours or like or system.casefold().startswith("mutant-"):
        differs = f", as it differs from '{like}' by case only" if like else ""
        raise CutbenchError(f"{file}: system: '{system}' is a name of our own rows{differs}; choose another")
    if target.exists():
        raise CutbenchError(f"{target}: '{system}' was imported before; remove this folder to import it anew")
    before = [path.name for path in target.parent.iterdir()] if target.parent.is_dir() else []
    if like := _same_but_for_case(system, before):
        raise CutbenchError(f"{file}: system: '{system}' differs from '{like}', imported before, by case only")


def _same_but_for_case(name: str, others: Iterable[str]) -> str | None:
    return next((other for other in others if other != name and other.casefold() == name.casefold()), None)


def _check_statements(file: Path, run: ImportedRun) -> None:
    for number, cut in enumerate(run.cuts or (), 1):
        try:
            _in_our_words(cut.statements, open_language())
        except CutbenchError as error:
            raise CutbenchError(f"{file}: seed {run.seed}: cut {number}: {error}") from None


def _in_our_words(statements: Sequence[str], language: Language) -> tuple[str, ...]:
    """Return statements in our own notation; undeclared names are kept as symbols."""
    return tuple(print_statement(language.parse(text)) for text in statements)


def _keep(layout: Layout, made: Import, run: ImportedRun, program: str | None) -> None:
    names = {"model": made.system, "seed": run.seed}
    about = {"system": made.system, "version": made.version, "source": made.source, "seed": run.seed}
    if run.cuts is not None:
        ImportedList(**about, cuts=run.cuts).write(Path(layout.imported_cuts.format(**names)))
    if program is not None:
        write_text(Path(layout.imported_program.format(**names)), program)


def _program(folder: Path, name: str) -> str:
    content = _bounded(folder / name, LARGEST_PROGRAM)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise CutbenchError(f"{folder / name}: not UTF-8 text") from error


def _bounded(path: Path, largest: int) -> bytes:
    if path.is_symlink() or not path.is_file():
        raise CutbenchError(f"{path}: no regular file")
    return read_bytes(path, largest)


def take_cuts(
    *,
    setting: Setting,
    imported: str,
    documents: Sequence[str],
    cuts: str,
    talk_json: str,
    record: str,
    protocol: int,
) -> None:
    """Write an imported cut list as if one of our readers had made it, with its quotes looked up in the papers."""
    given, library = ImportedList.read(Path(imported)), read_library(documents)
    language = setting.benchmark.language.opened()
    made = [_cut(f"c{place:03d}", one, library, language) for place, one in enumerate(given.cuts, start=1)]
    found = CutList(cuts=tuple(made))
    found.write(Path(cuts))
    write_text(Path(talk_json), json.dumps(to_talk_json(found), indent=1, ensure_ascii=False) + "\n")
    run = RunRecord.without_model(setting.benchmark.name, given.system, "extraction", protocol)
    note = f"imported: {given.system} {given.version} {given.source}".strip()
    run.model_copy(update={"engine": "imported", "seed": given.seed, "notes": (note,)}).write(Path(record))


def _cut(name: str, given: ImportedCut, library: dict[str, Document], language: Language) -> Cut:
    quotes = tuple(_quote(quote, library) for quote in given.quotes)
    return Cut(
        id=name,
        object=given.object,
        text=given.text,
        statements=_in_our_words(given.statements, language),
        comments=given.comments,
        references=given.references,
        quotes=tuple(sorted(quotes, key=lambda quote: quote.match == "none")),
    )


def _quote(given: ImportedQuote, library: dict[str, Document]) -> Quote:
    if given.paper in library:
        return find_quote(library[given.paper], given.text)
    return Quote(paper=given.paper, text=given.text, match="none")


def run_imported(
    *, setting: Setting, model: str, seed: int, source: str, events: str, program: str, protocol: int
) -> None:
    """Run the program of another system in the sandbox, once and unchanged."""
    text = read_text(Path(source), LARGEST_PROGRAM)
    execution = executor(setting, Path(events))(text)
    run = RunRecord.without_model(setting.benchmark.name, model, "codegen", protocol)
    run = run.model_copy(update={"engine": "imported", "seed": seed, "notes": numbered_notes(execution)})
    write_generated(Path(program), codegen.Generated(text, execution, run, [], ()))
