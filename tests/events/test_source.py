"""Columns of files: what other readers find there, and read only when they are asked for."""

import ast
import inspect
import sys

import awkward as ak
import numpy as np
import pytest
import uproot

from cutbench import errors
from cutbench.errors import CutbenchError
from cutbench.events import FileSource, branches, file, load_format, met, opening, protocol, ragged, source, tracks
from cutbench.events.parts import join_parts, read_parts

TRACKS = "Nonprompt_All_MaxWeightTTVALooseCone_pt1000"
SAME = {  # property -> field of the leptons of the reference selection
    "pT": "pt",
    "eta": "eta",
    "phi": "phi",
    "m": "mass",
    "charge": "charge",
    "topoetcone20": "topoetcone20",
    "d0": "d0",
    "z0sintheta": "z0_sin_theta",
}
OF_ELECTRONS = {"ptcone20": "ptcone20"}
OF_MUONS = {"type": "muon_type", "ptcone30": "ptcone30"}
CONES = {  # isolation in MeV that the reference selection does not read
    "electron": {"ptvarcone30": f"AnalysisElectronsAuxDyn.ptvarcone30_{TRACKS}"},
    "muon": {name: f"AnalysisMuonsAuxDyn.{name}" for name in ("ptcone20", "ptvarcone20", "ptvarcone30")},
}
OF_BOTH = (*SAME, "d0sig", "ptcone20", "ptvarcone30")
EMBEDDED = (errors, protocol, ragged, opening, file, tracks, met, source)


@pytest.fixture(scope="module")
def data(reference, standin):
    """The stand-in events as the reference selection reads them."""
    return reference.read(standin)


@pytest.fixture(scope="module")
def tree(standin):
    """Their branches as they are."""
    with uproot.open(standin) as opened:
        yield opened["CollectionTree"]


@pytest.fixture(scope="module")
def new_id(reference):
    """From the track numbers of the reference selection, key * 2**32 + index, to those of the columns."""
    keys = [reference.GSF, reference.COMBINED, reference.INNER, reference.EXTRAPOLATED]
    return lambda old: keys.index(old >> 32) * 2.0**32 + old % 2**32 if old >= 0 else np.nan


def flat(column):
    return ak.to_numpy(ak.flatten(column)).astype(float)


def assert_same_leptons(source, data, collection, new_id):
    leptons = data[f"{collection}s"]
    assert source.counts(collection).tolist() == ak.num(leptons).to_list()
    for name, field in (SAME | (OF_ELECTRONS if collection == "electron" else OF_MUONS)).items():
        values = source.values(collection, name)
        assert values.dtype == np.float64
        assert values == pytest.approx(flat(leptons[field]), rel=1e-5, abs=1e-5, nan_ok=True), name
    significance = flat(leptons.d0 / leptons.sigma_d0)
    assert source.values(collection, "d0sig") == pytest.approx(significance, rel=1e-5, nan_ok=True)
    ids = [new_id(i) for i in ak.flatten(leptons.track).to_list()]
    assert np.array_equal(source.values(collection, "track_id"), ids, equal_nan=True)


@pytest.mark.parametrize("collection", ["electron", "muon"])
def test_leptons_are_those_of_the_reference_selection(source, data, tree, new_id, collection):
    assert_same_leptons(source, data, collection, new_id)
    for name, branch in CONES[collection].items():
        assert source.values(collection, name) == pytest.approx(flat(tree[branch].array()) / 1000, rel=1e-6), name


def test_momenta_are_in_gev(source):
    for collection in ("electron", "muon"):
        assert 10 < source.values(collection, "pT").mean() < 60


def test_all_or_the_first_events(source, standin, physlite):
    assert source.n_events == 1000
    with FileSource(standin, physlite, 7) as first:
        assert first.n_events == 7
        assert first.counts("muon").tolist() == source.counts("muon")[:7].tolist()
        n_muons = first.counts("muon").sum()
        assert n_muons > 0
        assert first.values("muon", "pT").tolist() == source.values("muon", "pT")[:n_muons].tolist()
        for ours, theirs in zip(first.numbers(), source.numbers(), strict=True):
            assert ours.tolist() == theirs[:7].tolist()


def test_working_points(source, data, tree):
    electrons = "AnalysisElectronsAuxDyn.DFCommonElectronsLH"
    for point, name in {"loose": "Loose", "loose_bl": "LooseBL", "medium": "Medium", "tight": "Tight"}.items():
        passed = flat(tree[electrons + name].array()) != 0
        assert 0 < passed.sum() < len(passed)
        assert source.passes("electron", "id", point).tolist() == passed.tolist()
    quality = flat(data["muons"].quality)
    assert set(quality) == {0, 1, 2, 3}
    assert ak.max(tree["AnalysisMuonsAuxDyn.quality"].array()) > 3, "there are flag bits to be removed"
    for limit, point in enumerate(("tight", "medium", "loose", "very_loose")):
        assert source.passes("muon", "id", point).tolist() == (quality <= limit).tolist()
    jvt = flat(tree["AnalysisJetsAuxDyn.NNJvtPass"].array()) != 0
    assert source.passes("jet", "jvt", "pass").tolist() == jvt.tolist()


