import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cutbench.errors import CutbenchError
from cutbench.language import STYLES, Language, load_language, relate, write
from cutbench.language import tree as t
from cutbench.language.styles.lines import turned
from cutbench.language.styles.nouns import spelled
from cutbench.schema.yaml_text import parse_yaml

ROOT = Path(__file__).parents[2]
BENCHMARK = ROOT / "resources/groundtruth/atlas_h4l"
FILES = [
    *(BENCHMARK / f"{name}.yaml" for name in ("cuts", "true_but_not_scored", "examples")),
    *(ROOT / "tests/reading/texts" / f"{name}.yaml" for name in ("styles", "other_hand", "sentences_today")),
]
STATEMENT = re.compile(r"(event|object [\w]+|composite \w+|region [^:]+): (select|reject|take|sort|best|bin)")
LINES = [
    "event: select size(lepton, pT(lepton) > 10 GeV and id(lepton) == loose) == 3",
    "object muon: reject size(track(jet)) >= 3 ? dR(muon, jet) < 0.4",
    "region CR (control): select (size(jet) [] 2 3 and size(bjet) <= 1) or (size(jet) >= 4 and HT > 300 GeV)",
    "composite quadruplet: select all(disjoint(lepton a, lepton b), flavour(a) == flavour(b) ? dR(a, b) > 0.1)",
    "event: select min(dphi(jet[:3], MET)) > 0.4",
    "object fatjet: select m(fatjet) ][ 60 GeV 100 GeV",
    "event: select any(jet, pT(jet) > 31 GeV)",
    "event: select MET > (size(jet) >= 2 ? 110 GeV : 210 GeV)",
    "event: select pT(jet[1:4]) > 33 GeV and pT(jet[-1]) > 22 GeV",
    "event: select not (MET > 220 GeV and sfos(lepton[0], lepton[1]))",
    "define meff = sum(pT(jet, pT(jet) > 50 GeV)) + MET",
    "define `y*` = exp(-eta(jet[0])) / 2",
    "region SR: take preselection",
    "region SR: bins MET: 110 GeV 220 GeV",
    'region SR: bin "low" MET [] 110 GeV 220 GeV',
    "object lepton: take union(electron, muon)",
    "composite pair: sort m descend",
]
NEIGHBOURS = [
    ("object electron: select pT > 7 GeV", "object electron: select pT >= 7 GeV"),
    ("object electron: select pT > 7 GeV", "object electron: select pT < 7 GeV"),
    ("object electron: select pT > 7 GeV", "object electron: reject pT > 7 GeV"),
    ("object electron: select pT > 7 GeV", "object muon: select pT > 7 GeV"),
    ("object electron: select pT > 7 GeV", "object loose_electron: select pT > 7 GeV"),
    ("object muon: select d0 < 1 mm", "object muon: select d0sig < 1"),
    ("object muon: select d0 < 1 mm", "object muon: select abs(d0) < 1 mm"),
    ("object muon: select type == standalone ? pT > 9 GeV", "object muon: select type != standalone ? pT > 9 GeV"),
    ("object muon: select type == standalone ? pT > 9 GeV", "object muon: select pT > 9 GeV"),
    ("event: select pT(jet[0]) > 50 GeV", "event: select pT(jet[1]) > 50 GeV"),
    ("event: select pT(jet[0]) > 50 GeV", "event: select min(pT(jet[:2])) > 50 GeV"),
    ("event: select size(jet) == 2", "event: select size(jet) >= 2"),
    ("event: select size(jet) > 2", "event: select size(jet) >= 2"),
    ("event: select m(pair) [] 66 GeV 116 GeV", "event: select m(pair) > 66 GeV and m(pair) < 116 GeV"),
    ("event: select MET > 9 GeV or HT > 8 GeV", "event: select MET > 9 GeV and HT > 8 GeV"),
    ("region A: select MET > 9 GeV", "region A (control): select MET > 9 GeV"),
]


@pytest.fixture(scope="module")
def language() -> Language:
    return load_language(BENCHMARK / "names.yaml", open_names=True)


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for one in data.values() if isinstance(data, dict) else data:
            yield from _strings(one)


def _known() -> list[str]:
    texts = [text for file in FILES for text in _strings(parse_yaml(file.read_bytes()))]
    coded = re.findall(r"^(object|composite) (\w+)$|^  (select .*)$", (BENCHMARK / "selection.adl").read_text(), re.M)
    heads, head = [], ""
    for kind, name, line in coded:
        head = f"{kind} {name}" if kind else head
        heads += [f"{head}: {line}"] if line and head else []
    return list(dict.fromkeys([*LINES, *heads, *(text for text in texts if STATEMENT.match(text))]))


