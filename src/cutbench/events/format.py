"""Event formats are data: which containers, branches, units and flags make which object and property."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from cutbench.errors import CutbenchError
from cutbench.events.source import DERIVED, UNITS
from cutbench.schema.base import Record, first_fault
from cutbench.schema.yaml_text import read_yaml


def _unit(name: str) -> str:
    if name not in UNITS:
        raise ValueError(f"no unit {name!r}, there are {', '.join(UNITS)}")
    return name


def _derived(name: str) -> str:
    if name not in DERIVED:
        raise ValueError(f"no formula {name!r}, there are {', '.join(DERIVED)}")
    return name


Unit = Annotated[str, AfterValidator(_unit)]
SOURCES = ("branch", "constant", "derived", "track", "discriminant", "number_of")


class Condition(Record):
    """A working point: the branch (default: the property itself) is within bounds, without bounds not zero."""

    branch: str | None = None
    bits: int | None = None
    at_least: float | None = None
    at_most: float | None = None


class Discriminant(Record):
    """log(signal / background), weighted sums of probabilities; in another container if `link` leads there."""

    signal: dict[str, float] = Field(min_length=1)
    background: dict[str, float] = Field(min_length=1)
    container: str | None = None
    link: str | None = None


class Property(Record):
    """What an object has: one number from one of several sources, names of its values, working points."""

    branch: str | None = None
    bits: int | None = None
    constant: float | None = None
    derived: Annotated[str, AfterValidator(_derived)] | None = None
    track: Literal["d0", "d0sig", "z0sintheta", "track_id"] | None = None
    discriminant: Discriminant | None = None
    number_of: str | None = None
    unit: Unit = "1"
    codes: dict[str, float] = Field(default={})
    points: dict[str, Condition] = Field(default={})

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [name for name in SOURCES if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"one source is enough, there are {' and '.join(given)}")
        if not given and (not self.points or any(point.branch is None for point in self.points.values())):
            raise ValueError(f"it needs one of {', '.join(SOURCES)}, or points that have a branch each")
        return self


class Container(Record):
    """Where a collection is: its container, a branch that tells how many there are, and which of them count."""

    name: str
    count: str
    where: dict[str, int] = Field(default={})


class Link(Record):
    """A branch of links to tracks, one for each object or `several`; no branch: the objects are the tracks."""

    container: str
    branch: str | None = None
    several: bool = False


class TrackVariables(Record):
    """The branches of a track, in mm and rad; the first of the variances is that of d0."""

    d0: str
    z0: str
    vz: str
    theta: str
    variances: str


class Vertices(Record):
    """Where vertices are, and which type is a primary one."""

    container: str
    z: str
    type: str
    primary: int


class Tracks(Record):
    """Containers of tracks with the keys that links to them have, and the links of each collection, best first."""

    containers: dict[str, int]
    links: dict[str, tuple[Link, ...]]
    variables: TrackVariables
    vertices: Vertices

    @model_validator(mode="after")
    def _known_containers(self) -> Self:
        for link in (link for links in self.links.values() for link in links):
            if link.container not in self.containers:
                raise ValueError(f"links lead to {link.container}, which is not among its containers")
        return self


class Fits(Record):
    """Vertex fits of leptons by their tracks."""

    container: str
    chi2: str
    ndof: str
    links: str


class Triggers(Record):
    """Containers of matched trigger objects, one for each chain, and patterns (* and ?) for groups of chains."""

    prefix: str
    branch: str
    groups: dict[str, tuple[str, ...]]


class Event(Record):
    """Where the numbers of an event are; `simulation` is not there or 0 on data."""

    container: str
    run: str
    number: str
    lumi_block: str
    simulation: str


class Number(Record):
    """A branch with one value per event."""

    container: str
    branch: str
    unit: Unit = "1"


class SoftTerm(Record):
    """An entry of a container with named terms of the missing transverse momentum."""

    container: str
    entry: str
    name: str
    x: str
    y: str
    unit: Unit


class HardTerm(Record):
    """Objects of a collection above a pT in GeV that pass working points."""

    collection: str
    above: float
    points: dict[str, str] = Field(default={})


class MissingMomentum(Record):
    """A soft term and hard terms; an object within `separation` of one of an earlier term does not count again."""

    soft: SoftTerm
    hard: tuple[HardTerm, ...]
    separation: float


class Format(Record):
    """An event format. `trees` are the names of the tree by layout, each with its separator."""

    trees: dict[str, str] = Field(min_length=1)
    infix: str
    event: Event
    containers: dict[str, Container]
    collections: dict[str, dict[str, Property]]
    tracks: Tracks
    fits: Fits
    triggers: Triggers
    quantities: dict[str, Number] = Field(default={})
    flags: dict[str, Number] = Field(default={})
    missing_momentum: dict[str, MissingMomentum] = Field(default={})

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for name, properties in self.collections.items():
            if name not in self.containers:
                raise ValueError(f"collections.{name} has no entry in containers")
            tracked = [one for one, entry in properties.items() if entry.track is not None]
            if tracked and name not in self.tracks.links:
                raise ValueError(f"collections.{name}.{tracked[0]} needs an entry {name} in tracks.links")
        return self


def load_format(path: Path, overrides: Mapping[str, Any] | None = None) -> Format:
    """Read an event format, with entries of a benchmark in place of its own.

    Args:
        path: a YAML file.
        overrides: nested like the file; goes into mappings, replaces all else, and None takes an entry away.

    Raises:
        CutbenchError: the file cannot be read or does not fit; names the file and the first key at fault.
    """
    try:
        return Format.model_validate(merged(read_yaml(path), overrides or {}))
    except ValidationError as error:
        raise CutbenchError(f"{path}: {first_fault(error)}") from error


def merged(content: Any, overrides: Any) -> Any:
    """Return content with overrides in it, key by key."""
    if not (isinstance(content, Mapping) and isinstance(overrides, Mapping)):
        return overrides
    both = dict(content)
    for key, value in overrides.items():
        both[key] = merged(both.get(key), value)
        if value is None:
            del both[key]
    return both
