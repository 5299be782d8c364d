"""Reads papers of the user and selects events of the user, without a benchmark and without the workflow."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from cutbench import codegen, extraction, papers
from cutbench.errors import CutbenchError, known_names
from cutbench.events import FileSource, load_format
from cutbench.files import shipped
from cutbench.language import Language, load_language, open_language, parse_analysis, read_text
from cutbench.llm import ModelEntry, Progress, load_models, open_model
from cutbench.reading import Reader
from cutbench.sandbox import run_program, try_out
from cutbench.schema.cuts import CutList
from cutbench.schema.documents import Document
from cutbench.schema.runs import RunRecord
from cutbench.selection import Skeleton, skeleton_of

PROTOCOL = 1
CHUNK_SIZE = extraction.ChunkSize(tokens=900, overlap=40)
MAX_TOKENS = 2048
TRIED = 1000  # events of a file that objects to try statements on are drawn from
APPROVED, CALLS = "cuts.approved.json", "calls.jsonl"
EVENT_FORMAT = Path("resources/formats/physlite.yaml")
PLAIN_SELECTION = "object lepton\n  take union(electron, muon)\n\nregion signal\n"


def known_model(name: str, models: Path) -> ModelEntry:
    """Return a model of models.yaml.

    Raises:
        CutbenchError: there is none of that name; says which there are.
    """
    known = load_models(shipped(models))
    if name not in known:
        raise CutbenchError(f"{models}: unknown model '{name}'; {known_names(name, known)}")
    return known[name]


def extract_own(pdfs: Sequence[Path], entry: ModelEntry, mode: extraction.Mode, state: Path) -> extraction.Extraction:
    """Let a model read papers in the given order; an interrupted run goes on from what is in the folder `state`."""
    library = _library(pdfs)
    calls = state / CALLS
    with Progress(f"extract {entry.id} {mode}") as progress, open_model(entry, calls=calls, progress=progress) as model:
        return extraction.extract_cuts(
            model,
            mode,
            benchmark=None,
            main_paper=next(iter(library)),
            library=library,
            order=tuple(library),
            texts=Reader(open_language()),
            seed=0,
            max_papers=len(library),
            chunk_size=CHUNK_SIZE,
            max_tokens=MAX_TOKENS,
            checkpoints=state / "extraction.sqlite",
            protocol=PROTOCOL,
            progress=progress,
        )


def extract_own_by_pattern(pdfs: Sequence[Path]) -> CutList:
    """Read papers in the given order without a model: every sentence that rules can read is a cut."""
    library = _library(pdfs)
    texts = Reader(open_language())
    return extraction.read_by_pattern(next(iter(library)), library, texts, len(library), tuple(library))


def _library(pdfs: Sequence[Path]) -> dict[str, Document]:
    """Return the parsed papers in the given order."""
    documents = [papers.load_paper(pdf) for pdf in pdfs]
    library = {document.paper: document for document in documents}
    if len(library) < len(pdfs):
        raise CutbenchError("two of the papers have the same file name; rename one")
    return library


def code_own(cuts: CutList, events: Path, entry: ModelEntry, state: Path, means: codegen.Means) -> codegen.Generated:
    """Let a model write the cuts as statements, put them into an analysis, and run it on the events in the sandbox.

    The model is shown what rules read, as in the arm `compiled-rules`.

    Args:
        cuts: what was read in the papers.
        events: a file in the PHYSLITE format.
        entry: the model.
        state: folder of recorded calls and checkpoint.
        means: see `own_means`.

    Raises:
        CutbenchError: the sandbox does not work here. Raised at once, before the model is asked.
    """
    try_out()
    with (
        Progress(f"generate {entry.id} {codegen.WITH_RULES}") as progress,
        open_model(entry, calls=state / CALLS, progress=progress) as model,
    ):
        return codegen.generate_code(
            model,
            "compiled",
            benchmark=None,
            cuts=cuts.cuts,
            task="",
            variables="",
            means=means,
            execute=lambda program: run_program(program, events),
            seed=0,
            max_repairs=0,
            max_subtasks=1,
            max_tokens=MAX_TOKENS,
            checkpoints=state / "codegen.sqlite",
            protocol=PROTOCOL,
            progress=progress,
        )


def code_own_by_rules(cuts: CutList, events: Path, means: codegen.Means) -> codegen.Generated:
    """Put the cuts that rules can read into an analysis, and run it on the events in the sandbox; asks no model.

    See `code_own` for the arguments.

    Raises:
        CutbenchError: the sandbox does not work here, or rules can read no cut that can be applied to these events.
    """
    try_out()
    typed = codegen.by_rules(cuts.cuts, means)
    if not typed:
        raise CutbenchError(f"none of {len(cuts.cuts)} cuts can be read by rules and applied to {events}")
    program = means.write(typed)
    run = RunRecord.without_model(None, "pattern", "codegen", PROTOCOL)
    return codegen.Generated(program, run_program(program, events), run, [], typed)


def own_means(events: Path, selection: Path | None = None) -> codegen.Means:
    """Return what a model needs to write statements on a file of events, and a program from them.

    Args:
        events: a file in the PHYSLITE format, which is opened.
        selection: an ADL file with the objects, composites and regions that the cuts are about; without it, the
            objects of the events, leptons and one region.

    Raises:
        CutbenchError: one of the files cannot be read.
    """
    text = read_text(selection) if selection else PLAIN_SELECTION
    field = load_language()
    analysis, names = parse_analysis(text, field.names, str(selection or "selection"))
    skeleton = Skeleton(skeleton_of(analysis), Language(names, field.equal))
    event_format = load_format(shipped(EVENT_FORMAT))
    triggers = list(event_format.triggers.groups)
    source = FileSource(events, event_format.model_dump(), n_events=TRIED)
    typing = codegen.typing_of(skeleton, source, triggers)
    drawn = codegen.drawn_to_try(source, names, triggers)
    write = partial(skeleton.program, event_format=event_format.model_dump(exclude_defaults=True))
    return codegen.Means(typing, skeleton, drawn, write, Reader(skeleton.language))


def cut_lines(cuts: CutList) -> list[str]:
    """Return the cuts as lines for a terminal: object, cut, paper and page, sentence; printable characters only."""
    rows = [("object", "cut", "paper, page", "sentence")]
    for cut in cuts.cuts:
        quote = next(iter(cut.quotes), None)
        place = f"{quote.paper}, {quote.page or 'not found'}" if quote else ""
        rows.append((cut.object, cut.text, place, quote.text if quote else ""))
    table = [[_cell(text, width) for text, width in zip(row, (11, 48, 26, 70), strict=True)] for row in rows]
    return ["  ".join(row).rstrip() for row in table]


def _cell(text: str, width: int) -> str:
    line = "".join(character if character.isprintable() else " " for character in text)
    line = " ".join(line.split())
    return (line if len(line) <= width else line[: width - 1] + "…").ljust(width)
