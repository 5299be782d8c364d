import pytest
import yaml
from jsonschema import Draft202012Validator

from cutbench.benchmarks import load_benchmark
from cutbench.extraction import ChunkSize, extract_cuts, graph, to_talk_json
from cutbench.extraction.reader import answer_schema
from cutbench.judging import DeterministicJudge, score
from cutbench.llm import ScriptedModel, UnansweredError
from cutbench.llm.scripted import SCRIPTED
from cutbench.papers import SENTENCE
from cutbench.schema.cuts import Cut

MAIN = "1806.00242"
NOTHING = {"selection": {}}
ISOLATED = Cut(id="new", object="Muon", text="isolated muons", references=("1708.02810",))


class Script:
    """Reads like a perfect copyist: every sentence with a number, from whatever it is shown."""

    def __init__(self, plan=(), fail_at=None):
        self.plan, self.fail_at, self.n_calls = list(plan), fail_at, 0

    def __call__(self, messages, purpose):
        self.n_calls += 1
        if self.n_calls == self.fail_at:
            raise KeyboardInterrupt
        if purpose == "extraction/type":
            return {}
        if purpose == "extraction/plan":
            return {"paper": self.plan.pop(0) if self.plan else "stop", "reason": "it says so"}
        text = messages[-1]["content"].split("<paper>")[1].split("</paper>")[0]
        sentences = [s for s in SENTENCE.split(text) if (any(c.isdigit() for c in s) and "<" in s) or ">" in s]
        if purpose == "extraction/sort":
            starts = tuple(s[:20] for s in sentences)
            return lambda schema: {
                name: "cut" if name[:20].startswith(starts) else "other" for name in schema["properties"]
            }
        return {"selection": {"Other": [{"content": s[:300], "references": []} for s in sentences[:20]]}}


@pytest.fixture
def run(tmp_path, library, texts):
    def run(script, mode="full_text", max_papers=4, entry=SCRIPTED):
        return extract_cuts(
            script if isinstance(script, ScriptedModel) else ScriptedModel(script, entry),
            mode,
            benchmark="b",
            main_paper=MAIN,
            library=library,
            texts=texts,
            seed=0,
            max_papers=max_papers,
            chunk_size=ChunkSize(tokens=900),
            max_tokens=300,
            checkpoints=tmp_path / "seed0.sqlite",
            protocol=1,
        )

    return run


@pytest.mark.parametrize("mode", ["full_text", "chunked", "grounded"])
def test_the_loop_follows_the_plan_and_keeps_why(run, mode):
    result = run(Script(["1712.02304", "1708.02810"]), mode)
    assert [visit.paper for visit in result.cuts.visits] == [MAIN, "1712.02304", "1708.02810"]
    assert result.cuts.visits[1].reason == "it says so"
    assert len({cut.id for cut in result.cuts.cuts}) == len(result.cuts.cuts) > 10


OTHERS = [
    {"digest": "other"},
    {"repo": "other/model"},
    {"base_url": "http://127.0.0.1:9/v1"},
    {"server_flags": ("--quantization", "awq")},
    {"sampling": {"temperature": 0.1}},
    {"reasoning": {"reasoning_effort": "low"}},
]


@pytest.mark.parametrize("change", [{}, *OTHERS], ids=str)
def test_only_the_same_model_goes_on_where_no_answer_came(run, change):
    first = Script(["1712.02304"])

    def refused_at_last(messages, purpose):
        if first.n_calls == 2:
            raise UnansweredError("HTTP 402: the credit is used up")
        return first(messages, purpose)

    with pytest.raises(UnansweredError, match="402"):
        run(refused_at_last)
    again = Script([] if not change else ["1712.02304"])
    found = run(again, entry=SCRIPTED.model_copy(update=change))
    assert [visit.paper for visit in found.cuts.visits] == [MAIN, "1712.02304"]
    assert again.n_calls == (4 if change else 2)


