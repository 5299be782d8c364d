"""Regions that lines name: a cut is right in its regions, and whether they are right is counted apart."""

import pytest

from cutbench.benchmarks import folder_of, load_benchmark
from cutbench.judging import DeterministicJudge, score
from cutbench.judging.regions import plain
from cutbench.reading import Reader
from cutbench.schema.cuts import Cut, CutList, Region


@pytest.fixture(scope="module")
def search(request):
    benchmark = load_benchmark(folder_of(request.config.rootpath / "resources/groundtruth", "1711.08008"))
    return DeterministicJudge.of(benchmark, Reader(benchmark.language.opened()))


def line(statement, *regions, name="x"):
    return Cut(id=name, object="Event", text="as it says", statements=(statement,), regions=regions)


def judged(judge, *lines, regions=()):
    return judge.judge(CutList(cuts=lines, regions=tuple(regions)))


@pytest.mark.parametrize(
    ("statement", "regions", "verdict", "against"),
    [
        ("event: select MET > 300 GeV", (), "partial", "5.1"),  # of which region?
        ("event: select MET > 300 GeV", ("SR",), "correct", "5.1"),
        ("event: select MET > 300 GeV", ("signal region",), "correct", "5.1"),
        ("event: select MET > 300 GeV", ("Validation region",), "correct", "6.1"),
        ("event: select MET > 300 GeV", ("CR",), "contradictory", "7.1"),
        ("region control (control): select MET > 100 GeV", (), "correct", "7.1"),  # there is one control region
        ("region validation: select MET > 300 GeV", (), "correct", "6.1"),
        ("event: select MET > 100 GeV", ("CR",), "correct", "7.1"),  # and no conflict with that of the signal region
        ("event: select MET > 200 GeV", ("SR",), "contradictory", "5.1"),
        ("event: select MET > 300 GeV", ("SR_bin1",), "partial", "5.1"),  # true of it, as of others
        ("event: select size(vertex) >= 1", (), "correct", "1.3"),
        ("event: select size(vertex) >= 1", ("preselection",), "correct", "1.3"),
        ("event: select size(vertex) >= 1", ("SR", "VR", "CR"), "correct", "1.3"),  # of all regions
        ("event: select size(vertex) >= 1", ("CR",), "partial", "1.3"),
        ("object jet: select pT > 30 GeV", ("SR",), "correct", "3.1"),
    ],
)
def test_verdicts(search, statement, regions, verdict, against):
    found = judged(search, line(statement, *regions)).extracted["x"]
    assert (found.verdict, found.against) == (verdict, against), found.reason


@pytest.mark.parametrize(
    ("cut", "statement", "regions", "values", "right"),
    [
        ("5.1", "event: select MET > 300 GeV", (), True, False),  # nothing is said of regions
        ("5.1", "event: select MET > 300 GeV", ("SR",), True, True),
        ("5.1", "event: select MET > 300 GeV", ("SR", "VR"), True, True),  # the validation region asks for it, too
        ("5.1", "event: select MET > 300 GeV", ("VR",), False, None),  # the cut of the validation region
        ("5.1", "event: select MET > 300 GeV", ("SR", "CR"), True, False),
        ("5.1", "event: select MET > 200 GeV", ("SR",), False, None),
        ("1.3", "event: select size(vertex) >= 1", (), True, None),  # silence is right of what all regions ask for
        ("1.3", "event: select size(vertex) >= 1", ("CR",), True, False),
        ("3.1", "object jet: select pT > 30 GeV", (), True, None),
    ],
)
def test_values_and_regions_are_told_apart(search, cut, statement, regions, values, right):  # noqa: PLR0917
    found = judged(search, line(statement, *regions)).curated[cut]
    assert (found.values, found.regions) == (values, right)


def test_a_region_that_the_list_divides_stands_for_its_parts(search):
    parts = [Region(id=name, kind="signal", parent="both") for name in ("SR", "VR")]
    found = judged(search, line("event: select MET > 300 GeV", "both"), regions=parts).curated
    assert found["5.1"].regions is True
    assert found["6.1"].regions is True


def test_counts_of_a_list(search):
    lines = [
        line("event: select MET > 300 GeV", "SR", name="a"),
        line("event: select MET > 100 GeV", name="b"),
        line("event: select MET < 50 GeV", name="c"),
        line("event: select size(vertex) >= 1", name="d"),
    ]
    found = score(judged(search, *lines))
    assert (found.n_correct, found.n_values, found.n_curated) == (2, 3, 30)
    assert (found.n_regional, found.n_region_correct) == (2, 1)
    assert (found.n_regions_found, found.n_regions) == (4, 6)  # the bins of the signal region
    assert found.n_contradictions == 1, "b and c"


@pytest.mark.parametrize("name", ["SRA-TT", "SRA_TT", "SRA TT", "signal region A-TT", "sra-tt"])
def test_spellings_of_a_region(name):
    assert plain(name) == "sratt"


def test_who_says_it_of_each_part_of_a_region_says_it_of_the_region(search):
    bins = [f"SR_bin{number}" for number in range(1, 5)]
    one_line = judged(search, line("event: select MET > 300 GeV", *bins))
    lines = judged(search, *(line("event: select MET > 300 GeV", name, name=name) for name in bins))
    assert one_line.curated["5.1"].verdict == lines.curated["5.1"].verdict == "found"
    assert {one.verdict for one in (*one_line.extracted.values(), *lines.extracted.values())} == {"correct"}
    some = judged(search, line("event: select MET > 300 GeV", *bins[:3]))
    assert (some.curated["5.1"].verdict, some.extracted["x"].verdict) == ("partial", "partial")


SCALED = ("event: select `S_T^γ` [] 800 GeV 1000 GeV", "event: select MET > 300 GeV")


@pytest.mark.parametrize(
    ("statements", "known"),
    [(SCALED, True), (SCALED[:1], True), (SCALED[1:], False), ((*SCALED, "event: select HT > 90 GeV"), False)],
)
def test_a_bin_without_a_name_is_the_one_that_asks_the_same(search, statements, known):
    lines = [line(one, "bin3-2", name=str(number)) for number, one in enumerate(statements)]
    found = judged(search, *lines, regions=[Region(id="bin3-2", kind="bin")])
    assert ("SR_bin2" in found.regions_found) is known


def test_what_is_asked_of_all_events_is_right_also_where_a_bin_asks_for_it_again(request):
    benchmark = load_benchmark(folder_of(request.config.rootpath / "resources/groundtruth", "1705.04673"))
    judge = DeterministicJudge.of(benchmark, Reader(benchmark.language.opened()))
    lines = [line("event: select MET > 200 GeV", name="a"), line("event: select MET > 200 GeV", "bin_MET1", name="b")]
    assert judged(judge, *lines).curated["5.4"].regions is True
    assert judged(judge, lines[1]).curated["5.4"].regions is not True
