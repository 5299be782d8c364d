import pytest

from cutbench.cuts import compares_unknown, parse_cuts


def read(text, vocabulary, hint=None):
    """Return the cuts as (object, variable, operator, number or range, unit, condition)."""
    found = []
    for cut in parse_cuts(text, vocabulary, hint):
        for p in cut.predicates:
            name = f"{p.variable.name}/{p.variable.over}" if p.variable.over else p.variable.name
            value = p.value if p.value is not None else (p.lower, p.upper)
            found.append((cut.object, name, p.op, value, p.unit, p.when))
    return found


@pytest.mark.parametrize(
    "text",
    [
        "pT > 25 GeV",
        "$p_{\\mathrm{T}} > 25~\\text{GeV}$",
        "p_{T} > 25 GeV",
        "pT > 25000 MeV",
        "transverse momentum above 25 GeV",
        "25 GeV < pT",
        "the transverse momentum has to exceed 25 GeV",
        "a transverse momentum larger than 0.025 TeV",
    ],
)
def test_one_threshold_in_many_wordings(text, vocabulary):
    assert read(text, vocabulary, "Muon") == [("Muon", "pt", ">", 25.0, "GeV", {})]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Photons need ET > 35 GeV and |η| < 2.37, jets pT > 40 GeV and |η| < 2.1.",
            [
                ("Photon", "et", ">", 35.0, "GeV", {}),
                ("Photon", "eta", "<", 2.37, "1", {}),
                ("Jet", "pt", ">", 40.0, "GeV", {}),
                ("Jet", "eta", "<", 2.1, "1", {}),
            ],
        ),
        ("80 < m_{ll} < 100 GeV", [("LeptonPair", "m_ll_sfos_any", "between", (80.0, 100.0), "GeV", {})]),
        (
            "The four-lepton mass must lie between 180 and 400 GeV",
            [("Quadruplet", "m4l", "between", (180.0, 400.0), "GeV", {})],
        ),
        (
            "The d0 significance must be smaller than 2.5 (4) for muons (electrons)",
            [
                ("Muon", "d0/sigma_d0", "<", 2.5, "1", {}),
                ("Electron", "d0/sigma_d0", "<", 4.0, "1", {}),
            ],
        ),
        ("Muons with |d0| > 0.3 mm are rejected", [("Muon", "d0", "<=", 0.3, "mm", {})]),
        ("exactly two jets", [("Event", "n_jets", "==", 2.0, "1", {})]),
        ("no more than one b-tagged jet", [("Event", "n_b_jets", "<=", 1.0, "1", {})]),
        (
            "Electrons satisfy the tight likelihood identification",
            [("Electron", "electron_id", "==", "tight", "1", {})],
        ),
        (
            "calorimeter-tagged muons must have pT > 12 GeV",
            [("Muon", "pt", ">", 12.0, "GeV", {"muon_type": "calo_tagged"})],
        ),
        (
            "The three leptons with the highest pT must exceed 30, 25 and 8 GeV",
            [
                ("Quadruplet", "pt_lepton1", ">", 30.0, "GeV", {}),
                ("Quadruplet", "pt_lepton2", ">", 25.0, "GeV", {}),
                ("Quadruplet", "pt_lepton3", ">", 8.0, "GeV", {}),
            ],
        ),
        (
            "The pT of tracks within a cone of size 0.3 around the muon must be below 10% of the muon pT",
            [("Muon", "ptcone30/pt", "<", 0.1, "1", {})],
        ),
        ("An integrated luminosity of 139 fb-1 was recorded", []),
        ("The energy resolution is 1.5% at a energy of 100 GeV", []),
    ],
)
def test_wordings(text, expected, vocabulary):
    assert read(text, vocabulary) == expected


def test_a_rising_threshold(vocabulary):
    text = "m34 must exceed a threshold rising linearly from 15 GeV at m4l = 130 GeV to 45 GeV at m4l = 180 GeV"
    (cut,) = parse_cuts(text, vocabulary)
    (predicate,) = cut.predicates
    assert predicate.op == "piecewise"
    assert predicate.lower.knots == ((130.0, 15.0), (180.0, 45.0))


def test_what_is_guessed_is_not_sure(vocabulary):
    (with_unit,) = parse_cuts("muon pT > 25 GeV", vocabulary)
    (without_unit,) = parse_cuts("muon pT > 25", vocabulary)
    assert with_unit.sure
    assert not without_unit.sure


