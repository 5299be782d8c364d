"""Review at the terminal: a graph that reads cuts, waits for a person, and goes on with the approved ones."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict

from cutbench.errors import CutbenchError
from cutbench.files import sha256_of
from cutbench.graph import END, START, Command, SqliteSaver, StateGraph, interrupt
from cutbench.locks import database
from cutbench.schema.cuts import Cut, CutList

KEEP, DROP, EDIT = "keep", "drop", "edit"


class State(TypedDict):
    """The list as it was read, and as it was approved."""

    found: dict[str, Any]
    approved: dict[str, Any]


def reviewed_cuts(
    read: Callable[[], CutList], decide: Callable[[CutList], CutList | None], checkpoints: Path
) -> CutList | None:
    """Read cuts and return those that `decide` approves; None as long as it has not decided.

    The graph waits at an interrupt, which is kept in the sqlite file `checkpoints`: another process may go on from it
    days later without reading again. After a decision the next call starts anew.
    """

    def reader(state: State) -> dict[str, Any]:
        return {"found": read().model_dump(mode="json")}

    def reviewer(state: State) -> dict[str, Any]:
        return {"approved": interrupt(state["found"])}

    graph = StateGraph(State)
    graph.add_node("reader", reader)
    graph.add_node("reviewer", reviewer)
    graph.add_edge(START, "reader")
    graph.add_edge("reader", "reviewer")
    graph.add_edge("reviewer", END)
    with database(checkpoints) as connection:
        compiled = graph.compile(checkpointer=SqliteSaver(connection))
        config: Any = {"configurable": {"thread_id": "review"}}
        if not compiled.get_state(config).interrupts:
            compiled.invoke(State(found={}, approved={}), config)
        decided = decide(CutList.model_validate(compiled.get_state(config).values["found"]))
        if decided is None:
            return None
        done = compiled.invoke(Command(resume=decided.model_dump(mode="json")), config)
        return CutList.model_validate(done["approved"])


def inputs_digest(pdfs: list[Path], *more: str) -> str:
    """Return a digest of what the cuts are read from, so that a review of other papers is never continued.

    Raises:
        CutbenchError: a paper cannot be read.
    """
    digest = hashlib.sha256(repr(more).encode())
    for pdf in pdfs:
        try:
            digest.update(sha256_of(pdf).encode())
        except OSError as error:
            raise CutbenchError(f"{pdf}: cannot be read: {error.strerror}") from error
    return digest.hexdigest()[:16]


def ask_for_each(found: CutList, line: Callable[[Cut], str], ask: Callable[[str, str], str]) -> CutList:
    """Return the cuts that a person at a terminal keeps, with the person's edits; `ask` takes a question and a default.

    An edited cut loses its statements, which no longer say the same.
    """
    kept: list[Cut] = []
    for number, cut in enumerate(found.cuts, 1):
        answer = ask(f"{number}/{len(found.cuts)} {line(cut)}\n{KEEP}, {DROP} or {EDIT}", KEEP).strip().lower()
        if answer and DROP.startswith(answer):
            continue
        text = ask("its words", cut.text).strip() if answer and EDIT.startswith(answer) else cut.text
        kept.append(cut if text in {cut.text, ""} else cut.model_copy(update={"text": text, "statements": ()}))
    return found.model_copy(update={"cuts": tuple(kept)})
