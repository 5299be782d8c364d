"""What a run of a model leaves behind besides its result."""

from typing import Any, Literal, Self

from pydantic import Field

from cutbench.schema.base import Record

CallOutcome = Literal["ok", "truncated", "empty", "bad_json", "schema_error", "server_error"]


class CallSummary(Record):
    """One model call as a line of run.json; `key` finds the whole exchange in calls.jsonl.

    `repairs` counts faulty answers that were given back, `retries` how often the question was asked again because
    there was no answer at all.
    """

    purpose: str
    key: str
    outcome: CallOutcome
    problem: str | None = None
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    repairs: int = 0
    retries: int = 0
    restored_backslashes: int = 0


class StepCounts(Record):
    """Of the functions of a run that wrote one per cut: how many were asked for, and what became of them.

    `tested` are those that were held against what is right; `failed` those that were left wrong, or are not there;
    `repaired` those that were wrong at first and are not in the end. What was not tested is not known to be right.
    """

    asked: int
    tested: int
    failed: int
    repaired: int


class RunRecord(Record):
    """The circumstances of one run: who, with what, how it went, what it cost.

    `seconds` is the sum over the calls as recorded, so that a replay reports the cost of the real run. `gpu_seconds`
    takes the server's slots for filled: seconds x GPUs / calls in flight at once. `cost` is None without a price.
    `unscored` says why the run has no result, if so: a server gave no answer. `other_papers` are those that were read
    from another PDF than the one that the facts of the benchmark are from, such as another version. `steps` is there
    where a program was written function by function.
    """

    benchmark: str | None
    model: str
    model_digest: str
    engine: str
    engine_version: str
    task: str
    seed: int
    sampling: dict[str, Any] = Field(default_factory=dict)
    protocol: int
    prompts: dict[str, str] = Field(default_factory=dict)
    calls: tuple[CallSummary, ...] = ()
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    gpu_seconds: float = 0.0
    cost: float | None = None
    currency: str | None = None
    replayed: bool = False
    environment: dict[str, str] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()
    other_papers: tuple[str, ...] = ()
    unscored: str | None = None
    steps: StepCounts | None = None

    @classmethod
    def without_model(cls, benchmark: str | None, who: str, task: str, protocol: int) -> Self:
        """Return the record of a run that asks no model: a pattern reader or a self-test agent."""
        nothing = {"model_digest": "none", "engine": "none", "engine_version": "none"}
        return cls(benchmark=benchmark, model=who, task=task, seed=0, protocol=protocol, **nothing)
