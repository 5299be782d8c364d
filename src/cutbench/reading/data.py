"""The words that rules know, from words.yaml."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from cutbench.schema.yaml_text import parse_yaml

# Names in statements that are no collections: quantities of the event, and constants.
QUANTITIES = frozenset({"MET", "METsig", "HT", "ST", "LT", "MHT", "meff", "goodrun", "trigger", "m_Z",
                        "fsr_recovery", "z_mass_constraint", "overlap_removal"})  # fmt: skip


@cache
def words() -> Mapping[str, Any]:
    """Return words.yaml."""
    return dict(parse_yaml(resources.files("cutbench.reading").joinpath("words.yaml").read_bytes()))


def system_of(n_leptons: int) -> str:
    """Return the candidate that so many leptons make, '' if there is no name for it."""
    return str(words()["systems"].get(n_leptons, ""))


@cache
def composites() -> frozenset[str]:
    """Return the candidates that are made of leptons."""
    return frozenset((*words()["systems"].values(), *words()["parts of systems"]))


def is_composite(kind: str) -> bool:
    """Whether it is made of other objects, as far as words tell: what only an analysis names is taken to be."""
    return kind in composites() or kind.rpartition("_")[2] not in {*words()["objects"], *QUANTITIES}
