import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.judging import DeterministicJudge, calibration_lists, find_decoys
from cutbench.reading import Reader


@pytest.fixture(scope="session")
def benchmark_folder(request):
    return load_benchmark(request.config.rootpath / "resources/groundtruth/atlas_h4l")


@pytest.fixture(scope="session")
def judge(benchmark_folder):
    return DeterministicJudge.of(benchmark_folder, Reader(benchmark_folder.language.opened()))


@pytest.fixture(scope="session")
def decoys(benchmark_folder, request):
    folders = [request.config.rootpath / "resources/groundtruth" / name for name in ("atlas_hyy", "atlas_monophoton")]
    return find_decoys(benchmark_folder, map(load_benchmark, folders))


@pytest.fixture(scope="session")
def lists(benchmark_folder, decoys):
    return list(calibration_lists(benchmark_folder, decoys, n_lists=80, n_lines=5))
