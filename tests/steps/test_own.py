"""One's own papers: extracted, shown, coded."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cutbench import cli
from cutbench.errors import CutbenchError
from cutbench.llm import ScriptedModel
from cutbench.schema.cuts import Cut, CutList, Quote
from cutbench.steps import own, review_graph

FOLDER = Path(__file__).parents[2] / "resources/groundtruth/atlas_h4l"
PAPER = FOLDER / "standin/1806.00242.pdf"
EVENTS = FOLDER / "events/standin_events.root"
ET = "object electron: select ET(electron) > 7 GeV"


@pytest.fixture
def model(monkeypatch):
    """Says 'cut' of the sentence on electrons only, and types what it is asked to."""

    def answer(messages, purpose):
        if purpose == "extraction/sort":
            return lambda schema: {
                name: "cut" if name.startswith("Electrons have to lie") else "other" for name in schema["properties"]
            }
        text = messages[-1]["content"].split("Write this cut")[1]
        eta = "object electron: select abs(eta(electron)) < 2.47"
        return eta if "eta" in text else ET

    scripted = ScriptedModel(answer)
    monkeypatch.setattr(own, "open_model", lambda *_, **__: nullcontext(scripted))
    return scripted


def test_the_cuts_of_a_paper_are_shown_with_their_page(model, tmp_path):
    out = tmp_path / "cuts.json"
    result = CliRunner().invoke(cli.app, ["extract", str(PAPER), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "electron ET above 7 GeV" in result.output
    assert "1806.00242, 2" in result.output or "1806.00242, 1" in result.output
    assert {cut.text for cut in CutList.read(out).cuts} == {"electron |eta| below 2.47", "electron ET above 7 GeV"}


def test_rules_alone_read_a_paper_without_a_model(tmp_path):
    out = tmp_path / "cuts.json"
    result = CliRunner().invoke(cli.app, ["extract", str(PAPER), "--mode", "pattern", "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert {"electron |eta| below 2.47", "electron ET above 7 GeV"} <= {cut.text for cut in CutList.read(out).cuts}
    assert all(cut.grounded for cut in CutList.read(out).cuts)


def test_all_papers_are_read_in_the_order_given(model, tmp_path):
    pdfs = [PAPER, FOLDER / "standin/1902.04655.pdf"]
    found = own.extract_own(pdfs, model.entry, "grounded", tmp_path)
    assert [visit.paper for visit in found.cuts.visits] == ["1806.00242", "1902.04655"]
    with pytest.raises(CutbenchError, match="same file name"):
        own.extract_own([PAPER, PAPER], model.entry, "grounded", tmp_path)


def test_from_paper_to_events_with_a_stop_for_review(model, tmp_path):
    out = tmp_path / "out"
    command = ["pipeline", str(PAPER), "--events", str(EVENTS), "--out", str(out), "--review"]
    stopped = CliRunner().invoke(cli.app, command)
    assert stopped.exit_code == 0, stopped.output
    assert "save what you accept" in stopped.output
    assert not (out / "selection.py").exists()
    listed = CutList.read(out / "cuts.json")
    listed.model_copy(update={"cuts": listed.cuts[1:]}).write(out / "cuts.approved.json")
    done = CliRunner().invoke(cli.app, command)
    assert done.exit_code == 0, done.output
    assert "1 cuts; " in done.output
    assert len(json.loads((out / "events.json").read_text())["selected"]) > 10
    unasked = CliRunner().invoke(cli.app, command[:-1])
    assert "1 cuts; " in unasked.output, "what was approved counts without --review, too"


@pytest.mark.parametrize("options", [[], ["--review"]])
def test_what_was_approved_of_one_paper_does_not_count_for_another(model, tmp_path, options):
    out = tmp_path / "out"

    def run(paper):
        command = ["pipeline", str(paper), "--events", str(EVENTS), "--out", str(out), *options]
        return CliRunner().invoke(cli.app, command)

    run(PAPER)
    listed = CutList.read(out / "cuts.json")
    listed.model_copy(update={"cuts": listed.cuts[1:]}).write(out / "cuts.approved.json")
    (out / "selection.py").unlink(missing_ok=True)
    for _ in range(2):
        refused = run(FOLDER / "standin/1902.04655.pdf")
        assert "was saved for other cuts" in str(refused.exception)
        assert not (out / "selection.py").exists()
    CutList.read(out / "cuts.json").write(out / "cuts.approved.json")
    taken = run(FOLDER / "standin/1902.04655.pdf")
    assert "no_program" in str(taken.exception), "this paper has no cut for the model"


def test_a_stop_for_review_is_kept_and_nothing_is_read_twice(tmp_path):
    cuts = CutList(cuts=tuple(Cut(id=str(n), object="Muon", text=f"pt > {n} GeV") for n in range(3)))
    readings = []

    def read():
        readings.append(1)
        return cuts

    stop = tmp_path / "state/review.sqlite"
    assert review_graph.reviewed_cuts(read, lambda found: None, stop) is None
    assert review_graph.reviewed_cuts(read, lambda found: None, stop) is None
    kept = review_graph.reviewed_cuts(read, lambda found: found.model_copy(update={"cuts": found.cuts[1:]}), stop)
    assert [cut.id for cut in kept.cuts] == ["1", "2"]
    assert len(readings) == 1


def test_each_cut_can_be_kept_dropped_or_edited():
    bounds = (Cut(id=str(n), object="Electron", text=f"pt > {n} GeV", statements=(ET,)) for n in range(4))
    cuts = CutList(cuts=tuple(bounds))
    answers = iter(["keep", "d", "edit", "pt > 9 GeV", ""])
    kept = review_graph.ask_for_each(cuts, lambda cut: cut.text, lambda question, default: next(answers) or default)
    assert [(cut.id, cut.text, len(cut.statements)) for cut in kept.cuts] == [
        ("0", "pt > 0 GeV", 1),
        ("2", "pt > 9 GeV", 0),
        ("3", "pt > 3 GeV", 1),
    ]


def test_a_paper_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CutbenchError, match=r"none\.pdf: cannot be read: No such file"):
        review_graph.inputs_digest([tmp_path / "none.pdf"])


def test_lines_for_a_terminal_are_bounded_and_printable():
    quote = Quote(paper="p\x1b[31m", text="x\u202e" * 500, match="none")
    lines = own.cut_lines(CutList(cuts=(Cut(id="1", object="Muon", text="a\nb", quotes=(quote,)),)))
    assert all(line.isprintable() and len(line) < 170 for line in lines)
    assert "not found" in lines[1]


def test_an_unknown_model_is_named():
    with pytest.raises(CutbenchError, match="unknown model 'gpt-9'; known are"):
        own.known_model("gpt-9", Path("config/models.yaml"))
