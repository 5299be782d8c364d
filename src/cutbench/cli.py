"""The command `cutbench`.

Each command imports what it needs when it is called: `--help` should not load plots and model clients.
"""

import io
import json
import os
import shlex
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal

import typer

from cutbench.benchmarks import expanded, folder_of, list_all, list_suites
from cutbench.config import ReadingMode
from cutbench.errors import CutbenchError
from cutbench.files import check_file, check_folder, home, one_line, shipped, write_text
from cutbench.llm import ModelEntry, load_models
from cutbench.schema.cuts import CutList

DEFAULT_MODEL = "qwen2.5-coder-1.5b"
MODELS = Path("config/models.yaml")
GROUNDTRUTH = Path("resources/groundtruth")

app = typer.Typer(
    help="Measure how well language models read event selections: the steps of the workflow, one by one.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
labels = typer.Typer(help="Verdicts of people on a subset of the extracted cuts.", no_args_is_help=True)
app.add_typer(labels, name="labels")


def main() -> None:
    """Run the command line; bad input ends it with one line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Not every terminal has the letters of a paper.
            stream.reconfigure(errors="replace")
    try:
        app()
    except CutbenchError as error:
        _end(str(error))
    except OSError as error:
        _end(one_line(error))


def _end(line: str) -> None:
    print(f"error: {' '.join(line.split())}", file=sys.stderr)
    try:
        sys.stdout.flush()
    except OSError:
        # What cannot be written to a full disk would be tried again, and complained about, when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(2)


# Places are looked at before anything is read or asked: a run of hours must not end at the last line.
def _writable_file(path: Path | None) -> Path | None:
    if path is not None:
        check_file(path)
    return path


def _writable_folder(path: Path) -> Path:
    check_folder(path)
    return path


def _writable(folder: Path, *files: str) -> None:
    for name in files:
        check_file(folder / name)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cutbench {version('cutbench')}")
        raise typer.Exit


def _known_models(incomplete: str) -> list[str]:
    """Return the models that a shell may complete a word to."""
    with suppress(CutbenchError):
        return [name for name in load_models(shipped(MODELS)) if name.startswith(incomplete)]
    return []


def _known_benchmarks(incomplete: str) -> list[str]:
    return [name for name in list_all(shipped(GROUNDTRUTH)) if name.startswith(incomplete)]


# An option of one name means the same in all commands.
ModelOption = Annotated[str, typer.Option(help="An id of models.yaml.", autocompletion=_known_models)]
ModelsOption = Annotated[Path, typer.Option(help="The file with the models.")]
ReaderOption = Annotated[Literal["rules", "model", "both"], typer.Option(help="Who reads.")]
RootOption = Annotated[Path, typer.Option("--groundtruth", help="Where benchmarks are.", callback=shipped)]
NamesOption = Annotated[list[Path] | None, typer.Option(help="Vocabularies beside the general one; repeatable.")]
BenchmarkOption = Annotated[
    str | None,
    typer.Option(help="Whose names are known beside the general ones.", autocompletion=_known_benchmarks),
]
ResultsArgument = Annotated[Path, typer.Argument(help="The results of a benchmark, such as results/NAME.")]


@app.callback()
def options(
    *,
    show: Annotated[bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version)] = False,
) -> None:
    """Take what holds for all commands."""


@app.command()
def load(
    pdf: Annotated[Path, typer.Argument(help="The paper.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder for document.json and paper.md; named like the file if not given.")
    ] = None,
    paper: Annotated[str | None, typer.Option(help="Its arXiv id, if it is not the file's name.")] = None,
) -> None:
    """Parse a PDF: text that can be pointed into, tables, references, warnings."""
    from cutbench import papers

    out = _writable_folder(out or Path(pdf.stem))
    _writable(out, "document.json", "paper.md")
    document = papers.load_paper(pdf, paper)
    document.write(out / "document.json")
    write_text(out / "paper.md", papers.to_markdown(document))
    ids = {reference.arxiv for reference in document.references if reference.arxiv}
    typer.echo(f"{out}: {len(document.pages)} pages, {len(document.references)} references, {len(ids)} arXiv ids")
    for warning in document.warnings:
        typer.echo(f"warning: {warning}", err=True)


@app.command()
def extract(
    pdfs: Annotated[list[Path], typer.Argument(help="The papers, the main one first.")],
    model: ModelOption = DEFAULT_MODEL,
    mode: Annotated[ReadingMode, typer.Option(help="How the papers are read; pattern needs no model.")] = "grounded",
    out: Annotated[Path, typer.Option(help="File for the cut list.", callback=_writable_file)] = Path("cuts.json"),
    models: ModelsOption = MODELS,
) -> None:
    """Extract the cuts of one's own papers: no benchmark needed. An interrupted run goes on."""
    from cutbench.steps import own

    notes: Sequence[str] = ()
    if mode == "pattern":
        cuts = own.extract_own_by_pattern(pdfs)
    else:
        state = out.parent / f"{out.stem}.state"
        check_folder(state)
        found = own.extract_own(pdfs, own.known_model(model, models), mode, state)
        cuts, notes = found.cuts, found.run.notes
    cuts.write(out)
    typer.echo("\n".join(own.cut_lines(cuts)))
    typer.echo(f"{out}: {len(cuts.cuts)} cuts, {sum(cut.grounded for cut in cuts.cuts)} found in the text")
    for note in notes:
        typer.echo(f"note: {note}", err=True)


@app.command()
def pipeline(
    pdfs: Annotated[list[Path], typer.Argument(help="The papers, the main one first.")],
    *,
    events: Annotated[Path, typer.Option(help="A ROOT file in the PHYSLITE format.")],
    out: Annotated[Path, typer.Option(help="Folder for cut list, program and events.", callback=_writable_folder)],
    model: ModelOption = DEFAULT_MODEL,
    mode: Annotated[ReadingMode, typer.Option(help="How the papers are read; pattern needs no model.")] = "grounded",
    selection: Annotated[
        Path | None, typer.Option(help="An ADL file with the objects and composites that the cuts are about.")
    ] = None,
    review: Annotated[bool, typer.Option(help="Stop for a look at the cuts before code is made from them.")] = False,
    models: ModelsOption = MODELS,
) -> None:
    """Go all the way for one's own papers: from PDFs to a program and the events that it selects.

    With --review it stops after the cuts: at a terminal it asks for each of them; else it ends, and the same command
    goes on as soon as there is a list of approved cuts.
    """
    from cutbench.steps import own, own_approval, review_graph

    _writable(out, "cuts.json", "selection.py", "execution.json", "events.json")
    check_folder(out / "state")
    entry = own.known_model(model, models) if mode != "pattern" else None
    means = own.own_means(events, selection)  # before a model is asked
    own_approval.bind_approval(out)

    def read() -> CutList:
        if entry is None or mode == "pattern":
            found = own.extract_own_by_pattern(pdfs)
        else:
            found = own.extract_own(pdfs, entry, mode, out / "state" / "extraction").cuts
        found.write(out / "cuts.json")
        own_approval.note_shown(out, found)
        typer.echo("\n".join(own.cut_lines(found)))
        return found

    stop = out / "state" / f"review-{review_graph.inputs_digest(pdfs, mode, model)}.sqlite"
    # What a person has approved counts, whether it is asked for or not.
    wanted = review or (out / own.APPROVED).exists()
    cuts = review_graph.reviewed_cuts(read, lambda found: _decide(found, out), stop) if wanted else read()
    if cuts is None:
        typer.echo(
            f"look at {out / 'cuts.json'}, save what you accept as {out / own.APPROVED}, and run the same command again"
        )
        return
    if entry is None:
        made = own.code_own_by_rules(cuts, events, means)
    else:
        made = own.code_own(cuts, events, entry, out / "state" / "codegen", means)
    write_text(out / "selection.py", made.program)
    made.execution.write(out / "execution.json")
    for note in made.run.notes:
        typer.echo(f"note: {note}", err=True)
    if made.execution.events is None:
        raise CutbenchError(f"{out / 'selection.py'}: {made.execution.failure}: {made.execution.problem}")
    made.execution.events.write(out / "events.json")
    typer.echo(f"{out / 'selection.py'}: {len(made.cuts)} cuts; {len(made.execution.events.selected)} events selected")


def _decide(found: CutList, out: Path) -> CutList | None:
    from cutbench.steps import own, own_approval, review_graph

    if (out / own.APPROVED).exists():
        return own_approval.own_approved(out, found)
    if not sys.stdin.isatty():
        return None
    ask = lambda question, default: str(typer.prompt(question, default=default))  # noqa: E731
    kept = review_graph.ask_for_each(found, lambda cut: own.cut_lines(CutList(cuts=(cut,)))[1], ask)
    kept.write(out / own.APPROVED)
    return kept


def _benchmarks_of(folder: Path) -> list[Path]:
    """Return the folders of a suite's benchmarks, or the folder itself."""
    place = folder.absolute()  # a link may lead nowhere, which the check says
    names = expanded(place.parent, [place.name])
    return [folder] if names == (place.name,) else [folder_of(place.parent, name) for name in names]


@app.command()
def check(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Folders like those of resources/groundtruth; without any, those.")
    ] = None,
    groundtruth: RootOption = GROUNDTRUTH,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long one run of the reference may take.")] = 120,
) -> None:
    """Check folders of benchmarks: every fault by file and cut, and exit code 1; else one line on what is in each.

    Opens every file, compiles every statement, runs the reference, and compares it with the curated list: all cuts,
    and each of them left out.
    """
    from cutbench.steps.check import check_folders

    found = [one for folder in folders or [] for one in _benchmarks_of(folder)]
    found = found or [folder_of(groundtruth, name) for name in list_all(groundtruth)]
    if not check_folders(found, seconds, typer.echo):
        raise typer.Exit(1)


