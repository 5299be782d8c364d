"""How the curated list is read in each style: the ruler held against the same list in other words."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal, get_args

import pandas as pd

from cutbench.benchmarks import Benchmark
from cutbench.judging import DeterministicJudge, score, written
from cutbench.language import STYLES
from cutbench.reading import Reader, kind_of
from cutbench.schema.cuts import CuratedCut, Cut, CutList

Outcome = Literal["right", "wrong", "unread"]


def tabulate_reading(readers: Iterable[Reader], benchmark: Benchmark) -> pd.DataFrame:
    """Return a row per reader and style, each curated cut being one text.

    `n_right` texts are read as the same as the cut or as what is accepted for it. `correct`, `hallucinations` and
    `unread` are the deterministic judge's score of the list in this style, and `style_spread` is the largest `correct`
    of a reader minus the smallest: 0 where the style of a list does not change its score.
    """
    rows = [_row(reader, style, benchmark) for reader in readers for style in STYLES]
    frame = pd.DataFrame(rows)
    correct = frame.groupby("reader", sort=False)["correct"]
    return frame.assign(style_spread=correct.transform("max") - correct.transform("min"))


def texts_in(style: str, benchmark: Benchmark) -> dict[str, str]:
    """Return the curated cuts as texts in a style, by their ids."""
    return {cut.id: written(cut.statements, style, benchmark.language) or cut.text for cut in benchmark.cuts}


def _row(reader: Reader, style: str, benchmark: Benchmark) -> dict[str, object]:
    texts = texts_in(style, benchmark)
    outcomes = Counter(_outcome(cut, texts[cut.id], reader) for cut in benchmark.cuts)
    judge = DeterministicJudge.of(benchmark, reader)
    cuts = tuple(Cut(id=cut.id, object=cut.object, text=texts[cut.id]) for cut in benchmark.cuts)
    found = score(judge.judge(CutList(cuts=cuts)))
    return {
        "reader": reader.name,
        "style": style,
        "n_texts": len(texts),
        **{f"n_{outcome}": outcomes[outcome] for outcome in get_args(Outcome)},
        "share_right": round(outcomes["right"] / len(texts), 4),
        **{name: getattr(found, f"n_{name}") for name in ("correct", "hallucinations", "unread")},
    }


def _outcome(cut: CuratedCut, text: str, reader: Reader) -> Outcome:
    read = reader.read(text, kind_of(cut.object)).statements
    if not read:
        return "unread"
    return "right" if any(reader.language.relation(read, form) == "same" for form in cut.forms) else "wrong"
