"""Cuts in words to statements, on scripted answers: what is accepted, what is refused and how it is asked again."""

from pathlib import Path

import pytest

from cutbench.codegen.statements import Entry, Typing, left_over, refusal_of
from cutbench.errors import CutbenchError
from cutbench.language import Head, load_names, parse_statement, print_statement
from cutbench.llm import ScriptedModel
from cutbench.schema.cuts import Cut

NAMES = load_names(Path(__file__).parents[2] / "src/cutbench/language/names.yaml")
HEADS = (Head("object", "muon"), Head("event"))
EXAMPLES = [{"text": "[Tau] pT above 33 GeV", "statements": ["object tau: select pT(tau) > 33 GeV"]}]
GLOSSARY = [Entry("pT", "transverse momentum"), Entry("id", "identification", ("loose", "tight"))]


def typed(model, text="muons need pT > 7000 MeV"):
    """Ask, and once again if the answer is refused."""
    typing, cut, error = (
        Typing(NAMES, HEADS, tuple(GLOSSARY), tuple(EXAMPLES)),
        Cut(id="c", object="Muon", text=text),
        "",
    )
    for purpose in ("type cut", "type cut, repair"):
        _, found, error = typing.ask(model, cut, purpose=purpose, seed=0, error=error)
        if not error:
            return [print_statement(statement) for statement in found]
    raise CutbenchError(error)


def test_an_answer_is_parsed():
    model = ScriptedModel(["object muon: select pT(muon) > 7 GeV\n"])
    assert typed(model) == ["object muon: select pT > 7 GeV"]
    prompt = model.asked[0][1][-1]["content"]
    assert "id [loose, tight] identification" in prompt
    assert "pT [GeV] transverse momentum" in prompt
    assert "[Tau] pT above 33 GeV\n  object tau: select pT(tau) > 33 GeV" in prompt
    assert prompt.endswith("[Muon] muons need pT > 7000 MeV")


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        ("object muon: select pT > 8 GeV", "the text has no 8 GeV"),
        ("object muon: select eta > 7000", "the text has no 7000"),
        ("object muon: select id == loose", "7 GeV of the text is in no statement"),
        ("object muon: select pT > 7 mm", "a bound in GeV is needed"),
        ("object muon: select foo > 7 GeV", "unknown name 'foo'"),
        ("object muon: select `foo` > 7 GeV", "`foo` is no known name"),
        ("object tau: select pT > 7 GeV", "stands in another block"),
        ("", "empty: no text"),
    ],
)
def test_what_can_be_seen_to_be_wrong_is_asked_again_with_the_reason(first, reason):
    model = ScriptedModel([first, "object muon: select pT > 7 GeV"])
    assert typed(model) == ["object muon: select pT > 7 GeV"]
    (_, before), (purpose, after) = model.asked
    assert purpose == "type cut, repair"
    assert reason in after[-1]["content"]
    assert after[-1]["content"].startswith(before[-1]["content"])
    with pytest.raises(CutbenchError, match=r"^[^\n]+$"):
        typed(ScriptedModel([first, first]))


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        (r"$|\eta| < 2.5$", "object muon: select abs(eta) < 2.5"),
        ("track isolation ptcone20/pT below 15%", "object muon: select ptcone20 / pT < 0.15"),
        ("|z0 sin(theta)| below 500 um", "object muon: select abs(z0sintheta) < 0.5 mm"),
        ("at least one muon", "event: select size(muon) >= 1"),
        ("events with muons are vetoed", "event: select size(muon) == 0"),
        ("at least four jets", "event: select size(jet) >= 4"),
        ("the 3 leading jets have pT > 40 GeV", "event: select min(pT(jet[:3])) > 40 GeV"),
        ("the mass lies within 15 GeV of the Z mass", "event: select abs(m(pair) - 91.1876 GeV) < 15 GeV"),
        ("-1.5 < eta < 1.5", "object muon: select abs(eta) < 1.5"),
    ],
)
def test_what_the_text_says_is_accepted(text, statement):
    assert refusal_of([parse_statement(statement, NAMES)], text, NAMES) == ""


@pytest.mark.parametrize(
    ("text", "statement", "reason"),
    [
        ("isolation below 0.15", "object muon: select ptcone20 < 0.15 GeV", "the text has no 0.15 GeV"),
        ("at least four jets", "event: select size(jet) >= 5", "the text has no 5"),
    ],
)
def test_what_the_text_does_not_say_is_refused(text, statement, reason):
    assert refusal_of([parse_statement(statement, NAMES)], text, NAMES) == reason


def test_a_number_that_is_in_no_statement_is_said():
    statement = parse_statement("event: select pT(lepton[0]) > 20 GeV", NAMES)
    assert left_over([statement], "pT above 20, 15 and 10 GeV", NAMES) == "10 GeV of the text is in no statement"
