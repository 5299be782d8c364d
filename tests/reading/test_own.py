"""Names that an analysis gives its own quantities are read as these, however their parts would be read."""

import pytest

from cutbench.language import STYLES, load_language, relate, write
from cutbench.reading import Reader

NAMES = """
quantities:
  mbmax: {unit: GeV, least: 0, aliases: ['m^b,max', "m_T^b,max'"]}
  n_side: {unit: '1', whole: true, aliases: ['N_jet^side']}
  phi_star: {unit: '1', aliases: ['Δφ', 'cos(θ^*)']}
  track_veto: {flag: true}
properties:
  pull: {unit: '1', aliases: ['p_T^pull']}
objects:
  chargino: {}
equal:
  - "`m^0_jet,R=1.0` == m(fatjet[0])"
"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    path = tmp_path_factory.mktemp("names") / "names.yaml"
    path.write_text(NAMES, encoding="utf-8")
    return Reader(load_language(path, open_names=True))


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("m^{b,max} > 90 GeV", "event: select mbmax > 90 GeV"),
        ("m^{b,max′}_{T} > 90 GeV", "event: select mbmax > 90 GeV"),
        ("m^{b,max0}_{T} > 90 GeV", "event: select mbmax > 90 GeV"),  # a prime, as a PDF has it
        ("N^{side}_{jet} ≥ 2", "event: select n_side >= 2"),
        ("cos(θ^{*}) < 0.5", "event: select phi_star < 0.5"),
        ("Δφ > 0.5", "event: select phi_star > 0.5"),
        ("Δφ(j_1, MET) > 0.5", "event: select dphi(jet[0], MET) > 0.5"),
        ("track veto", "event: select track_veto"),
        ("jets must have p_T^pull < 0.2", "object jet: select pull(jet) < 0.2"),
        ("m^{0}_{jet,R=1.0} > 90 GeV", "event: select `m^0_jet,R=1.0` > 90 GeV"),
        ("`M_X` > 90 GeV", "event: select `M_X` > 90 GeV"),
    ],
)
def test_own_names(reader, text, statement):
    assert reader.read(text).statements == (statement,)


def test_without_the_names_they_are_nothing(reader):
    bare = Reader(load_language(open_names=True))
    assert bare.read("track veto").statements != reader.read("track veto").statements
    assert bare.read("N^{side}_{jet} ≥ 2").statements != reader.read("N^{side}_{jet} ≥ 2").statements


def test_ranks_with_a_zero_count_from_it():
    bare = Reader(load_language(open_names=True))
    assert bare.read("|∆φ(jet^{0,1,2}, MET)| > 0.3").statements == ("event: select min(dphi(jet[:3], MET)) > 0.3",)
    assert bare.read("|∆φ(jet_{1,2}, MET)| > 0.3").statements == ("event: select min(dphi(jet[:2], MET)) > 0.3",)
    assert bare.read("p_T^{j0} > 30 GeV").statements == ("event: select pT(jet[0]) > 30 GeV",)


OBJECTS = """
objects:
  hbb: {glossary: the two b-jets nearest to the Higgs mass, words: Higgs candidate, latex: H}
  tag_jets: {glossary: the two jets of the largest mass, words: tagging jet pair, latex: jj}
  w: {glossary: two light jets, words: hadronic W candidate}
  lep_z: {glossary: two leptons near the Z mass, words: leptonic Z candidate, latex: Z}
equal:
  - composite hbb == event
  - composite tag_jets == event
"""


@pytest.fixture(scope="module")
def own_language(tmp_path_factory):
    path = tmp_path_factory.mktemp("objects") / "names.yaml"
    path.write_text(OBJECTS, encoding="utf-8")
    return load_language(path, open_names=True)


@pytest.mark.parametrize(
    "statement",
    [
        "composite hbb: select m(hbb) > 90 GeV and m(hbb) < 150 GeV",
        "composite hbb: select pT(hbb) > 250 GeV",
        "composite tag_jets: select m(tag_jets) > 400 GeV",
        "event: select size(w) >= 1",
        "event: reject size(hbb) >= 2",
        "event: select dR(hbb[0], w[0]) > 1",
    ],
)
@pytest.mark.parametrize("style", STYLES)
def test_own_objects_in_each_style(own_language, statement, style):
    written = own_language.parse(statement)
    text = write([written], style, own_language)
    read = Reader(own_language).read(text)
    found = [own_language.parse(one) for one in read.statements]
    assert relate([written], found, own_language.names, own_language.equal) == "same", (text, read)


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("Higgs candidates must have |η| < 2.0", {"object hbb: select abs(eta(hbb)) < 2"}),
        ("Events with two Higgs candidates are rejected", {"event: reject size(hbb) == 2"}),
        ("The mass of the tagging jet pair must exceed 600 GeV", {"object tag_jets: select m(tag_jets) > 600 GeV"}),
        ("No hadronic W candidate with pT > 100 GeV", {"event: select size(w, pT(w) > 100 GeV) == 0"}),
        ("In each Higgs candidate, the leading b-jet must have pT > 45 GeV", {"event: select pT(bjet[0]) > 45 GeV"}),
        ("m_Z > 60 GeV", set()),
        ("|m_ll - m_Z| < 10 GeV", {"event: select abs(m(pair) - 91.1876 GeV) < 10 GeV"}),
        ("p_T^Z > 30 GeV", {"object lep_z: select pT(lep_z) > 30 GeV"}),
        ("H_T > 500 GeV", {"event: select HT > 500 GeV"}),
        ("W+jets events with MET > 200 GeV", set()),
        ("The W boson mass is 80.4 GeV", set()),
    ],
)
def test_own_objects(own_language, text, statements):
    assert set(Reader(own_language).read(text).statements) == statements
