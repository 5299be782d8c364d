import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.cuts import load_vocabulary
from cutbench.papers import load_paper

MAIN = "1806.00242"


@pytest.fixture(scope="session")
def vocabulary(request):
    benchmark = load_benchmark(request.config.rootpath / "resources/groundtruth/atlas_h4l")
    return load_vocabulary(request.config.rootpath / "resources/vocabulary/collider.yaml", language=benchmark.language)


@pytest.fixture(scope="session")
def library(request):
    folder = request.config.rootpath / "resources/groundtruth/atlas_h4l/standin"
    return {path.stem: load_paper(path) for path in sorted(folder.glob("*.pdf"))}
