import re

import pandas as pd
import pytest

from cutbench.reporting.extraction import MODELS
from cutbench.reporting.pages.site import Site, write_overview
from cutbench.reporting.pages.summary import Overview, Section, summarize

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e"


def reading(model="m", mode="grounded", correct=11.0, judge="deterministic", **more):
    row = dict.fromkeys(MODELS) | {
        "model": model, "mode": mode, "gate": "off", "judge": judge, "n_runs": 3, "n_distinct": 3, "n_unscored": 0,
        "median_correct": correct, "correct_low": 9.0, "correct_high": 13.0, "median_hallucinations": 0.0,
        "hallucinations_low": 0.0, "hallucinations_high": 1.0, "median_unread": 46.0, "median_correct_if_read": 27.0,
        "seconds": 108.7, "qualified": True, "replayed": False,
    }  # fmt: skip
    return row | more


def program(model="m", arm="compiled", n_runs=2, exact=0, **more):
    return {
        "model": model, "arm": arm, "documents": None, "cuts_from": "groundtruth", "source": "measured",
        "n_runs": n_runs, "n_distinct": n_runs, "n_unscored": 0, "exactly_matched": exact,
        "not_matched": n_runs - exact, "execution_failed": 0, "exact_low": 0.0, "exact_high": 0.66,
        "replayed": False, "seconds": 5.0,
    } | more  # fmt: skip


def summary(readings=(), programs=(), codes=True, figures=None):
    return summarize(
        pd.DataFrame(list(readings), columns=list(MODELS)),
        pd.DataFrame(list(programs)) if programs else None,
        n_curated=27,
        codes=codes,
        figures=figures or {},
    )


def test_the_sentence_says_what_was_found_and_selected():
    said = summary([reading(), reading("pattern", "pattern", 12.0)], [program()]).sentence
    assert said == (
        "m in mode grounded found 11 of 27 cuts (median of 3 runs), contradicted 0; 46 lines unread;"
        " rules alone found 12 of 27. The compiled program selects exactly the right events in 0 of 2 runs."
    )


def test_the_best_of_several_is_named_and_the_others_are_counted():
    said = summary([reading(correct=3.0), reading("n", "chunked", 5.5)], [program(), program("n", "freeform", 2, 1)])
    assert said.sentence.startswith("The best of 2 models and modes: n in mode chunked found 5.5 of 27 cuts")
    assert said.sentence.endswith("m (compiled) in 0 of 2 runs; n (freeform) in 1 of 2 runs.")


def test_where_no_program_is_right_that_is_said_once_and_arms_are_told_apart():
    two = [program("m", "stepwise"), program("m", "stepwise") | {"level": "bare"}]
    assert "No program selects exactly the right events: 0 of 4 runs of 2 models and arms." in summary([], two).sentence
    two[1]["exactly_matched"] = 1
    assert summary([], two).sentence.endswith("m (stepwise) in 0 of 2 runs; m (stepwise, bare) in 1 of 2 runs.")


def test_of_many_programs_the_best_is_told():
    many = [program(f"m{place}", exact=place == 3) for place in range(6)]
    assert "m3 (compiled) in 1 of 2 runs, the best of 6 models and arms." in summary([reading()], many).sentence


@pytest.mark.parametrize(
    ("readings", "programs", "codes", "said"),
    [
        ([], [], True, "No model has read papers here. No model has written programs."),
        ([reading("pattern", "pattern", 12.0)], [], False, "read papers here; rules alone found 12 of 27."),
        ([reading(correct=None, n_unscored=3)], [], True, "No run of a model has a score: all 3 are unscored. No"),
        ([reading(n_unscored=2)], [], True, "found 11 of 27 cuts (one run, 2 more unscored)"),
        ([reading()], [program(n_runs=0, n_unscored=2)], True, "in none of its runs, as all 2 are unscored."),
        ([reading("oracle", "selftest", 27.0)], [program("oracle", "selftest", 1, 1, source="selftest")], True,
         "No model has read papers here. No model has written programs."),
        ([reading()], [program("Big", "freeform", 10, 3, source="published")], True, "No model has written programs."),
    ],
)  # fmt: skip
def test_what_has_no_score_is_said(readings, programs, codes, said):
    assert said in summary(readings, programs, codes).sentence


def overview(tmp_path, *summaries):
    sections = tuple(
        Section(f"b{place}", f"b{place}", f"Title {place}", one, ("runs",), ("reading",))
        for place, one in enumerate(summaries)
    )
    more = ("runs",) if len(summaries) > 1 else ()
    write_overview(Overview(sections, tables=more), tmp_path / "index.html")
    return (tmp_path / "index.html").read_text()


def rows_of(page):
    return [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr>.*?</tr>", page)]


def test_the_page_opens_with_the_sentence_and_has_every_number(tmp_path):
    one = summary(
        [reading(), reading(judge="llm", correct=2.0, qualified=False), reading("n", correct=None, n_unscored=3)],
        [program(), program("n", n_runs=0, n_unscored=3), program("Big", n_runs=10, exact=3, source="published")],
    )
    page = overview(tmp_path, one)
    assert page.index(one.sentence) < page.index("<table")
    rows = rows_of(page)
    assert ["m", "grounded", "3", "<strong>11</strong>", "9 – 13", "27", "0", "0 – 1", "46", "108.7"] in rows
    assert ["llm, not qualified", "m", "grounded"] in [row[:3] for row in rows]
    unscored = next(row for row in rows if row[:2] == ["n", "grounded"])
    assert unscored[2:9] == ["3, 3 unscored", "unscored", "none", "unscored", "unscored", "none", "unscored"]
    assert ["m", "compiled", "curated", "2", "<strong>0</strong>", "0 – 0.66", "2", "0", "5"] in rows
    unwritten = next(row for row in rows if row[:2] == ["n", "compiled"])
    assert unwritten[3:8] == ["0, 3 more unscored", "unscored", "none", "unscored", "unscored"]
    assert any(row[:1] == ["Big, published"] for row in rows)
    for link in (
        "b0/pages/index.html",
        "b0/tables/runs.csv",
        "b0/plots/reading.svg",
        "b0/plots/reading.pdf",
        "report.html",
    ):
        assert f'href="{link}"' in page


def test_several_benchmarks_have_a_section_each_and_one_together(tmp_path):
    page = overview(tmp_path, summary([reading()]), summary([reading(correct=4.0)], codes=False))
    order = [page.index(text) for text in ('href="#b0"', 'href="#b1"', "All benchmarks together", 'id="b0"', 'id="b1"')]
    assert order == sorted(order)
    assert 'href="tables/runs.csv"' in page
    assert "There are no events for this benchmark" in page


def test_figures_lie_in_the_page(tmp_path):
    figure = tmp_path / "f.svg"
    figure.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    page = overview(tmp_path, summary([reading()], figures={"extraction_scores": figure, "reading": figure}))
    assert page.count("data:image/svg+xml;base64,") == 1
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_hostile_names_are_inert(tmp_path, results):
    one = summary([reading(HOSTILE, HOSTILE, judge=HOSTILE)], [program(HOSTILE, HOSTILE)])
    for page in (overview(tmp_path, one, one), Site(results.__class__(**{**vars(results), "summary": one})).index()):
        assert page.count("<script>") == 1
        assert "<img src=x" not in page
        assert "\u202e" not in page