@app.command("new-benchmark")
def new_benchmark(
    paper: Annotated[Path, typer.Argument(metavar="PAPER", help="Its PDF, which stays where it is.")],
    out: Annotated[Path | None, typer.Option(help="The folder to make; named like the file if not given.")] = None,
) -> None:
    """Make a folder to fill in: what rules read in a paper, as the draft of a benchmark that nobody has checked."""
    from cutbench.steps import new_benchmark as step

    folder = out or Path(paper.stem)
    n_cuts, arxiv = step.new_benchmark(paper, folder)
    typer.echo(f"{folder}: paper {arxiv}, drafts of {n_cuts} cuts; fill in, and let cutbench check {folder} lead")


@app.command()
def adl(
    file: Annotated[Path, typer.Argument(help="A selection in ADL.")],
    *,
    names: NamesOption = None,
    accept_undeclared: Annotated[bool, typer.Option("--open", help="Keep unknown names as symbols.")] = False,
) -> None:
    """Check an ADL file: print it as cutbench writes it, or every fault with its line, and exit code 1."""
    from cutbench import language

    known = language.load_language(*(names or ()), open_names=accept_undeclared).names
    analysis, faults, _ = language.read_analysis(language.read_text(file), known)
    for fault in faults:
        typer.echo(f"{file}:{fault.number}: {fault.message}", err=True)
    if faults:
        raise typer.Exit(1)
    typer.echo(language.print_analysis(analysis), nl=False)


