"""Python sources as syntax trees, from several threads."""

import ast
import threading

# In some releases of Python 3.11 (seen in 3.11.2) two threads that parse at once may end in a SystemError,
# "AST constructor recursion depth mismatch".
_ONE_AT_A_TIME = threading.Lock()


def parse_python(source: str) -> ast.Module:
    """Return the syntax tree of `source`; seeds of one job ask for it side by side.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: as `ast.parse`.
    """
    with _ONE_AT_A_TIME:
        return ast.parse(source)
