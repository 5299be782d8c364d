"""The loop of step 1 as a graph: planner -> loader -> reader -> merger -> planner, until nothing is left to read."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Literal, TypedDict

from cutbench.extraction import planner
from cutbench.extraction.chunks import ChunkSize
from cutbench.extraction.merger import merge
from cutbench.extraction.reader import CUTS_PROMPT, Mode, Reader
from cutbench.extraction.sorter import PROMPT as SORTER_PROMPT
from cutbench.graph import END, START, SqliteSaver, StateGraph
from cutbench.llm import ChatModel, Progress, run_record
from cutbench.locks import database
from cutbench.prompts import digest
from cutbench.reading import Reader as TextReader
from cutbench.schema.cuts import Conflict, Cut, CutList, Region, Visit
from cutbench.schema.documents import Document
from cutbench.schema.runs import CallSummary, RunRecord

MAX_MISSES = 3  # papers that were chosen but cannot be had, before the loop ends


class State(TypedDict):
    """The state of the loop: JSON values only, since it is checkpointed."""

    next: str | None
    reason: str
    visits: list[dict[str, Any]]
    new: list[dict[str, Any]]
    cited: list[str]
    cuts: list[dict[str, Any]]
    regions: list[dict[str, Any]]
    conflicts: list[dict[str, Any]]
    calls: list[dict[str, Any]]
    notes: list[str]


@dataclass(frozen=True)
class Extraction:
    """The result of a run."""

    cuts: CutList
    run: RunRecord


@dataclass(frozen=True)
class Loop:
    """The nodes of the graph; each takes the state and returns what changes in it."""

    model: ChatModel
    reader: Reader
    main_paper: str
    library: Mapping[str, Document]
    max_papers: int
    order: tuple[str, ...]
    progress: Progress | None

    def plan(self, state: State) -> dict[str, Any]:
        """Choose the next paper: the main one first, then what the model picks from the bibliographies."""
        if not state["visits"]:
            return {"next": self.main_paper, "reason": "the main paper"}
        read = [visit["paper"] for visit in state["visits"] if visit["outcome"] == "read"]
        misses = len(state["visits"]) - len(read)
        if len(read) >= self.max_papers or misses >= MAX_MISSES:
            return {"next": None, "reason": "the budget is used up"}
        visited = [visit["paper"] for visit in state["visits"]]
        if self.order:
            return {"next": next((p for p in self.order if p not in visited), None), "reason": "in the order given"}
        documents = [self.library[paper] for paper in read]
        named = Counter(state["cited"])
        choice = planner.choose(self.model, documents, self.library, visited, seed=self.reader.seed, named=named)
        calls = [call.model_dump() for call in choice.calls]
        return {"next": choice.paper, "reason": choice.reason, "calls": state["calls"] + calls}

    def load(self, state: State) -> dict[str, Any]:
        """Look the paper up; one that cannot be had is recorded and costs no budget."""
        paper = state["next"]
        assert paper is not None  # noqa: S101  (the edge before it says so)
        outcome = "read" if paper in self.library else "not_available"
        visit = Visit(paper=paper, reason=state["reason"], outcome=outcome)
        if self.progress:
            papers = min(self.max_papers, len(self.library))
            self.progress.count("papers", f"seed {self.reader.seed}", len(state["visits"]), papers)
        return {"visits": [*state["visits"], visit.model_dump()]}

    def read(self, state: State) -> dict[str, Any]:
        """Read the paper."""
        reading = self.reader.read(self.library[state["visits"][-1]["paper"]])
        return {
            "new": [cut.model_dump() for cut in reading.cuts],
            "cited": state["cited"] + reading.cited,
            "regions": state["regions"] + _new_regions(state, reading.regions),
            "calls": state["calls"] + [call.model_dump() for call in reading.calls],
            "notes": state["notes"] + reading.notes,
        }

    def merge(self, state: State) -> dict[str, Any]:
        """Add what was read to the list."""
        known = [Cut.model_validate(cut) for cut in state["cuts"]]
        new = [Cut.model_validate(cut) for cut in state["new"]]
        regions = {one["id"]: Region.model_validate(one) for one in state["regions"]}
        cuts, conflicts = merge(known, new, self.reader.texts.language, self.main_paper, regions)
        visit = state["visits"][-1] | {"n_cuts": len(state["new"])}
        return {
            "cuts": [cut.model_dump() for cut in cuts],
            "conflicts": state["conflicts"] + [conflict.model_dump() for conflict in conflicts],
            "visits": [*state["visits"][:-1], visit],
        }


def extract_cuts(
    model: ChatModel,
    mode: Mode,
    *,
    benchmark: str | None,
    main_paper: str,
    library: Mapping[str, Document],
    texts: TextReader,
    seed: int,
    max_papers: int,
    chunk_size: ChunkSize,
    max_tokens: int,
    checkpoints: Path,
    protocol: int,
    order: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> Extraction:
    """Extract the cuts of an analysis from its main paper and the papers that the model chooses to follow.

    Args:
        model: who plans and reads.
        mode: how papers are read.
        benchmark: name for the record.
        main_paper: id of the paper to begin with; has to be in `library`.
        library: the papers that can be had, by arXiv id.
        texts: reads what the model says.
        seed: label of an independent draw.
        max_papers: budget of papers, the main one included.
        chunk_size: size of a chunk and overlap with the one before, in the modes chunked and grounded.
        max_tokens: the longest answer that lists cuts, in the modes full_text and chunked.
        checkpoints: sqlite file; an interrupted run goes on from it.
        protocol: version of the way of measuring, for the record.
        order: papers to read one after the other, where they are given; else the model chooses.
        progress: where to say how far it is.
    """
    analysis = library[main_paper].title if main_paper in library else main_paper
    reader = Reader(model, mode, analysis, texts, chunk_size, max_tokens, seed)
    loop = Loop(model, reader, main_paper, library, max_papers, order, progress)
    prompts = {name: digest(name) for name in (planner.PROMPT, CUTS_PROMPT, SORTER_PROMPT)}
    who = (model.identity.known(), model.entry.answers_by, seed)
    bounds = (max_papers, astuple(chunk_size), max_tokens)
    thread = _thread(who, mode, main_paper, bounds, (prompts, order), protocol, library)
    with database(checkpoints) as connection:
        state = _run(loop, SqliteSaver(connection), thread, max_papers)
    if progress:
        progress.finished(f"seed {seed}")
    cuts = CutList(
        cuts=tuple(Cut.model_validate(cut) for cut in state["cuts"]),
        regions=tuple(Region.model_validate(region) for region in state["regions"]),
        visits=tuple(Visit.model_validate(visit) for visit in state["visits"]),
        conflicts=tuple(Conflict.model_validate(conflict) for conflict in state["conflicts"]),
    )
    calls = [CallSummary.model_validate(call) for call in state["calls"]]
    record = run_record(
        model,
        benchmark=benchmark,
        task=f"extraction/{mode}",
        seed=seed,
        protocol=protocol,
        prompts=prompts,
        calls=calls,
        notes=state["notes"],
    )
    return Extraction(cuts, record)


def _run(loop: Loop, saver: SqliteSaver, thread: str, max_papers: int) -> State:
    """Run the graph, or go on with one that was interrupted."""
    graph = StateGraph(State)
    graph.add_node("planner", loop.plan)
    graph.add_node("loader", loop.load)
    graph.add_node("reader", loop.read)
    graph.add_node("merger", loop.merge)
    graph.add_edge(START, "planner")
    graph.add_conditional_edges("planner", _after_planner, {"loader": "loader", "end": END})
    graph.add_conditional_edges("loader", _after_loader, {"reader": "reader", "planner": "planner"})
    graph.add_edge("reader", "merger")
    graph.add_edge("merger", "planner")
    compiled = graph.compile(checkpointer=saver)
    config: Any = {"configurable": {"thread_id": thread}, "recursion_limit": 4 * (max_papers + MAX_MISSES) + 8}
    interrupted = bool(compiled.get_state(config).next)
    start = State(
        next=None, reason="", visits=[], new=[], cited=[], cuts=[], regions=[], conflicts=[], calls=[], notes=[]
    )
    result: Any = compiled.invoke(None if interrupted else start, config)
    return result  # type: ignore[no-any-return]


def _new_regions(state: State, found: Sequence[Region]) -> list[dict[str, Any]]:
    """Return the regions that no paper before has named."""
    known = {region["id"] for region in state["regions"]}
    return [region.model_dump() for region in found if region.id not in known]


def _after_planner(state: State) -> Literal["loader", "end"]:
    return "loader" if state["next"] else "end"


def _after_loader(state: State) -> Literal["reader", "planner"]:
    return "reader" if state["visits"][-1]["outcome"] == "read" else "planner"


def _thread(*inputs: Any) -> str:
    """Return an id of all that the result depends on, so that a checkpoint of other inputs is never taken up."""
    *plain, library = inputs
    papers = {paper: document.sha256 for paper, document in sorted(library.items())}
    state = list(State.__annotations__)  # another version of cutbench may keep other things
    return hashlib.sha256(json.dumps([plain, papers, state]).encode()).hexdigest()