def test_jets_vertices_and_numbers(source, data, tree):
    for name, (branch, unit) in {"pT": ("pt", 1e-3), "eta": ("eta", 1), "phi": ("phi", 1), "m": ("m", 1e-3)}.items():
        assert source.values("jet", name) == pytest.approx(flat(tree[f"AnalysisJetsAuxDyn.{branch}"].array()) * unit)
    z, kind = (tree[f"PrimaryVerticesAuxDyn.{name}"].array() for name in ("z", "vertexType"))
    assert source.counts("vertex").tolist() == data["event"].n_primary_vertices.to_list()
    assert source.values("vertex", "z") == pytest.approx(flat(z[kind == 1]))
    run, event = source.numbers()
    assert event.dtype == np.uint64
    assert (run.tolist(), event.tolist()) == (data["event"].run.to_list(), data["event"].number.to_list())


def test_primary_vertex_need_not_be_first(source, tree):
    z, kind = (tree[f"PrimaryVerticesAuxDyn.{name}"].array() for name in ("z", "vertexType"))
    counts = source.counts("vertex")
    assert set(counts) == {0, 1}
    primary = np.full(source.n_events, np.nan)
    primary[counts == 1] = source.values("vertex", "z")
    later = (counts == 1) & ak.to_numpy(kind[:, 0] != 1)
    assert later.sum() > 100
    assert not (primary[later] == ak.to_numpy(z[:, 0])[later]).any()


def test_impact_parameters_are_those_of_the_linked_track(source, tree):
    links = tree["AnalysisElectronsAuxDyn.trackParticleLinks"].array()
    z, kind = (tree[f"PrimaryVerticesAuxDyn.{name}"].array() for name in ("z", "vertexType"))
    names = ("d0", "z0", "vz", "theta", "definingParametersCovMatrixDiag")
    gsf = {name: tree[f"GSFTrackParticlesAuxDyn.{name}"].array() for name in names}
    d0s, significances, z0s = (source.values("electron", name) for name in ("d0", "d0sig", "z0sintheta"))
    ids, place, n_found = source.values("electron", "track_id"), 0, 0
    for i in range(30):
        for of_electron in links[i]:
            index = next((link.m_persIndex for link in of_electron if link.m_persKey == 776133387), None)
            assert np.isnan(ids[place]) == (index is None)
            if index is not None:
                d0, z0, vz, theta, variances = (gsf[name][i, index] for name in names)
                assert d0s[place] == pytest.approx(d0)
                assert significances[place] == pytest.approx(d0 / np.sqrt(variances[0]))
                if ak.any(kind[i] == 1):
                    primary = z[i, ak.argmax(kind[i] == 1)]
                    assert z0s[place] == pytest.approx((z0 + vz - primary) * np.sin(theta), abs=1e-4)
                    n_found += 1
            place += 1
    assert n_found > 20


def test_leptons_without_track_have_nan_and_fail_cuts(source):
    lost = np.isnan(source.values("electron", "track_id"))
    assert 0 < lost.sum() < len(lost)
    for name, limit in {"d0": 1, "d0sig": 5, "z0sintheta": 0.5}.items():
        values = source.values("electron", name)
        assert np.array_equal(np.isnan(values), lost), name
        assert not (abs(values[lost]) < limit).any()


def test_codes_and_energies(source):
    assert source.codes("muon", "type")["calo_tagged"] == 3
    assert source.codes("muon", "pT") == {}
    assert set(source.values("electron", "flavour")) == {source.codes("electron", "flavour")["electron"]}
    p = source.values("muon", "pT") * np.cosh(source.values("muon", "eta"))
    assert (source.values("muon", "E") > p).all()


def test_tracks_have_momenta(source):
    pt, eta, theta = (source.values("track", name) for name in ("pT", "eta", "theta"))
    assert (pt > 0).all()
    assert np.tanh(eta) == pytest.approx(np.cos(theta), abs=1e-5)
    assert set(source.values("track", "charge")) == {-1, 1}
    assert len(np.unique(source.values("track", "track_id")[: source.counts("track")[0]])) == source.counts("track")[0]


