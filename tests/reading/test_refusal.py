"""What code refuses of a model's statements."""

from pathlib import Path

import pytest

from cutbench.benchmarks import load_benchmark
from cutbench.language import load_language
from cutbench.llm.scripted import ScriptedModel
from cutbench.reading import ModelReader, Reader, kind_of, read_by_rules, refusal_of
from cutbench.reading.by_model import examples
from cutbench.reading.refusal import no_cut_in, unsaid

GROUNDTRUTH = Path(__file__).parents[2] / "resources/groundtruth"


@pytest.fixture(scope="module")
def language():
    return load_language(open_names=True)


RIGHT = [
    ("$E_{\\mathrm{T}}^{\\mathrm{miss}} > 0.2~\\mathrm{TeV}$", "event", "event: select MET > 200 GeV"),
    ("muons below 5 GeV in pT are dropped", "muon", "object muon: reject pT < 5 GeV"),
    ("66 < m_ll < 116 GeV", "event", "event: select m(pair) > 66 GeV and m(pair) < 116 GeV"),
    ("at least three jets", "event", "event: select size(jet) >= 3"),
    ("calo-tagged muons above 15 GeV in pT", "muon", "object muon: select type == calo_tagged ? pT > 15 GeV"),
    ("In SRA, HT exceeds 500 GeV", "event", "region SRA: select HT > 500 GeV"),
    ("-1.5 < eta < 1.5", "muon", "object muon: select abs(eta) < 1.5"),
    ("|z0 sin(theta)| below 500 um", "muon", "object muon: select abs(z0sintheta) < 0.5 mm"),
    ("track isolation ptcone20/pT below 15%", "muon", "object muon: select ptcone20 / pT < 0.15"),
    ("muons need pT > 7000 MeV", "muon", "object muon: select pT(muon) > 7 GeV"),
    ("events with muons are vetoed", "event", "event: select size(muon) == 0"),
    ("the 3 leading jets have pT > 40 GeV", "event", "event: select min(pT(jet[:3])) > 40 GeV"),
    ("two leptons of the same flavour and opposite charge", "pair", "composite pair: select sfos(pair)"),
    ("muons that fail the tight identification", "muon", "object muon: reject id == tight"),
    ("a muon with pT > 18 GeV", "muon", "event: select size(muon, pT(muon) > 18 GeV) >= 1"),
    (
        "the mass of the pair lies within 15 GeV of the Z mass",
        "event",
        "event: select abs(m(pair) - 91.1876 GeV) < 15 GeV",
    ),
    ("Loose likelihood identification", "electron", "object electron: select id == loose"),
    ("OR of single-muon and photon triggers", "event", "event: select trigger(single_muon, photon)"),
    (
        "chi2/ndof < 6 (4mu) or < 9 (other channels)",
        "quadruplet",
        "composite quadruplet: select flavour(z1) == muon and flavour(z2) == muon ? chi2ndf < 6 : chi2ndf < 9",
    ),
    (
        "OR of single-lepton and dilepton triggers",
        "event",
        "event: select trigger(single_lepton) or trigger(dilepton)",
    ),
    ("leading lepton: pT (ET) > 20 GeV", "event", "event: select pT(lepton[0]) > 20 GeV"),
    ("at least three jets with |eta| < 2.4", "event", "event: select size(jet, abs(eta) < 2.4) >= 3"),
    ("|d0| < 1 mm", "track", "object track: reject abs(d0) >= 1 mm"),
    ("the two taus have opposite charge", "event", "event: select charge(tau[0]) + charge(tau[1]) == 0"),
    ("the two taus have opposite charge", "event", "event: reject charge(tau[0]) == charge(tau[1])"),
    ("taus of the same charge are rejected", "event", "event: select charge(tau[0]) != charge(tau[1])"),
    ("taus within dR < 0.3 of a muon are dropped", "event", "object tau: reject dR(tau, muon) < 0.3"),
    ("MET of 200 GeV or more", "event", "event: select MET >= 200 GeV"),
    ("MET of 200 GeV or greater", "event", "event: select MET >= 200 GeV"),
    (
        "muons are accepted within the range of the spectrometer, |eta| < 2.7",
        "muon",
        "object muon: select abs(eta) < 2.7",
    ),
    ("more than two jets and MET >= 90 GeV", "event", "event: select size(jet) > 2 and MET >= 90 GeV"),
    (
        "photons with |eta| < 1.37 have pT above 25 GeV, others above 30 GeV",
        "photon",
        "object photon: select abs(eta) < 1.37 ? pT > 25 GeV : pT > 30 GeV",
    ),
    ("As W bosons give neutrinos, MET is above 90 GeV", "event", "event: select MET > 90 GeV"),
    ("tracks fit badly, and we therefore ask for MET above 90 GeV", "event", "event: select MET > 90 GeV"),
    ("muons failing the tight identification are dropped", "muon", "object muon: select id == tight"),
    ("taus carry |q| = 1", "tau", "object tau: select abs(charge) == 1"),
    ("not less than five (5) jets", "event", "event: select size(jet) >= 5"),
    ("electrons: pT > 30 GeV (if tight)", "electron", "object electron: select id == tight ? pT > 30 GeV"),
]
WRONG = [
    ("muons failing the tight identification are dropped", "muon", "object muon: reject id == tight", "is rejected"),
    ("not less than five (5) jets", "event", "event: select size(jet) == 5", "the text compares by >="),
    (
        "photon ET > 30 GeV (converted)",
        "photon",
        "object photon: select ET > 30 GeV ? type == converted",
        "does not say that it is asked in that case",
    ),
    ("HT from 40 GeV to 90 GeV (not included)", "event", "event: select HT [] 40 GeV 90 GeV", "one end"),
    (
        "events with one or more jets of pT > 35 GeV are vetoed",
        "event",
        "object jet: reject pT > 35 GeV",
        "the event may go",
    ),
    ("any b-jet has mT(b, MET) above 90 GeV", "event", "event: select mT(bjet[0], MET) > 90 GeV", "no word for a rank"),
    ("MET > 200 GeV", "event", "event: select MET > 20 GeV", "the text has no 20 GeV"),
    ("MET > 200 GeV", "event", "event: select HT > 200 GeV", "does not speak of HT"),
    ("at least four jets", "event", "event: select size(jet) >= 5", "the text has no 5"),
    ("isolation below 0.15", "muon", "object muon: select ptcone20 < 0.15 GeV", "does not speak of ptcone20"),
    ("MET is above 15 GeV", "event", "event: select MET > 91.1876 GeV", "the text has no 91.1876 GeV"),
    ("pT above 9 GeV", "muon", "object muon: select id == loose", "does not speak of id"),
    ("pT above 9 GeV", "muon", "composite pair: select pT(jet) > 9 GeV", "does not speak of jet"),
    ("MET > 200 GeV", "event", "event: select MET < 200 GeV", "turned round"),
    (
        "MET > 200 GeV and HT > 500 GeV",
        "event",
        "event: select MET > 200 GeV",
        "500 GeV of the text is in no statement",
    ),
    ("muon pT > 20 GeV", "event", "event: select pT(electron[0]) > 20 GeV", "does not speak of electron"),
    ("muon |d0| / sigma(d0) < 5", "muon", "object muon: select d0sig < 5", "is one on a magnitude"),
    ("muon |d0| > 5 mm is rejected", "muon", "object muon: reject d0 > 5 mm", "is one on a magnitude"),
    ("|d0| < 1 mm", "track", "object track: select abs(d0) <= 1 mm", "the text compares by <"),
    ("MET of 200 GeV or more", "event", "event: select MET > 200 GeV", "the text compares by >="),
    ("exactly three jets", "event", "event: select size(jet) >= 3", "the text compares by ="),
    ("HT > 450 GeV, and 6 jets or more", "event", "event: select HT > 450 GeV and size(jet) > 6", "compares by >="),
    ("pT above 9 GeV and |eta| below 2.4", "muon", "object muon: select pT > 9 GeV and abs(eta) > 2.4", "by <"),
    (
        "MET is above 90 GeV and points away from the closest jet by Δφ > 0.5",
        "event",
        "event: select MET > 90 GeV and dphi(jet[0], MET) > 0.5",
        "which one is nearest",
    ),
    ("MET from 6 GeV to below 8 GeV", "event", "event: select MET [] 6 GeV 8 GeV", "the text compares by <"),
    (
        "jets with pT below 20 GeV or above 900 GeV are rejected",
        "jet",
        "object jet: select pT < 20 GeV or pT > 900 GeV",
        "what is left out of the text",
    ),
    ("events with photons are vetoed", "event", "event: select size(photon) >= 1", "what is left out of the text"),
    (
        "same-flavour, opposite-charge pairs with m_ll > 12 GeV",
        "event",
        "event: select m(pair) > 12 GeV",
        "charge of the text",
    ),
    ("a jet counts as boosted if its mass is above 75 GeV", "jet", "object jet: select m > 75 GeV", "is called"),
    (
        "each photon is ΔR > 0.4 away from the leptons",
        "event",
        "event: select min(dR(photon, lepton)) > 0.4",
        "of each or of all",
    ),
    (
        "MET and the mT of lepton and MET add up to more than 60 GeV",
        "event",
        "event: select MET + mT(lepton[0], MET) + MET > 60 GeV",
        "the same twice",
    ),
    ("the spectrometer covers |eta| < 2.7", "muon", "object muon: select abs(eta) < 2.7", "'spectrometer' is not"),
    ("the tag has to satisfy pT > 28 GeV", "electron", "object electron: select pT > 28 GeV", "tag of the text"),
    ("jets need not be central", "event", "event: reject size(jet) > 0", "what is not needed"),
    (
        "with three jets or more, MET is above 90 GeV",
        "event",
        "event: select size(jet) >= 3 ? MET > 90 GeV : size(jet) == 0",
        "for what is asked elsewhere",
    ),
    ("at least two loose muons", "event", "event: select size(muon) >= 2", "loose of the text is in no statement"),
    ("three jets with a muon", "event", "event: select size(jet) == 3", "muon of the text"),
    ("|d0| < 2 mm", "track", "object track: select abs(z0) < 2 mm", "does not speak of z0"),
    (
        "isolated muons with ptcone20 < 2 GeV and pT > 9 GeV",
        "muon",
        "object muon: select pT > 9 GeV",
        "of the text is in no",
    ),
    (
        "The resolution is better than 10 GeV in pT",
        "jet",
        "object jet: select pT < 10 GeV",
        "is not what cuts speak of",
    ),
    (
        "muons in the gap 1.2 < |eta| < 1.3 are dropped",
        "muon",
        "object muon: reject abs(eta) > 1.2 or abs(eta) < 1.3",
        "nothing can fulfil it",
    ),
    (
        "muons outside the gap 1.2 < |eta| < 1.3",
        "muon",
        "object muon: select abs(eta) > 1.2 or abs(eta) < 1.3",
        "everything fulfils it",
    ),
    (
        "single-muon trigger",
        "event",
        "object muon: select trigger(single_muon)",
        "it says nothing of the muon; of events it is 'event: select trigger(single_muon)'",
    ),
    (
        "at least two vertices",
        "event",
        "object vertex: select size(this) >= 2",
        "it is one vertex; how many there are is 'event: select size(vertex) >= 2'",
    ),
    ("66 < m_ll < 116 GeV", "lepton", "object lepton: select m > 66 GeV and m < 116 GeV", "one lepton has no m"),
    ("|z0| < 4 mm", "vertex", "object vertex: select abs(z0) < 4 mm", "one vertex has no z0"),
    ("only good runs", "event", "event: reject goodrun", "what is asked for is rejected"),
    ("single-muon trigger", "event", "event: reject trigger(single_muon)", "what is asked for is rejected"),
    ("tight muons", "muon", "object muon: select not id == tight", "what is asked for is rejected"),
    ("pT > 18 GeV", "muon", "event: select size(muon, pT(muon) > 18 GeV) >= 1", "the text counts nothing"),
    ("pT > 18 GeV", "muon", "event: select pT(muon) > 18 GeV", "asked of each stands in 'object muon'"),
    ("|eta| < 2.3", "muon", "object muon: reject abs(eta) > 2.3", "compares by <, and what is kept here by <="),
    (
        "the taus have opposite charge",
        "event",
        "event: select charge(tau[0]) == charge(tau[1])",
        "asks for opposite charges",
    ),
    (
        "the taus have the same charge",
        "event",
        "event: reject charge(tau[0]) * charge(tau[1]) > 0",
        "asks for same charges",
    ),
    (
        "opposite-flavour leptons",
        "event",
        "event: select flavour(lepton[0]) == flavour(lepton[1])",
        "asks for opposite flavours",
    ),
]


