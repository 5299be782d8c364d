"""Corruptions are what their kinds claim, whatever they are written like."""

import pytest

from cutbench.judging import Corruptions, calibration_lists, changes, find_decoys, written
from cutbench.judging.corruptions import CONTRADICTORY, CORRECT, KINDS
from cutbench.language import STYLES, load_language, print_statement

LANGUAGE = load_language(open_names=True)


@pytest.fixture(scope="module")
def corruptions(benchmark_folder):
    return Corruptions(benchmark_folder, benchmark_folder.language.opened())


def changed(kind, *texts):
    statements = tuple(map(LANGUAGE.parse, texts))
    return ["; ".join(map(print_statement, made)) for made in KINDS[kind].change(statements) if made != statements]


def test_all_kinds_and_styles_occur_and_each_list_is_in_one_style(lists):
    assert {line.kind for one in lists for line in one.lines} == {*KINDS, "decoy"}
    assert [one.style for one in lists[:9]] == [*STYLES, STYLES[0]]
    assert all(one.dropped not in {line.of for line in one.lines} for one in lists)


def test_every_corrupted_line_is_to_its_truth_what_its_kind_claims(lists, corruptions, benchmark_folder):
    cuts = {cut.id: cut for cut in benchmark_folder.cuts}
    lines = [line for one in lists for line in one.lines if line.of]
    assert len(lines) == 320
    for line in lines:
        said, cut = changes.in_base(line.statements), cuts[line.of]
        relation = corruptions.relation(said, corruptions.parsed(cut.statements))
        assert (relation == "same") is (line.allowed == CORRECT)
        assert relation in KINDS[line.kind].relations
        assert line.allowed != CONTRADICTORY or corruptions.conflicts(said, cut)


def test_a_line_is_written_in_the_style_of_its_list(lists, corruptions):
    for one in lists:
        for line in one.lines:
            if line.of:
                assert line.cut.text == written(line.statements, one.style, corruptions.language)


def test_lists_repeat_and_another_seed_gives_others(lists, benchmark_folder, decoys):
    again, other = (
        list(calibration_lists(benchmark_folder, decoys, n_lists=3, n_lines=5, seed=seed)) for seed in (0, 1)
    )
    assert again == lists[:3]
    assert other != again


def test_what_the_curated_list_demands_of_the_other_object_is_no_corruption(corruptions, benchmark_folder):
    cuts = {cut.id: cut for cut in benchmark_folder.cuts}
    assert corruptions.of("wrong object", cuts["2.6"]) == []
    (made,) = corruptions.of("wrong object", cuts["2.2"])
    assert print_statement(made[0]) == "object muon: select ET > 7 GeV"


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("other unit, same value", "object jet: select pT > 0.5 GeV", "object jet: select pT > 500 MeV"),
        ("other unit, same value", "object muon: select d0 < 0.5 mm", "object muon: select d0 < 500 um"),
        (
            "other unit, same value",
            "object muon: select ptcone20 / pT < 0.15",
            "object muon: select ptcone20 / pT < 15 %",
        ),
        ("wrong unit", "object muon: select d0 < 0.5 mm", "object muon: select d0 < 0.5 cm"),
        ("other number", "event: select size(jet) == 2", "event: select size(jet) == 3"),
        ("other operator", "event: select size(jet) == 2", "event: select size(jet) != 2"),
        ("other operator", "object jet: reject pT < 20 GeV", "object jet: select pT < 20 GeV"),
        ("wrong object", "event: select pT(jet[0]) > 50 GeV", "event: select pT(photon[0]) > 50 GeV"),
        (
            "wrong condition",
            "event: select size(jet) > 2 ? MET > 9 GeV",
            "event: select not size(jet) > 2 ? MET > 9 GeV",
        ),
    ],
)
def test_statements_of_any_analysis_can_be_changed(kind, text, expected):
    assert expected in changed(kind, text)


def test_a_property_that_only_some_have_is_said_of_no_others():
    assert changed("wrong object", "object muon: select type == standalone") == []


def test_numbers_of_a_condition_stay():
    made = changed("other number", "event: select MET > 30 GeV ? HT > 100 GeV")
    assert len(made) == 4
    assert all("MET > 30 GeV" in text for text in made)


def test_percent_is_written_as_people_do():
    *_, made = changes.same_value((LANGUAGE.parse("object muon: select ptcone20 / pT < 0.15"),))
    texts = {style: written(made, style, LANGUAGE) for style in STYLES}
    assert r"15\%" in texts["latex"]
    assert "15 %" in texts["unicode"]
    assert "0.15" in texts["code"]


def test_decoys_are_about_other_things(decoys, benchmark_folder):
    assert len(decoys) >= 15
    assert not {one.object for one in decoys} & {"Electron", "Muon", "Quadruplet"}


def with_cuts(benchmark, *statements, kind="Tau"):
    """The benchmark with other cuts, each of one statement."""
    cuts = [
        benchmark.cuts[2].model_copy(update={"object": kind, "statements": (statement,), "accepted": ()})
        for statement in statements
    ]
    return benchmark.model_copy(update={"cuts": tuple(cuts)})


def test_a_cut_that_is_also_ours_is_no_decoy(benchmark_folder):
    ours = benchmark_folder.cuts[2].statements[0]
    other = with_cuts(benchmark_folder, ours, "event: select size(tau) >= 4")
    assert [print_statement(one.statements[0]) for one in find_decoys(benchmark_folder, [other])] == [
        "event: select size(tau) >= 4"
    ]


@pytest.mark.parametrize(
    ("veto", "decoys"),
    [
        ("event: select size(electron) == 0", 0),
        ("event: select size(lepton) == 0", 0),
        ("event: reject size(muon) >= 1", 0),
        ("event: select size(photon) == 0", 1),
        ("event: select size(electron) <= 2", 1),
    ],
)
def test_what_is_made_of_vetoed_objects_is_no_decoy(benchmark_folder, veto, decoys):
    vetoing = with_cuts(benchmark_folder, veto, kind="Event").model_copy(update={"true_but_not_scored": ()})
    other = with_cuts(benchmark_folder, "composite quadruplet: select m > 100 GeV", kind="Quadruplet")
    assert len(find_decoys(vetoing, [other])) == decoys