def test_fits_are_found_by_their_tracks(source, data, new_id):
    rows, ids, expected = [], [], []
    for row, vertices in enumerate(data["vertices"][:300].to_list()):
        for vertex in vertices:
            rows.append(row)
            ids.append([new_id(vertex[f"t{i}"]) for i in range(4)])
            expected.append(vertex["chi2_ndof"])
    rows, ids = np.array(rows), np.array(ids)
    assert len(rows) > 100
    for order in ([0, 1, 2, 3], [3, 1, 0, 2]):
        assert source.fit_chi2ndf(rows, ids[:, order]) == pytest.approx(np.array(expected), rel=1e-6, nan_ok=True)
    lost, other = ids.copy(), ids.copy()
    lost[:, 1], other[:, 1] = np.nan, 7 * 2**32
    for wrong in (lost, other, ids[:, :3]):
        assert np.isnan(source.fit_chi2ndf(rows, wrong)).all()
    assert np.isnan(source.fit_chi2ndf(rows + 1000, ids)).all()


def test_triggers(source, standin):
    with uproot.open(standin) as opened:
        name = "AnalysisTrigMatch_HLT_2mu14AuxDyn.TrigMatchedObjects"
        fired = ak.num(opened["CollectionTree"][name].array()) > 0
    assert source.flag("trigger", "2mu14").tolist() == fired.to_list()
    two = source.flag("trigger", "dilepton")
    assert (two >= source.flag("trigger", "2mu14")).all()
    both = source.flag("trigger", "single_lepton", "dilepton", "trilepton")
    assert (both == two | source.flag("trigger", "single_lepton")).all()
    with pytest.raises(CutbenchError, match=r"no group of triggers single_lep; near it are .*single_lepton"):
        source.flag("trigger", "single_lep")
    with pytest.raises(CutbenchError, match="no container AnalysisTrigMatch_HLT_"):
        source.flag("trigger", "diphoton")


def test_what_is_missing_matters_on_use_only(source, standin):
    assert "photon" in source.collections()
    assert "topoetcone40" in source.properties("photon")
    for ask in (
        lambda: source.values("photon", "pT"),
        lambda: source.counts("photon"),
        lambda: source.values("photon", "m"),
        lambda: source.passes("photon", "id", "tight"),
        lambda: source.quantity("MET"),
    ):
        with pytest.raises(CutbenchError, match="no branch") as error:
            ask()
        assert str(error.value).startswith(f"{standin}: ")
        assert "\n" not in str(error.value)


def test_missing_branch_says_for_what(source):
    said = r"no branch AnalysisMuonsAuxDyn\.topoetcone40; near it are .*topoetcone20.* \(for muon topoetcone40\)"
    with pytest.raises(CutbenchError, match=said):
        source.values("muon", "topoetcone40")
    with pytest.raises(CutbenchError, match=r"LHVeryLoose; near it are .* \(for electron id very_loose\)"):
        source.passes("electron", "id", "very_loose")


def test_names_that_do_not_exist_have_neighbours(source):
    with pytest.raises(CutbenchError, match="no collection electrons; near it are electron"):
        source.values("electrons", "pT")
    with pytest.raises(CutbenchError, match="no property of muon ptcone25; near it are ptcone20"):
        source.values("muon", "ptcone25")
    with pytest.raises(CutbenchError, match="no working point of muon id Loose; near it are loose"):
        source.passes("muon", "id", "Loose")
    with pytest.raises(CutbenchError, match="no quantity of the event MHT; near it are MET"):
        source.quantity("MHT")
    with pytest.raises(CutbenchError, match="no flag of the event jet_clean; near it are jet_cleaning"):
        source.flag("jet_clean")
    with pytest.raises(CutbenchError, match="muon id is no number, it has the working points tight"):
        source.values("muon", "id")


def test_a_branch_is_read_once_and_only_on_demand(standin, physlite, monkeypatch):
    asked = []
    read = file.EventFile.read

    def reading(self, container, variable):
        asked.append(f"{container}.{variable}")
        return read(self, container, variable)

    monkeypatch.setattr(file.EventFile, "read", reading)
    with FileSource(standin, physlite, 5) as some:
        assert (some.n_events, asked) == (5, [])
        some.values("electron", "ET")
        some.values("electron", "pT")
        some.counts("electron")
        assert asked == ["AnalysisElectrons.pt"]
        some.values("electron", "d0")
        some.values("electron", "track_id")
        assert asked[1:] == ["AnalysisElectrons.trackParticleLinks", "GSFTrackParticles.d0"]
    assert len(some.values("electron", "pT")) == some.counts("electron").sum()