@pytest.mark.parametrize(("text", "kind", "statement"), RIGHT)
def test_right_statements_are_taken(text, kind, statement, language):
    assert refusal_of([language.parse(statement)], text, kind) == ""


@pytest.mark.parametrize(("text", "kind", "statement", "reason"), WRONG)
def test_wrong_statements_are_refused(text, kind, statement, reason, language):
    assert reason in refusal_of([language.parse(statement)], text, kind)


@pytest.mark.parametrize(
    ("text", "statements", "reason"),
    [
        (
            "single-muon and diphoton triggers",
            ["event: select trigger(single_muon)", "event: select trigger(diphoton)"],
            "triggers are alternatives",
        ),
        (
            "the leading lepton has pT > 25 GeV, or 20 GeV if there are 6 jets",
            ["event: select pT(lepton[0]) > 25 GeV", "event: select size(jet) == 6 ? pT(lepton[0]) > 20 GeV"],
            "says less than another",
        ),
        (
            "at least two jets, pT(j2) > 50 GeV",
            ["event: select size(jet) >= 2", "event: select pT(jet[1]) > 50 GeV"],
            "",
        ),
    ],
)
def test_statements_have_to_fit_each_other(text, statements, reason, language):
    refused = refusal_of([language.parse(one) for one in statements], text, "event")
    assert reason in refused if reason else not refused


