"""Benchmarks: each is a folder, and nothing about it stands anywhere else."""

from cutbench.benchmarks.folder import (
    Benchmark,
    BenchmarkData,
    BenchmarkPaper,
    list_benchmarks,
    list_variants,
    load_benchmark,
)

__all__ = ["Benchmark", "BenchmarkData", "BenchmarkPaper", "list_benchmarks", "list_variants", "load_benchmark"]