@pytest.mark.parametrize("text", ["", "   ", "|||", "{" * 500, "pt >" * 300, "\x00\ud800", "9" * 4000])
def test_nonsense_is_survived(text, vocabulary):
    assert isinstance(parse_cuts(text, vocabulary), tuple)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At most two jets of an event may be b-tagged.", ("n_b_jets", "<=", 2.0)),
        ("Events are rejected if two leptons of opposite charge and same flavour are lighter than 7 GeV", None),
        ("Track isolation / pT < 0.12 for muons", None),
        ("track isolation relative to the transverse momentum below 0.12", None),
    ],
)
def test_what_is_not_understood_is_not_guessed(text, expected, vocabulary):
    typed = [p for cut in parse_cuts(text, vocabulary) for p in cut.predicates if p.op != "flag"]
    found = [(p.variable.name, p.op, p.value) for p in typed]
    assert found == ([expected] if expected else [])


def test_each_object_has_its_own_cone(vocabulary):
    text = "Tracks in a cone of 0.4 for photons and of 0.3 for muons must carry less than 9% of the lepton pT"
    assert {cut.object for cut in parse_cuts(text, vocabulary)} >= {"Muon"}


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Muon candidates must not have pT below 10 GeV.", [("Muon", "pt", ">=", 10.0)]),
        ("Jets not satisfying pT > 20 GeV are dropped", [("Jet", "pt", ">", 20.0)]),
        ("electrons outside |eta| < 2.47 are rejected", [("Electron", "eta", "<", 2.47)]),
        ("jets within |η| < 4.5 and above 30 GeV in pT", [("Jet", "eta", "<", 4.5), ("Jet", "pt", ">", 30.0)]),
        ("The muon must have a pT of 20 GeV or more", [("Muon", "pt", ">=", 20.0)]),
        ("a minimum missing transverse momentum of 150 GeV", [("Event", "met", ">=", 150.0)]),
        ("The pT threshold for jets is 30 GeV", [("Jet", "pt", ">", 30.0)]),
        ("a pT requirement of 18 GeV is placed on muons", [("Muon", "pt", ">", 18.0)]),
        ("$p_{\\mathrm{T}}^{\\mu} > 5~\\mathrm{GeV}$", [("Muon", "pt", ">", 5.0)]),
        ("$|\\eta_\\mu| < 2.5$", [("Muon", "eta", "<", 2.5)]),
        ("$E_{\\mathrm{T}}^{\\mathrm{miss}} > 0.25$ TeV", [("Event", "met", ">", 250.0)]),
        ("|m_ll − m_Z| < 15 GeV", [("LeptonPair", "m_ll_sfos_any", "between", (76.1876, 106.188))]),
        (
            "electrons in |η| < 1.37 or 1.52 < |η| < 2.47",
            [("Electron", "eta", "<", 2.47), ("Electron", "eta", "!=", (1.37, 1.52))],
        ),
        ("no b-tagged jets are allowed", [("Event", "n_b_jets", "==", 0.0)]),
        ("a veto on b-jets is applied", [("Event", "n_b_jets", "==", 0.0)]),
        ("events containing any electron are rejected", [("Event", "n_electrons", "==", 0.0)]),
        ("exactly one muon and no electrons", [("Event", "n_muons", "==", 1.0), ("Event", "n_electrons", "==", 0.0)]),
        ("between two and four jets", [("Event", "n_jets", ">=", 2.0), ("Event", "n_jets", "<=", 4.0)]),
        ("photon ET larger than 0.4 (0.3) times the mass", []),
    ],
)
def test_negations_bounds_and_names_in_formulas(text, stated, vocabulary):
    assert [cut[:4] for cut in read(text, vocabulary)] == stated


def test_only_what_has_no_word_is_left_to_a_model(vocabulary):
    assert compares_unknown("The sagitta has to be smaller than 3 mm.", vocabulary)
    assert not compares_unknown("The transverse momentum is known to better than 3 GeV.", vocabulary)
    assert not compares_unknown("The sagitta has to be small.", vocabulary)


def test_a_sentence_without_end_is_bounded(vocabulary):
    assert 100 < len(parse_cuts("muons with pt > 5 GeV and " * 100_000, vocabulary)) < 400
