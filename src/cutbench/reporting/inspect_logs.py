"""Extraction runs as logs of Inspect AI, for its viewer and for tools that read them; needs the package inspect_ai."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cutbench.errors import CutbenchError
from cutbench.files import make_folder
from cutbench.judging import headline
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.frames import grouped

HEADLINE = ("n_correct", "n_hallucinations")


def export_logs(runs: Iterable[ScoredRun], benchmark: str, folder: Path) -> list[Path]:
    """Write one log per model and mode, a sample per seed with the scores of all judges; return their paths.

    Only what a run has measured goes in: the cut list as output, the tokens, and each judge's headline numbers. A list
    that a judge left unscored has no score by it. The logs cannot be run again by Inspect, as no task of it made them.

    Raises:
        CutbenchError: inspect_ai is not installed.
    """
    log = _inspect()
    paths = []
    for (model, mode), group in grouped(runs, "model", "mode").items():
        path = folder / f"{benchmark}_{mode}_{model}.json"
        make_folder(path.parent)
        log.write_eval_log(_log(log, benchmark, model, mode, group), str(path))
        paths.append(path)
    return paths


def _inspect() -> Any:
    try:
        from inspect_ai import log  # noqa: PLC0415  (optional, and slow to import)
    except ImportError as error:
        raise CutbenchError(
            "inspect_ai is not installed; give cutbench an environment of its own: pip install 'cutbench[inspect]'"
        ) from error
    return log


def _log(log: Any, benchmark: str, model: str, mode: str, runs: list[ScoredRun]) -> Any:
    record = runs[0].record
    spec = log.EvalSpec(
        created=datetime.now(UTC).isoformat(timespec="seconds"),  # of the log: records keep no time of the run
        task=f"{benchmark}/{mode}",
        dataset=log.EvalDataset(name=benchmark, samples=len(runs)),
        model=model,
        config=log.EvalConfig(epochs=1),
        metadata={
            "made_by": "cutbench",
            "engine": record.engine,
            "engine_version": record.engine_version,
            "model_digest": record.model_digest,
            "sampling": record.sampling,
            "prompts": record.prompts,
        },
    )
    samples = [_sample(run) for run in runs]
    results = log.EvalResults(total_samples=len(runs), completed_samples=len(runs), scores=_metrics(log, runs))
    return log.EvalLog(status="success", eval=spec, samples=samples, results=results)


def _sample(run: ScoredRun) -> Any:
    from inspect_ai.log import EvalSample  # noqa: PLC0415
    from inspect_ai.model import ModelOutput, ModelUsage  # noqa: PLC0415
    from inspect_ai.scorer import Score  # noqa: PLC0415

    scores = {judged.judge: headline(judged) for judged in run.judged}
    tokens = run.record.prompt_tokens, run.record.completion_tokens
    usage = ModelUsage(input_tokens=tokens[0], output_tokens=tokens[1], total_tokens=sum(tokens))
    return EvalSample(
        id=f"seed{run.seed}",
        epoch=1,
        input=", ".join(visit.paper for visit in run.cuts.visits) or "no paper was read",
        target="the curated list",
        output=ModelOutput.from_content(run.model, run.cuts.model_dump_json(include={"cuts"})),
        scores={judge: Score(value=asdict(score)) for judge, score in scores.items() if score},
        model_usage={run.model: usage},
        metadata={"seed": run.seed, "seconds": run.record.seconds, "replayed": run.record.replayed},
    )


def _metrics(log: Any, runs: list[ScoredRun]) -> list[Any]:
    """Return the mean of each headline number of each judge over the seeds that it scored."""
    rows = []
    for judge in dict.fromkeys(judged.judge for run in runs for judged in run.judged):
        scores = [headline(judged) for run in runs for judged in run.judged if judged.judge == judge]
        known = [score for score in scores if score]
        metrics = {
            name: log.EvalMetric(name=name, value=sum(getattr(score, name) for score in known) / len(known))
            for name in HEADLINE
            if known
        }
        rows.append(log.EvalScore(name=judge, scorer=judge, metrics=metrics))
    return rows
