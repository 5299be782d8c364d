"""What cannot be applied is refused with the cut's id and the variable."""

import pytest

from cutbench.errors import CutbenchError
from cutbench.schema.cuts import Cut, Predicate, Threshold, Variable
from cutbench.selection import VARIABLES, compile_cut, not_applied, offered


def _cut(of, name, op=">", over=None, **rest):
    predicate = Predicate(variable=Variable(name=name, over=over), op=op, **rest)
    return Cut(id="7.7", object=of, text="", predicates=(predicate,))


REFUSED = {
    "unknown variable": _cut("Muon", "charm_tag", value=1.0),
    "variable of another object": _cut("Muon", "electron_id", op="==", value="tight"),
    "no object": _cut("Event", "pt", value=1.0, unit="GeV"),
    "unit of another dimension": _cut("Muon", "pt", value=1.0, unit="mm"),
    "no unit": _cut("Muon", "pt", value=1.0),
    "unknown unit": _cut("Muon", "pt", value=1.0, unit="furlong"),
    "unknown ratio": _cut("Muon", "ptcone20", over="ht", value=0.1),
    "unknown working point": _cut("Muon", "muon_id", op="==", value="superb"),
    "working point with >": _cut("Muon", "muon_id", value="loose"),
    "no number": _cut("Muon", "pt", unit="GeV"),
    "text as number": _cut("Muon", "pt", value="5", unit="GeV"),
    "half a window": _cut("LeptonPair", "m12", op="between", lower=5.0, unit="GeV"),
    "number and window": _cut("LeptonPair", "m12", op="between", value=1.0, lower=5.0, upper=6.0, unit="GeV"),
    "flag": _cut("Muon", "pt", op="flag"),
    "unknown condition": _cut("Electron", "pt", value=5.0, unit="GeV", when={"muon_type": "combined"}),
    "unknown value of a condition": _cut("Muon", "pt", value=5.0, unit="GeV", when={"muon_type": "round"}),
    "knots that fall": _cut(
        "LeptonPair", "m34", "piecewise", lower=Threshold(of="m4l", knots=((9, 1), (5, 2)), unit="GeV"), unit="GeV"
    ),
    "threshold on nothing": _cut(
        "LeptonPair", "m34", "piecewise", lower=Threshold(of="x", knots=((1, 1), (5, 2)), unit="GeV"), unit="GeV"
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    cut = REFUSED[name]
    with pytest.raises(CutbenchError, match=rf"^cut 7\.7: variable {cut.predicates[0].variable.name} .") as caught:
        compile_cut(cut)
    assert "\n" not in str(caught.value)


def test_a_cut_without_predicates_is_refused():
    with pytest.raises(CutbenchError, match=r"cut 7\.7: it has no typed predicate"):
        compile_cut(Cut(id="7.7", object="Muon", text="well measured"))


def test_cuts_on_data_quality_and_trigger_are_known_but_not_applied():
    cut = _cut("Event", "good_run_list", op="flag")
    assert compile_cut(cut) == ()
    assert not_applied(cut)


def test_a_cut_on_leptons_is_one_on_electrons_and_muons():
    assert [one.on for one in compile_cut(_cut("Lepton", "pt", value=5.0, unit="GeV"))] == ["electrons", "muons"]
    on_some = _cut("Lepton", "pt", value=5.0, unit="GeV", when={"muon_type": "combined,calo_tagged"})
    assert [one.on for one in compile_cut(on_some)] == ["muons"]


def test_every_variable_can_be_compiled_under_the_name_that_is_offered():
    values = {"energy": "GeV", "length": "mm", "number": "1"}
    for of in ("Event", "Electron", "Muon", "Lepton", "LeptonPair", "Quadruplet"):
        for offer in offered(of).values():
            if offer.kind in values:
                predicate = Predicate(variable=offer.variable, op="<", value=1.0, unit=values[offer.kind])
                assert compile_cut(Cut(id="1", object=of, text="", predicates=(predicate,)))
    assert set(VARIABLES["events"]) <= set(offered("Event"))
