"""What another system found, as it is handed in: docs/import.md describes it."""

from typing import Literal, Self

from pydantic import Field, model_validator

from cutbench.schema.base import Record

Format = Literal["cutbench-import/1"]


class ImportedQuote(Record):
    """Words of a paper, by its arXiv id; whether they stand there is looked up, not believed."""

    paper: str = Field(max_length=40)
    text: str = Field(max_length=4000)


class ImportedCut(Record):
    """One requirement in words, as the other system states it; `statements` say the same in the cut language."""

    object: str
    text: str = Field(min_length=1, max_length=4000)
    statements: tuple[str, ...] = Field(default=(), max_length=20)
    comments: str = Field(default="", max_length=4000)
    references: tuple[str, ...] = Field(default=(), max_length=50)
    quotes: tuple[ImportedQuote, ...] = Field(default=(), max_length=20)


class ImportedRun(Record):
    """One run of the other system: a cut list, a program beside the file, or both."""

    seed: int = Field(ge=0, le=9999, strict=True)
    cuts: tuple[ImportedCut, ...] | None = Field(default=None, max_length=2000)
    program: str | None = Field(default=None, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,80}\.py$")

    @model_validator(mode="after")
    def _has_something(self) -> Self:
        if self.cuts is None and self.program is None:
            raise ValueError("a run needs cuts or a program")
        return self


class Import(Record):
    """All runs of one system; `system` becomes the name of its rows."""

    format: Format
    system: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+-]{0,60}$")
    version: str = Field(default="", max_length=200)
    source: str = Field(default="", max_length=500, description="Where it comes from, such as an address or a paper.")
    runs: tuple[ImportedRun, ...] = Field(min_length=1, max_length=1000)

    @model_validator(mode="after")
    def _seeds_differ(self) -> Self:
        seeds = [run.seed for run in self.runs]
        if len(set(seeds)) < len(seeds):
            raise ValueError("two runs have the same seed")
        return self


class ImportedList(Record):
    """The cut list of one run as it is kept until it is scored."""

    system: str
    version: str
    source: str
    seed: int
    cuts: tuple[ImportedCut, ...]
