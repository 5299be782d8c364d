"""The branches of a PHYSLITE tree for one reconstructed event: MeV and mm, tracks in containers of their own."""

import itertools
from typing import Any

import numpy as np
from detector import CALO_TAGGED, COMBINED, ELECTRON, MUON, SEGMENT_TAGGED, SILICON_FORWARD, STAND_ALONE, Event, Lepton

MEV = 1e3
KEYS = {
    "GSFTrackParticles": 776133387,
    "CombinedMuonTrackParticles": 873304470,
    "InDetTrackParticles": 490246363,
    "ExtrapolatedMuonTrackParticles": 350445215,
}
FORWARD_KEY = 339503174  # forward inner-detector tracks: a container that these events do not have
LEPTON_KEYS = {ELECTRON: 956497600, MUON: 1080882147}  # targets of trigger links; that of muons is our own choice
NULL, MISSING = (0, 0), (0, 0xFFFFFFFF)
Link = tuple[int, int]
Branches = dict[str, tuple[str, Any]]  # name -> (C++ type, value)

TRIGGERS: dict[str, dict[int, list[float]]] = {  # chain -> pT that the leading leptons of each flavour need
    "e26_lhtight_nod0_ivarloose": {ELECTRON: [27]},
    "mu26_ivarmedium": {MUON: [27]},
    "2e17_lhvloose_nod0": {ELECTRON: [18, 18]},
    "2mu14": {MUON: [14.5, 14.5]},
    "e17_lhloose_nod0_mu14": {ELECTRON: [18], MUON: [14.5]},
}


class Tracks:
    """The track containers of an event; each lepton's tracks get random places in them."""

    def __init__(self, event: Event) -> None:
        self._event = event
        self._containers: dict[str, list[tuple[float, ...]]] = {name: [] for name in KEYS}
        self.links: dict[int, dict[str, Link]] = {}
        for number in event.random.permutation(len(event.leptons)):
            self._strew("InDetTrackParticles", event.random.poisson(2))
            self._strew("GSFTrackParticles", event.random.poisson(0.3))
            self.links[int(number)] = self._of(event.leptons[number])

    def best(self, number: int) -> Link | None:
        """The track that impact parameters and vertex fits use; None if it was removed."""
        return next((link for link in self.links[number].values() if link[0] in KEYS.values()), None)

    def branches(self) -> Branches:
        """All track branches."""
        branches: Branches = {}
        for name, tracks in self._containers.items():
            for i, variable in enumerate(("d0", "z0", "vz", "theta", "phi", "qOverP")):
                branches[f"{name}AuxDyn.{variable}"] = ("vector<float>", [track[i] for track in tracks])
            diagonals = [list(track[6:]) for track in tracks]
            branches[f"{name}AuxDyn.definingParametersCovMatrixDiag"] = ("vector<vector<float>>", diagonals)
        return branches

    def _of(self, lepton: Lepton) -> dict[str, Link]:
        """The links of a lepton by container, best first."""
        if lepton.flavour == ELECTRON:
            self._add("InDetTrackParticles", lepton)
            return {} if lepton.links == "removed" else {"gsf": self._add("GSFTrackParticles", lepton)}
        links = {"combined": MISSING, "inner": MISSING, "extrapolated": MISSING}
        kind, removed = lepton.muon_type, lepton.links == "removed"
        if removed and kind != STAND_ALONE:
            return links
        if kind in (COMBINED, SILICON_FORWARD) and lepton.links != "null_combined":
            links["combined"] = self._add("CombinedMuonTrackParticles", lepton)
        if kind in (COMBINED, SEGMENT_TAGGED, CALO_TAGGED):
            links["inner"] = self._add("InDetTrackParticles", lepton)
        if kind == SILICON_FORWARD:
            links["inner"] = (FORWARD_KEY, int(self._event.random.integers(3)))
        if kind in (COMBINED, STAND_ALONE, SILICON_FORWARD):
            links["extrapolated"] = self._add("ExtrapolatedMuonTrackParticles", lepton, coarse=True)
        return links

    def _add(self, container: str, lepton: Lepton, *, coarse: bool = False) -> Link:
        """Add a track; that of the spectrometer alone is extrapolated over metres, hence coarse."""
        r, sigma_d0, sigma_z0 = self._event.random, lepton.sigma_d0, lepton.sigma_z0
        d0, z = lepton.d0, lepton.z
        if coarse:
            sigma_d0, sigma_z0 = r.uniform(2, 8), r.uniform(2, 8)
            d0, z = r.normal(0, sigma_d0), z + r.normal(0, sigma_z0)
        momentum = lepton.pt * MEV * np.cosh(lepton.eta)
        variances = (sigma_d0**2, sigma_z0**2, 3e-7, 2e-8, 1e-11)
        direction = (lepton.theta, lepton.phi, lepton.charge / momentum)
        self._containers[container].append(
            (d0, z - self._event.reference_z, self._event.reference_z, *direction, *variances)
        )
        return KEYS[container], len(self._containers[container]) - 1

    def _strew(self, container: str, count: int) -> None:
        """Add tracks of no lepton."""
        r = self._event.random
        for _ in range(count):
            sigma_d0, sigma_z0 = r.lognormal(np.log(0.04), 0.5), r.lognormal(np.log(0.1), 0.5)
            z = r.normal(-5, 40) - self._event.reference_z
            direction = (r.uniform(0.2, 2.9), r.uniform(-np.pi, np.pi), r.choice([-1, 1]) / r.uniform(600, 9e3))
            variances = (sigma_d0**2, sigma_z0**2, 3e-6, 2e-7, 1e-10)
            self._containers[container].append((r.normal(0, 0.3), z, self._event.reference_z, *direction, *variances))


