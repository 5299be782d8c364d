"""Long sentences: clauses with requirements of their own, purposes, cases, and numbers that are no requirement."""

import pytest

from cutbench.cuts import parse_cuts


def stated(text, vocabulary):
    found = []
    for cut in parse_cuts(text, vocabulary):
        for p in cut.predicates:
            name = f"{p.variable.name}/{p.variable.over}" if p.variable.over else p.variable.name
            value = p.value if p.value is not None else (p.lower, p.upper)
            found.append((cut.object, name, p.op, value, *p.when.values()))
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Photons with ET > 25 GeV are required, and events with any photon of |η| > 2.37 are rejected.",
            [("Photon", "et", ">", 25.0), ("Photon", "eta", "<=", 2.37), ("Event", "n_photons", "==", 0.0)],
        ),
        (
            "Muons have to satisfy pT > 27 GeV, whereas jets with pT < 25 GeV are discarded.",
            [("Muon", "pt", ">", 27.0), ("Jet", "pt", ">=", 25.0)],
        ),
        (
            "Muons need pT > 4 GeV, and pairs whose mass m_ll lies between 9 and 11 GeV are excluded.",
            [("Muon", "pt", ">", 4.0), ("LeptonPair", "m_ll_sfos_any", "!=", (9.0, 11.0))],
        ),
        (
            "Events with a muon of pT > 10 GeV are rejected, and the missing transverse momentum must exceed 150 GeV.",
            [("Muon", "pt", "<=", 10.0), ("Event", "n_muons", "==", 0.0), ("Event", "met", ">", 150.0)],
        ),
        (
            "Electrons of pT > 10 GeV, and with |η| < 2.47, are removed.",
            [("Electron", "pt", "<=", 10.0), ("Electron", "eta", ">=", 2.47)],
        ),
        (
            "Candidates are rejected if any of their same-flavour, opposite-charge pairs has a mass below 4 GeV",
            [("LeptonPair", "m_ll_sfos_any", ">=", 4.0)],
        ),
        (
            "None of the opposite-charge, same-flavour pairs may have a mass smaller than 4 GeV.",
            [("LeptonPair", "m_ll_sfos_any", ">=", 4.0)],
        ),
        (
            "Muons with |d0| > 1 mm are removed, and so are jets with pT < 25 GeV.",
            [("Muon", "d0", "<=", 1.0), ("Jet", "pt", ">=", 25.0)],
        ),
        (
            "The mass m12 must be above 40 GeV and is required to be below 120 GeV.",
            [("LeptonPair", "m12", "between", (40.0, 120.0))],
        ),
    ],
)
def test_a_veto_governs_its_own_clause(text, expected, vocabulary):
    assert stated(text, vocabulary) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("To reject electrons from conversions, photons must have ET > 30 GeV.", [("Photon", "et", ">", 30.0)]),
        ("For the suppression of jets, muons must have |d0| < 0.2 mm.", [("Muon", "d0", "<", 0.2)]),
        (
            "Muons, so that contributions from kaons be removed, must have pT > 6 GeV.",
            [("Muon", "pt", ">", 6.0)],
        ),
        ("To be selected, photons must have ET > 35 GeV.", [("Photon", "et", ">", 35.0)]),
        ("Jets with pT > 250 GeV are kept, with an efficiency that exceeds 90%.", [("Jet", "pt", ">", 250.0)]),
        ("In the previous analysis jets were required to have pT > 25 GeV.", []),
        ("Photons had been accepted above 20 GeV in ET, and |η| had been limited to 2.4.", []),
        (
            "Unlike in the earlier search, where jets above 20 GeV were used, jets must have pT > 30 GeV.",
            [("Jet", "pt", ">", 30.0)],
        ),
        ("As in the previous analysis, electrons must have ET > 25 GeV.", [("Electron", "et", ">", 25.0)]),
    ],
)
def test_purposes_and_other_analyses(text, expected, vocabulary):
    assert stated(text, vocabulary) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The track isolation in a cone of ΔR = 0.3 (0.2) around the muon (electron) must be below 6% (8%).",
            [("Muon", "ptcone30/pt", "<", 0.06), ("Electron", "ptcone20/pt", "<", 0.08)],
        ),
        (
            "The calorimeter isolation in a cone of 0.3 must not exceed 25% of the pT in the case of muons"
            " and 18% of the transverse energy in the case of electrons.",
            [("Muon", "topoetcone30/pt", "<=", 0.25), ("Electron", "topoetcone30/pt", "<=", 0.18)],
        ),
        (
            "ΔR must exceed 0.1 if the leptons have the same flavour and 0.2 if their flavours differ.",
            [("Lepton", "delta_r", ">", 0.1, "same"), ("Lepton", "delta_r", ">", 0.2, "different")],
        ),
        (
            "χ2/Ndof must be below 5 if all four leptons are muons and below 8 in the remaining channels",
            [
                ("Quadruplet", "vertex_chi2_ndof", "<", 5.0, "4mu"),
                ("Quadruplet", "vertex_chi2_ndof", "<", 8.0, "2e2mu,2mu2e,4e"),
            ],
        ),
        (
            "Muons identified solely by their deposit in the calorimeter need pT > 12 GeV.",
            [("Muon", "pt", ">", 12.0, "calo_tagged")],
        ),
        (
            "Muons reconstructed only in the spectrometer need pT > 8 GeV.",
            [("Muon", "pt", ">", 8.0, "stand_alone")],
        ),
    ],
)
def test_numbers_and_cases_in_order(text, expected, vocabulary):
    assert [(*one[:1], one[1].replace("/et", "/pt"), *one[2:]) for one in stated(text, vocabulary)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A photon is added to the dimuon system if 60 < m_ll < 85 GeV and its ET exceeds 2 GeV.", []),
        ("Events with at least two jets and mjj > 400 GeV are assigned to the VBF category.", []),
        (
            "Candidates with 100 < m4l < 150 GeV are divided into four categories.",
            [("Quadruplet", "m4l", "between", (100.0, 150.0))],
        ),
        ("Tracks with pT > 0.5 GeV and |η| < 2.5 are used to build the vertex.", []),
        ("Electron tracks must have |d0|/σ(d0) < 5.", [("Electron", "d0/sigma_d0", "<", 5.0)]),
        ("Jets are built from tracks with pT > 0.5 GeV and must have pT > 20 GeV.", [("Jet", "pt", ">", 20.0)]),
        ("Jets are corrected for pile-up and selected with pT > 30 GeV.", [("Jet", "pt", ">", 30.0)]),
        (
            "Events fire a trigger demanding one muon or two muons.",
            [("Event", "trigger", "in", ("single_lepton", "dilepton"))],
        ),
        ("The Gradient working point is tuned to an efficiency of 90%.", []),
    ],
)
def test_what_is_done_and_what_goes_in(text, expected, vocabulary):
    assert stated(text, vocabulary) == expected
