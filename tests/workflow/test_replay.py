"""The whole workflow on the recorded calls of the embedded model."""

import json

import pandas as pd
import pytest

pytestmark = pytest.mark.workflow
MODEL = "qwen2.5-coder-1.5b"


def test_extraction_table(benchmark_results):
    table = pd.read_csv(benchmark_results / "tables/extraction.csv")
    measured = table[(table["model"] == MODEL) & (table["gate"] == "off") & (table["judge"] == "deterministic")]
    assert sorted(measured["mode"]) == ["chunked", "full_text", "grounded"]
    assert (measured["n_runs"] == 2).all()
    assert measured["replayed"].all()
    assert (measured["completion_tokens"] > 0).all()
    known = table[table["mode"] == "selftest"].set_index("model")
    assert known.loc["oracle", ["median_correct", "median_hallucinations"]].tolist() == [27, 0]
    assert known.loc["nop", ["median_correct", "median_hallucinations"]].tolist() == [0, 0]
    assert known.loc["mutant", ["median_correct", "median_hallucinations"]].tolist() == [26, 1]
    assert "pattern" in set(table["model"])


def test_codegen_table(benchmark_results):
    table = pd.read_csv(benchmark_results / "tables/codegen.csv").set_index(["model", "arm"])
    assert table.loc[("oracle", "selftest"), "exactly_matched"] == 1
    assert table.loc[("mutant", "selftest"), "not_matched"] == 1
    assert table.loc[("nop", "selftest"), "execution_failed"] == 1
    assert table.loc[(MODEL, "freeform"), "n_runs"] == table.loc[(MODEL, "compiled"), "n_runs"] == 2
    assert (table["source"] == "published").sum() == 3


def test_figures_and_report_are_there_and_marked(replay, benchmark_results):
    for name in ("extraction_scores", "chunking_effect", "codegen_outcomes"):
        assert (benchmark_results / f"plots/{name}.png").stat().st_size > 10_000
        assert "REPLAY" in (benchmark_results / f"plots/{name}.svg").read_text()
    assert "replay of recorded model calls" in (replay / "report.html").read_text()


def test_a_cut_can_be_followed_to_its_sentence(benchmark_results):
    path = benchmark_results / f"extraction/{MODEL}/grounded/seed0/cuts.json"
    cuts = json.loads(path.read_text())["cuts"]
    assert cuts
    for cut in cuts:
        quote = cut["quotes"][0]
        document = json.loads((benchmark_results / f"papers/{quote['paper']}/document.json").read_text())
        pages = {page["number"]: page["text"] for page in document["pages"]}
        parts = [pages[one["page"]][one["start"] : one["end"]] for one in (quote, *quote["rest"])]
        assert quote["text"].startswith(parts[0])
        assert quote["text"].endswith(parts[-1])
        assert quote["rest"] or quote["text"] == parts[0]


def test_the_manifest_says_what_it_was_made_with(benchmark_results):
    manifest = json.loads((benchmark_results / "manifest.json").read_text())
    assert manifest["config"]["calls"] == "replay"
    assert manifest["packages"]["snakemake"]
    assert list(manifest["models"]) == [MODEL]
    assert all(len(digest) == 64 for digest in manifest["prompts"].values())
    record = json.loads((benchmark_results / f"extraction/{MODEL}/grounded/seed0/run.json").read_text())
    assert record["environment"] == manifest["environment"]
    log = (benchmark_results / "logs/workflow.log").read_text().splitlines()
    assert [line.split()[1] for line in log] == ["started:", "ended"]


def test_a_second_run_does_nothing(workflow, replay):
    done = workflow(replay, "-n", "all")
    assert "Nothing to be done" in done.stdout + done.stderr
