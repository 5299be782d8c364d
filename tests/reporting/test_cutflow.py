import pytest

from cutbench.reporting import style
from cutbench.reporting.cutflow import Counted, tabulate_cutflow
from cutbench.reporting.figures.arms import by_arm
from cutbench.reporting.figures.cutflow import draw_cutflow
from cutbench.schema.cuts import Cut
from cutbench.schema.events import CutflowStep

CUTS = [Cut(id=id_, object="Muon", text=f"cut {id_}") for id_ in ("1", "2", "3")]


def steps(**counts):
    return tuple(CutflowStep(cut=cut.removeprefix("c"), n_events=n) for cut, n in counts.items())


REFERENCE = steps(c1=100, c2=50, c3=40)


def program(cutflow, model="m", arm="freeform", answer="one"):
    return Counted(model, arm, cutflow, answer)


def test_counts_and_efficiencies_beside_the_reference():
    one, other = program(REFERENCE), program(steps(c1=100, c2=80, c3=40), answer="other")
    table = tabulate_cutflow([one, other], REFERENCE, CUTS).set_index("cut")
    second = table.loc["2"]
    assert second[["n_runs", "n_distinct", "n_reference"]].tolist() == [2, 2, 50]
    assert second[["n_events", "n_low", "n_high"]].tolist() == [65, 50, 80]
    assert second[["efficiency_reference", "efficiency", "efficiency_low", "efficiency_high"]].tolist() == [
        0.5,
        0.65,
        0.5,
        0.8,
    ]
    assert second[["object", "text"]].tolist() == ["Muon", "cut 2"]
    assert table.loc["1", ["efficiency_reference", "efficiency"]].isna().all()


def test_a_cut_that_is_not_counted_has_no_efficiency_after_it():
    table = tabulate_cutflow([program(steps(c1=90, c3=30, mine=30))], REFERENCE, CUTS).set_index("cut")
    assert table["n_runs"].tolist() == [1, 0, 1]
    assert table.loc[["2"], "n_events"].isna().all()
    assert table.loc["3", "n_events"] == 30
    assert table.loc[["3"], "efficiency"].isna().all()


def test_nothing_is_left_and_nothing_is_divided_by_it():
    table = tabulate_cutflow([program(steps(c1=10, c2=0, c3=0))], REFERENCE, CUTS).set_index("cut")
    assert table.loc["2", "efficiency"] == 0
    assert table.loc[["3"], "efficiency"].isna().all()


def test_programs_that_count_no_cut_of_the_reference_are_left_out():
    programs = [program(()), program(steps(mine=3), "other"), program(REFERENCE, arm="selftest")]
    table = tabulate_cutflow(programs, REFERENCE, CUTS)
    assert set(table["arm"]) == {"selftest"}
    style.use_style()
    (text,) = draw_cutflow(table).texts
    assert "No cutflow to show" in text.get_text()


@pytest.mark.parametrize("n_models", [1, 5])
def test_each_model_has_two_panels(n_models):
    style.use_style()
    programs = [program(REFERENCE, f"m{n}", arm) for n in range(n_models) for arm in ("freeform", "compiled")]
    table = tabulate_cutflow(programs, REFERENCE, CUTS)
    figure = draw_cutflow(table)
    assert len(figure.axes) == 2 * n_models
    assert not set(style.model_colours(by_arm(table)).values()) & {style.GREY}
    assert figure.axes[0].get_title(loc="left") == "m0\nn = 1 / 1"
    assert [one.get_text() for one in figure.axes[0].get_yticklabels()] == ["1 cut 1", "2 cut 2", "3 cut 3"]


def test_programs_of_rules_are_grey():
    table = tabulate_cutflow([program(REFERENCE, "pattern", "compiled"), program(REFERENCE)], REFERENCE, CUTS)
    colours = style.model_colours(by_arm(table))
    assert colours == {"pattern": style.GREY, "m": style.MODEL_COLOURS[0]}