def _asked(reader: str, model: str, models: Path) -> ModelEntry | None:
    """Return the model that reads; rules alone need none, and no list of models."""
    from cutbench.steps import own

    return None if reader == "rules" else own.known_model(model, models)


@app.command()
def read(  # noqa: PLR0917 (an option each)
    file: Annotated[Path | None, typer.Argument(help="YAML: a list of entries with text or texts.")] = None,
    text: Annotated[str | None, typer.Option(help="One line instead of a file.")] = None,
    about: Annotated[str, typer.Option("--object", help="What the line is about, such as Muon.")] = "Event",
    reader: ReaderOption = "rules",
    model: ModelOption = DEFAULT_MODEL,
    benchmark: BenchmarkOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "--json", help="File for every text with what was read.", callback=_writable_file),
    ] = None,
    models: ModelsOption = MODELS,
    groundtruth: RootOption = GROUNDTRUTH,
) -> None:
    """Read cuts written in any way as statements of the cut language.

    An entry has `text`, or `texts` for one cut in several styles, and may have `object`, and `statements` that are
    right; then what was read is compared with them. An entry with `source_kind` is a text from a paper, of which each
    sure requirement is read; of any other all is read or nothing.
    """
    from cutbench.reading import kind_of
    from cutbench.steps import reading

    if (file is None) == (text is None):
        raise typer.BadParameter("give a file or --text")
    language = reading.language_of(benchmark, groundtruth)
    with reading.open_reader(reader, language, _asked(reader, model, models)) as who:
        if file is None:
            found = who.read(str(text), kind_of(about))
            typer.echo("\n".join(found.statements) or f"unread: {found.why_unread}")
            raise typer.Exit(0 if found.statements else 1)
        cases = reading.read_file(file, who)
    if out:
        reading.write_cases(cases, out)
    typer.echo(f"{'':12}{'right':>8}{'wrong':>8}{'read':>8}{'unread':>8}")
    for name, *counts in reading.tabulate(cases):
        typer.echo(f"{name:12}" + "".join(f"{count:8}" for count in counts))
    parts = reading.tabulate_parts(cases, language)
    if parts:
        typer.echo(f"{'requirements':12}{'all':>8}{'read':>8}{'right':>8}{'recall':>8}{'precision':>11}")
    for name, wanted, said, right in parts:
        typer.echo(f"{name:12}{wanted:8}{said:8}{right:8}{right / max(wanted, 1):8.2f}{right / max(said, 1):11.2f}")


