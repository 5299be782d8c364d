"""Turns a template into the messages of a conversation."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound

from cutbench.errors import CutbenchError
from cutbench.files import sha256_of
from cutbench.schema.chat import Message

TEMPLATES = Path(__file__).parent


@dataclass(frozen=True)
class Prompt:
    """A rendered template; `name` and `sha256` (of the template, not of what was filled in) go into every record."""

    name: str
    sha256: str
    messages: list[Message]


def render(name: str, /, **values: Any) -> Prompt:
    """Fill the template `name`, for instance "extraction/reader.v1".

    A template is a file `<name>.md.j2` with the Jinja blocks `system` (may be missing) and `user`. Text that comes
    from a paper or a model is data: the template puts it between delimiters, and it is never read as a template.

    Raises:
        CutbenchError: there is no such template, it lacks the block `user`, or a value is missing.
    """
    return render_from(TEMPLATES, name, values)


def render_from(folder: Path, name: str, values: dict[str, Any]) -> Prompt:
    """Do what `render` does with the templates of another folder."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 (the output is a prompt, not HTML)
        trim_blocks=True,
        lstrip_blocks=True,
    )
    file = f"{name}.md.j2"
    try:
        template = environment.get_template(file)
        blocks = {block: "".join(template.blocks[block](template.new_context(values))) for block in template.blocks}
    except TemplateNotFound as error:
        raise CutbenchError(f"prompt {name}: there is no template {error}") from error
    except TemplateError as error:
        raise CutbenchError(f"prompt {name}: {error.message or error}") from error
    if "user" not in blocks:
        raise CutbenchError(f"prompt {name}: the template has no block 'user'")
    sha256 = sha256_of(folder / file)
    roles: tuple[Literal["system", "user"], ...] = ("system", "user")
    return Prompt(name, sha256, [Message(role=role, content=blocks[role].strip()) for role in roles if role in blocks])


def digest(name: str) -> str:
    """Return the sha256 of the template `name`."""
    return sha256_of(TEMPLATES / f"{name}.md.j2")
