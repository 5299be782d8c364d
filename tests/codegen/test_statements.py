"""What a model is told of the events and of the analysis."""

from cutbench.language.printer import print_head


def test_statements_may_stand_in_what_the_analysis_makes_and_speak_of_what_the_events_have(means):
    typing = means.typing
    heads = [print_head(head) for head in typing.heads]
    assert heads[0] == "event"
    assert {"object electron", "composite pair", "composite quadruplet"} <= set(heads)
    assert {"electron", "pT", "ptcone20", "trigger", "dR"} <= set(typing.glossary)
    assert typing.words["id"] == ("very_loose", "loose", "medium", "tight")
    assert "single_lepton" in typing.words["trigger"]
    assert typing.words.keys() <= set(typing.glossary)
