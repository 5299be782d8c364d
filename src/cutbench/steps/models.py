"""Fetches the files of models."""

from pathlib import Path

from cutbench import llm
from cutbench.schema.base import Record
from cutbench.steps.setting import Setting


class ModelNote(Record):
    """A model that is ready to be served; `path` only where it is a file on this machine."""

    model: str
    digest: str
    path: str | None


def fetch_model(*, setting: Setting, model: str, note: str) -> None:
    """Fetch the file of an embedded model and note where it is; other engines fetch their models themselves."""
    entry = setting.models[model]
    path = str(llm.fetch_model(entry)) if entry.engine == "llama_cpp" else None
    ModelNote(model=model, digest=entry.digest, path=path).write(Path(note))
