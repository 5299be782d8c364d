"""Hyphens at the ends of lines: what the same paper writes elsewhere counts first."""

import pytest

from cutbench.papers.hyphens import joined, words_in

NEAR = words_in(
    ["in all mass-degenerate states we see", "the electroweak scale is near", "a mass of degenerate states in"]
)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["charac-", "teristics"], "characteristics"),
        (["a b-", "tagged jet"], "a b-tagged jet"),
        (["the d_{0}-", "significance"], "the d_{0}-significance"),
        (["the mass-", "degenerate pair"], "the mass-degenerate pair"),
        (["the electro-", "weak scale"], "the electroweak scale"),
        (["two same-", "sign leptons"], "two same-sign leptons"),
        (["the high-", "est mass"], "the highest mass"),
        (["electron-", "and muon-induced"], "electron- and muon-induced"),
        (["jets of electron-", "or muon-like shape"], "jets of electron- or muon-like shape"),
        (["next-", "to-leading order"], "next-to-leading order"),
        (["a signal-", "to-noise ratio"], "a signal-to-noise ratio"),
        (["sub-", "tracted"], "subtracted"),
        (["hep-", "ph/9901234"], "hep-ph/9901234"),
        (["110-", "140 GeV"], "110-140 GeV"),
        (["Drell-", "Yan"], "Drell-Yan"),
    ],
)
def test_lines_are_joined(lines, text):
    assert joined(lines, NEAR) == text


def test_a_word_of_its_own_tells_a_prefix_from_a_syllable():
    assert joined(["the sub-", "leading jet"], words_in(["or the leading one is"])) == "the sub-leading jet"
    assert joined(["the sub-", "leading jet"], words_in(["or the subleading one is"])) == "the subleading jet"
