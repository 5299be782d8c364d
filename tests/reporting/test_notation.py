import re
from html import unescape

import pytest

from cutbench.reporting.pages.notation import number, physics

TEXTS = [
    "E_{T} > 7 GeV",
    "118 < m_{4l} < 129 GeV, n_{jets} = 10",
    "m_ll_sfos_any > 5 GeV and d_0 < 1.5e-3",
    r"$E_{\mathrm{T}}^{\mathrm{miss}} \geq 250~\mathrm{GeV}$, \alpha_2 and \unknown{3}",
    "object muon: select abs(z0sintheta) < 0.5 mm and chi2ndf <= 6",
    "36.1 fb^{−1}, 10^3, p^{2}_{T}, a_{b_{7}}, {8}, _9, ^1, x_{",
    "size(jet[:3], pT > 30 GeV) >= 2",
    "HLT_e26_lhtight_nod0 AnalysisMuonsAuxDyn.pt 1_000",
]


def plain(html):
    """What a page shows as text, with powers written out."""
    powers = str.maketrans({power: f"^{digit}" for digit, power in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")})
    return unescape(re.sub(r"</?su[bp]>", "", html)).translate(powers)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("E_{T}", "E<sub>T</sub>"),
        ("E_T above 7", "E<sub>T</sub> above 7"),
        ("ET > 7 GeV", "E<sub>T</sub> &gt; 7 GeV"),
        (r"\Delta R and \eta", "ΔR and η"),
        ("m_ll_sfos_any", "m<sub>ℓℓ, sfos, any</sub>"),
        ("m_{4l}", "m<sub>4ℓ</sub>"),
        ("MET", "E<sub>T</sub><sup>miss</sup>"),
        ("abs(eta) <= 2.5", "|η| ≤ 2.5"),
        ("size(jet) == 1", "N(jet) = 1"),
        (r"$p_{\mathrm{T}} \geq 5~\mathrm{GeV}$", "p<sub>T</sub> ≥ 5 GeV"),
        ("10^-3 fb^{−1}", "10⁻³ fb⁻¹"),
        ("N^{obs}", "N<sup>obs</sup>"),
    ],
)
def test_a_quantity_is_set_as_physicists_write_it(text, html):
    assert physics(text) == html


@pytest.mark.parametrize("text", TEXTS)
def test_no_number_is_lost_or_changed(text):
    written = re.sub(r"\d(?=sintheta)|(?<=chi)\d", "", text)  # names of quantities keep theirs as well
    for digits in re.findall(r"\d+", written):
        assert digits in re.findall(r"\d+", plain(physics(text))), physics(text)


@pytest.mark.parametrize("text", ["HLT_e26_lhtight_nod0", "AnalysisMuonsAuxDyn.pt", "met the target", "a plain word"])
def test_words_that_are_no_quantities_stay(text):
    assert physics(text) == text


@pytest.mark.parametrize(
    "text", ["<b>E_{T}</b>", "E_{<img src=x onerror=alert(1)>}", "m_{&lt;i&gt;}", r"\<script>", "x^{</sup><script>}"]
)
def test_what_is_set_stays_escaped(text):
    tags = re.findall(r"<[^>]*>", physics(text))
    assert set(tags) <= {"<sub>", "</sub>", "<sup>", "</sup>"}


def test_what_cannot_be_seen_is_spelled_out_and_long_text_is_cut():
    assert physics("\u202ex") == "⟨U+202E⟩x"
    assert "10,000 characters in all" in physics("x" * 10_000)


def test_numbers_are_short():
    assert [number(value) for value in (None, 4.0, 4.5, 1234.0)] == ["–", "4", "4.5", "1,234"]
