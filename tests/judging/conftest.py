import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.cuts import by_words, load_vocabulary
from cutbench.judging import DeterministicJudge


@pytest.fixture(scope="session")
def benchmark_folder(request):
    return load_benchmark(request.config.rootpath / "resources/groundtruth/atlas_h4l")


@pytest.fixture(scope="session")
def judge(request, benchmark_folder):
    vocabulary = load_vocabulary(
        request.config.rootpath / "resources/vocabulary/collider.yaml", language=benchmark_folder.language
    )
    return DeterministicJudge(
        benchmark_folder.cuts, benchmark_folder.true_but_not_scored, vocabulary.language, by_words(vocabulary)
    )