def test_what_another_version_left_half_done_is_not_taken_up(monkeypatch):
    now = graph._thread("model", {})
    monkeypatch.setattr(graph.State, "__annotations__", {"next": str})
    assert graph._thread("model", {}) != now


def test_the_budget_bounds_the_papers(run):
    assert len(run(Script(["1712.02304", "1708.02810", "1902.04655"]), max_papers=2).cuts.visits) == 2


def test_a_paper_that_nobody_cites_cannot_be_chosen(run):
    result = run(Script(["9999.99999"]))
    assert [visit.paper for visit in result.cuts.visits] == [MAIN]


def test_every_quote_is_in_the_text_of_its_page(run, library):
    for cut in run(Script(["1708.02810"]), "grounded").cuts.cuts:
        for quote in cut.quotes:
            text = library[quote.paper].pages[quote.page - 1].text
            assert text[quote.start : quote.end] == quote.text


def test_what_the_model_calls_something_else_is_left_out(run):
    def nothing(messages, purpose):
        if purpose == "extraction/type":
            return {}
        if purpose == "extraction/plan":
            return {"paper": "stop", "reason": ""}
        return lambda schema: dict.fromkeys(schema["properties"], "result")

    assert run(nothing, "grounded").cuts.cuts == ()


def test_an_answer_in_another_form_is_noted(run):
    result = run(lambda m, purpose: {"paper": "stop", "reason": ""} if purpose == "extraction/plan" else {}, "grounded")
    assert result.cuts.cuts == ()
    assert "sentences were not sorted (schema_error)" in result.run.notes[0]


def test_an_empty_answer_gets_a_second_look_and_a_note(run):
    result = run(lambda m, purpose: {"paper": "stop", "reason": ""} if purpose == "extraction/plan" else NOTHING)
    assert [call.purpose for call in result.run.calls] == ["extraction/cuts", "extraction/cuts", "extraction/plan"]
    assert "no cuts in two answers" in result.run.notes[0]


def test_an_interrupted_run_goes_on(run):
    with pytest.raises(KeyboardInterrupt):
        run(Script(["1712.02304"], fail_at=3))
    script = Script(["1712.02304"])
    script.plan = []
    result = run(script)
    assert [visit.paper for visit in result.cuts.visits] == [MAIN, "1712.02304"]
    assert script.n_calls == 2, "the main paper was not read again"


def answered(*entries, plan=()):
    """A model that gives these entries of Event for the main paper, and follows a plan."""
    left = list(plan)

    def answer(messages, purpose):
        if purpose == "extraction/type":
            return {}
        if purpose == "extraction/plan":
            return {"paper": left.pop(0) if left else "stop", "reason": ""}
        return {"selection": {"Event": list(entries)}}

    return answer


def test_the_shape_of_the_talk(run, library):
    entry = {"content": "at least four leptons", "comments": "of any flavour", "references": ["[2]"]}
    (written,) = to_talk_json(run(answered(entry)).cuts)["selection"]["Event"]
    assert written == entry | {"references": [library[MAIN].references[1].arxiv]}


def test_a_label_that_the_bibliography_does_not_have_stays_a_label_and_is_noted(run):
    entry = {"content": "at least four leptons", "references": ["[99]", "1708.99999", "[1]"]}
    result = run(answered(entry))
    assert [name for name in result.cuts.cuts[0].references if name.startswith("[")] == ["[99]", "[1708.99999]"]
    assert result.run.notes[0] == "'at least four leptons': [99] is not in the bibliography"


def test_papers_that_cuts_name_are_offered_first(run, library):
    model = ScriptedModel(answered({"content": "at least four leptons", "references": ["[10]"]}))
    run(model)
    (question,) = [messages[-1]["content"] for purpose, messages in model.asked if purpose == "extraction/plan"]
    named = library[MAIN].references[9].arxiv
    assert question.split("\n- ")[1].startswith(f"{named}:")
    assert question.count("Named beside 1 cuts.") == 1


