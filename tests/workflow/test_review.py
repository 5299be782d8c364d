"""Between extraction and code generation a person has the last word, if the configuration says so."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from cutbench.paths import Layout
from cutbench.schema.cuts import CutList, digest_of
from cutbench.steps.review import review_store

pytestmark = pytest.mark.workflow
RULES_ALONE = ("codegen={models: [], cuts_from: pattern/pattern, review: required}",)


@pytest.fixture(scope="module")
def copy(benchmark_results, tmp_path_factory):
    """A copy of the results, to be written to."""
    return Path(shutil.copytree(benchmark_results, tmp_path_factory.mktemp("review") / benchmark_results.name))


def test_step_2_waits_for_the_approval_and_codes_what_was_approved(workflow, copy):
    layout = Layout(str(copy))
    target = layout.table.format(table="codegen")
    before = pd.read_csv(target).set_index(["model", "arm"]).loc[("pattern", "compiled")]
    # The words of the list do not say which muons are exempt from some cuts, so rules alone do not match.
    assert (before["cuts_from"], before["not_matched"]) == ("groundtruth", 1)

    # A copy does not know under which configuration it was made.
    shutil.rmtree(copy / "codegen/pattern")
    Path(target).unlink()
    waiting = workflow(copy.parent, target, config=RULES_ALONE)
    assert waiting.returncode == 1
    said = [line for line in (waiting.stdout + waiting.stderr).splitlines() if "nobody has approved" in line]
    assert f"`cutbench review {copy}`" in said[0]
    assert "Traceback" not in waiting.stdout + waiting.stderr

    store = review_store(layout, "pattern", "pattern", 0)
    original = CutList.read(Path(layout.cuts.format(model="pattern", mode="pattern", seed=0)))
    for version, cut in enumerate(original.cuts):
        store.change(digest_of(original), version, by="Tester", action="reject", cut=cut.id)
    store.change(digest_of(original), len(original.cuts), by="Tester", action="approve")
    done = workflow(copy.parent, target, config=RULES_ALONE)
    assert done.returncode == 0, done.stderr[-2000:]
    after = pd.read_csv(target).set_index(["model", "arm"]).loc[("pattern", "compiled")]
    assert (after["cuts_from"], after["exactly_matched"]) == ("pattern/pattern", 0)
    run = json.loads((copy / "codegen/pattern/compiled/seed0/run.json").read_text())
    assert run["notes"][0].startswith("cut list approved by Tester at 20")
    assert json.loads((copy / "manifest.json").read_text())["coded_cuts"].endswith("approved by a person")

    # The approval is of the cuts that it was made on, and of no others.
    original.model_copy(update={"cuts": original.cuts[1:]}).write(store.cuts)
    stopped = workflow(copy.parent, target, config=RULES_ALONE)
    assert stopped.returncode == 1
    assert "the approval by Tester at" in stopped.stdout + stopped.stderr
    assert "Traceback" not in stopped.stdout + stopped.stderr