@app.command()
def relate(  # noqa: PLR0917 (an option each)
    one: Annotated[str, typer.Argument(help="A statement or a text, or a YAML file with pairs: a, b, relation.")],
    other: Annotated[str | None, typer.Argument(help="Another one.")] = None,
    reader: ReaderOption = "rules",
    model: ModelOption = DEFAULT_MODEL,
    benchmark: BenchmarkOption = None,
    models: ModelsOption = MODELS,
    groundtruth: RootOption = GROUNDTRUTH,
) -> None:
    """Say how two cuts stand to each other: same, weaker, stronger, contradicts, different or unread."""
    from cutbench.steps import reading

    language = reading.language_of(benchmark, groundtruth)
    with reading.open_reader(reader, language, _asked(reader, model, models)) as who:
        if other is not None:
            typer.echo("\n".join(reading.related(one, other, who)))
            return
        pairs = reading.relate_file(Path(one), who)
    for a, b, right, found in pairs:
        typer.echo(f"{'' if not right else 'right   ' if right == found else 'WRONG   '}{found:12}{a} | {b}")
    typer.echo(f"{sum(right == found for *_, right, found in pairs)} of {len(pairs)} right")


@app.command()
def score(  # noqa: PLR0917 (an option each)
    cuts: Annotated[Path, typer.Argument(metavar="LIST", help="A cut list in the talk's shape or as import.json.")],
    benchmark: Annotated[
        str, typer.Option(help="What it is scored against: a name, or a folder.", autocompletion=_known_benchmarks)
    ],
    judge: Annotated[Literal["deterministic"], typer.Option(help="Who judges.")] = "deterministic",
    reader: ReaderOption = "rules",
    model: ModelOption = DEFAULT_MODEL,
    models: ModelsOption = MODELS,
    groundtruth: RootOption = GROUNDTRUTH,
    program: Annotated[
        Path | None,
        typer.Option(help="Also write the list as a program, and run it on the events.", callback=_writable_file),
    ] = None,
) -> None:
    """Score one cut list without the workflow, and print the verdicts as JSON.

    With --program it is also applied to the events of the benchmark: `applied` says what it selects.
    """
    from cutbench.steps import applied, reading

    language = reading.language_of(benchmark, groundtruth)
    with reading.open_reader(reader, language, _asked(reader, model, models)) as who:
        found = reading.score_list(cuts, benchmark, groundtruth, who)
    if program is not None:
        found["applied"] = applied.apply_lines(found["lines"], folder_of(groundtruth, benchmark), program)
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"  # where JSON can say letters otherwise
    typer.echo(json.dumps(found | {"judge": judge, "reader": reader}, indent=1, ensure_ascii=plain))


