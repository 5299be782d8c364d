"""More kinds of faults, each by file and cut; what needs no events is found in one go as well."""

import json
import re
from functools import partial
from types import SimpleNamespace

import pytest
from pypdfium2 import PdfDocument

from cutbench.benchmarks import Fault, load_benchmark, read_benchmark
from cutbench.checking.expected import check_identities, read_expected
from cutbench.checking.files import check_files
from cutbench.checking.folder import _to_fill_in, check_folder
from cutbench.checking.reference import Run
from cutbench.checking.selections import Beside, TypedList
from cutbench.checking.statements import check_blocks, check_compiled, check_examples, check_statements, contradicting
from cutbench.errors import CutbenchError
from cutbench.events import FileSource, load_format
from cutbench.language import Names, load_language, parse_analysis
from cutbench.selection import skeleton_of_benchmark


def shown(faults, folder):
    return [str(fault).replace(f"{folder}/", "") for fault in faults]


def assert_all(lines, patterns):
    for pattern in patterns:
        assert any(re.match(pattern, line) for line in lines), (pattern, lines)


WORDS = [
    ("benchmark.yaml", "title:", "title: 'Once'\ntitle:", r"benchmark\.yaml:2: the key 'title' stands twice"),
    ("selection.adl", '"2.3"', '"9.9"', r"selection\.adl: 2\.3: there is no line for this cut"),
    ("selection.adl", "  select size(lepton)", '  keep "4.9"', r"selection\.adl:\d+: '?keep.*no line of a block"),
    ("cuts.yaml", "(muon)) < 0.5 mm'", "(muon)) < 0.5 GeV'", r"cuts\.yaml: 3\.7: .*a bound in mm is needed"),
    ("cuts.yaml", "scored: true", "scored: perhaps", r"cuts\.yaml: 1\.1: scored: Input should be a valid boolean"),
    ("cuts.yaml", "in_main_paper: 'no'", "in_main_paper: maybe", r"cuts\.yaml: 1\.1: in_main_paper: Input should be"),
    ("cuts.yaml", "evidence: ", "evidenz: ", r"cuts\.yaml: 1\.1: evidenz: no such key; near it is evidence"),
    ("benchmark.yaml", "{m4l: ", "{m5l: ", r"benchmark\.yaml: m5l: monitored: selection\.adl does not define it"),
    ("benchmark.yaml", '"1.2"]', '"8.8"]', r"benchmark\.yaml: 8\.8: not_coded: there is no cut"),
    ("papers.yaml", "role: main", "role: cited", r"papers\.yaml: role: main is \[\]"),
    ("papers.yaml", "sha256: null", "sha256: 12ab", r"papers\.yaml: 1806\.00242: sha256: "),
    ("papers.yaml", '"1902.04655"', '"1708.02810"', r"papers\.yaml: 1708\.02810: occurs 2 times"),
    ("data.yaml", "events/standin_events.root", "../../events.root", r"data\.yaml: standin: .*leads out of"),
    ("data.yaml", "dsid: 345060", "dsid: many", r"data\.yaml: dsid: Input should be a valid integer"),
    ("examples.yaml", "pT(muon) > 33 GeV", "pT(muon) > 33 mm", r"examples\.yaml: entry 1: .*a bound in GeV is needed"),
    ("names.yaml", "- ET(muon) == pT(muon)", "- ET( == pT(muon)", r"names\.yaml: equal: 'ET\( == pT\(muon\)'"),
    ("names.yaml", "objects:", "objekts:", r"names\.yaml: objekts: no group of names"),
    ("true_but_not_scored.yaml", "m(z2) - m_Z", "m(z3) - m_Z", r"true_but_not_scored\.yaml: E1: .*z3"),
]


def test_all_that_needs_no_run_is_found_at_once(folder, change):
    for file, old, new, _ in WORDS:
        change(file, old, new)
    (folder / "task.md").unlink()
    _, faults = read_benchmark(folder)
    assert_all(shown(faults, folder), [*(pattern for *_, pattern in WORDS), r"task\.md: this file .* is missing"])
    with pytest.raises(CutbenchError) as error:
        load_benchmark(folder)
    assert str(error.value) == str(faults[0]), "loading raises the first of them"


