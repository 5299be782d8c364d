"""Writes a selection as one stand-alone program: the analysis in the cut language, and below it what runs it."""

import importlib
import inspect
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from cutbench.events.flat import FlatSource
from cutbench.language import Analysis, Names, print_analysis
from cutbench.selection.compile import compile_analysis

# What runs an analysis, each after what it needs.
LANGUAGE = ("cutbench.errors", "cutbench.language.tree", "cutbench.language.names", "cutbench.language.printer")
COLUMNS = ("cutbench.events.protocol", "cutbench.events.ragged")
EVENTS = (
    "cutbench.events.opening",
    "cutbench.events.file",
    "cutbench.events.tracks",
    "cutbench.events.met",
    "cutbench.events.source",
)
ENGINE = (
    "cutbench.selection.picked",
    "cutbench.selection.kinematics",
    "cutbench.selection.tables",
    "cutbench.selection.frames",
    "cutbench.selection.plan",
    "cutbench.selection.compile",
    "cutbench.selection.lookup",
    "cutbench.selection.python_objects",
    "cutbench.selection.evaluate",
    "cutbench.selection.chunk",
)
RUN = (*LANGUAGE, *COLUMNS, *EVENTS, *ENGINE, "cutbench.selection.run")
TRY = (*LANGUAGE, *COLUMNS, *ENGINE, "cutbench.events.flat", "cutbench.selection.decisions")
IMPORTS = """import argparse
import json
import sys
import types
from dataclasses import replace
from pathlib import Path

"""
HEAD = '''"""Event selection written by cutbench: what it selects stands in SELECTION, in the cut language.

    python selection.py --events IN.root --output OUT.json

Each cut carries its id in quotes; energies are in GeV, lengths in mm. A line of an object or composite is applied to
each instance, a line of a region to each event. ANALYSIS is the same, already parsed, and is what is run; below it
stands what runs it and what reads the events. Where FUNCTIONS holds any, `written(0)` is what the first of them says.
Needs awkward, numpy and uproot.
"""

'''
LOAD = '''

def load(modules):
    """Make the parts below importable, each after what it needs; nothing of them lies on the disk."""
    for name, source in modules.items():
        for place, character in enumerate(name):
            if character == ".":
                sys.modules.setdefault(name[:place], types.ModuleType(name[:place]))
        module = sys.modules[name] = types.ModuleType(name)
        parent, _, own = name.rpartition(".")
        setattr(sys.modules[parent], own, module)
        exec(compile(source, name, "exec"), module.__dict__)


def planned(order, without):
    """Return the analysis ready to run, with the functions that it asks."""
    from cutbench.language import names, tree
    from cutbench.selection.compile import compile_analysis
    from cutbench.selection.python_objects import made

    plan = compile_analysis(eval(ANALYSIS, vars(tree)), eval(NAMES, vars(names)), order=order, without=without)
    return replace(plan, functions=tuple(made(source) for source in FUNCTIONS))
'''
TAIL = '''

def main():
    """Select the events of a file and write them with the cutflow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=Path, required=True, help="ROOT file")
    parser.add_argument("--output", type=Path, required=True, help="JSON file to write")
    options = parser.parse_args()
    load(MODULES)
    from cutbench.events.source import FileSource
    from cutbench.selection.run import run

    source = FileSource(options.events, FORMAT)
    result = run(planned(ORDER, WITHOUT), source)
    runs, numbers = (column[result.selected].tolist() for column in source.numbers())
    rows = [{"cut": row.cut, "n_events": row.n_events} for row in result.of_selected]
    chosen = sorted([run, number] for run, number in zip(runs, numbers))
    options.output.write_text(json.dumps({"selected": chosen, "cutflow": rows}) + "\\n", encoding="utf-8")


if __name__ == "__main__":
    main()
'''
TRIAL = '''

def main():
    """Ask the function of some events, and write what it says of each: pairs of 1 or 0 and the place."""
    load(MODULES)
    from cutbench.selection.decisions import decisions
    from cutbench.events.flat import FlatSource

    said = decisions(planned(None, ()), FlatSource.read(EVENTS), CUT).passed
    pairs = [[int(passed), place] for place, passed in enumerate(said)]
    Path(sys.argv[sys.argv.index("--output") + 1]).write_text(json.dumps({"selected": pairs}), encoding="utf-8")


main()
'''


def write_program(
    analysis: Analysis,
    names: Names,
    event_format: Mapping[str, Any],
    *,
    order: Sequence[str],
    without: Collection[str] = (),
    functions: Sequence[str] = (),
) -> str:
    """Return the text of a program that applies an analysis to events of a format.

    Ids, names, symbols and `functions` may come from a model: they enter the program as escaped literals only.

    Raises:
        CutbenchError: the analysis cannot be applied; see `compile_analysis`.
    """
    compile_analysis(analysis, names, order=order, without=without)
    left_out = [cut for cut in order if cut in without]
    parts = {
        "SELECTION": _text(print_analysis(analysis)),
        "ORDER": repr(list(order)),
        "WITHOUT": f"{left_out!r}  # not applied to these events",
        **_shared(analysis, names, functions),
        "FORMAT": f"json.loads({json.dumps(dict(event_format))!r})",
        "MODULES": _modules(RUN),
    }
    return HEAD + IMPORTS + _assigned(parts) + LOAD + TAIL


def write_trial(analysis: Analysis, names: Names, function: str, cut: str, events: FlatSource) -> str:
    """Return the text of a program that asks a function, which is the cut `cut` of an analysis, of a few events."""
    parts = {
        "CUT": repr(cut),
        **_shared(analysis, names, [function]),
        "EVENTS": f"json.loads({json.dumps(events.content())!r})",
        "MODULES": _modules(TRY),
    }
    return IMPORTS + _assigned(parts) + LOAD + TRIAL


def _shared(analysis: Analysis, names: Names, functions: Sequence[str]) -> dict[str, str]:
    lines = "".join(f"{_text(function)},\n" for function in functions)
    return {"FUNCTIONS": f"({lines})", "ANALYSIS": repr(repr(analysis)), "NAMES": repr(repr(names))}


def _assigned(parts: Mapping[str, str]) -> str:
    return "\n".join(f"{name} = {value}" for name, value in parts.items()) + "\n"


def _text(text: str) -> str:
    """Return a text as a literal, line by line, so that it can be read in the program."""
    lines = "".join(f"    {line!r},\n" for line in text.splitlines())
    return f'"\\n".join((\n{lines}))'


def _modules(modules: Sequence[str]) -> str:
    """Return the sources of what runs an analysis, by name."""
    sources = {name: inspect.getsource(importlib.import_module(name)) for name in modules}
    sources["cutbench.language.names"] = _without_files(sources["cutbench.language.names"])
    return "{\n" + "".join(f"    {name!r}: {_text(source)},\n" for name, source in sources.items()) + "}"


def _without_files(source: str) -> str:
    """Leave out what reads names from files: they come with the program."""
    kept = source[: source.index("\ndef names_from(")]
    return kept.replace("from cutbench.schema.yaml_text import read_mapping\n", "")