def branches(event: Event, number: int) -> Branches:
    """Return name, C++ type and value of every branch for this event."""
    tracks = Tracks(event)
    return {
        **_event_info(event, number),
        **_vertices(event),
        **_electrons(event, tracks),
        **_muons(event, tracks),
        **tracks.branches(),
        **_four_lepton_vertices(event, tracks),
        **_triggers(event),
        **_jets(event),
    }


def _event_info(event: Event, number: int) -> Branches:
    prefix = "EventInfoAuxDyn."
    integers = {
        "runNumber": 284500,
        "mcChannelNumber": 345060,
        "lumiBlock": event.lumi_block,
        "RandomRunNumber": 300000,
    }
    floats = {
        **dict(zip(("beamPosX", "beamPosY", "beamPosZ"), (-0.5, -0.5, event.beam_z), strict=True)),
        **dict(zip(("beamPosSigmaX", "beamPosSigmaY", "beamPosSigmaZ"), (0.01, 0.01, 40.0), strict=True)),
        "beamPosSigmaXY": 0.0,
        "averageInteractionsPerCrossing": event.pile_up,
        "PileupWeight_NOSYS": 1.0,
    }
    return {
        prefix + "eventNumber": ("uint64_t", number),
        **{prefix + name: ("uint32_t", value) for name, value in integers.items()},
        **{prefix + name: ("float", value) for name, value in floats.items()},
        prefix + "DFCommonJets_eventClean_LooseBad": ("int8_t", 1),
        prefix + "mcEventWeights": ("vector<float>", [28.3]),
    }


def _vertices(event: Event) -> Branches:
    values = dict(zip(("x", "y", "z", "vertexType"), zip(*event.vertices, strict=True), strict=True))
    types = {"vertexType": "vector<int16_t>"}
    return {f"PrimaryVerticesAuxDyn.{k}": (types.get(k, "vector<float>"), list(v)) for k, v in values.items()}


def _some(event: Event, flavour: int) -> dict[int, Lepton]:
    return {i: lepton for i, lepton in enumerate(event.leptons) if lepton.flavour == flavour}


def _electrons(event: Event, tracks: Tracks) -> Branches:
    prefix, r = "AnalysisElectronsAuxDyn.", event.random
    some = _some(event, ELECTRON)
    electrons = list(some.values())
    cone, wide = "ptcone20_Nonprompt_All_MaxWeightTTVALooseCone_", "ptvarcone30_Nonprompt_All_MaxWeightTTVALooseCone_"
    found = {
        "pt": [e.pt * MEV for e in electrons],
        "eta": [e.eta for e in electrons],
        "phi": [e.phi for e in electrons],
        "m": [0.510999 for _ in electrons],
        "charge": [e.charge for e in electrons],
        cone + "pt1000": [e.ptcone * MEV for e in electrons],
        cone + "pt500": [(e.ptcone + r.choice([0, 0.7])) * MEV for e in electrons],
        wide + "pt1000": [e.ptcone * r.choice([0.3, 1, 1.4]) * MEV for e in electrons],
        "topoetcone20": [e.topoetcone * MEV for e in electrons],
        "topoetcone20_CloseByCorr": [e.topoetcone * r.choice([0.4, 1]) * MEV for e in electrons],
    }
    for name in (cone + "pt1000", wide + "pt1000"):
        found[name + "_CloseByCorr"] = [value * r.choice([0, 1]) for value in found[name]]
    levels = {"LHLoose": 1, "LHLooseBL": 2, "LHMedium": 3, "LHTight": 4}
    flags = {
        f"DFCommonElectrons{k}": [int(e.identification >= level) for e in electrons] for k, level in levels.items()
    }
    return {
        **{prefix + name: ("vector<float>", values) for name, values in found.items()},
        **{prefix + name: ("vector<int8_t>", values) for name, values in flags.items()},
        prefix + "trackParticleLinks": (
            "links<TrackParticle_v1>",
            [_electron_links(i, e, tracks, r) for i, e in some.items()],
        ),
    }


def _electron_links(number: int, electron: Lepton, tracks: Tracks, r: np.random.Generator) -> list[Link]:
    links = list(tracks.links[number].values()) or [NULL]
    if electron.links == "null_first":
        return [NULL, *links]
    return [*links, NULL] if r.random() < 0.3 else links


