"""Each coded cut can be made wrong, and only it."""

import pytest
import yaml

from cutbench.codegen.mutants import mutated
from cutbench.errors import CutbenchError
from cutbench.schema.cuts import CuratedCut
from cutbench.selection import compile_cuts


@pytest.fixture(scope="module")
def cuts(request):
    path = request.config.rootpath / "resources/groundtruth/atlas_h4l/cuts.yaml"
    return tuple(CuratedCut.model_validate(cut) for cut in yaml.safe_load(path.read_text()))


def test_one_cut_is_changed_and_can_still_be_compiled(cuts):
    for cut in cuts:
        if cut.coding != "yes":
            continue
        changed = [new.id for old, new in zip(cuts, mutated(cuts, cut.id), strict=True) if old != new]
        assert changed == [cut.id]
        compile_cuts(mutated(cuts, cut.id))


def test_mutants_are_looser(cuts):
    by_id = {cut.id: cut for cut in mutated(cuts, "2.3")}
    assert by_id["2.3"].predicates[0].value == pytest.approx(3 * 2.47)
    at_most_one = next(cut for cut in mutated(cuts, "4.3") if cut.id == "4.3")
    assert at_most_one.predicates[0].value == 2


def test_a_cut_that_is_not_there(cuts):
    with pytest.raises(CutbenchError, match=r"no typed cut '9\.9'"):
        mutated(cuts, "9.9")
