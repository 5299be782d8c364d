"""What the model is told: nothing, all, or what fits."""

import pytest

from cutbench.codegen import documents_for, split_arm
from cutbench.codegen.documents import MOST_CHARACTERS, NOTHING
from cutbench.errors import CutbenchError
from cutbench.schema.cuts import Cut

VARIABLES = """# Variables

| `A.pt` | momentum |
|---|---|
| `A.spam` | a breakfast |

## Tracks

| `T.d0` | impact parameter |
"""
CUTS = [Cut(id="1", object="Muon", text="momentum above 5 GeV"), Cut(id="2", object="Muon", text="impact parameter")]


def test_all_and_nothing():
    assert documents_for("all", VARIABLES, "task", CUTS) == VARIABLES
    assert documents_for("none", VARIABLES, "task", CUTS) == NOTHING


def test_what_shares_words_is_retrieved_in_its_own_order_with_its_heading():
    lines = documents_for("retrieved", VARIABLES, "combinations of leptons", CUTS).splitlines()
    assert lines[0] == "Variables: | `A.pt` | momentum |"
    assert lines[1] == "Tracks: | `T.d0` | impact parameter |"
    assert any(line.startswith("awkward.combinations(") for line in lines)
    assert not any("breakfast" in line for line in lines)


def test_it_is_bounded_and_words_are_no_query_language(request):
    folder = request.config.rootpath / "resources/groundtruth/atlas_h4l"
    variables, task = ((folder / name).read_text() for name in ("variables.md", "task.md"))
    hostile = Cut(id="3", object="Muon", text='NEAR( " OR * ^ :')
    text = documents_for("retrieved", variables, task, [*CUTS, hostile])
    assert 0 < len(text) <= MOST_CHARACTERS


def test_arms_have_documents_and_level_in_their_name():
    assert split_arm("freeform") == ("freeform", "all", "full")
    assert split_arm("freeform-none") == ("freeform", "none", "full")
    assert split_arm("freeform-none-bare") == ("freeform", "none", "bare")
    assert split_arm("stepwise-bare") == ("stepwise", "none", "bare")
    assert split_arm("compiled") == split_arm("compiled-rules") == ("compiled", "none", "full")
    with pytest.raises(CutbenchError, match="unknown arm 'compiled-bare'"):
        split_arm("compiled-bare")
    with pytest.raises(CutbenchError, match="unknown arm 'freeform-some'"):
        split_arm("freeform-some")
