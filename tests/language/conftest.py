from dataclasses import replace
from pathlib import Path

import pytest

from cutbench.language import Equalities, Names, load_equalities, load_names


@pytest.fixture(scope="session")
def vocabulary() -> Path:
    return Path(__file__).parents[2] / "src/cutbench/language/names.yaml"


@pytest.fixture(scope="session")
def names(vocabulary: Path) -> Names:
    """The names of the field, and no others."""
    return load_names(vocabulary)


@pytest.fixture(scope="session")
def open_names(names: Names) -> Names:
    """The names of the field; others are kept as symbols."""
    return replace(names, open=True)


@pytest.fixture(scope="session")
def equal(vocabulary: Path, names: Names) -> Equalities:
    return load_equalities([vocabulary], names)


@pytest.fixture(scope="session")
def untyped(open_names: Names) -> Names:
    """Names without units, so that any bound may stand beside any quantity."""
    return replace(open_names, known={name: replace(one, unit=None) for name, one in open_names.known.items()})