KNOWN = _known()


def _says(text: str, value: float) -> bool:
    """Whether a number is in a text: in digits, as a word, as a percentage; none of something is 'no' or 'any'."""
    ways = {f"{value:g}", repr(value).removesuffix(".0"), spelled(value), f"{round(100 * value, 6):g} %"}
    ways |= {"no", "any", "opposite", "the same"} if value in {0, 1} else set()
    return any(re.search(rf"(?<![\w.]){re.escape(way)}(?![\d.]*\d)", text) for way in ways)


@pytest.mark.parametrize("style", STYLES)
def test_every_number_is_said(style: str, language: Language) -> None:
    silent = []
    for statement in KNOWN:
        text = write([statement], style, language)
        numbers = [node for node in t.walk(language.parse(statement)) if isinstance(node, t.Number)]
        silent += [(statement, text) for number in numbers if not _says(text, number.value)]
    assert silent == []


@pytest.mark.parametrize("style", ["code", "terse", "unicode", "sentence", "reasons", "veto"])
def test_no_latex(style: str, language: Language) -> None:
    assert [text for one in KNOWN if re.search(r"[\\$]", text := write([one], style, language))] == []


def test_formulas_close_what_they_open(language: Language) -> None:
    for statement in KNOWN:
        for style in ("latex", "ensuremath"):
            text = write([statement], style, language)
            assert text.count("{") == text.count("}")
            assert text.count("$") % 2 == 0


def test_the_same_text_each_time(language: Language) -> None:
    for statement in KNOWN:
        for style in STYLES:
            assert write([statement], style, language) == write([language.parse(statement)], style, language)


def test_styles_differ(language: Language) -> None:
    texts = [write(["object electron: select pT > 7 GeV"], style, language) for style in STYLES]
    assert len(set(texts)) == len(STYLES)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("one", "other"), NEIGHBOURS)
def test_neighbours_differ(one: str, other: str, style: str, language: Language) -> None:
    assert write([one], style, language) != write([other], style, language)


def test_units_and_owners_are_said(language: Language) -> None:
    for statement in KNOWN:
        tree = language.parse(statement)
        units = {node.unit for node in t.walk(tree) if isinstance(node, t.Number)} & {"GeV", "mm"}
        for style in STYLES:
            assert all(unit in write([statement], style, language) for unit in units)


def test_turned_round_means_the_same(language: Language) -> None:
    turns = 0
    for statement in map(language.parse, KNOWN):
        if isinstance(statement.line, t.Select) and (other := turned(statement.line.condition)):
            turns += 1
            veto = t.Statement(statement.head, t.Reject(other))
            assert relate(veto, statement, language.names, language.equal) == "same", statement
    assert turns > 80


def test_letters_of_an_object_that_a_benchmark_names_are_letters() -> None:
    folder = ROOT / "resources/groundtruth/atlas_hyy"
    language = load_language(folder / "names.yaml", selection=folder / "selection.adl")
    assert write(["composite diphoton: select m > 105 GeV"], "unicode", language) == "m(γγ) > 105 GeV"


def test_several_statements(language: Language) -> None:
    two = ["object electron: select pT > 7 GeV", "event: reject size(bjet) >= 1"]
    assert write(two, "terse", language) == "electron pT above 7 GeV; events with at least 1 b-jet are rejected"
    sentence = write(two, "sentence", language)
    assert sentence.startswith("Each electron must have a transverse momentum ")
    assert sentence.count(".") == 2


def test_unknown_style(language: Language) -> None:
    with pytest.raises(CutbenchError, match="no style 'verse'"):
        write([], "verse", language)


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("latex", r"Muons must satisfy $p_{\mathrm{T}} > 15~\mathrm{GeV}$ if they are calorimeter-tagged"),
        ("ensuremath", r"\ensuremath{p_{\text{T}}^{\mu}\,>\,15\,\text{GeV}} if the muon is calorimeter-tagged"),
        ("unicode", "p_T(μ) > 15 GeV if the muon is calorimeter-tagged"),
        ("code", "if mu_type == calo_tagged: mu_pt > 15*GeV"),
        ("sentence", "If a muon is calorimeter-tagged, it must have a transverse momentum above fifteen GeV."),
        ("terse", "muon pT above 15 GeV if the muon is calorimeter-tagged"),
        ("veto", "A muon is rejected if it is calorimeter-tagged and has a transverse momentum of at most 15 GeV."),
    ],
)
def test_texts(style: str, text: str, language: Language) -> None:
    assert write(["object muon: select type == calo_tagged ? pT > 15 GeV"], style, language) == text
