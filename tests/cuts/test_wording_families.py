"""Families of wordings, each with sentences of several analyses: what is said in other words means the same."""

import pytest

from cutbench.cuts import parse_cuts


def stated(text, vocabulary):
    found = []
    for cut in parse_cuts(text, vocabulary):
        for p in cut.predicates:
            value = p.value if p.value is not None else (p.lower, p.upper)
            found.append((cut.object, p.variable.name, p.op, value, *p.when.values()))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The muon pT must reach 27 GeV.", [("Muon", "pt", ">=", 27.0)]),
        ("Photons are accepted out to |η| = 2.37", [("Photon", "eta", "<=", 2.37)]),
        ("electrons from 7 GeV upwards in ET", [("Electron", "et", ">=", 7.0)]),
        ("Muons with pT no lower than 6 GeV", [("Muon", "pt", ">=", 6.0)]),
        ("Jets softer than 30 GeV are ignored.", [("Jet", "pt", ">=", 30.0)]),
        ("jets above 20 GeV that are b-tagged", [("Jet", "pt", ">", 20.0)]),
        ("muons with an impact parameter d0 of 2 mm or more are vetoed", [("Muon", "d0", "<", 2.0)]),
        ("The mass m_ll ranges from 60 to 120 GeV", [("LeptonPair", "m_ll_sfos_any", "between", (60.0, 120.0))]),
        (
            "any same-flavour pair of opposite charge must be heavier than 4 GeV",
            [("LeptonPair", "m_ll_sfos_any", ">", 4.0)],
        ),
        ("The scalar sum HT of jet pT has to be at least 500 GeV.", [("Event", "ht", ">=", 500.0)]),
        ("The calorimeter is divided at |η| = 1.475", []),
        ("an error that moves the four-lepton mass m4l by less than 5 MeV", []),
        ("Their ET exceeds 35% and 25% of the mass", []),
        ("jets [12, 13] with pT > 30 GeV", [("Jet", "pt", ">", 30.0)]),
    ],
)
def test_bounds(text, expected, vocabulary):
    assert stated(text, vocabulary) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Muons need |z0 sin θ| < 0.4 mm, except for stand-alone muons.", [("Muon", "z0_sin_theta", "<", 0.4)]),
        ("|z0 sin θ| < 0.4 mm for muons (not for stand-alone muons)", [("Muon", "z0_sin_theta", "<", 0.4)]),
        ("Muons have |d0| < 2 mm (the stand-alone kind has no track)", [("Muon", "d0", "<", 2.0)]),
        ("With the exception of calorimeter-tagged muons, muons need pT > 6 GeV", [("Muon", "pt", ">", 6.0)]),
        (
            "Photons with |η| < 2.37, without 1.37 < |η| < 1.52",
            [("Photon", "eta", "<", 2.37), ("Photon", "eta", "!=", (1.37, 1.52))],
        ),
        (
            "Photons have |η| < 2.37, with the transition region 1.37 < |η| < 1.52 excluded",
            [("Photon", "eta", "<", 2.37), ("Photon", "eta", "!=", (1.37, 1.52))],
        ),
    ],
)
def test_exemptions(text, expected, vocabulary):
    assert stated(text, vocabulary) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Events lacking a primary vertex are rejected.", ("Event", "n_primary_vertices", ">=", 1.0)),
        ("Events without any b-tagged jet are discarded.", ("Event", "n_b_jets", ">=", 1.0)),
        ("b-jets: at least two", ("Event", "n_b_jets", ">=", 2.0)),
        (
            "No more than one of the muons is allowed to be stand-alone or calorimeter-tagged.",
            ("Quadruplet", "n_calo_tagged_or_standalone_muons", "<=", 1.0),
        ),
        (
            "Only one of the muons can be a calorimeter-tagged or stand-alone muon.",
            ("Quadruplet", "n_calo_tagged_or_standalone_muons", "<=", 1.0),
        ),
        ("Events pass single- and di-lepton triggers", ("Event", "trigger", "in", ("single_lepton", "dilepton"))),
        (
            "triggers on one, two or three leptons",
            ("Event", "trigger", "in", ("single_lepton", "dilepton", "trilepton")),
        ),
    ],
)
def test_counts_and_triggers(text, expected, vocabulary):
    assert stated(text, vocabulary) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Electrons and muons are kept, with pT above 9 GeV for the former and 6 GeV for the latter.",
            [("Electron", "pt", ">", 9.0), ("Muon", "pt", ">", 6.0)],
        ),
        (
            "One electron or muon with |η| < 1.44 or |η| < 2.4, respectively",
            [("Electron", "eta", "<", 1.44), ("Muon", "eta", "<", 2.4)],
        ),
        ("$p_T^{\\gamma} > 25$ GeV and $p_T^{j} > 30$ GeV", [("Photon", "pt", ">", 25.0), ("Jet", "pt", ">", 30.0)]),
        ("E^{e}_{T} > 8 GeV", [("Electron", "et", ">", 8.0)]),
        ("p^{4l}_{T} > 60 GeV", []),
        (
            "pT > 5 GeV (15 GeV for calorimeter-tagged muons)",
            [("Muon", "pt", ">", 5.0), ("Muon", "pt", ">", 15.0, "calo_tagged")],
        ),
        (
            "No pair of same-flavour opposite-charge leptons may have a mass below 4 GeV.",
            [("LeptonPair", "m_ll_sfos_any", ">=", 4.0)],
        ),
        (
            "leptons are separated by ΔR > 0.1 if they have the same flavour and ΔR > 0.2 otherwise",
            [("Lepton", "delta_r", ">", 0.1, "same"), ("Lepton", "delta_r", ">", 0.2, "different")],
        ),
        (
            "The track isolation of leptons is below 12% of pT, with a cone of 0.2 for electrons and 0.4 for muons.",
            [("Electron", "ptcone20", "<", 0.12), ("Muon", "ptcone40", "<", 0.12)],
        ),
        (
            "The calorimeter isolation is below 0.2 (0.3) for electrons (muons), in a cone of 0.4.",
            [("Electron", "topoetcone40", "<", 0.2), ("Muon", "topoetcone40", "<", 0.3)],
        ),
        ("Jets must have pT > 30 GeV and |h| < 2.4", [("Jet", "pt", ">", 30.0)]),
        (
            "Electrons satisfy the medium identification, muons the tight one.",
            [("Electron", "electron_id", "==", "medium"), ("Muon", "muon_id", "==", "tight")],
        ),
    ],
)
def test_subjects(text, expected, vocabulary):
    assert stated(text, vocabulary) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("For |η| < 2.4 and pT < 50 GeV the JVT must be larger than 0.5", [("Jet", "jvt", ">", 0.5)]),
        ("JVT > 0.5 is only applied to jets with pT < 50 GeV and |η| < 2.4.", [("Jet", "jvt", ">", 0.5)]),
        ("A photon may be added if 66 < m12 < 89 GeV.", []),
        ("Muons are kept if pT > 5 GeV and |η| < 2.7.", [("Muon", "pt", ">", 5.0), ("Muon", "eta", "<", 2.7)]),
        (
            "For electrons, pT > 7 GeV and |η| < 2.1 are needed.",
            [("Electron", "pt", ">", 7.0), ("Electron", "eta", "<", 2.1)],
        ),
        ("Candidates with ET > 150 GeV, the ratio E/p must be less than 10", [("Other", "et", ">", 150.0)]),
    ],
)
def test_when_another_requirement_holds_is_none(text, expected, vocabulary):
    assert stated(text, vocabulary) == expected


@pytest.mark.parametrize(
    "text",
    [
        "m34 exceeds 18 GeV for m4l < 150 GeV, 18 GeV + 0.84 (m4l - 150 GeV) for 150 < m4l < 200 GeV, 60 GeV above",
        "The threshold on m34 varies from 18 GeV at m4l = 150 GeV to 60 GeV at m4l = 200 GeV",
        "m34 starts at 18 GeV for m4l below 150 GeV, grows linearly, and stays at 60 GeV beyond 200 GeV",
    ],
)
def test_thresholds_with_cases(text, vocabulary):
    (cut,) = parse_cuts(text, vocabulary)
    assert cut.predicates[0].lower.knots == ((150.0, 18.0), (200.0, 60.0))