def test_a_model_reads_what_rules_leave(language):
    text = "the scalar sum known as HT comes out at no fewer than 450 GeV"
    model = ScriptedModel(
        ["HT >= 450 GeV", "HT >= 45 GeV", "words of no use", "HT > ", "nothing", "HT >= 450 GeV\n- oranges"]
    )
    reader = Reader(language, model=ModelReader(model, language))
    assert reader.read("HT above 2 GeV").reader == "rules"
    found = reader.read(text)
    assert (found.statements, found.reader) == (("event: select HT >= 450 GeV",), "model")
    reasons = ["has no 45 GeV", "'words of no use', as", "'HT >', as", "no requirement", "'- oranges', as"]
    for other, reason in zip(("once more, ", "twice more, ", "and again ", "also ", "lastly "), reasons, strict=True):
        found = reader.read(other + text)
        assert (found.statements, found.reader) == ((), "")
        assert reason in found.problem
    assert reader.read(text).reader == "model", "asked once"
    (_, messages) = model.asked[0]
    assert [one["role"] for one in messages[:3]] == ["system", "user", "assistant"]
    assert messages[-1] == {"role": "user", "content": f"[event] {text}"}


@pytest.mark.parametrize(
    ("text", "lines", "statements"),
    [
        ("Jets are wanted if pT > 25 GeV, yes, and |y| < 4.4", "pT > 25 GeV\n|y| < 4.4", ["object jet", "object jet"]),
        ("Jets and muons are wanted if pT > 25 GeV, yes", "pT > 25 GeV", []),
        ("As for jets, well, MET > 90 GeV", "MET > 90 GeV", []),
    ],
)
def test_a_line_that_does_not_say_of_what_is_about_the_only_objects_of_the_text(text, lines, statements, language):
    found = ModelReader(ScriptedModel([lines]), language).read(text)
    assert [one[: len("object jet")] for one in found.statements] == statements


