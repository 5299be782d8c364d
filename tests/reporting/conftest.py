"""A result folder as records: two papers' worth of cuts, judged twice, and a program that goes wrong at a cut."""

import matplotlib.pyplot as plt
import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.papers import find_quote, load_paper
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.pages.records import Results, WrittenRun
from cutbench.schema.cuts import Conflict, Cut, CutList, Visit
from cutbench.schema.events import Comparison, CutflowStep, Execution, SelectedEvents, WrongEvent
from cutbench.schema.runs import CallSummary, RunRecord
from cutbench.schema.verdicts import CuratedJudgement, ExtractedJudgement, JudgedList, Judgement

SENTENCE = "Electrons have to lie within the full pseudorapidity range of the inner tracking detector"
CALL = CallSummary(
    purpose="extraction/read", key="0123456789abcdef", outcome="truncated", problem="too long", seconds=2
)


@pytest.fixture(scope="session")
def benchmark(request):
    return load_benchmark(request.config.rootpath / "resources/groundtruth/atlas_h4l")


@pytest.fixture(scope="session")
def document(benchmark):
    return load_paper(benchmark.folder / benchmark.papers[0].standin)


@pytest.fixture
def record():
    return RunRecord.without_model("b", "m", "extraction", 1).model_copy(update={"calls": (CALL,)})


def judged(judge, run, extracted, curated, *, repeats=1):
    one = Judgement(repeat=0, extracted=extracted, curated=curated)
    copies = tuple(one.model_copy(update={"repeat": repeat}) for repeat in range(repeats))
    return JudgedList(judge=judge, **run, judgements=copies)


@pytest.fixture(autouse=True)
def _closed_figures():
    yield
    plt.close("all")


@pytest.fixture
def said():
    """The foot of a figure as one line."""
    return lambda figure: " ".join(figure.get_supxlabel().split())


@pytest.fixture
def make_run(document, record):
    def make(model="m", mode="grounded", seed=0, text="E_T > 7 GeV", quote=SENTENCE):
        run = {"model": model, "mode": mode, "seed": seed}
        cuts = CutList(
            cuts=(
                Cut(id="c001", object="Electron", text=text, quotes=(find_quote(document, quote),)),
                Cut(id="c002", object="Muon", text="pT > 99 GeV"),
            ),
            visits=(Visit(paper=document.paper, reason="the main paper", outcome="read", n_cuts=2),),
            conflicts=(Conflict(cuts=("c001", "c002"), papers=("a", "b"), what="7 or 99"),),
        )
        extracted = {
            "c001": ExtractedJudgement(verdict="correct", against="2.2"),
            "c002": ExtractedJudgement(verdict="contradictory", against="3.2", reason="another number"),
        }
        curated = {
            "2.2": CuratedJudgement(verdict="found", matches=("c001",)),
            "3.2": CuratedJudgement(verdict="contradicted", matches=("c002",)),
        }
        return ScoredRun(
            model, mode, seed, cuts, record,
            (judged("deterministic", run, extracted, curated),
             judged("llm", run, extracted, curated, repeats=3)),
        )  # fmt: skip

    return make


@pytest.fixture
def written(record):
    execution = Execution(
        backend="bubblewrap",
        exit_code=0,
        seconds=0.5,
        stderr="a warning",
        events=SelectedEvents(selected=((1, 2),), cutflow=(CutflowStep(cut="2.2", n_events=5),)),
    )
    comparison = Comparison(
        outcome="not_matched",
        n_reference=2,
        n_selected=1,
        n_lost=1,
        jaccard=0.5,
        first_diverging_cut="2.2",
        wrong_events=(WrongEvent(run=1, event=77, selected=False, cut="2.2", values=(6.5,)),),
    )
    steps = ({"step": "plan", "outcome": "ok", "answer": '{"subtasks": ["read"]}'},)
    return WrittenRun("m", "freeform", 0, "import uproot  # first\n", execution, comparison, record, steps)


@pytest.fixture
def results(benchmark, document, make_run, written):
    return Results(
        title=benchmark.title,
        curated=benchmark.cuts,
        extractions=(make_run(), make_run(seed=1)),
        generations=(written,),
        documents={document.paper: document},
        pdfs={document.paper: benchmark.folder / benchmark.papers[0].standin},
        reference=(CutflowStep(cut="2.2", n_events=8),),
    )
