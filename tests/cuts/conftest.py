import pytest

from cutbench.cuts import load_vocabulary


@pytest.fixture(scope="session")
def vocabulary(request):
    return load_vocabulary(request.config.rootpath / "resources/vocabulary/collider.yaml")
