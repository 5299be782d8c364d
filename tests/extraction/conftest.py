import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.papers import load_paper
from cutbench.reading import Reader

MAIN = "1806.00242"


@pytest.fixture(scope="session")
def texts(request):
    return Reader(load_benchmark(request.config.rootpath / "resources/groundtruth/atlas_h4l").language.opened())


@pytest.fixture(scope="session")
def library(request):
    folder = request.config.rootpath / "resources/groundtruth/atlas_h4l/standin"
    return {path.stem: load_paper(path) for path in sorted(folder.glob("*.pdf"))}