@app.command()
def benchmarks(groundtruth: RootOption = GROUNDTRUTH) -> None:
    """List the benchmarks, and behind the name of a suite those that it stands for."""
    for name in list_all(groundtruth):
        typer.echo(name)
    for suite in list_suites(groundtruth):
        typer.echo(f"{suite}: {', '.join(expanded(groundtruth, [suite]))}")


@app.command()
def fetch_model(
    model: Annotated[str, typer.Argument(help="An id of models.yaml.", autocompletion=_known_models)],
    models: ModelsOption = MODELS,
) -> None:
    """Get the file of an embedded model, with a progress bar; goes on where it was interrupted."""
    from cutbench import llm
    from cutbench.steps import own

    typer.echo(llm.fetch_model(own.known_model(model, models)))


@app.command()
def record(
    results: Annotated[Path, typer.Argument(help="Results of a live run, such as results/record.")],
    recordings: Annotated[Path, typer.Option(help="Where recordings are kept.", callback=_writable_folder)] = Path(
        "resources/recordings"
    ),
) -> None:
    """Keep the calls of a run for replay."""
    from cutbench.llm import pack_record

    found = sorted(results.glob("*/state/**/calls.jsonl"))
    if not found:
        raise CutbenchError(f"{results}: no recorded calls in it; run the workflow with --config calls=live first")
    for calls in found:
        benchmark, _, *scope = calls.relative_to(results).parts
        target = recordings.joinpath(benchmark, *scope).with_suffix(".jsonl.gz")
        pack_record(calls, target)
        typer.echo(target)


@app.command()
def archive(
    results: ResultsArgument,
    out: Annotated[Path, typer.Option(help="The archive.", callback=_writable_file)] = Path("cutbench-results.zip"),
) -> None:
    """Put tables, scores, records and transcripts into one file (RO-Crate) that others can check and redraw from."""
    from cutbench.reporting.archive import write_archive

    typer.echo(f"{out}: {write_archive(results, out)} files")


@app.command()
def verify(archive: Annotated[Path, typer.Argument(help="An archive made by `cutbench archive`.")]) -> None:
    """Check that an archive holds exactly what it says, unchanged."""
    from cutbench.reporting.archive import verify_archive

    typer.echo(f"{archive}: {verify_archive(archive)} files, all as described")


@app.command("import-run")
def import_run(
    folder: Annotated[Path, typer.Argument(help="A folder with import.json, as docs/import.md describes it.")],
    results: Annotated[
        Path, typer.Option(help="The results of a benchmark, such as results/NAME.", callback=_writable_folder)
    ],
) -> None:
    """Take in what another system made; the target all then scores it in the same tables, marked as imported."""
    from cutbench.steps import imports

    made = imports.import_run(folder, results, home())
    lists, programs = (sum(getattr(run, kind) is not None for run in made.runs) for kind in ("cuts", "program"))
    settings = shlex.join(("--config", f"results={results.parent}", f"benchmarks=[{results.name}]"))
    typer.echo(
        f"{made.system}: {lists} cut lists, {programs} programs; now run: snakemake --cores 1 all {settings}, "
        "with whatever else the runs beside them were made with"
    )


