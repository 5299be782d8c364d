"""The second opinion objects where rules read something else, and only there."""

import json

import pytest

from cutbench.codegen.predicates import answer_schema, read_answer
from cutbench.codegen.second_reading import objection
from cutbench.cuts import load_vocabulary
from cutbench.llm import ScriptedModel
from cutbench.schema.cuts import Cut


@pytest.fixture(scope="module")
def vocabulary(request):
    return load_vocabulary(request.config.rootpath / "resources/vocabulary/collider.yaml")


def _cut(of, text):
    return Cut(id="x", object=of, text=text)


def _answer(quantity, op, value, unit, **more):
    return {"predicates": [{"quantity": quantity, "op": op, "value": value, "unit": unit, **more}]}


def test_agreement_is_silent_whatever_the_form(vocabulary):
    muon = _cut("Muon", "transverse momentum above 8 GeV")
    typed = read_answer(muon, _answer("pt", ">", 8, "GeV", when="always"))
    assert objection(muon, typed, vocabulary) == ""
    electron = _cut("Electron", "ET > 8 GeV")
    assert objection(electron, read_answer(electron, _answer("pt", ">", 8, "GeV")), vocabulary) == ""
    event = _cut("Event", "at least one primary vertex")
    one = read_answer(event, _answer("n_primary_vertices", ">", 0, "1", when="always"))
    assert objection(event, one, vocabulary) == ""


@pytest.mark.parametrize(
    ("cut", "answer"),
    [
        (_cut("Muon", "|d0|/sigma(d0) < 4"), _answer("abs(d0)/sigma_d0", ">", 4, "1", when="always")),
        (_cut("Muon", "pT > 12 GeV for calorimeter-tagged muons"), _answer("pt", ">", 12, "GeV", when="always")),
        (_cut("Electron", "ptcone20 / ET < 0.2"), _answer("topoetcone20/et", "<", 0.2, "1")),
    ],
)
def test_an_objection_gives_an_answer_that_the_form_allows(cut, answer, vocabulary):
    said = objection(cut, read_answer(cut, answer), vocabulary)
    offered = json.loads(said[said.index("{") : said.rindex("}") + 1])
    assert objection(cut, read_answer(cut, offered), vocabulary) == ""
    assert set(offered) == set(answer_schema(cut.object)["properties"])


def test_words_that_the_rules_do_not_know_are_left_to_the_model(vocabulary):
    typed = read_answer(_cut("Muon", "pT > 12 GeV"), _answer("pt", ">", 12, "GeV", when="always"))
    assert objection(_cut("Muon", "hard enough"), typed, vocabulary) == ""


def test_the_model_has_the_last_word(generate, vocabulary):
    muon = _cut("Muon", "pT > 12 GeV for calorimeter-tagged muons")
    own = _answer("pt", ">", 12, "GeV", when="always")
    model = ScriptedModel([own, own])
    found = generate(model, "compiled", [muon], vocabulary=vocabulary)
    assert "muon_type=calo_tagged" in model.asked[1][1][-1]["content"]
    assert found.cuts[0].predicates[0].when == {}
    assert found.run.notes == ()


def test_the_model_sees_what_rules_read_only_if_it_may(generate, vocabulary):
    electron = _cut("Electron", "ET > 8 GeV")
    answer = _answer("et", ">", 8, "GeV")
    told, alone = ScriptedModel([answer]), ScriptedModel([answer])
    generate(told, "compiled", [electron], vocabulary=vocabulary)
    generate(alone, "compiled", [electron])
    shown, bare = (model.asked[0][1][-1]["content"] for model in (told, alone))
    assert '"op": ">", "value": 8.0' in shown
    assert "Rules" not in bare
