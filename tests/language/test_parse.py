import os
import re
import time
from pathlib import Path

import pytest
import yaml

from cutbench.errors import CutbenchError
from cutbench.language import Names, load_language, parse_statement, print_statement, read_analysis
from cutbench.language import tree as t

CORPUS = Path(__file__).parents[3] / "shared/corpus"
ADL_FILES = os.environ.get("CUTBENCH_ADL_FILES", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("object muon: select pT > 7000 MeV", "object muon: select pT > 7 GeV"),
        ("object muon: select abs(d0) < 500 um", "object muon: select abs(d0) < 0.5 mm"),
        ("object muon: select abs(d0) < 500 µm", "object muon: select abs(d0) < 0.05 cm"),
        ("object muon: select reliso < 15 %", "object muon: select reliso < 0.15"),
        ("event: select HT > 1.1 TeV", "event: select HT > 1100 GeV"),
        ("event: select (MET / sqrt(HT) > 5 GeV^0.5)", "event: select MET / sqrt(HT) > 5 GeV^(1/2)"),
        ("event: select dphi(jet[0], MET) > 180 deg", "event: select dphi(jet[0], MET) > 3.14159265359 rad"),
        (
            "event: select MET > 200 GeV && HT > 1 TeV || goodrun",
            "event: select MET > 200 GeV and HT > 1 TeV or goodrun",
        ),
        ("event: select Size(jets) >= 2", "event: select size(jet) >= 2"),
        ("event: select dPhi(jets[0], MET) > 0.4", "event: select dphi(jet[0], MET) > 0.4"),
        ("event: select jets[0].pT > 50 GeV", "event: select pT(jet[0]) > 50 GeV"),
        ("event: select {jets[0]}pt > 50 GeV", "event: select pT(jet[0]) > 50 GeV"),
        ("event: select {jet[0] jet[1]}m > 50 GeV", "event: select m(jet[0] + jet[1]) > 50 GeV"),
        ("object jet: select |eta| < 2.5", "object jet: select abs(eta(jet)) < 2.5"),
        ("event: select MET > 200 GeV ? HT > 1 TeV : ALL", "event: select MET > 200 GeV ? HT > 1 TeV"),
        ("event: select 200 GeV < MET < 300 GeV", "event: select MET > 200 GeV and MET < 300 GeV"),
        ("event: select MET ≥ 200 GeV", "event: select MET >= 200 GeV"),
        ("object jet: select dR(this, electron) > 0.2", "object jet: select dR(jet, electron) > 0.2"),
        ("object jet: select size(muon, pT > 5 GeV) == 0", "object jet: select size(muon, pT(muon) > 5 GeV) == 0"),
        ("composite pair: select m ~= 91.2 GeV", "composite pair: best abs(m - 91.2 GeV)"),
    ],
)
def test_ways_to_write_the_same(one: str, other: str, names: Names) -> None:
    assert parse_statement(one, names) == parse_statement(other, names)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("event: select MET > 200 mm", "a bound in GeV is needed"),
        ("event: select MET > 200", "a bound in GeV is needed"),
        ("event: select size(jet) > 2 GeV", "a bound in a pure number is needed"),
        ("event: select MTE > 200 GeV", r"unknown name 'MTE'; near it are mT, mT2, MHT; write `MTE`"),
        ("event: select xyzzy > 200 GeV", "no known name is near it"),
        ("event: select pT > 7 GeV", r"pT of what\? Write pT\(...\)"),
        ("event: select MET > 5 kg", "does not parse at 'kg'"),
        ("event: select MET >", "does not parse at its end"),
        ("event: select MET + 2 GeV", "a condition is needed, not a number"),
        ("MET > 5 GeV", "a statement begins with its block"),
        ("event: select MET > linear(HT, 3 GeV, 1 GeV, 2 GeV, 5 GeV)", "have to rise"),
        ("event: select MET > 2 GeV / 0", "cannot be computed"),
        ("event: select " + "(" * 60 + "MET > 2 GeV" + ")" * 60, "nested more than"),
        ("event: select " + "MET + " * 200_000 + "MET > 2 GeV", "a line may have"),
        ("event: select " + "(" * 1_000_000, "a line may have"),
    ],
    ids=range(15),
)
def test_what_is_wrong_is_said_on_one_line_and_soon(text: str, message: str, names: Names) -> None:
    begun = time.monotonic()
    with pytest.raises(CutbenchError, match=message) as caught:
        parse_statement(text, names)
    assert time.monotonic() - begun < 20
    assert "\n" not in str(caught.value)


def test_open_names_keep_what_is_not_known(open_names: Names, names: Names) -> None:
    symbol = t.Requirement(t.Symbol("MTE"), t.Interval(t.Number(200, "GeV"), None))
    for text, known in (("event: select MTE > 200 GeV", open_names), ("event: select `MTE` > 200 GeV", names)):
        assert parse_statement(text, known).line == t.Select(symbol)


def test_statements_of_many_papers_parse_and_read_back(open_names: Names) -> None:
    if not CORPUS.is_dir():
        pytest.skip("no folder ../shared/corpus with statements of papers")
    entries = [
        one for name in ("styles", "sentences") for one in yaml.safe_load((CORPUS / f"{name}.yaml").read_bytes())
    ]
    texts = [text for one in entries for text in one.get("statements", one.get("statement", []))]
    assert len(texts) > 200
    for text in texts:
        statement = parse_statement(text, open_names)
        assert parse_statement(print_statement(statement), open_names) == statement, text


@pytest.mark.skipif(not ADL_FILES, reason="CUTBENCH_ADL_FILES is no folder with public ADL files")
def test_public_files_parse(open_names: Names) -> None:
    line = re.compile(r"[ \t]*(select|reject|define|bin)\b", re.IGNORECASE)
    n_lines = n_faults = 0
    for path in Path(ADL_FILES).glob("*.adl"):
        text = path.read_text(encoding="utf-8", errors="replace")
        n_lines += sum(bool(line.match(one)) for one in text.splitlines())
        n_faults += sum(bool(line.match(fault.text)) for fault in read_analysis(text, open_names)[1])
    assert n_lines > 500
    assert n_faults < 0.05 * n_lines


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a", r"names\.yaml: must be a mapping"),
        ("objects: [a]", r"names\.yaml: objects: must be a mapping"),
        ("objects: {a: 5}", r"names\.yaml: objects\.a: "),
        ("objects: {a: {aliases: 5}}", r"names\.yaml: objects\.a: "),
        ("equal: 5", r"names\.yaml: equal: must be a list"),
        ("objects: {a: {}\n", r"names\.yaml:\d: not YAML"),
        ("objects: {a: {}}\nobjects: {b: {}}", r"names\.yaml:2: the key 'objects' stands twice"),
    ],
)
def test_a_file_of_names_that_is_none_is_one_line(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "names.yaml"
    path.write_text(text)
    with pytest.raises(CutbenchError, match=problem):
        load_language(path)


def test_a_region_with_a_hyphen_may_be_taken():
    line = parse_statement("region SR-2x: take SR-1L", load_language().names).line
    assert line == t.Take(t.Symbol("SR-1L"))
