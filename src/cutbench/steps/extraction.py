"""Extraction: from papers to cut lists."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from cutbench import extraction
from cutbench.benchmarks.folder import PAPERS
from cutbench.files import write_text
from cutbench.language import Language
from cutbench.llm import Progress, unscored_record
from cutbench.schema.cuts import CutList
from cutbench.schema.documents import Document
from cutbench.schema.runs import RunRecord
from cutbench.steps.setting import Setting
from cutbench.steps.unanswered import note_unanswered, run_seeds


def extract_cuts(
    *,
    setting: Setting,
    model: str,
    mode: extraction.Mode,
    documents: Sequence[str],
    cuts: Sequence[str],
    talk_json: Sequence[str],
    records: Sequence[str],
    protocol: int,
) -> None:
    """Let a model read the papers with all seeds at once; the outputs are one file per seed."""
    scope, library, benchmark = ("extraction", model, mode), read_library(documents), setting.benchmark
    settings, seeds = setting.config.extraction, range(len(cuts))

    def extract(seed: int) -> extraction.Extraction:
        return extraction.extract_cuts(
            chat,
            mode,
            benchmark=benchmark.name,
            main_paper=benchmark.main_paper,
            library=library,
            texts=setting.texts,
            seed=seed,
            max_papers=settings.max_papers,
            chunk_size=extraction.ChunkSize(settings.chunk_tokens, settings.overlap_tokens),
            max_tokens=settings.max_tokens,
            checkpoints=setting.state(*scope) / f"seed{seed}.sqlite",
            protocol=protocol,
            progress=progress,
        )

    with (
        Progress(f"extract {model} {mode}") as progress,
        setting.open_model(model, *scope, progress=progress) as chat,
    ):
        found, unanswered = run_seeds(extract, seeds)
        # The checkpoint of an unanswered run stays, and the next run goes on from it.
        for seed, reason in unanswered.items():
            record = unscored_record(
                chat, benchmark=benchmark.name, task=f"extraction/{mode}", seed=seed, protocol=protocol, reason=reason
            )
            found[seed] = extraction.Extraction(CutList(cuts=(), unscored=reason), record)
    note_unanswered(setting.state(*scope), unanswered.values())
    others = _other_papers(setting, library)
    for seed, paths in zip(seeds, zip(cuts, talk_json, records, strict=True), strict=True):
        run = found[seed].run.model_copy(update={"other_papers": others})
        _write(found[seed].cuts, run, benchmark.language, paths)


def extract_baseline(
    *,
    setting: Setting,
    model: str,
    documents: Sequence[str],
    cuts: str,
    talk_json: str,
    record: str,
    protocol: int,
) -> None:
    """Extract without a model: by the pattern reader, or a self-test agent whose score is known."""
    benchmark, library = setting.benchmark, read_library(documents)
    if model == "pattern":
        main, papers = benchmark.main_paper, setting.config.extraction.max_papers
        found = extraction.read_by_pattern(main, library, setting.texts, papers)
    else:
        found = extraction.agent_cuts(model, benchmark.cuts, benchmark.language)
    run = RunRecord.without_model(benchmark.name, model, "extraction", protocol)
    run = run.model_copy(update={"other_papers": _other_papers(setting, library)})
    _write(found, run, benchmark.language, (cuts, talk_json, record))


def _other_papers(setting: Setting, library: Mapping[str, Document]) -> tuple[str, ...]:
    """Return, and warn of, the papers whose PDF is not the one in papers.yaml; stand-ins are our own."""
    if not setting.config.publications:
        return ()
    known = {paper.arxiv: paper.sha256 for paper in setting.benchmark.papers if paper.sha256}
    others = tuple(name for name, read in sorted(library.items()) if known.get(name, read.sha256) != read.sha256)
    for name in others:
        digests = f"its sha256 is {library[name].sha256}, but {PAPERS} says {known[name]}"
        print(f"warning: {name}: {digests}: another version?", file=sys.stderr)
    return others


def read_library(documents: Sequence[str]) -> dict[str, Document]:
    """Read parsed papers; return them by their id."""
    parsed = [Document.read(Path(path)) for path in documents]
    return {document.paper: document for document in parsed}


def _write(found: CutList, run: RunRecord, language: Language, paths: Sequence[str]) -> None:
    cuts, talk_json, record = paths
    found.write(Path(cuts))
    run.write(Path(record))
    shape = {"unscored": found.unscored} if found.unscored else extraction.to_talk_json(found)
    write_text(Path(talk_json), json.dumps(shape, indent=1, ensure_ascii=False) + "\n")
    adl = f"# unscored: {found.unscored}\n" if found.unscored else extraction.to_adl(found, language)
    write_text(Path(talk_json).with_suffix(".adl"), adl)