def test_the_planner_is_shown_what_the_model_said_not_what_was_read_of_it(run, monkeypatch):
    """Better rules must not change a question to the model."""

    def answer(_messages, purpose):
        if purpose == "extraction/plan":
            return {"paper": "stop", "reason": ""}
        return lambda schema: dict.fromkeys(schema["properties"], "cut")

    questions = []
    for budget, n_read in ((2, 1), (3, 0)):
        monkeypatch.setattr("cutbench.extraction.reader.cuts_of_quote", lambda *_, n=n_read: [ISOLATED] * n)
        model = ScriptedModel(answer)
        run(model, "grounded", max_papers=budget)
        questions.append([messages[-1]["content"] for purpose, messages in model.asked if purpose == "extraction/plan"])
    assert questions[0] == questions[1]
    assert "Named beside" in questions[0][0]


def test_a_model_names_regions_of_the_paper_and_no_others(run):
    entries = [
        {"content": "region SRA: select HT > 900 GeV", "references": []},
        {"content": "at least four leptons", "references": [], "regions": ["SR7"]},
    ]
    result = run(answered(*entries))
    assert [cut.regions for cut in result.cuts.cuts] == [("SRA",), ()]
    assert "'at least four leptons': the paper has no region 'SR7'" in result.run.notes


def test_in_grounded_the_labels_are_those_of_the_sentence(run, library):
    cuts = run(Script(), "grounded").cuts.cuts
    citing = [cut for cut in cuts if cut.quotes[0].text.count("[") and cut.references]
    known = {one.arxiv for one in library[MAIN].references} | {f"[{one.label}]" for one in library[MAIN].references}
    assert all(set(cut.references) <= known for cut in citing)


def test_what_a_model_is_asked_for_is_the_shape_of_the_talk():
    form = Draft202012Validator(answer_schema(("Electron", "Event")))
    cut = {"content": "pT > 7 GeV", "references": []}
    assert form.is_valid({"selection": {}})
    assert form.is_valid({"selection": {"Event": [cut, cut | {"comments": "for all", "regions": ["SR1"]}]}})
    assert not form.is_valid({"selection": {"Event": [{"content": "pT > 7 GeV"}]}})
    assert not form.is_valid({"selection": {"Tau": [cut]}})


class PerfectReader:
    """Says of each paper which curated cuts it states with their values, as listed by those who wrote the papers."""

    def __init__(self, benchmark, library, facts):
        self.benchmark = benchmark
        self.cuts = {cut.id: cut for cut in benchmark.cuts}
        self.library, self.facts = library, facts

    def __call__(self, messages, purpose):
        text = messages[-1]["content"]
        if purpose == "extraction/type":
            return {}
        if purpose == "extraction/plan":
            return lambda schema: {"paper": schema["properties"]["paper"]["enum"][0], "reason": "the first one offered"}
        (paper,) = [name for name, document in self.library.items() if body(document)[:200] in text]
        stated = [self.cuts[name] for name in self.facts[paper].get("value", {}) if name in self.cuts]
        groups = dict.fromkeys(cut.object for cut in stated)
        of = {group: [cut.text for cut in stated if cut.object == group] for group in groups}
        return {"selection": {group: [{"content": text, "references": []} for text in of[group]] for group in groups}}


def body(document):
    """The longest paragraph of a paper, which no other one has."""
    return max((block.text for block in document.blocks if block.kind == "paragraph"), key=len)


@pytest.fixture
def perfect(project, library):
    folder = project / "resources/groundtruth/atlas_h4l"
    facts = yaml.safe_load((folder / "standin/facts.yaml").read_text())
    return PerfectReader(load_benchmark(folder), library, facts)


@pytest.mark.parametrize(("max_papers", "n_correct"), [(1, 6), (4, 27)])
def test_a_perfect_reader_finds_six_cuts_in_the_main_paper_and_all_over_the_loop(
    run, perfect, texts, max_papers, n_correct
):
    found = run(perfect, max_papers=max_papers)
    judge = DeterministicJudge.of(perfect.benchmark, texts)
    counts = score(judge.judge(found.cuts))
    assert (counts.n_correct, counts.n_hallucinations) == (n_correct, 0)
