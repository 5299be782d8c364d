import pytest
import yaml

from cutbench.benchmarks import load_benchmark
from cutbench.extraction import ChunkSize, extract_cuts, to_talk_json
from cutbench.judging import DeterministicJudge, score
from cutbench.llm import ScriptedModel, UnansweredError
from cutbench.llm.scripted import SCRIPTED
from cutbench.papers import SENTENCE

MAIN = "1806.00242"


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
        return {"cuts": [{"object": "Other", "content": s[:300]} for s in sentences[:20]]}


@pytest.fixture
def run(tmp_path, library, texts):
    def run(script, mode="full_text", max_papers=4, entry=SCRIPTED):
        return extract_cuts(
            ScriptedModel(script, entry),
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
    result = run(lambda m, purpose: {"paper": "stop", "reason": ""} if purpose == "extraction/plan" else {"cuts": []})
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


def test_the_shape_of_the_talk(run):
    selection = to_talk_json(run(Script()).cuts)["selection"]
    entry = next(iter(selection.values()))[0]
    assert set(entry) == {"content", "comments", "references"}
    assert entry["references"] == [MAIN]


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
        return {"cuts": [{"object": cut.object, "content": cut.text} for cut in stated]}


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
    judge = DeterministicJudge(perfect.benchmark.cuts, perfect.benchmark.true_but_not_scored, texts)
    counts = score(judge.judge(found.cuts))
    assert (counts.n_correct, counts.n_hallucinations) == (n_correct, 0)