def test_yaml_that_is_none_does_not_hide_the_rest(folder, change):
    (folder / "cuts.yaml").write_text("- {id: '1.1'\n- broken")
    (folder / "names.yaml").write_text("objects: [\n")
    change("selection.adl", "pT > 5 GeV", "pTT > 5 GeV")
    lines = shown(read_benchmark(folder)[1], folder)
    patterns = [
        r"cuts\.yaml:\d+: not YAML",
        r"cuts\.yaml: not checked without it",
        r"names\.yaml:\d+: not YAML",
        r"selection\.adl:\d+: 3\.3: .*unknown name 'pTT'.*names\.yaml, which may name it, cannot be read",
    ]
    assert_all(lines, patterns)
    assert len(lines) == len(patterns)


def test_accepted_statements_and_words_that_contradict(folder, change):
    change("cuts.yaml", "  text: ET > 7 GeV", "  text: ET > 9 GeV")
    change(
        "cuts.yaml", "alternates: [pT > 7 GeV,", "accepted:\n  - 'object electron: select ET < 7 GeV'\n  alternates: ["
    )
    change("cuts.yaml", "'|eta| < 2.7'", "'|eta| < 2.7'\n  contradictions: [abs(eta) < 2.7]")
    change("selection.adl", "abs(d0sig) < 5", "abs(d0sig) < 5 and abs(d0sig) > 6")
    change("selection.adl", '"4.1" ', '"4.1" m(quadruplet[0]) > 50 GeV and ')
    text = (folder / "cuts.yaml").read_text().split("- id: '3.1'")
    text[1] = (
        text[1]
        .replace("  contradictions: [abs(eta) < 2.7]\n", "", 1)
        .replace("  contradictions: [", "  contradictions: [abs(eta) < 2.7, ", 1)
    )
    (folder / "cuts.yaml").write_text("- id: '3.1'".join(text))
    benchmark, faults = read_benchmark(folder)
    assert not faults
    cuts = list(benchmark.cuts)
    found = [*check_statements(benchmark, cuts, contradicting(benchmark, cuts), folder / "cuts.yaml")]
    found += check_compiled(benchmark, cuts, folder / "cuts.yaml")
    patterns = [
        r"cuts\.yaml: 2\.2: accepted '.*ET < 7 GeV' contradicts its own",
        r"cuts\.yaml: 2\.2: text: 'ET > 9 GeV' is read as .*, which contradicts",
        r"cuts\.yaml: 3\.1: contradictions: .* is what the cut says",
        r"selection\.adl: 2\.7: nothing can fulfil it",
        r"selection\.adl: 4\.1: .*quadruplet is made further down",
    ]
    assert_all(shown(found, folder), patterns)


def test_a_value_of_the_other_papers_that_its_text_does_not_have(folder, change):
    change("perturbed/selection.adl", "ET > 8 GeV", "ET > 11 GeV")
    variant, faults = read_benchmark(folder, "perturbed")
    assert not faults
    cuts = [cut for cut in variant.cuts if cut.object == "Electron"]
    found = check_statements(variant, cuts, [], folder / "perturbed/cuts.yaml")
    assert_all(shown(found, folder), [r"perturbed/cuts\.yaml: 2\.2: text: .*, which contradicts"])


def test_files_that_are_not_what_their_names_say(tmp_path, project):
    outside = tmp_path / "outside.yaml"
    outside.write_text("a: 1\n")
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, text in {
        "text.pdf": "%PDF-1.7 says it is one",
        "text.root": "no events",
        "wrong.json": "{",
        "wrong.yaml": "a: 1\na: 2",
        "wrong.py": "def f(:",
        "wrong.adl": "object muon\n  select pTT > 5 GeV",
        "empty.json": "",
    }.items():
        (folder / name).write_text(text)
    (folder / "out.yaml").symlink_to(outside)
    (folder / "loop.yaml").symlink_to("loop.yaml")
    document = PdfDocument.new()
    document.new_page(100, 100)
    document.save(folder / "scan.pdf")
    lines = shown(check_files(folder, Names(), ()), folder)
    patterns = [
        r"text\.pdf: is no PDF", r"scan\.pdf: has no text", r"text\.root: not a ROOT file", r"wrong\.json: not JSON",
        r"wrong\.yaml:2: the key 'a' stands twice", r"wrong\.py:1: no Python", r"wrong\.adl:2: ",
        r"empty\.json: not JSON", r"out\.yaml: a link that leads out", r"loop\.yaml: a link that leads nowhere",
    ]  # fmt: skip
    assert_all(lines, patterns)
    assert len(lines) == len(patterns)


