import pytest

from cutbench.language import Names, in_latex, in_words, parse_statement

EXAMPLES = [
    ("object electron: select pT > 7 GeV", "electron pT above 7 GeV"),
    ("object electron: select id == loose or id == tight", "electron id is loose or tight"),
    ("object jet: reject dR(jet, electron) < 0.2", "jet with dR(jet, electron) below 0.2 is rejected"),
    ("object muon: select type == calo_tagged ? pT > 15 GeV", "where muon type is calo_tagged: muon pT above 15 GeV"),
    (
        "object photon: select abs(eta) < 1.37 or abs(eta) [] 1.52 2.37",
        "|photon eta| below 1.37 or (|photon eta| at least 1.52 and at most 2.37)",
    ),
    ("event: select pT(jet[1]) >= 50 GeV", "subleading jet pT at least 50 GeV"),
    (
        "event: select size(muon, pT > 20 GeV) == 2",
        "(number of instances of muon with muon pT above 20 GeV) equal to 2",
    ),
    ("event: reject MET < 200 GeV", "event with MET below 200 GeV is rejected"),
    ("region SRA (control): select MET / meff > 0.3", "region SRA (control): MET / meff above 0.3"),
    ("event: select HT / (MET / HT) > 1.5e-7 GeV", "HT / (MET / HT) above 1.5e-07 GeV"),
    ("event: select (MET > 200 GeV or HT > 1 TeV) and goodrun", "(MET above 200 GeV or HT above 1000 GeV) and goodrun"),
    ("event: select meff ][ 80 GeV 100 GeV", "not (meff above 80 GeV and below 100 GeV)"),
    ("event: select min(dphi(jet[:3], MET)) > 0.4 rad", "min(dphi(jet[:3], MET)) above 0.4 rad"),
]
FORMULAS = [
    ("object electron: select pT > 7 GeV", r"$p_{\mathrm{T}}(\mathrm{electron}) > 7~\mathrm{GeV}$"),
    ("object jet: reject dR(jet, electron) < 0.2", r"$\neg (\Delta R(\mathrm{jet}, \mathrm{electron}) < 0.2)$"),
    ("event: select MET / sqrt(HT) > 18 GeV^0.5",
     r"$\frac{E_{\mathrm{T}}^{\mathrm{miss}}}{\mathrm{sqrt}(H_{\mathrm{T}})} > 18~\mathrm{GeV}^{0.5}$"),
    ("event: select `D_{2jet}` > 1e-7", r"$\mathrm{D\_\{2jet\}} > 1 \times 10^{-7}$"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), EXAMPLES)
def test_words(text: str, words: str, names: Names) -> None:
    assert in_words(parse_statement(text, names), names) == words


@pytest.mark.parametrize(("text", "formula"), FORMULAS)
def test_latex(text: str, formula: str, names: Names) -> None:
    assert in_latex(parse_statement(text, names), names) == formula
