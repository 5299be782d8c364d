import json
from pathlib import Path

import awkward as ak
import numpy as np
import pytest

from cutbench.language import parse_analysis
from cutbench.schema.cuts import Cut
from cutbench.selection import compile_analysis, run
from cutbench.selection.skeleton import skeleton_of_benchmark

from .on_events import CODED, REAL, opened

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "resources/groundtruth/atlas_h4l"
CUTS = [row["cut"] for row in json.loads((FOLDER / "expected/cutflow.json").read_text(encoding="utf-8"))]


@pytest.fixture
def benchmark_():
    return CODED["atlas_h4l"]


@pytest.fixture
def reference():
    return opened("atlas_h4l").reference


@pytest.fixture
def real(shared_data):
    one = opened("atlas_h4l", shared_data / REAL)
    return one.events, one.data


def test_what_is_asked_of_a_member_of_a_composite_is_asked_of_the_composite(benchmark_):
    skeleton = skeleton_of_benchmark(benchmark_)

    def blocks_with(statement):
        cut = Cut(id="4.4", object="LeptonPair", text="m12", statements=(statement,))
        return [
            (block.head.name, line)
            for block in skeleton.with_cuts([cut]).blocks
            for line in block.lines
            if getattr(line, "cut", "") == "4.4"
        ]

    found = blocks_with("object z1: select m(z1) > 50 GeV")
    assert [name for name, _ in found] == ["quadruplet"]
    assert found == blocks_with("composite quadruplet: select m(z1) > 50 GeV")


@pytest.mark.parametrize("cut", [cut for cut in CUTS if cut[0] in "23"])
def test_each_cut_keeps_the_same_leptons_of_simulated_events(cut, real, benchmark_, reference):
    source, data = real
    kind, cuts = {"2": ("electron", "ELECTRON_CUTS"), "3": ("muon", "MUON_CUTS")}[cut[0]]
    statement = next(one.statements[0] for one in benchmark_.cuts if one.id == cut)
    regions = "".join(f"region n{n}\n  select size({kind}) >= {n}\n" for n in (1, 2, 3))
    text = f"object {kind}\n  {statement.partition(': ')[2]}\n{regions}"
    names = benchmark_.language.names
    result = run(compile_analysis(parse_analysis(text, names)[0], names), source)
    kept = np.asarray(ak.sum(getattr(reference, cuts)[cut](data[f"{kind}s"]), axis=1))
    assert [result.regions[f"n{n}"].tolist() for n in (1, 2, 3)] == [(kept >= n).tolist() for n in (1, 2, 3)]


def test_a_cut_speaks_of_what_is_made_above_it_only(benchmark_):
    skeleton = skeleton_of_benchmark(benchmark_)
    cut = benchmark_.cuts[-1].model_copy(update={"statements": ("composite pair: select m(quadruplet[0]) > 50 GeV",)})
    assert "quadruplet is made further down" in skeleton.runs(cut)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("object lepton: select charge(l1) == charge(l2)", "l1 is a member of a composite"),
        ("object muon: reject dR(muon, l2) < 0.2", "l2 is a member of a composite"),
        ("composite pair: select charge(l1) != charge(l2)", ""),
        ("event: select any(quadruplet, m(z1) > 50 GeV)", ""),
        ("event: select pT(l1) > 20 GeV", ""),
    ],
)
def test_members_are_named_where_their_composite_is(benchmark_, statement, problem):
    cut = benchmark_.cuts[-1].model_copy(update={"statements": (statement,)})
    found = skeleton_of_benchmark(benchmark_).runs(cut)
    assert problem in found if problem else not found