def test_what_is_expected_can_be_true(folder):
    path = folder / "expected/cutflow.json"
    steps = json.loads(path.read_text())
    steps[3]["n_events"], steps[5]["cut"] = 2000, "2.55"
    path.write_text(json.dumps(steps))
    events = json.loads((folder / "expected/events.json").read_text())
    events["selected"] += [[1, 2], [1, 2]]
    (folder / "expected/events.json").write_text(json.dumps(events))
    benchmark, faults = load_benchmark(folder), []
    expected = read_expected(benchmark, faults)
    faults += check_identities(benchmark, expected, {(284500, 87)})
    patterns = [
        r"expected/cutflow\.json: 2\.3: rises from 578 to 2000",
        r"expected/cutflow\.json: 2\.55: there is no cut of that id that is coded",
        r"expected/cutflow\.json: 2\.5: has no row of this cut",
        r"expected/cutflow\.json: is not the cutflow",
        r"expected/cutflow\.json: 4\.8: ends at 220, but 221 events are selected",
        r"expected/events\.json: run 1, event 2 stands in it 2 times",
        r"expected/events\.json: run 1, event 2 and \d+ more: no event of events/standin_events\.root",
    ]
    assert_all(shown(faults, folder), patterns)


@pytest.mark.parametrize(
    ("file", "text"), [("events", "rubbish"), ("events", '{"selected": [[1]]}'), ("cutflow", "{}")]
)
def test_what_is_expected_is_of_the_agreed_form(folder, file, text):
    (folder / f"expected/{file}.json").write_text(text)
    faults: list[Fault] = []
    read_expected(load_benchmark(folder), faults)
    assert f"{folder}/expected/{file}.json: " in str(faults[0])


class Twin:
    """A reference that selects as some other list does."""

    def __init__(self, typed):
        self.typed = typed

    def without(self, *cuts):
        return Run(self.typed.without(*cuts))

    def each(self, wanted):
        return [self.without(*cuts) for cuts in wanted]


def beside(folder, twin_of, kind=Twin):
    lists = []
    for one in (folder, twin_of):
        benchmark = load_benchmark(one)
        events = load_format(benchmark.event_format, benchmark.data.means).model_dump()
        source = FileSource(benchmark.events, events)
        lists.append(TypedList(skeleton_of_benchmark(benchmark), benchmark.coded_cuts, source))
    found = list(Beside(load_benchmark(folder), lists[0], kind(lists[1]), []).check())
    for one in lists:
        one.source.close()
    return shown(found, folder)


def test_cuts_that_select_other_events_are_told_apart(folder, change, project):
    change("selection.adl", "abs(eta) < 2.7", "abs(eta) < 2.5")
    change("selection.adl", "m(z2) < 115 GeV", "m(z2) < 75 GeV")
    change("selection.adl", "ET > 7 GeV", "ET > 0.1 GeV")
    lines = beside(folder, project / "resources/groundtruth/atlas_h4l")
    assert [line.split(": ")[1] for line in lines if "selects other events" in line] == ["2.2", "3.1", "4.5"]


def test_a_cut_that_no_event_needs_is_a_warning(folder, change):
    change("selection.adl", "abs(eta) < 2.7", "abs(eta) < 9")
    assert [line.split(": ")[1:] for line in beside(folder, folder)] == [
        ["3.1", "no event needs it", "without it the same events are selected"]
    ]


def test_events_without_a_branch_say_which_cut_needs_it(folder, change):
    change("data.yaml", "collections:\n", "collections:\n    muon: {ptcone30: {branch: ptcone99, unit: MeV}}\n")
    benchmark = load_benchmark(folder)
    events = load_format(benchmark.event_format, benchmark.data.means).model_dump()
    with FileSource(benchmark.events, events) as source:
        typed = TypedList(skeleton_of_benchmark(benchmark), benchmark.coded_cuts, source)
        lines = shown(typed.faults(benchmark), folder)
    assert len(lines) == 1
    assert_all(lines, [r"events/standin_events\.root: 3\.5: .*no branch .*ptcone99"])


def test_a_selection_of_which_nothing_is_left_is_said_and_the_rest_is_checked(folder):
    (folder / "selection.adl").write_bytes("object muon".encode("utf-16"))
    (folder / "reference_selection.py").unlink()
    (folder / "reference_selection.py").symlink_to("reference_selection.py")
    lines = shown(check_folder(folder, seconds=5).faults, folder)
    patterns = [
        r"selection\.adl: cannot be read: not UTF-8 text",
        r"selection\.adl: not checked without it: what the cuts mean",
        r"selection\.adl: not checked: the list beside the reference",
        r"reference_selection\.py: this file of the benchmark is missing",
        r"reference_selection\.py: a link that leads nowhere",
    ]
    assert_all(lines, patterns)


