"""Faults in a copy of a benchmark: all are found in one go, and none hides another."""

import re

from typer.testing import CliRunner

from cutbench.cli import app

RUNNER = CliRunner()
SKIP_RAISES = "    options = parser.parse_args()\n"


def checked(folder, *options):
    """Return the exit code and the lines, without the folder in front."""
    done = RUNNER.invoke(app, ["check", str(folder), *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output.replace(f"{folder}/", "").splitlines()


def plant_most(folder, change):
    change("selection.adl", "abs(eta) < 2.7", "abs(etaa) < 2.7")
    change("selection.adl", "ET > 7 GeV", "ET > 7 GeVV")
    change("selection.adl", "abs(z0sintheta) < 0.5 mm", "abs(z0sintheta) < 0.5 GeV")
    change("selection.adl", '"3.8" type != standalone ? abs(d0) < 1 mm', '"3.8" pT < 4 GeV')
    change("selection.adl", "m(z1) > 50 GeV", "m(z1) > 60 GeV")
    change("cuts.yaml", "- id: '4.8'", "- id: '4.7'")
    change("names.yaml", "latex: Z_2", "latexx: Z_2")
    change("benchmark.yaml", "n_scored: 27", "n_scored: 26")
    (folder / "standin/1902.04655.pdf").write_text("This is no PDF.\n")
    (folder / "standin/1712.02304.pdf").unlink()
    events = folder / "expected/events.json"
    events.write_text(re.sub(r'"selected": .*,$', '"selected": [],', events.read_text(), flags=re.MULTILINE))


MOST = [
    r"selection\.adl:\d+: 3\.1: .*unknown name 'etaa'",
    r"selection\.adl:\d+: 2\.2: .*GeVV",
    r"selection\.adl:\d+: 2\.6: .*a bound in mm is needed",
    r"selection\.adl: 3\.8: contradicts 3\.3: .*pT < 4 GeV.*pT > 5 GeV",
    r"cuts\.yaml: 4\.7: occurs 2 times",
    r"names\.yaml: objects\.z2: latexx: no field",
    r"cuts\.yaml: 27 cuts, but benchmark\.yaml says n_scored: 26",
    r"standin/1902\.04655\.pdf: is no PDF",
    r"papers\.yaml: 1712\.02304: there is no file standin/1712\.02304\.pdf",
    r"expected/events\.json: no event is selected",
]


def assert_each_once(lines, patterns):
    for pattern in patterns:
        assert sum(bool(re.match(pattern, line)) for line in lines) == 1, (pattern, lines)


def test_all_planted_faults_are_reported_in_one_go(folder, change):
    plant_most(folder, change)
    (folder / "events/more_events.root").write_text("These are no events.\n")
    raising = SKIP_RAISES + "    if '4.6' in options.skip:\n        raise ValueError('no such\\ndistance')\n"
    change("reference_selection.py", SKIP_RAISES, raising)
    code, lines = checked(folder)
    assert code == 1
    more = [
        r"events/more_events\.root: not a ROOT file",
        r"reference_selection\.py: 4\.6: --skip 4\.6: raises ValueError: no such distance \(line \d+\)",
        r"selection\.adl: 4\.4: selects other events than reference_selection\.py: 0 more, \d+ fewer",
    ]
    assert_each_once(lines, [*MOST, *more])
    faults = [line for line in lines[:-1] if not line.startswith(("unchecked", "warning"))]
    assert faults == sorted(faults, key=lambda line: re.split(r":| ", line)[0]), "by file"


def test_without_events_and_reference_the_rest_is_found_and_what_is_not_looked_at_is_said(folder, change):
    plant_most(folder, change)
    (folder / "events/standin_events.root").write_text("These are no events.\n")
    change("reference_selection.py", SKIP_RAISES, "    raise ValueError('nothing works')\n")
    code, lines = checked(folder)
    assert code == 1
    more = [
        r"events/standin_events\.root: not a ROOT file",
        r"unchecked: events/standin_events\.root: not checked without it",
        r"unchecked: reference_selection\.py: not checked without events; .* raises ValueError: nothing works",
        r"cuts\.yaml: 4\.4: text: .* is read as .*, which contradicts",
    ]
    assert_each_once(lines, [*MOST, *more])


def test_a_line_that_is_no_cut_hides_no_cause_behind_a_cut_each(folder, change):
    change("selection.adl", "  take preselection", "  take preselecton")
    code, lines = checked(folder)
    assert code == 1
    assert_each_once(
        lines, [r"selection\.adl:\d+: 'take preselecton': unknown name", r"unchecked: selection\.adl: not checked"]
    )
    assert not any("selects other events" in line for line in lines)
