"""What can be said of a program without running it: whether it parses, what it imports, which branches it names."""

import ast
import difflib
import re
import sys
import warnings
from collections.abc import Collection, Iterator

from cutbench.schema.events import Execution, FailureClass
from cutbench.syntax import parse_python

ALLOWED = frozenset({"awkward", "numpy", "uproot", "vector"})
BRANCH = re.compile(r"\w+Aux(?:Dyn)?[.:]\w[\w.]*")


def check_program(program: str, branches: Collection[str] = ()) -> Execution | None:
    """Return the failure of a program that need not be run to be known to fail, else None.

    The words are our own, not Python's, whose messages differ between versions.

    Args:
        program: Python source.
        branches: all branches of the events; without any, names are not looked at.
    """
    found = next(_problems(program, branches), None)
    if found is None:
        return None
    failure, problem = found
    return Execution(backend="none", exit_code=None, seconds=0.0, failure=failure, problem=problem)


def syntax_problem(program: str) -> str | None:
    """Return the line that Python cannot read, None if it can read all."""
    try:
        # Not ast.parse alone: it lets a `return` outside of a function pass.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(parse_python(program), "selection.py", "exec", dont_inherit=True)
    except SyntaxError as error:
        return f"line {error.lineno}: this is no valid Python: {(error.text or '').strip()[:120]}"
    except (ValueError, RecursionError, MemoryError):
        return "this is no valid Python: it holds a zero byte or is nested too deeply"
    return None


def _problems(program: str, branches: Collection[str]) -> Iterator[tuple[FailureClass, str]]:
    problem = syntax_problem(program)
    if problem:
        yield "syntax", problem
        return
    nodes = list(ast.walk(parse_python(program)))
    for module in sorted({name.split(".")[0] for node in nodes for name in _imported(node)}):
        if module not in ALLOWED and module not in sys.stdlib_module_names:
            yield "import", f"there is no module {module}; allowed are {', '.join(sorted(ALLOWED))}, and Python's own"
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    for name in texts if branches else ():
        if BRANCH.fullmatch(name) and name not in branches:
            near = ", ".join(difflib.get_close_matches(name, branches)) or "none"
            yield "missing_branch", f"there is no branch {name}; near it are: {near}"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
