import ast
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cutbench.syntax import parse_python


def test_threads_may_parse_side_by_side():
    sources = [path.read_text() for path in sorted(Path(__file__).parent.glob("test_*.py"))] * 8
    with ThreadPoolExecutor(8) as pool:
        trees = list(pool.map(parse_python, sources))
    assert all(isinstance(tree, ast.Module) and tree.body for tree in trees)
