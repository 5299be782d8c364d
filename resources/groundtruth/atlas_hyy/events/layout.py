"""The branches of a PHYSLITE tree for one reconstructed event: MeV and mm."""

from typing import Any

import numpy as np
from detector import Event, Photon

MEV = 1e3
# Keys that links into these containers carry.
PHOTONS, CLUSTERS, CONVERSIONS = 902907695, 360221983, 524191177
FROM_CLUSTER, AMBIGUOUS = 4, 16  # authors of photons
CHAINS = {  # chain -> how many photons it matches
    "g35_loose_g25_loose": 2,
    "g35_medium_g25_medium_L12EM20VH": 2,
    "g120_loose": 1,
    "g140_loose": 1,
    "2g20_loose_g15_loose": 3,
}
Link = tuple[int, int]
Branches = dict[str, tuple[str, Any]]  # name -> (C++ type, value)


def branches(event: Event, number: int) -> Branches:
    """Return name, C++ type and value of every branch for this event."""
    n_strange = int(event.random.poisson(1))  # clusters of no photon
    return {
        **_event_info(event, number),
        **_vertices(event),
        **_photons(event),
        **_links(event, n_strange),
        **_clusters(event, n_strange),
        **_conversions(event),
        **_triggers(event),
        **_jets(event),
    }


def _floats(prefix: str, columns: dict[str, list[float]]) -> Branches:
    return {prefix + name: ("vector<float>", values) for name, values in columns.items()}


def _event_info(event: Event, number: int) -> Branches:
    prefix = "EventInfoAuxDyn."
    integers = {"runNumber": 284500, "mcChannelNumber": 343981, "lumiBlock": event.lumi_block}
    integers["RandomRunNumber"] = 300000
    beam = {"X": (-0.5, 0.01), "Y": (-0.5, 0.01), "Z": (-7 + 0.004 * event.lumi_block, 40.0)}
    floats = {f"beamPos{axis}": place for axis, (place, _) in beam.items()}
    floats |= {f"beamPosSigma{axis}": size for axis, (_, size) in beam.items()}
    floats |= {"averageInteractionsPerCrossing": event.pile_up, "PileupWeight_NOSYS": 1.0}
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


def _photons(event: Event) -> Branches:
    prefix, r, photons = "AnalysisPhotonsAuxDyn.", event.random, event.photons
    found = {
        "pt": [photon.pt * MEV for photon in photons],
        "eta": [photon.eta for photon in photons],
        "phi": [photon.phi for photon in photons],
        "m": [0.0 for _ in photons],
        "ptcone20": [photon.ptcone20 * MEV for photon in photons],
        "topoetcone20": [photon.topoetcone20 * MEV for photon in photons],
        "topoetcone40": [photon.topoetcone40 * MEV for photon in photons],
        "f1": [r.uniform(0.05, 0.6) for _ in photons],
    }
    for name in ("ptcone20", "topoetcone20", "topoetcone40"):
        found[name + "_CloseByCorr"] = [value * r.choice([0.3, 1]) for value in found[name]]
    flags = {
        "IsEMLoose": [photon.loose for photon in photons],
        "IsEMTight": [photon.tight for photon in photons],
        "Cleaning": [photon.clean for photon in photons],
        "CleaningNoTime": [photon.clean or bool(r.random() < 0.5) for photon in photons],
    }
    return {
        **_floats(prefix, found),
        **{f"{prefix}DFCommonPhotons{name}": ("vector<int8_t>", list(map(int, some))) for name, some in flags.items()},
        prefix + "DFCommonPhotonsIsEMTightIsEMValue": ("vector<uint32_t>", [_failed(p, r) for p in photons]),
        prefix + "author": ("vector<uint16_t>", [AMBIGUOUS if p.converted else FROM_CLUSTER for p in photons]),
    }


def _failed(photon: Photon, r: np.random.Generator) -> int:
    """Return the bits of the requirements that a photon fails to be tight."""
    return 0 if photon.tight else 1 << int(r.integers(10, 22))


def _links(event: Event, n_strange: int) -> Branches:
    """The links of photons to their clusters, which stand behind those of no photon, and to their conversions."""
    prefix, converted = "AnalysisPhotonsAuxDyn.", [photon for photon in event.photons if photon.converted]
    places = {id(photon): place for place, photon in enumerate(converted)}
    clusters = [[(CLUSTERS, n_strange + place)] for place in range(len(event.photons))]
    conversions = [[(CONVERSIONS, places[id(p)])] if p.converted else [] for p in event.photons]
    return {
        prefix + "caloClusterLinks": ("links<CaloCluster_v1>", clusters),
        prefix + "vertexLinks": ("links<Vertex_v1>", conversions),
    }


def _clusters(event: Event, n_strange: int) -> Branches:
    """Clusters as seen from the middle of the detector, not from the vertex."""
    r = event.random
    some = [(r.uniform(5, 20), r.uniform(-2.4, 2.4), r.uniform(-np.pi, np.pi)) for _ in range(n_strange)]
    some += [(p.pt * np.cosh(p.eta), p.cluster_eta(event.primary_z), p.phi) for p in event.photons]
    columns = {"calE": [e * MEV for e, *_ in some], "calEta": [eta for _, eta, _ in some]}
    return _floats("egammaClustersAuxDyn.", columns | {"calPhi": [phi for *_, phi in some]})


def _conversions(event: Event) -> Branches:
    columns: dict[str, list[float]] = {name: [] for name in ("x", "y", "z", "pt1", "pt2", "minRfirstHit")}
    for photon in event.photons:
        if photon.converted:
            radius, share = event.random.uniform(30, 700), event.random.uniform(0.1, 0.9)
            place = (radius * np.cos(photon.phi), radius * np.sin(photon.phi), radius * np.sinh(photon.eta))
            values = (*place, share * photon.pt * MEV, (1 - share) * photon.pt * MEV, radius + 5)
            for column, value in zip(columns.values(), values, strict=True):
                column.append(float(value))
    return _floats("GSFConversionVerticesAuxDyn.", columns)


def _triggers(event: Event) -> Branches:
    """Links to the leading photons where a trigger fired."""
    order = sorted(range(len(event.photons)), key=lambda place: -event.photons[place].pt)
    return {
        f"AnalysisTrigMatch_HLT_{chain}AuxDyn.TrigMatchedObjects": (
            "links<IParticle>",
            [[(PHOTONS, place) for place in order[:size]]] if chain in event.fired else [],
        )
        for chain, size in CHAINS.items()
    }


def _jets(event: Event) -> Branches:
    prefix, jets = "AnalysisJetsAuxDyn.", sorted(event.jets, key=lambda jet: -jet.pt)
    found = {"pt": [jet.pt * MEV for jet in jets], "eta": [jet.eta for jet in jets], "phi": [jet.phi for jet in jets]}
    found["m"] = [0.1 * jet.pt * MEV for jet in jets]
    passed = [int(event.random.random() < 0.95) for _ in jets]
    return {**_floats(prefix, found), prefix + "NNJvtPass": ("vector<int8_t>", passed)}