@app.command("export-inspect")
def export_inspect(
    results: ResultsArgument,
    out: Annotated[Path, typer.Option(help="Folder for the logs.", callback=_writable_folder)] = Path("inspect-logs"),
    groundtruth: RootOption = GROUNDTRUTH,
) -> None:
    """Write the extraction runs as logs of Inspect AI (needs its package): `inspect view --log-dir inspect-logs`."""
    from cutbench.steps import inspect_logs

    for path in inspect_logs.export_inspect(results, groundtruth, out):
        typer.echo(path)


@labels.command("sample")
def labels_sample(
    results: ResultsArgument,
    n: Annotated[int, typer.Option("--n", min=1, help="How many extracted cuts.")] = 20,
    seed: Annotated[int, typer.Option(help="Another number draws another subset.")] = 0,
    out: Annotated[Path, typer.Option(help="The sheet.", callback=_writable_file)] = Path("labels.yaml"),
    groundtruth: RootOption = GROUNDTRUTH,
) -> None:
    """Draw extracted cuts into a sheet that a person fills in."""
    from cutbench.steps import labels

    typer.echo(f"{out}: {labels.sample_labels(results, groundtruth, n, seed, out)} cuts to look at")


@labels.command("take")
def labels_take(
    results: Annotated[
        Path, typer.Argument(help="The results that the sheet was drawn from.", callback=_writable_folder)
    ],
    sheet: Annotated[Path, typer.Argument(help="The sheet, filled in.")],
    by: Annotated[str, typer.Option(help="Who filled it in.")],
    groundtruth: RootOption = GROUNDTRUTH,
) -> None:
    """Enter the verdicts of a sheet; the target all then compares them with judges."""
    from cutbench.steps import labels

    typer.echo(f"{sheet}: {labels.take_labels(results, groundtruth, sheet, by)} verdicts by {by}")


@app.command()
def review(
    results: Annotated[
        Path, typer.Argument(help="Results of one benchmark, such as results/NAME.", callback=_writable_folder)
    ],
    port: Annotated[int, typer.Option(help="Port on this machine; 0 takes a free one.")] = 8765,
    by: Annotated[str, typer.Option(help="Who reviews; kept with every change.", envvar="USER")] = "reviewer",
    groundtruth: RootOption = GROUNDTRUTH,
) -> None:
    """Serve the pages of all runs on 127.0.0.1 with forms: correct verdicts, edit and approve cut lists."""
    from cutbench.steps.review import serve_review

    serve_review(results, groundtruth, by, port, announce=typer.echo)


@app.command()
def doctor(
    config: Annotated[Path, typer.Option(help="The configuration that is to run.")] = Path("config/config.yaml"),
) -> None:
    """Say what is installed and reached, and what a configuration misses; exit code 1 if anything."""
    from cutbench.steps.doctor import examine

    findings = examine(shipped(config), home())
    for what, missing, note in findings:
        typer.echo(f"{'MISSING' if missing else 'ok':8}{what:24}{note}")
    if any(finding.missing for finding in findings):
        raise typer.Exit(1)


@app.command()
def vocabulary(
    names: NamesOption = None,
    event_format: Annotated[Path, typer.Option("--format", help="The event format to say what is in it.")] = Path(
        "resources/formats/physlite.yaml"
    ),
    into: Annotated[
        Path | None, typer.Option(help="A page with the two marks between which it goes.", callback=_writable_file)
    ] = None,
) -> None:
    """Print the cut language as tables in Markdown: every line, condition, function, object, property and quantity."""
    from cutbench.steps import vocabulary as step

    text = step.vocabulary(event_format, *(names or ()))
    if into is None:
        typer.echo(text)
    else:
        step.write_into(into, text)


@app.command()
def config_docs(
    out: Annotated[Path, typer.Option(help="Where they go.", callback=_writable_folder)] = Path("config"),
) -> None:
    """Write schema.json and README.md of the configuration from its types."""
    from cutbench.config import write_config_docs

    write_config_docs(out)


if __name__ == "__main__":
    main()
