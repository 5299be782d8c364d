"""Judging: from cut lists to verdicts, one job per judge."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cutbench import judging
from cutbench.benchmarks import Benchmark
from cutbench.config import DETERMINISTIC
from cutbench.llm import ChatModel, Progress, UnansweredError
from cutbench.paths import Layout
from cutbench.reporting.review.derived import lines_read
from cutbench.schema.cuts import CutList
from cutbench.schema.verdicts import JudgedList, Judgement
from cutbench.steps.review import review_store
from cutbench.steps.setting import Setting
from cutbench.steps.unanswered import note_unanswered


def judge_by_rules(*, setting: Setting, runs: list[dict[str, Any]], cuts: Sequence[str], judged: Sequence[str]) -> None:
    """Judge cut lists by comparing statements; `runs`, `cuts` and `judged` are in the same order.

    For lines that only a person could read, that person's statements count.
    """
    _judge(setting, (), runs, cuts, judged)


def judge_imported(*, setting: Setting, model: str, seed: int, cuts: Sequence[str], judged: Sequence[str]) -> None:
    """Judge the list of another system in the same way; its calls have a record of their own, except in a replay."""
    scope = () if setting.config.calls == "replay" else ("imported", model, f"seed{seed}")
    _judge(setting, scope, [{"model": model, "mode": "imported", "seed": seed}], cuts, judged)


def _judge(
    setting: Setting, scope: Sequence[str], runs: list[dict[str, Any]], cuts: Sequence[str], judged: Sequence[str]
) -> None:
    with (
        Progress("judge by statements") as progress,
        setting.open_reader("judging", DETERMINISTIC, *scope, progress=progress) as reader,
    ):
        judge = judging.DeterministicJudge.of(setting.benchmark, reader)
        for place, (run, source, target) in enumerate(zip(runs, cuts, judged, strict=True)):
            progress.count("lists", DETERMINISTIC, place, len(runs))
            found, by_people = CutList.read(Path(source)), read_by_people(setting.layout, run)
            unscored = Judgement(repeat=0, unscored=found.unscored)
            judgement = unscored if found.unscored else judge.judge(found, by_people)
            _write(DETERMINISTIC, run, [judgement], target, reader=_readers(reader.name, judgement))


def judge_by_model(
    *,
    setting: Setting,
    judge: str,
    runs: list[dict[str, Any]],
    cuts: Sequence[str],
    judged: Sequence[str],
    repeats: int,
) -> None:
    """Let the model `judge` score each cut list `repeats` times."""
    benchmark, scope = setting.benchmark, ("judging", judge)
    lists = [CutList.read(Path(path)) for path in cuts]
    verdicts: list[list[Judgement]] = [[] for _ in runs]
    unanswered: list[str] = []
    with (
        Progress(f"judge {judge}") as progress,
        setting.open_model(judge, *scope, progress=progress) as model,
    ):
        # All lists of a repeat in a row: their prompts begin with the same curated list, which the server reads once.
        for repeat in range(repeats):
            for index, found in enumerate(lists):
                progress.count("lists", judge, repeat * len(lists) + index, repeats * len(lists))
                verdicts[index].append(asked(model, benchmark, found, repeat, unanswered))
        note_unanswered(setting.state(*scope), unanswered)
        for run, verdict, target in zip(runs, verdicts, judged, strict=True):
            _write(judge, run, verdict, target, replayed=model.replayed)


def asked(model: ChatModel, benchmark: Benchmark, found: CutList, repeat: int, unanswered: list[str]) -> Judgement:
    """Let a model judge a list once. Without a list or an answer it is unscored; the latter goes into `unanswered`."""
    if found.unscored:
        return Judgement(repeat=repeat, unscored=found.unscored)
    try:
        return judging.judge_with_model(model, benchmark.cuts, benchmark.true_but_not_scored, found, repeat=repeat)
    except UnansweredError as error:
        unanswered.append(str(error))
        return Judgement(repeat=repeat, unscored=str(error))


def read_by_people(layout: Layout, run: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the statements that people wrote for lines of a run, as its list is now, by the id of the line.

    Raises:
        CutbenchError: the log of the run's review is broken.
    """
    store = review_store(layout, run["model"], run["mode"], run["seed"])
    if not store.exists:
        return {}
    return {line.cut: line.statements for line in lines_read(store.read(), store.listed()).lines}


def _readers(name: str, judgement: Judgement) -> str:
    """Return who read a list; with lines read by people the score is another one."""
    people = any(line.reader == "person" for line in judgement.extracted.values())
    return f"{name}, then people" if people else name


def _write(
    judge: str,
    run: dict[str, Any],
    judgements: Iterable[Judgement],
    target: str,
    *,
    replayed: bool = False,
    reader: str = "",
) -> None:
    judged = JudgedList(judge=judge, reader=reader, **run, judgements=tuple(judgements), replayed=replayed)
    judged.write(Path(target))