def test_the_newer_layout_has_the_same_columns(source, standin, physlite, tmp_path):
    copy = tmp_path / "new.root"
    join_parts(read_parts([str(standin)], 60, branches(standin), tmp_path / "parts"), copy)
    new, old = FileSource(copy, physlite), FileSource(standin, physlite, 60)
    for collection, names in {
        "electron": OF_BOTH,
        "muon": (*OF_BOTH, *OF_MUONS),
        "track": ("pT", "z0sintheta"),
    }.items():
        assert new.counts(collection).tolist() == old.counts(collection).tolist()
        for name in names:
            assert np.array_equal(new.values(collection, name), old.values(collection, name), equal_nan=True), name
    assert new.flag("trigger", "dilepton").tolist() == old.flag("trigger", "dilepton").tolist()
    rows = np.flatnonzero(old.counts("muon") == 4)
    ids = old.values("muon", "track_id")[np.repeat(old.counts("muon") == 4, old.counts("muon"))].reshape(-1, 4)
    found = old.fit_chi2ndf(rows, ids)
    assert np.isfinite(found).any()
    assert np.array_equal(found, new.fit_chi2ndf(rows, ids), equal_nan=True)


def test_good_runs_are_asked_for_on_data_only(source, tmp_path, physlite):
    assert source.flag("goodrun").all()
    path = tmp_path / "data.root"
    columns = {"runNumber": [100, 100, 101], "lumiBlock": [1, 9, 1], "eventNumber": [1, 2, 3]}
    with uproot.recreate(path) as out:
        out.mkrntuple("EventData", ak.Array({f"EventInfoAuxDyn:{name}": values for name, values in columns.items()}))
    with pytest.raises(CutbenchError, match="need a good run list"):
        FileSource(path, physlite).flag("goodrun")
    good = FileSource(path, physlite, good_runs={100: [(2, 9)]})
    assert good.flag("goodrun").tolist() == [False, True, False]


def test_real_events(shared_data, physlite):
    real = FileSource(shared_data / "physlite/zee_mc20_100events.root", physlite)
    for collection in real.collections():
        for name in real.properties(collection):
            for point in real.points(collection, name):
                assert len(real.passes(collection, name, point)) == real.counts(collection).sum()
            if physlite["collections"][collection][name]["points"] and name != "btag":
                continue
            assert len(real.values(collection, name)) == real.counts(collection).sum()
    assert 20 < np.median(real.values("electron", "pT")) < 60
    assert np.mean(np.abs(real.values("electron", "d0sig")) < 5) > 0.9
    assert (real.counts("vertex") == 1).all()
    assert np.isfinite(real.values("jet", "btag")).all()
    assert 5 < np.median(real.quantity("MET")) < 40
    assert real.flag("trigger", "single_lepton").mean() > 0.5
    assert real.flag("goodrun").all()
    assert not real.flag("trigger", "trilepton").any()


@pytest.mark.parametrize("collection", ["electron", "muon"])
def test_real_leptons_are_those_of_the_reference_selection(shared_data, physlite, reference, new_id, collection):
    path = shared_data / "physlite/zee_mc20_100events.root"
    real = FileSource(path, physlite)
    assert real.n_events == 100
    assert_same_leptons(real, reference.read(path), collection, new_id)


def test_leading_electrons_of_real_events_have_tracks(shared_data, physlite):
    real = FileSource(shared_data / "physlite/zee_mc20_100events.root", physlite)
    counts = real.counts("electron")
    leading = (np.cumsum(counts) - counts)[counts > 0]
    assert not np.isnan(real.values("electron", "track_id")[leading]).any()
    assert np.mean(np.abs(real.values("electron", "d0sig")[leading]) < 5) > 0.9
    assert np.mean(np.abs(real.values("electron", "z0sintheta")[leading]) < 0.5) > 0.9


def test_empty_file_has_columns(standin, physlite):
    none = FileSource(standin, physlite, 0)
    assert none.n_events == 0
    for name in OF_BOTH:
        assert none.values("electron", name).shape == (0,)
        assert none.values("muon", name).shape == (0,)
    assert none.fit_chi2ndf(np.zeros(0, int), np.zeros((0, 4))).shape == (0,)
    assert none.flag("trigger", "dilepton").shape == (0,)


def test_modules_can_stand_in_one_program():
    ours = {module.__name__ for module in EMBEDDED}
    allowed = {*sys.stdlib_module_names, "numpy", "awkward", "uproot"}
    for module in EMBEDDED:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.ImportFrom):
                assert node.module in ours or node.module.split(".")[0] in allowed
            elif isinstance(node, ast.Import):
                assert {alias.name.split(".")[0] for alias in node.names} <= allowed


def test_overridden_container(standin, format_path, source):
    other = FileSource(
        standin, load_format(format_path, {"containers": {"jet": {"name": "AnalysisMuons"}}}).model_dump()
    )
    assert other.values("jet", "pT").tolist() == source.values("muon", "pT").tolist()
