"""The record of a run: who was asked what, how it went and what it cost."""

from collections.abc import Iterable, Mapping

from cutbench.llm.chat import ChatModel
from cutbench.llm.environment import environment
from cutbench.schema.runs import CallSummary, RunRecord


def run_record(
    model: ChatModel,
    *,
    benchmark: str | None,
    task: str,
    seed: int,
    protocol: int,
    prompts: Mapping[str, str],
    calls: Iterable[CallSummary],
    notes: Iterable[str] = (),
) -> RunRecord:
    """Sum up the calls of one run.

    Args:
        model: who was asked.
        benchmark: name of the benchmark; None outside of one.
        task: what the run did, for instance "extraction/chunked".
        seed: the run's seed.
        protocol: version of the measuring protocol.
        prompts: name -> sha256 of each template used.
        calls: all calls of the run, in order.
        notes: what else a reader of the record should know.
    """
    calls = tuple(calls)
    counted = ("prompt_tokens", "cached_tokens", "completion_tokens")
    tokens = {name: sum(getattr(call, name) for call in calls) for name in counted}
    seconds, price = sum(call.seconds for call in calls), model.entry.price
    return RunRecord(
        benchmark=benchmark,
        model=model.entry.id,
        model_digest=model.identity.digest,
        engine=model.identity.engine,
        engine_version=model.identity.engine_version,
        task=task,
        seed=seed,
        sampling={**model.entry.sampling, **model.entry.reasoning},
        protocol=protocol,
        prompts=dict(prompts),
        calls=calls,
        **tokens,
        seconds=seconds,
        gpu_seconds=seconds * model.entry.gpus / model.entry.parallel,
        cost=price.of(**tokens) if price else None,
        currency=price.currency if price else None,
        replayed=model.replayed,
        environment=environment(),
        notes=tuple(notes),
    )


def unscored_record(
    model: ChatModel, *, benchmark: str | None, task: str, seed: int, protocol: int, reason: str
) -> RunRecord:
    """Return the record of a run without a result; see `run_record` for the arguments."""
    record = run_record(model, benchmark=benchmark, task=task, seed=seed, protocol=protocol, prompts={}, calls=())
    return record.model_copy(update={"unscored": reason})