def _muons(event: Event, tracks: Tracks) -> Branches:
    prefix, r = "AnalysisMuonsAuxDyn.", event.random
    some = _some(event, MUON)
    muons = list(some.values())
    found = {
        "pt": [mu.pt * MEV for mu in muons],
        "eta": [mu.eta for mu in muons],
        "phi": [mu.phi for mu in muons],
        "charge": [mu.charge for mu in muons],
        "ptcone30": [mu.ptcone * MEV for mu in muons],
        "ptcone20": [mu.ptcone * r.choice([0, 0.5, 1]) * MEV for mu in muons],
        "ptvarcone30": [mu.ptcone * (1 if mu.pt < 33 else r.choice([0, 0.5, 1])) * MEV for mu in muons],
        "topoetcone20": [mu.topoetcone * MEV for mu in muons],
        "topoetcone20_CloseByCorr": [mu.topoetcone * r.choice([0.4, 1]) * MEV for mu in muons],
    }
    found["ptvarcone20"] = [value * r.choice([0.5, 1]) for value in found["ptcone20"]]
    for name in ("ptcone20", "ptvarcone30"):
        found[name + "_Nonprompt_All_MaxWeightTTVA_pt1000"] = [value * r.choice([0.5, 1]) for value in found[name]]
    links = {"combinedTrackParticleLink": "combined", "inDetTrackParticleLink": "inner"}
    links["extrapolatedMuonSpectrometerTrackParticleLink"] = "extrapolated"
    quality = [mu.identification | (8 if r.random() < 0.98 else 0) | (16 if r.random() < 0.6 else 0) for mu in muons]
    return {
        **{prefix + name: ("vector<float>", values) for name, values in found.items()},
        prefix + "muonType": ("vector<uint16_t>", [mu.muon_type for mu in muons]),
        prefix + "quality": ("vector<uint8_t>", quality),
        prefix + "DFCommonMuonPassIDCuts": ("vector<int8_t>", [value >> 3 & 1 for value in quality]),
        **{
            prefix + name: ("link<TrackParticle_v1>", [tracks.links[i][key] for i in some])
            for name, key in links.items()
        },
    }


def _four_lepton_vertices(event: Event, tracks: Tracks) -> Branches:
    """A vertex for every set of four leptons with tracks, in no particular order."""
    prefix, r = "FourLeptonVerticesAuxDyn.", event.random
    with_track = [i for i in range(len(event.leptons)) if tracks.best(i)]
    sets = [list(some) for some in itertools.combinations(with_track, 4)]
    r.shuffle(sets)
    chi2, links = [], []
    for some in sets:
        leptons = [event.leptons[i] for i in some]
        prompt = all(lepton.prompt for lepton in leptons)
        ratio = r.chisquare(5) / 5 * (1 if prompt else 1 + r.exponential(8))
        chi2.append(5 * (event.chi2_ndof if prompt and event.chi2_ndof else ratio))
        links.append([tracks.best(i) for i in r.permutation(some)])
    positions = {"x": -0.5, "y": -0.5, "z": event.primary_z}
    return {
        **{
            prefix + name: ("vector<float>", [value + r.normal(0, 0.01) for _ in sets])
            for name, value in positions.items()
        },
        prefix + "chiSquared": ("vector<float>", chi2),
        prefix + "numberDoF": ("vector<float>", [5.0] * len(sets)),
        prefix + "trackParticleLinks": ("links<TrackParticle_v1>", links),
    }


def _triggers(event: Event) -> Branches:
    """Links to the leading leptons if they fired the trigger; 5% of what should fire does not."""
    branches: Branches = {}
    for chain, thresholds in TRIGGERS.items():
        fired = event.random.random() < 0.95 and all(
            len(some := list(_some(event, flavour).values())) >= len(pts)
            and all(lepton.pt > pt for lepton, pt in zip(some, pts, strict=False))
            for flavour, pts in thresholds.items()
        )
        leading = [(LEPTON_KEYS[flavour], i) for flavour, pts in thresholds.items() for i in range(len(pts))]
        branches[f"AnalysisTrigMatch_HLT_{chain}AuxDyn.TrigMatchedObjects"] = (
            "links<IParticle>",
            [leading] if fired else [],
        )
    return branches


def _jets(event: Event) -> Branches:
    prefix, jets = "AnalysisJetsAuxDyn.", sorted(event.jets, key=lambda jet: -jet.pt)
    found = {"pt": [jet.pt * MEV for jet in jets], "eta": [jet.eta for jet in jets], "phi": [jet.phi for jet in jets]}
    found["m"] = [0.1 * jet.pt * MEV for jet in jets]
    return {
        **{prefix + name: ("vector<float>", values) for name, values in found.items()},
        prefix + "NNJvtPass": ("vector<int8_t>", [int(event.random.random() < 0.95) for _ in jets]),
    }
