"""Small papers of one difficulty each, with the text that a person reads on their pages."""

from pathlib import Path

import pytest

from cutbench.extraction.sentences import sentences_of
from cutbench.papers import body_sections, parse_pdf

CASES = Path(__file__).parent / "cases"
NUMBERS = "numbers of lines in the margin of page 1, as in drafts, are left out"
COLUMNS = [
    "Muons must have a pT greater than 25 GeV. Electrons must have a pT greater than 7 GeV. Jets must "
    "have a pT greater "
    "than 30 GeV.",
    "Events must have exactly two muons and at most three jets. The missing transverse momentum must be above 150 GeV.",
]
WHOLE = [
    "The dilepton invariant mass of the same-flavour opposite-charge pair must be above 12 GeV.",
    "The leading muon must have a p_{T} above 20 GeV and the sub-leading muon above 15 GeV.",
    "The four-lepton invariant mass must be between 110 and 140 GeV.",
    "Events must contain at least two same-sign muons.",
    "The longitudinal impact parameter must have |z_{0} sin θ| < 0.5 mm and the d_{0}-significance must be smaller "
    "than 3.",
    "Events with at least one b-tagged jet are vetoed.",
]
LINES = [
    "Muons must have a transverse momentum above the threshold, pT > 25 GeV. Electrons must satisfy pT > "
    "7 GeV, and jets "
    "must satisfy pT > 30 GeV. Events must have exactly two muons. The missing transverse momentum must "
    "be greater than "
    "150 GeV in all regions."
]
TEXTS = {
    "col-columns": COLUMNS,
    "col-rows": COLUMNS,
    "hyph": [
        "Nothing.",
        "The two leptons must be of same-flavour and opposite-sign.",
        "Muons must be non-isolated and have p_{T} > 25 GeV.",
        "The number of b-jets must be zero.",
        "Events with a four-lepton invariant mass between 110-140 GeV are kept.",
        "Electrons must satisfy p_{T} > 7 GeV.",
    ],
    "hyph2": ["Nothing.", *WHOLE],
    "hyph2ctl": ["Nothing.", *WHOLE],
    "hyphctl": [
        "Nothing.",
        "The two leptons must be of same-flavour and opposite-sign.",
        "Muons must be non-isolated and have p_{T} > 25 GeV.",
        "The number of b-jets must be zero.",
        "Events with a four-lepton invariant mass between 110-140 GeV are kept.",
        "The invariant mass of four leptons must exceed 10^{3} MeV. Muons must have p_{T} > 2 ⋅ 10^{2} GeV. "
        "Jets must "
        "have p_{T} > 25^{1} GeV. Taus must have p_{T} > 20 GeV^{2}. Photons must have E_{T} > 1.5e2 GeV. "
        "Events must "
        "have at least 2^{3} jets.",
    ],
    "lineno": [
        "Nothing.",
        "Muons must have a transverse momentum that is larger than the threshold of the trigger, which means "
        "that p_{T} "
        "> 25 GeV and that the absolute value of their pseudorapidity is below 2.5 in all periods of the "
        "data taking. "
        "Electrons must have a transverse momentum of at least 7 GeV and a pseudorapidity of |η| < 2.47 "
        "outside of the "
        "transition region. The invariant mass of the four leptons must be between 110 and 140 GeV in the signal "
        "region, and events with b-tagged jets are vetoed. Events must have at least two jets with a transverse "
        "momentum above 30 GeV.",
    ],
    "ln-left": LINES,
    "ln-left-small": LINES,
    "one": [
        "The collaboration",
        "This paper presents a search.",
        "Muons are required to have p_{T} > 25 GeV and |η| < 2.5. Electrons must satisfy p_{T} > 7 GeV. Jets are "
        "required to have p_{T} > 30 GeV. The frobnication index must exceed 17 GeV.",
    ],
    "open": [
        "Nothing is said here.",
        "Muons are required to have p_{T} > 25 GeV and |η| < 2.5. Electrons must satisfy p_{T} > 7 GeV. The "
        "frobnication "
        "index of a muon must exceed 17 GeV.",
        "The invariant mass of four leptons must be between 110 and 140 GeV.",
    ],
    "rot": [
        "Nothing.",
        "Muons must have p_{T} > 25 GeV. All other requirements are listed in Table 1.",
        "The missing transverse momentum must be above 150 GeV.",
    ],
    "super": [
        "Nothing.",
        "Jets are required to have p_{T} > 10^{2} GeV. Muons must have p_{T} > 25^{1} GeV. Electrons must "
        "satisfy p_{T} "
        "> 7^{2} GeV and |η| < 2.5. The invariant mass of the muon pair must exceed 10^{3} MeV. The "
        "invariant mass of "
        "four leptons must exceed 2 × 10^{3} MeV.",
    ],
    "thousands": [
        "Nothing.",
        "Jets are required to have p_{T} > 1 200 GeV. Muons must have p_{T} > 1,500 GeV. Electrons must "
        "satisfy p_{T} > "
        "1.2 TeV. The invariant mass of four leptons must be greater than 2 000 GeV. The invariant mass of "
        "the dilepton "
        "pair must be greater than 12 000 MeV. The missing transverse momentum must be greater than 0,5 TeV.",
    ],
    "two": ["This is a paper.", "Muons must have p_{T} > 6 GeV. Taus are required to have p_{T} > 20 GeV."],
}


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_is_that_of_the_page(name):
    document = parse_pdf(CASES / f"{name}.pdf")
    assert [block.text for block in document.blocks if block.kind == "paragraph"] == TEXTS[name]
    assert document.warnings == ((NUMBERS,) if name.startswith(("lineno", "ln-")) else ())
    for block in document.blocks:
        assert document.pages[block.page - 1].text[block.start : block.end] == block.text


def test_a_table_on_its_side_is_a_table_with_its_caption():
    (table,) = [block for block in parse_pdf(CASES / "rot.pdf").blocks if block.kind == "table"]
    assert table.caption == "Table 1: Requirements of the selection."
    assert table.rows == (
        ("Object", "Requirement"),
        ("Electron", "p_{T} > 7 GeV"),
        ("Jet", "p_{T} > 30 GeV"),
        ("Four leptons", "invariant mass between 110 and 140 GeV"),
    )
    left, bottom, right, top = table.box_pt
    assert top - bottom > 2 * (right - left)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("pb-head", "Muons must have a transverse momentum greater 25 GeV and a pseudorapidity of |eta| < 2.5."),
        ("pb-plain", "Muons must have a transverse momentum greater 25 GeV and a pseudorapidity of |eta| < 2.5."),
        ("pb-hyphen", "Events must have a four-lepton invariant mass between 110 and 140 GeV."),
    ],
)
def test_a_sentence_goes_on_over_a_page(name, sentence):
    document = parse_pdf(CASES / f"{name}.pdf")
    blocks = [block for section in body_sections(document) for block in section.blocks]
    (quote,) = [quote for quote in sentences_of("p", blocks) if quote.rest]
    assert quote.text == sentence
    texts = [document.pages[one.page - 1].text[one.start : one.end] for one in (quote, *quote.rest)]
    assert [text.split()[0] for text in texts] == [sentence.split()[0], "lepton" if "hyphen" in name else "25"]
