import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markupsafe import Markup

from cutbench.reporting.pages.site import Site, write_pages
from cutbench.reporting.pages.summary import Summary
from cutbench.reporting.pages.views import in_words
from cutbench.reporting.verdicts import WORDS
from cutbench.schema.cuts import Conflict, Cut, CutList, Region
from cutbench.schema.events import Comparison, Execution, Renumbering, WrongEvent

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\x1b[31mred\x1b[0m\u202eabc\u2066\u200b"
SENTENCE = "Electrons have to lie within the full pseudorapidity range of the inner tracking detector"
HALF = "\ud800"  # half of a letter, which no file can hold


class Tags(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.ids, self.links = [], set(), [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for key, value in attrs:
            self.attributes.add(key)
            if key == "id":
                self.ids.append(value)
            if key == "href":
                self.links.append(value)


def parsed(page):
    tags = Tags()
    tags.feed(page)
    return tags


def test_all_pages_are_written_and_all_links_lead_somewhere(results, tmp_path):
    write_pages(results, tmp_path)
    pages = {path.name: parsed(path.read_text()) for path in tmp_path.iterdir()}
    assert len(pages) == 1 + 2 + 1 + 27
    for name, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), f"{name}: an id occurs twice"
        for link in page.links:
            if link.startswith("data:"):
                continue
            target, _, fragment = link.partition("#")
            assert not fragment or fragment in pages[target or name].ids, f"{name}: {link}"
            assert (target or name) in pages


def test_a_quote_is_marked_on_its_page_and_leads_to_its_cut(results):
    page = Site(results).extraction(results.extractions[0])
    mark = re.search(r'<a id="(mark-[^"]+)" href="#cut-c001".*?<rect', page, re.DOTALL)
    assert mark
    assert f'href="#{mark[1]}"' in page
    assert "data:image/webp;base64," in page


def test_a_judge_that_is_not_qualified_is_marked_wherever_it_speaks(results):
    results = replace(results, unqualified=frozenset({"deterministic"}))
    site = Site(results)
    assert results.judges == ["llm", "deterministic"]
    for page in (site.index(), site.extraction(results.extractions[0]), site.cut("2.2")):
        assert "deterministic, not qualified" in page
        assert "llm, not qualified" not in page


def test_a_run_page_shows_verdicts_of_all_judges_conflicts_and_calls(results):
    page = Site(results).extraction(results.extractions[0])
    for text in ("deterministic", "llm", "3 of 3 repeats", "another number", "7 or 99", "too long", "the main paper"):
        assert text in page


def test_a_run_page_opens_with_what_was_found_and_folds_its_cuts(results):
    page = Site(results).extraction(results.extractions[0])
    said = "It found 1 of 27 curated cuts; of its 2 lines 1 contradict the curated list and 0 nobody could read."
    cuts = ['id="cut-c002"', 'id="cut-c001"']  # what contradicts the curated list first
    order = [page.index(text) for text in ("<h1>", said, 'id="curated-table"', *cuts, 'id="conflicts"')]
    assert order == sorted(order)
    for name, verdict in (("c001", "correct"), ("c002", "contradictory")):
        assert f'<details class="cut is-{verdict}" id="cut-{name}"' in page


def test_cuts_can_be_chosen_by_each_verdict_without_a_script(results):
    page = Site(results).extraction(results.extractions[0])
    for verdict in WORDS:
        assert f".cards:has([name=shown][value={verdict}]:checked) > .cut:not(.is-{verdict}, :target)" in page or (
            verdict in {"found", "missing", "contradicted"}
        )
    assert re.findall(r'name="shown" value="(\w+)"', page) == ["all", "correct", "contradictory"]


def test_a_card_does_not_repeat_the_words_of_its_cut(results, make_run):
    run = make_run(text=f"{SENTENCE}. ")
    card = re.search(r'id="cut-c001".*?</details>', Site(results).extraction(run), re.DOTALL)[0]
    assert card.count(SENTENCE) == 1
    assert "These words: " in card


@pytest.mark.parametrize(
    ("what", "papers", "said"),
    [
        ("ET > 7 GeV in a, pT > 5 GeV in b", ("a", "b"), "a asks for ET > 7 GeV, b for pT > 5 GeV"),
        ("size(jet) == 1 in a, size(jet) == 2 in a", ("a", "a"),
         "a asks for size(jet) == 1, in another place for size(jet) == 2"),
        ("m > 1 GeV in a, m > 2 GeV in b; left out, as the main paper says otherwise", ("a", "b"),
         "a asks for m > 1 GeV, b for m > 2 GeV; the latter was left out, as the main paper says otherwise"),
        ("7 or 99", ("a", "b"), "7 or 99"),
    ],
)  # fmt: skip
def test_a_conflict_is_told_in_words(what, papers, said):
    assert in_words(Conflict(cuts=("c001",), papers=papers, what=what)) == said


def test_the_index_has_the_summary_on_top_and_self_tests_at_the_end(results, make_run):
    runs = (make_run("oracle", "selftest"), *results.extractions)
    summary = Summary(27, figures={"extraction_scores": Markup("AAAA"), "reading": Markup("BBBB")})
    page = Site(replace(results, extractions=runs, summary=summary)).index()
    texts = (summary.sentence, "AAAA", "BBBB", "m, grounded: 2 runs; correct: 1, 1 (deterministic)", 'id="cuts"',
             'id="selftests"', "oracle, self-test: 1 run")  # fmt: skip
    order = [page.index(text) for text in texts]
    assert order == sorted(order)
    assert "oracle" not in page[: page.index('id="selftests"')]
    assert "2 of 2" in page[page.index("cut-2.2.html") :][:200], "self-tests do not count"


def test_a_run_without_a_score_is_unscored_on_the_index(results, make_run):
    page = Site(replace(results, extractions=(replace(make_run(), judged=()), make_run(seed=1)))).index()
    assert "correct: unscored, 1 (deterministic)" in page
    row = re.search(r">seed 0</a></td>(.*?)</tr>", page)[1]
    assert re.findall(r"<td>(.*?)</td>", row)[1:5] == ["unscored"] * 4
    nobody = Site(replace(results, extractions=(replace(make_run(), judged=()),)))
    assert "This run has no score" in nobody.extraction(nobody.results.extractions[0])


def test_a_run_page_shows_regions_and_in_which_of_them_the_list_contradicts_itself(results):
    run = results.extractions[0]
    assert "Regions</h2>" not in Site(results).extraction(run)
    first, *others = run.cuts.cuts
    found = CutList(
        cuts=(first.model_copy(update={"regions": ("SR1", "SR2")}), *others),
        regions=(Region(id="SR1", kind="signal", parent="SR0"), Region(id="SR0", kind="signal")),
        conflicts=(Conflict(cuts=("c001", "c002"), papers=("a", "a"), what="7 or 99", region="SR1"),),
    )
    page = Site(results).extraction(replace(run, cuts=found))
    assert "<small>Electron, SR1, SR2</small>" in page
    assert "<strong>SR1</strong>, signal, adds to SR0" in page
    assert ">c002</a>, in SR1: 7 or 99." in page


def test_a_run_page_says_what_a_person_read(results):
    run = results.extractions[0]
    judged = (
        run.judged[0]
        .judgements[0]
        .extracted["c002"]
        .model_copy(update={"reader": "person", "statements": ("event: select MET > 1 GeV",)})
    )
    one = run.judged[0].judgements[0]
    one = one.model_copy(update={"extracted": one.extracted | {"c002": judged}})
    run = replace(run, judged=(run.judged[0].model_copy(update={"judgements": (one,)}),))
    page = Site(results).extraction(run)
    assert "Judged as a person read it:" in page
    assert page.count('<code title="event: select MET &gt; 1 GeV">') == 1


def test_a_codegen_page_shows_code_cutflow_and_wrong_events(results):
    page = Site(results).codegen(results.generations[0])
    assert '<span class="kn">import</span>' in page
    assert "first diverging cut" in page
    assert "<td>8</td><td>5</td><td>-3</td>" in page
    assert "<td>77</td><td>lost</td>" in page
    assert "<td>6.5</td>" in page


def test_a_codegen_page_says_what_is_not_believed(results, written):
    events = (WrongEvent(run=1, event=78, selected=True, in_file=False),)
    update = {"cutflow_problem": "rises at 2.2 from 5 to 8", "n_unknown": 1, "wrong_events": events}
    seen = Renumbering(seed="00ff")
    program = replace(
        written,
        comparison=written.comparison.model_copy(update=update),
        execution=written.execution.model_copy(update={"renumbering": seen}),
    )
    page = Site(results).codegen(program)
    assert "cutflow is not believed: it rises at 2.2 from 5 to 8." in page
    assert "<td>gained, not in the file</td>" in page
    assert "1 of those gained are not in the file that it read" in page
    assert "(seed 00ff)" in page
    unchanged = Renumbering(problem="run and event numbers are unchanged: too large")
    program = replace(written, execution=written.execution.model_copy(update={"renumbering": unchanged}))
    assert "<strong>run and event numbers are unchanged: too large</strong>" in Site(results).codegen(program)


def test_pages_of_a_run_that_a_server_broke_off_say_so(results, make_run, written):
    why = "HTTP 402: no credit"
    run = replace(make_run("broken"), cuts=CutList(cuts=(), unscored=why), judged=())
    assert f"Unscored: {why}" in Site(results).extraction(run)
    nothing = Comparison(outcome="unscored", problem=why, n_reference=3)
    page = Site(results).codegen(replace(written, execution=Execution.without_program(why), comparison=nothing))
    assert "no program" in page
    assert "ended well" not in page


def test_a_cut_page_says_what_models_say_instead(results):
    page = Site(results).cut("3.2")
    assert "p<sub>T</sub> &gt; 99 GeV" in page
    assert "extraction-m-grounded-seed1.html#cut-c002" in page


def test_hostile_text_is_inert(results, make_run, written):
    run = make_run(model=f"m{HOSTILE}", text=HOSTILE, quote=HOSTILE)
    long = Cut(id="x\"'><script>", object="Other", text="A" * 1_000_000)
    run = replace(run, cuts=run.cuts.model_copy(update={"cuts": (*run.cuts.cuts, long)}))
    step = {"step": "generate", "answer": HOSTILE + HALF, "program": HOSTILE + HALF, "cut": HOSTILE}
    program = replace(written, program=f"# {HOSTILE}{HALF}\n" + "x" * 1_000_000, trajectory=(step,))
    results = replace(results, extractions=(run,), generations=(program,))
    site = Site(results)
    for page in (site.index(), site.extraction(run), site.codegen(program), site.cut("2.2")):
        tags = parsed(page)
        assert tags.tags.count("script") == 1, "our own"
        assert "img" not in tags.tags
        assert not {name for name in tags.attributes if name.startswith("on")}
        assert not [character for character in "\x1b\u202e\u2066\u200b\ud800" if character in page]
        assert len(page.encode()) < 600_000
    assert "␛[31mred" in site.extraction(run)
    assert "⟨U+202E⟩" in site.extraction(run)
    assert "1,000,000 characters in all" in site.extraction(run)


def test_the_policy_allows_nothing_but_our_own_style_and_script(results):
    page = Site(results).index()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    assert policy.startswith("default-src 'none'; style-src 'sha256-") or policy.startswith(
        "default-src &#39;none&#39;; style-src &#39;sha256-"
    )
    assert "unsafe" not in policy
    assert "http" not in re.sub(r"http-equiv", "", page).replace("https://www.w3.org", "")


def test_the_index_of_many_runs_stays_small(results, make_run, tmp_path):
    runs = tuple(make_run(model=f"model-{number}") for number in range(200))
    write_pages(replace(results, extractions=runs), tmp_path)
    assert (tmp_path / "index.html").stat().st_size < 1_000_000
