"""What a function in the place of a cut is given, on events in memory."""

from dataclasses import replace

import pytest

from cutbench.events import MemorySource
from cutbench.language import load_language, parse_analysis
from cutbench.language import tree as t
from cutbench.selection import Function, Place, PythonAnalysis, Skeleton, compile_analysis, run
from cutbench.selection.python_objects import made
from cutbench.selection.skeleton import compose

ANALYSIS = """
object lepton
  take union(electron, muon)

composite pair
  take disjoint(lepton l1, lepton l2)
  define heavy = m - 50 GeV

region signal
  select size(jet) >= 0
"""
KINDS = {"electron": 11.0, "muon": 13.0}
SOURCE = MemorySource(
    {
        "electron": {
            "pT": [[30.0, 50.0], [], [20.0]], "eta": [[0.5, -1.0], [], [0.1]], "phi": [[0.0, 3.0], [], [1.0]],
            "m": [[0.0, 0.0], [], [0.0]], "charge": [[1, -1], [], [1]], "flavour": [[11, 11], [], [11]],
            "d0sig": [[1.0, None], [], [2.0]],
        },
        "muon": {
            "pT": [[40.0], [], []], "eta": [[1.0], [], []], "phi": [[-1.0], [], []], "m": [[0.1], [], []],
            "charge": [[1], [], []], "flavour": [[13], [], []],
        },
        "jet": {"pT": [[100.0], [60.0], []], "eta": [[2.0], [0.0], []], "phi": [[0.5], [1.0], []]},
    },
    quantities={"MET": [10.0, 20.0, 30.0], "MET_phi": [0.5, 0.0, 0.0]},
    flags={"goodrun": [True, False, True], "trigger": {"single_lepton": [True, False, False]}},
    codes={kind: {"flavour": KINDS} for kind in KINDS},
    points={"electron": {"id": {"loose": [[1, 1], [], [1]], "tight": [[0, 1], [], [0]]}}},
)  # fmt: skip


@pytest.fixture(scope="module")
def python():
    language = load_language()
    analysis, names = parse_analysis(ANALYSIS, language.names)
    return PythonAnalysis(Skeleton(analysis, replace(language, names=names)))


@pytest.fixture
def selected(python):
    """Return the events that a function of an event selects."""

    def select(body):
        source = "def cut(event):\n    " + body.replace("\n", "\n    ")
        words = [name for name in ("electron", "muon", "lepton", "jet", "pair") if name in body]
        function = Function(Place("1", t.Head("event")), source, python.visible(t.Head("event"), words))
        line = t.Statement(t.Head("event"), function.line(0))
        plan = compile_analysis(compose(python.skeleton.analysis, [("1", line)]), python.skeleton.language.names)
        return run(replace(plan, functions=(made(source),)), SOURCE).selected.tolist()

    return select


@pytest.mark.parametrize(
    ("body", "events"),
    [
        ("return len(event.electron) >= 1", [True, False, True]),
        ("return [x.pT for x in event.lepton] == [50.0, 40.0, 30.0]", [True, False, False]),
        ("return [x.kind for x in event.lepton] == ['electron', 'muon', 'electron']", [True, False, False]),
        ("return any('tight' in x.id for x in event.electron)", [True, False, False]),
        ("return any(x.flavour == 'muon' for x in event.lepton)", [True, False, False]),
        ("return any(math.isnan(x.d0sig) for x in event.electron)", [True, False, False]),
        ("return event.MET > 15", [False, True, True]),
        ("return event.goodrun", [True, False, True]),
        ("return event.trigger('single_lepton')", [True, False, False]),
        ("return any(dphi(x, event.MET_phi) == 0 for x in event.jet)", [True, False, False]),
        ("return any(sfos(x.l1, x.l2) for x in event.pair)", [True, False, False]),
        ("return any(abs(mass(x.l1, x.l2) - x.m) < 1e-9 for x in event.pair)", [True, False, False]),
        ("return any(abs(x.heavy - x.m + 50) < 1e-9 for x in event.pair)", [True, False, False]),
        ("return any(x.lepton[0] == event.electron[0] for x in event.pair)", [True, False, False]),
        ("return any(x.l1 == x.l2 for x in event.pair)", [False, False, False]),
        ("return any(deta(x, event.jet[0]) == -1.5 for x in event.electron)", [True, False, False]),
        ("return len(event.pair) == 3", [True, False, False]),
    ],
)
def test_a_function_sees_what_the_engine_sees(body, events, selected):
    if "event.jet[0]" in body:
        body = "return len(event.jet) > 0 and " + body.removeprefix("return ")
    assert selected(body) == events


@pytest.mark.parametrize(
    ("body", "error", "said"),
    [
        ("return event.electron[0].spam > 1", AttributeError, "electron has no 'spam'; it has kind, pT, eta"),
        ("return event.spam", AttributeError, "event has no 'spam'; it has no collections"),
        ("return event.pair[0].spam > 1", AttributeError, "pair has no 'spam'; it has "),
        ("return event.MET", TypeError, "returned 10.0, but True or False is needed"),
        ("return event.electron[5].pT > 1", IndexError, "list index out of range"),
    ],
)
def test_what_is_not_there_is_said_with_what_there_is(body, error, said, selected):
    with pytest.raises(error) as raised:
        selected(body)
    assert said in str(raised.value)
    assert all(note.startswith("where event.") for note in getattr(raised.value, "__notes__", []))