def test_examples_of_the_model_are_read_by_rules(language):
    for one in examples():
        read = [read_by_rules(line, language, one["object"]).statements for line in one["lines"]]
        assert all(read), one["lines"]
        statements = [language.parse(found) for some in read for found in some]
        assert not statements or not refusal_of(statements, one["text"], one["object"]), one["text"]


@pytest.mark.parametrize(
    ("text", "kind", "statement"),
    [
        ("event: reject size(muon) > 1", "jet", "event: reject size(muon) > 1"),
        ("size(jet, pT > 25 GeV) >= 4", "event", "event: select size(jet, pT(jet) > 25 GeV) >= 4"),
        ("type == calo_tagged ? pT > 15 GeV", "muon", "object muon: select type == calo_tagged ? pT > 15 GeV"),
        ("n_jets ? MET > 20 GeV", "event", ""),
    ],
)
def test_the_cut_language_itself_is_read(text, kind, statement, language):
    found = Reader(language, rules=False).read(text, kind)
    assert (found.statements, found.reader) == ((statement,) if statement else (), "language" if statement else "")


@pytest.mark.parametrize(
    ("text", "statement", "read"),
    [
        ("validation region VR-top wants a MET significance beyond 6", "METsig > 6", "region VR-top"),
        ("MET significance beyond 6, wherever one looks", "METsig > 6", "event:"),
        ("the control region wants a MET significance beyond 6", "METsig > 6", ""),
        ("SR1 and SR2 want a MET significance beyond 6", "METsig > 6", ""),
        (
            "events whose two leading taus do not have equal charges are thrown out",
            "veto events with two leading taus of the same charge",
            "",
        ),
    ],
)
def test_a_model_is_not_trusted_with_regions_and_double_negations(language, text, statement, read):
    model = ModelReader(ScriptedModel([statement] * 2), language)
    found = model.read(text)
    assert [one[: len(read)] for one in found.statements] == ([read] if read else [])


@pytest.mark.parametrize("name", ["atlas_h4l", "atlas_hyy", "atlas_zll", "atlas_monophoton"])
def test_curated_statements_are_not_refused(name):
    benchmark = load_benchmark(GROUNDTRUTH / name)
    refused = [
        f"{cut.id}: {problem}"
        for cut in benchmark.cuts
        if (problem := refusal(benchmark.language, cut)) and (name, cut.id) not in OF_OTHER_WORDS
    ]
    assert refused == []


# A good run that is described in words of its own; a curated cut whose edge is the other one than that of its text.
OF_OTHER_WORDS = {("atlas_monophoton", "1.2"), ("atlas_monophoton", "7.6")}


def refusal(language, cut):
    statements = [language.parse(statement) for statement in cut.statements]
    shown = f"{cut.text} ({cut.comments})" if cut.comments else cut.text
    return no_cut_in(cut.text, statements) or unsaid(statements, shown, kind_of(cut.object))
