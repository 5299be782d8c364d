"""Texts to statements by a model, on scripted answers: what is accepted, what is refused and how it is asked again."""

import pytest

from cutbench.codegen.writing import Typing
from cutbench.errors import CutbenchError
from cutbench.language import Head, load_language, print_statement
from cutbench.llm import ScriptedModel

HEADS = (Head("object", "muon"), Head("event"))
EXAMPLES = ({"text": "[Tau] pT above 33 GeV", "statements": ["object tau: select pT(tau) > 33 GeV"]},)
TYPING = Typing("codegen/typer.v3", load_language().names, HEADS, ("pT", "id"), {"id": ("loose", "tight")}, EXAMPLES)


def typed(model, text="muons need pT > 7000 MeV", comments=""):
    """Ask, and once again if something is wrong with the answer."""
    error = ""
    for purpose in ("type cut", "type cut, repair"):
        answer = TYPING.ask(model, text, "Muon", purpose=purpose, comments=comments, error=error)
        error = answer.refused or answer.left_out
        if not error:
            return [print_statement(statement) for statement in answer.statements]
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
        ("object muon: select pT < 7 GeV", "a comparison is turned round"),
        ("object muon: select eta > 7000", "the text has no 7000"),
        ("object muon: select id == loose", "the text does not speak of id"),
        ("event: select size(muon) >= 1", "the text counts nothing"),
        ("object muon: select pT > 7 mm", "a bound in GeV is needed"),
        ("object muon: select foo > 7 GeV", "unknown name 'foo'"),
        ("object muon: select `foo` > 7 GeV", "the text does not speak of foo"),
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
    ("group", "blocks"),
    [
        ("Muon", "object muon; event"),
        ("LeptonPair", "composite pair; composite z; event"),
        ("Z", "composite pair; composite z; event"),
        ("Lepton", "object electron; object muon; object lepton; composite pair; composite z; event"),
        ("Event", "event; object electron; object muon; object lepton; composite pair; composite z"),
        ("Jet", "event; object electron; object muon; object lepton; composite pair; composite z"),
    ],
)
def test_a_cut_of_a_group_stands_in_the_blocks_of_that_group(group, blocks):
    objects = (Head("object", name) for name in ("electron", "muon", "lepton"))
    heads = (Head("event"), *objects, Head("composite", "pair"), Head("composite", "z"))
    typing = Typing("codegen/typer.v3", load_language().names, heads, (), {})
    model = ScriptedModel(["event: select MET > 50 GeV"])
    typing.ask(model, "MET > 50 GeV", group, purpose="type cut")
    assert f"in a block of {blocks}:\n[{group}] " in model.asked[0][1][-1]["content"]


def test_what_is_refused_has_no_statements_and_what_leaves_something_out_has():
    model = ScriptedModel(["object muon: select pT > 9 GeV", "object muon: select pT > 7 GeV"])
    refused, partial = (
        TYPING.ask(model, "muons need pT > 7 GeV and |eta| < 2.7", "Muon", purpose="type cut") for _ in "12"
    )
    assert (refused.statements, bool(refused.refused)) == ((), True)
    assert (len(partial.statements), partial.refused) == (1, "")
    assert "2.7 1 of the text is in no statement" in partial.left_out


def test_a_statement_may_say_what_comments_say_and_need_not():
    statement = "object muon: select id == tight ? pT > 7 GeV"
    comments = "if they pass tight identification, in another detector"
    assert typed(ScriptedModel([statement]), comments=comments) == [statement]
    assert typed(ScriptedModel(["object muon: select pT > 7 GeV"]), comments=comments)
