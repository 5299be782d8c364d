"""Benchmarks: each is a folder, and nothing about it stands anywhere else."""

from cutbench.benchmarks.faults import WEIGHTS, Fault, Weight, fault_of, sorted_faults
from cutbench.benchmarks.folder import Benchmark, BenchmarkData, BenchmarkPaper, check_marker, list_benchmarks
from cutbench.benchmarks.read import list_variants, load_benchmark, read_benchmark
from cutbench.benchmarks.suites import expanded, folder_of, list_all, list_suites

__all__ = [
    "WEIGHTS",
    "Benchmark",
    "BenchmarkData",
    "BenchmarkPaper",
    "Fault",
    "Weight",
    "check_marker",
    "expanded",
    "fault_of",
    "folder_of",
    "list_all",
    "list_benchmarks",
    "list_suites",
    "list_variants",
    "load_benchmark",
    "read_benchmark",
    "sorted_faults",
]