def test_a_benchmark_for_reading_needs_neither_events_nor_stand_ins(folder, change):
    change("benchmark.yaml", "n_scored", "parts: [reading]\nn_scored")
    text = (folder / "papers.yaml").read_text()
    (folder / "papers.yaml").write_text(re.sub(r"standin: .*", "standin: null", text))
    for name in ("data.yaml", "reference_selection.py", "events", "expected", "standin", "perturbed"):
        path = folder / name
        for one in sorted(path.rglob("*")) if path.is_dir() else [path]:
            one.unlink()
        if path.is_dir():
            path.rmdir()
    report = check_folder(folder)
    assert shown(report.faults, folder) == []
    assert report.summary.endswith("27 cuts, 4 papers, for reading")


class Odd(Twin):
    """A reference without a cutflow, or that takes no cut to leave out."""

    def __init__(self, typed, *, skips):
        super().__init__(typed)
        self.skips = skips

    def without(self, *cuts):
        found = super().without(*cuts).events
        return Run(found.model_copy(update={"cutflow": ()})) if self.skips or not cuts else Run(problem="no --skip")


def test_a_reference_without_a_cutflow_still_tells_which_cut_differs(folder, change, project):
    change("selection.adl", "m(z1) > 50 GeV", "m(z1) > 60 GeV")
    lines = beside(folder, project / "resources/groundtruth/atlas_h4l", partial(Odd, skips=True))
    assert [line.split(": ")[1] for line in lines if "without it both agree" in line] == ["4.4"]


def test_a_reference_that_leaves_nothing_out_is_said_once(folder):
    lines = beside(folder, folder, partial(Odd, skips=False))
    assert_all(lines, [r"reference_selection\.py: no cut can be left out: --skip 1\.3: no --skip"])
    assert len(lines) == 2


def test_an_example_that_gives_a_cut_away(folder, change):
    change("examples.yaml", "pT(muon) > 33 GeV", "pT(muon) > 5 GeV")
    benchmark = load_benchmark(folder)
    lines = shown(check_examples(benchmark, benchmark.cuts), folder)
    assert [line.split(", ")[0] for line in lines] == ["examples.yaml: entry 1: says the same as cut 3.3"]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ('reject "4.1" dR(jet, electron) < 0.2', False),
        ('select "4.1" min(dphi(jets, MET)) > 0.4', False),
        ('reject "4.1" dR(this, electron) < 0.2', True),
        ('reject "4.1" dR(clean_jet, electron) < 0.2', True),
        ('select "4.1" pT > 30 GeV', True),
        ('select "4.1" pT > 0.5 * max(pT(jet))', True),
    ],
)
def test_a_block_that_asks_about_all_that_it_takes_and_not_about_its_own(tmp_path, line, meant):
    text = f"object clean_jet\n  take jet\n  {line}\n"
    analysis = parse_analysis(text, load_language().names)[0]
    found = [*check_blocks(SimpleNamespace(analysis=analysis, selection=tmp_path / "selection.adl"))]
    assert shown(found, tmp_path) == (
        [] if meant else ["selection.adl: 4.1: jet is every jet of the event here; write this for the clean_jet itself"]
    )


def test_groups_and_blocks_that_there_are_not(tmp_path, folder, change):
    change("cuts.yaml", "object: Muon", "object: Muoon")
    change("names.yaml", "equal:", "equal:\n- region signl == event")
    benchmark, faults = read_benchmark(folder)
    assert_all(
        shown(faults, folder), [r"names\.yaml: equal: 'region signl == event': there is no region signl; near it "]
    )
    assert_all(
        shown(_to_fill_in(benchmark), folder), [r"cuts\.yaml: 3\.\d: object: no group and no object is called Muoon"]
    )


def test_of_a_benchmark_for_reading_what_cannot_run_is_a_warning(folder, change):
    change("benchmark.yaml", "title:", "parts: [reading]\ntitle:")
    change("selection.adl", "m(z1) > 50 GeV", "m(z1) > 50 GeV and pT(jet) > 30 GeV")
    benchmark, _ = read_benchmark(folder)
    found = [*check_compiled(benchmark, benchmark.cuts, folder / "cuts.yaml")]
    assert {fault.weight for fault in found} == {"warning"}
    assert_all(shown(found, folder), [r"selection\.adl: 4\.\d: .*which jet\? Give a rank"])
