"""A model as judge: one required key per extracted cut, whose value says which curated cut it states or contradicts."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cutbench.llm import ChatModel
from cutbench.prompts import render
from cutbench.schema.cuts import CuratedCut, Cut, CutList
from cutbench.schema.verdicts import (
    CuratedJudgement,
    CuratedVerdict,
    ExtractedJudgement,
    ExtractedVerdict,
    Judgement,
)

PROMPT = "judging/judge.v4"
TOKENS_PER_LINE = 24
# Longer lists are judged in pieces: small models lose the thread, and the answer has to fit.
LINES_PER_CALL = 40
TEXT_CHARACTERS = 300


@dataclass(frozen=True)
class Line:
    """A cut under a neutral id, which says nothing about its order or origin."""

    id: str
    cut: Cut

    @property
    def about(self) -> str:
        """The object that the cut is about, and the regions that ask for it: Event in SR1, SR2."""
        return f"{self.cut.object} in {', '.join(self.cut.regions)}" if self.cut.regions else self.cut.object

    @property
    def text(self) -> str:
        """The cut in words, on one line and bounded."""
        return " ".join(self.cut.text.split())[:TEXT_CHARACTERS]

    @property
    def also(self) -> str:
        """Other words for a curated cut that are accepted."""
        alternates = self.cut.alternates if isinstance(self.cut, CuratedCut) else ()
        return "; ".join(" ".join(one.split()) for one in alternates)[:TEXT_CHARACTERS]


def judge_with_model(
    model: ChatModel,
    curated: Sequence[CuratedCut],
    true_but_not_scored: Sequence[CuratedCut],
    extracted: CutList,
    *,
    repeat: int,
) -> Judgement:
    """Let a model judge a cut list once.

    Both lists are shuffled, the curated one by the repeat alone: all lists of a repeat share a prompt prefix.
    An answer that breaks the schema even after a repair leaves the repeat unscored, with the reason.
    """
    reference = _lines("c", curated, random.Random(f"curated {repeat}"))  # noqa: S311  (no secret: a repeatable shuffle)
    extra = [Line(cut.id, cut) for cut in true_but_not_scored]
    lines = _lines("e", extracted.cuts, random.Random(f"extracted {repeat}"))  # noqa: S311
    answers: dict[str, str] = {}
    for start in range(0, len(lines), LINES_PER_CALL):
        piece = lines[start : start + LINES_PER_CALL]
        prompt = render(PROMPT, curated=reference, extra=extra, extracted=piece)
        reply = model.ask(
            prompt.messages,
            purpose="judging/judge",
            seed=repeat,
            repeat=repeat,
            schema=answer_schema(reference, piece),
            max_tokens=TOKENS_PER_LINE * len(piece) + 20,
        )
        if reply.outcome != "ok":
            return Judgement(repeat=repeat, unscored=f"{reply.outcome}: {reply.summary.problem}")
        answers |= {line.id: str(reply.data.get(line.id)) for line in piece}
    return _judgement(repeat, reference, lines, answers)


def answer_schema(reference: Sequence[Line], lines: Sequence[Line]) -> dict[str, Any]:
    """Return the JSON schema of an answer: a key per extracted line, all required, each with the same few values."""
    values = [line.id for line in reference] + [f"not {line.id}" for line in reference] + ["true", "other", "none"]
    return {
        "type": "object",
        "properties": {line.id: {"enum": values} for line in lines},
        "required": [line.id for line in lines],
        "additionalProperties": False,
    }


def _lines(prefix: str, cuts: Sequence[Cut], order: random.Random) -> list[Line]:
    shuffled = list(cuts)
    order.shuffle(shuffled)
    return [Line(f"{prefix}{place}", cut) for place, cut in enumerate(shuffled, start=1)]


def _judgement(repeat: int, reference: Sequence[Line], lines: Sequence[Line], answers: dict[str, str]) -> Judgement:
    names = {line.id: line.cut.id for line in reference}
    extracted = {line.cut.id: _extracted(answers[line.id], names) for line in lines}
    return Judgement(
        repeat=repeat,
        curated={line.cut.id: _curated(line.cut.id, extracted) for line in reference},
        extracted=extracted,
        curated_order=tuple(line.cut.id for line in reference),
        extracted_order=tuple(line.cut.id for line in lines),
    )


def _extracted(answer: str, names: dict[str, str]) -> ExtractedJudgement:
    words: dict[str, ExtractedVerdict] = {"true": "extra_true", "other": "unsupported", "none": "not_a_cut"}
    if answer in words:
        return ExtractedJudgement(verdict=words[answer])
    verdict: ExtractedVerdict = "contradictory" if answer.startswith("not ") else "correct"
    return ExtractedJudgement(verdict=verdict, against=names.get(answer.removeprefix("not ")))


def _curated(cut: str, extracted: dict[str, ExtractedJudgement]) -> CuratedJudgement:
    """What was said of the extracted cuts decides about the curated one: found if one states it."""
    by_verdict: list[tuple[ExtractedVerdict, CuratedVerdict]] = [
        ("correct", "found"),
        ("contradictory", "contradicted"),
    ]
    for theirs, ours in by_verdict:
        matches = tuple(name for name, j in extracted.items() if j.verdict == theirs and j.against == cut)
        if matches:
            return CuratedJudgement(verdict=ours, matches=matches)
    return CuratedJudgement(verdict="missing")
