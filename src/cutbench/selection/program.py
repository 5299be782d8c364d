"""Writes a selection as one stand-alone Python program: the modules that the library uses, and a line per cut."""

import ast
import inspect
from collections.abc import Iterable, Sequence
from dataclasses import fields
from types import ModuleType

from cutbench import errors
from cutbench.events import events, file
from cutbench.schema.cuts import Cut
from cutbench.selection import flow, quadruplets, requirement, variables
from cutbench.selection.compiler import compile_cut, not_applied
from cutbench.selection.requirement import Requirement
from cutbench.syntax import parse_python

MODULES: tuple[ModuleType, ...] = (errors, file, events, requirement, variables, quadruplets, flow)
LONGEST_COMMENT = 300
HEAD = '''"""Event selection written by cutbench from a list of typed cuts; the cuts stand in CUTS, one comment each.

    python selection.py --events IN.root --output OUT.json
"""
'''
TAIL = '''

def main() -> None:
    """Select the events of a file and write them with the cutflow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=Path, required=True, help="ROOT file in the PHYSLITE format")
    parser.add_argument("--output", type=Path, required=True, help="JSON file to write")
    options = parser.parse_args()
    found = read_events(options.events)
    result = as_json(found, select(found, CUTS))
    options.output.write_text(json.dumps(result) + "\\n", encoding="utf-8")


if __name__ == "__main__":
    main()
'''


def write_program(cuts: Iterable[Cut]) -> str:
    """Return the text of a program that applies `cuts`; needs only awkward, numpy and uproot.

    Ids and texts of cuts may come from a model: they enter the program as escaped literals and comments only.

    Raises:
        CutbenchError: a cut cannot be applied; names cut and variable.
    """
    lines = [line for cut in cuts for line in _cut_lines(cut)]
    parts = [_split(module) for module in MODULES]
    imports = sorted({"import argparse", "import json", *(line for lines, _ in parts for line in lines)})
    bodies = [body for _, body in parts]
    # The cuts come first after what they are made of, so that a reader need not search for them.
    first = MODULES.index(requirement) + 1
    table = "# --- The cuts\n\nCUTS = (\n" + "".join(f"    {line}\n" for line in lines) + ")\n"
    text = "\n\n".join([*bodies[:first], table, *bodies[first:]])
    return f"{HEAD}\n" + "\n".join(imports) + f"\n\n{text}{TAIL}"


def _cut_lines(cut: Cut) -> Sequence[str]:
    note = f"# {_comment(cut.id)} {_comment(cut.text)}"
    if not_applied(cut):
        return [f"{note} (not applied on simulation)"]
    return [note, *(f"{_literal(one)}," for one in compile_cut(cut))]


def _comment(text: str) -> str:
    """Return text on one line without control characters."""
    return repr(text[:LONGEST_COMMENT])[1:-1]


def _literal(one: Requirement) -> str:
    """Return the Python text of a requirement, without what is at its default."""
    default = Requirement(one.cut, one.on, one.variable, one.op)
    names = [entry.name for entry in fields(one)]
    shown = [repr(getattr(one, name)) for name in names[:4]]
    shown += [f"{n}={getattr(one, n)!r}" for n in names[4:] if getattr(one, n) != getattr(default, n)]
    return f"Requirement({', '.join(shown)})"


def _split(module: ModuleType) -> tuple[list[str], str]:
    """Return the import lines of a module, without those from this package, and the rest under a headline."""
    source = inspect.getsource(module)
    lines = source.splitlines()
    imports = []
    for node in parse_python(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            inside = isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cutbench")
            imports += [] if inside else [ast.unparse(node)]
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            continue
        for number in range(node.lineno - 1, node.end_lineno or node.lineno):
            lines[number] = ""
    headline = (module.__doc__ or "").splitlines()[0]
    return imports, f"# --- {headline}\n\n" + "\n".join(lines).strip() + "\n"
