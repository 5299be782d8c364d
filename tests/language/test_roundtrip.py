"""What is printed reads back as what it was, for trees of every kind."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cutbench.language import Names, parse_statement, print_statement
from cutbench.language import tree as t

PROPERTIES = ("pT", "eta", "phi", "E", "d0sig", "chi2ndf")
COLLECTIONS = ("electron", "muon", "jet", "veto_lepton", "pair")
QUANTITIES = ("METsig", "HT", "MET")
FLAGS = ("goodrun", "trigger")
WORDS = ("loose", "very_tight", "μμ", "run 2: b*", "and", "7")
# Every sign but a backtick may stand in a symbol, but no line break.
texts = st.text(
    st.characters(codec="utf-8", exclude_characters="`\n", exclude_categories=("Cs",)), min_size=1, max_size=12
)
symbols = st.builds(t.Symbol, texts)
numbers = st.builds(t.Number, st.floats(allow_nan=False, allow_infinity=False))
with_unit = st.builds(
    t.Number, st.integers(-10, 10_000).map(float), st.sampled_from(["GeV", "mm", "rad", "GeV^0.5", "mm^-1"])
)
collections = st.sampled_from(COLLECTIONS).map(t.Name)
ranks = st.integers(-3, 12)
slices = st.builds(t.Slice, collections, ranks, st.none() | ranks)
instances = st.builds(t.Item, collections | slices, ranks)


def _arithmetic(of: st.SearchStrategy[t.Expression]) -> st.SearchStrategy[t.Expression]:
    made = st.builds(t.Arithmetic, st.sampled_from("+-*/^"), of, of)
    return made.filter(lambda one: not (isinstance(one.left, t.Number) and isinstance(one.right, t.Number)))


def _expressions(conditions: st.SearchStrategy[t.Condition] | None) -> st.SearchStrategy[t.Expression]:
    plain = (
        symbols
        | st.sampled_from(QUANTITIES).map(t.Name)
        | st.builds(lambda name, of: t.Call(name, (of,)), st.sampled_from(PROPERTIES), instances | collections | slices)
        | st.builds(lambda a, b: t.Call("dphi", (a, b)), instances, instances | st.just(t.Name("MET")))
        | st.builds(lambda name, of: t.Call(name, (of,)), symbols, instances)
        | st.builds(lambda of: t.Call("pT", (of,)), st.builds(t.Parts, st.just("track"), instances))
    )
    knots = st.lists(st.integers(-50, 500), min_size=2, max_size=4, unique=True).map(
        lambda places: tuple((t.Number(float(place)), t.Number(place / 4)) for place in sorted(places))
    )

    def deeper(of: st.SearchStrategy[t.Expression]) -> st.SearchStrategy[t.Expression]:
        computed = of.filter(lambda one: not isinstance(one, t.Number))
        ways = (
            _arithmetic(of | numbers)
            | st.builds(t.Negative, computed)
            | st.builds(lambda name, one: t.Call(name, (one,)), st.sampled_from(["abs", "sqrt"]), computed)
            | st.builds(lambda a, b: t.Call("min", (a, b)), computed, computed)
            | st.builds(t.Rising, symbols, knots)
        )
        if conditions is not None:
            ways |= st.builds(t.Choice, conditions, of | numbers, of | numbers)
            ways |= st.builds(lambda over, only: t.Call("size", (over, only)), collections, conditions)
        return ways

    return st.recursive(plain, deeper, max_leaves=4)


def _interval(low: t.Expression | None, high: t.Expression | None, first: bool, second: bool) -> t.Interval:
    return t.Interval(low, high, first and low is not None, second and high is not None)


def _requirements(expressions: st.SearchStrategy[t.Expression]) -> st.SearchStrategy[t.Condition]:
    def between(bounds: tuple[float, float], first: bool, second: bool) -> t.Interval:
        return _interval(*map(t.Number, sorted(bounds)), first, second)

    computed = expressions.filter(lambda one: not isinstance(one, t.Rising))
    side = expressions.filter(lambda one: not isinstance(one, t.Symbol)) | numbers
    one_sided = st.builds(lambda a, first: _interval(a, None, first, False), side, st.booleans()) | st.builds(
        lambda a, second: _interval(None, a, False, second), side, st.booleans()
    )
    two_sided = st.builds(between, st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)), st.booleans(), st.booleans())
    equal = st.builds(lambda a: t.Interval(a, a, True, True), side)
    named = st.builds(lambda of: t.Call("btag", (of,)), instances) | symbols
    words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(
        lambda all_of: t.OneOf(tuple(all_of))
    )
    flags = symbols | st.sampled_from(FLAGS).map(t.Name)
    triggers = st.just(t.Call("trigger", (t.Name("single_muon"), t.Name("dilepton"))))
    measured = st.builds(lambda of: t.Call("pT", (of,)), instances) | symbols
    return (
        st.builds(t.Requirement, measured, with_unit.map(lambda a: t.Interval(a, None, True)))
        | st.builds(t.Requirement, computed, one_sided | two_sided | equal)
        | st.builds(t.Requirement, named, words)
        | st.builds(t.Requirement, flags | triggers, st.just(t.Flag()))
    )


def _conditions(requirements: st.SearchStrategy[t.Condition]) -> st.SearchStrategy[t.Condition]:
    def deeper(of: st.SearchStrategy[t.Condition]) -> st.SearchStrategy[t.Condition]:
        several = st.lists(of, min_size=2, max_size=3)
        return (
            several.map(lambda parts: t.every(*parts))
            | several.map(lambda parts: t.either(*parts))
            | of.map(t.opposite)
            | st.builds(t.When, of, of, st.none() | of)
        )

    return st.recursive(requirements, deeper, max_leaves=5)


simple = _conditions(_requirements(_expressions(None)))
expressions = _expressions(simple)
conditions = st.just(t.And(())) | _conditions(_requirements(expressions))
labels = st.sampled_from(["", "2.3", "SR 1: b-tag, 4ℓ"])
sources = collections | st.builds(
    lambda a, b: t.Call("disjoint", (t.Binding(a, "l1"), t.Binding(b, "l2"))), collections, collections
)
lines: st.SearchStrategy[t.Line] = (
    st.builds(t.Select, conditions, labels)
    | st.builds(t.Reject, conditions, labels)
    | st.builds(t.Bin, conditions, labels)
    | st.builds(t.Take, sources | st.builds(t.Binding, collections, st.just("one")))
    | st.builds(t.Sort, expressions, st.booleans())
    | st.builds(
        lambda by, per: t.Best(tuple(by), tuple(per)), *[st.lists(expressions, min_size=n, max_size=2) for n in (1, 0)]
    )
    | st.builds(t.Bins, expressions, st.lists(numbers, min_size=2, max_size=4).map(tuple))
)
heads = st.sampled_from(
    [
        t.Head("event"),
        t.Head("region", "SR-4ℓ_1 b"),
        t.Head("region", "CRT", "control"),
        t.Head("object", "tau"),
        t.Head("composite", "candidate"),
    ]
)
statements = st.builds(t.Statement, heads, lines) | st.builds(
    t.Statement, st.just(t.Head("define")), st.builds(t.Define, st.sampled_from(["m_Z", "my cut"]), expressions)
)


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")  # of trees that are long to show
@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(statement=statements)
def test_what_is_printed_reads_back(statement: t.Statement, untyped: Names) -> None:
    text = print_statement(statement)
    assert parse_statement(text, untyped) == statement, text
