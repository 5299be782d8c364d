"""Reference selection of Z → ℓℓ, in two regions: every cut under its number, on events in the PHYSLITE format.

    python reference_selection.py --events IN.root --output OUT.json

What the words mean (which triggers, which isolation, when the pair is chosen) stands in task.md. The good run list
(1.1) is not applied. `--skip 2.3` leaves a cut out: what it rejects alone.
"""

import argparse
import fnmatch
import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import awkward as ak
import numpy as np
import uproot
import vector

vector.register_awkward()

GEV = 1e-3  # the file holds MeV
M_Z, M_ELECTRON, M_MUON = 91.1876, 0.000511, 0.105658  # GeV
ELECTRON, MUON = 11, 13
REGIONS = {"ee": ELECTRON, "mumu": MUON}
PRIMARY = 1  # vertex type
GSF, COMBINED, INNER, EXTRAPOLATED = 776133387, 873304470, 490246363, 350445215  # keys of the track containers
NO_TRACK = -1
SINGLE_LEPTON = (
    *("e24_lhmedium_L1EM20VH", "e26_lhtight_nod0_ivarloose", "e26_lhtight_nod0_*ivarloose", "e60_lhmedium*"),
    *("e60_medium", "e120_lhloose*", "e140_lhloose*", "e300_etcut"),
    *("mu20_iloose_L1MU15", "mu24_i*", "mu26_ivarmedium", "mu40", "mu50", "mu60_0eta105_msonly"),
)

Cuts = dict[str, Callable[[ak.Array], ak.Array]]
Left = dict[str, dict[str, ak.Array]]  # cut -> region -> whether each event is still in

EVENT_CUTS: Cuts = {
    "1.2": lambda event: event.triggered,
    "1.3": lambda event: event.n_primary_vertices >= 1,
}
ELECTRON_CUTS: Cuts = {
    "2.1": lambda e: e.medium,
    "2.2": lambda e: e.pt > 20,
    "2.3": lambda e: abs(e.eta) < 2.47,
    "2.4": lambda e: (abs(e.eta) <= 1.37) | (abs(e.eta) >= 1.52),
    "2.5": lambda e: e.isolation / e.pt < 0.12,
    "2.6": lambda e: abs(e.d0 / e.sigma_d0) < 5,
    "2.7": lambda e: abs(e.z0_sin_theta) < 0.5,
}
MUON_CUTS: Cuts = {
    "3.1": lambda mu: mu.medium,
    "3.2": lambda mu: mu.pt > 18,
    "3.3": lambda mu: abs(mu.eta) < 2.4,
    "3.4": lambda mu: mu.isolation / mu.pt < 0.10,
    "3.5": lambda mu: abs(mu.d0 / mu.sigma_d0) < 3,
    "3.6": lambda mu: abs(mu.z0_sin_theta) < 0.5,
}
SFOS = "4.1"  # same flavour and opposite charge: see find_pairs
CANDIDATE_CUTS: Cuts = {
    "4.2": lambda z: z.leading_pt > 30,
    "4.3": lambda z: (z.mass > 66) & (z.mass < 116),
}
VETO_CUTS: Cuts = {
    "4.4": lambda leptons: ak.sum(leptons.pt > 25, axis=1) <= 2,
}
CUTS = [*EVENT_CUTS, *ELECTRON_CUTS, *MUON_CUTS, SFOS, *CANDIDATE_CUTS, *VETO_CUTS]


# --- Reading: MeV become GeV, links become tracks ------------------------------------------------------------------


def read(path: Path) -> dict[str, ak.Array]:
    """Return 'event', 'electrons' and 'muons' of all events in the file."""
    with uproot.open(path) as file:
        tree = file["CollectionTree" if "CollectionTree" in file else "EventData"]
        types, z = (read_branch(tree, "PrimaryVertices", name) for name in ("vertexType", "z"))
        primary = z[types == PRIMARY]
        # The dummy vertex, always last, serves only where 1.3 is left out.
        z_pv = ak.fill_none(ak.firsts(ak.concatenate([primary, z[:, -1:]], axis=1)), np.nan)
        run, event = (read_branch(tree, "EventInfo", name) for name in ("runNumber", "eventNumber"))
        about = {"run": run, "number": event, "n_primary_vertices": ak.num(primary), "triggered": read_trigger(tree)}
        return {"event": ak.zip(about), "electrons": read_electrons(tree, z_pv), "muons": read_muons(tree, z_pv)}


def read_branch(tree: Any, container: str, variable: str) -> ak.Array:
    """Return one branch; the fields of an RNTuple are named with a colon."""
    return tree[f"{container}AuxDyn{'.' if tree.classname == 'TTree' else ':'}{variable}"].array()


def read_trigger(tree: Any) -> ak.Array:
    """Return whether a chain for a single lepton has matched objects."""
    prefix, suffix = "AnalysisTrigMatch_HLT_", "AuxDyn"
    containers = {name.replace(":", ".").partition(".")[0] for name in tree.keys()}  # noqa: SIM118
    names = [name for name in containers if name.startswith(prefix) and name.endswith(suffix)]
    chains = {name.removeprefix(prefix).removesuffix(suffix) for name in names}
    wanted = {chain for pattern in SINGLE_LEPTON for chain in fnmatch.filter(chains, pattern)}
    fired = ak.Array(np.zeros(tree.num_entries, bool))
    for chain in sorted(wanted):
        fired = fired | (ak.num(read_branch(tree, prefix + chain, "TrigMatchedObjects")) > 0)
    return fired


def read_electrons(tree: Any, z_pv: ak.Array) -> ak.Array:
    """Return the electrons; the track is that of the first link into the GSF tracks."""
    name = "AnalysisElectrons"
    links = read_branch(tree, name, "trackParticleLinks")
    links = links[links.m_persKey == GSF]
    track = ak.fill_none(ak.firsts(track_number(links.m_persKey, links.m_persIndex), axis=2), NO_TRACK)
    medium = read_branch(tree, name, "DFCommonElectronsLHMedium") == 1
    tracks = {GSF: read_tracks(tree, "GSFTrackParticles", z_pv)}
    lepton = read_lepton(tree, name, ELECTRON, M_ELECTRON, "topoetcone20")
    return ak.zip(lepton | {"medium": medium} | look_up(track, tracks))


def read_muons(tree: Any, z_pv: ak.Array) -> ak.Array:
    """Return the muons; the track is the combined, else the inner-detector, else the extrapolated one."""
    name = "AnalysisMuons"
    sources = {
        COMBINED: ("combinedTrackParticleLink", "CombinedMuonTrackParticles"),
        INNER: ("inDetTrackParticleLink", "InDetTrackParticles"),
        EXTRAPOLATED: ("extrapolatedMuonSpectrometerTrackParticleLink", "ExtrapolatedMuonTrackParticles"),
    }
    medium = read_branch(tree, name, "quality") & 3 <= 1  # the higher bits are flags
    track = ak.full_like(medium, NO_TRACK, dtype=np.int64)
    for wanted, (link, _) in sources.items():
        key, index = (read_branch(tree, name, f"{link}.{part}") for part in ("m_persKey", "m_persIndex"))
        track = ak.where((track == NO_TRACK) & (key == wanted), track_number(key, index), track)
    tracks = {key: read_tracks(tree, container, z_pv) for key, (_, container) in sources.items()}
    lepton = read_lepton(tree, name, MUON, M_MUON, "ptvarcone30")
    return ak.zip(lepton | {"medium": medium} | look_up(track, tracks))


def read_lepton(tree: Any, name: str, flavour: int, mass: float, isolation: str) -> dict[str, ak.Array]:
    """Return what electrons and muons have in common; `isolation` is the variable that is cut on."""
    pt, eta, phi, charge, cone = (
        ak.values_astype(read_branch(tree, name, variable), np.float64)
        for variable in ("pt", "eta", "phi", "charge", isolation)
    )
    kinematics = {"pt": pt * GEV, "eta": eta, "phi": phi, "mass": ak.full_like(pt, mass)}
    return kinematics | {"charge": charge, "flavour": ak.full_like(pt, flavour), "isolation": cone * GEV}


def track_number(key: ak.Array, index: ak.Array) -> ak.Array:
    """Return one number for (key, index)."""
    return ak.values_astype(key, np.int64) * 2**32 + ak.values_astype(index, np.int64)


def read_tracks(tree: Any, name: str, z_pv: ak.Array) -> ak.Array:
    """Return the impact parameters (mm) of all tracks of a container."""
    d0, z0, vz, theta = (
        ak.values_astype(read_branch(tree, name, variable), np.float64) for variable in ("d0", "z0", "vz", "theta")
    )
    variances = read_branch(tree, name, "definingParametersCovMatrixDiag")
    sigma_d0 = np.sqrt(ak.fill_none(ak.firsts(variances, axis=2), np.nan))
    return ak.zip({"d0": d0, "sigma_d0": sigma_d0, "z0_sin_theta": (z0 + vz - z_pv) * np.sin(theta)})


def look_up(track: ak.Array, containers: dict[int, ak.Array]) -> dict[str, ak.Array]:
    """Return the impact parameters of the tracks in question; without a track NaN, which fails every cut."""
    found = {}
    for name in ("d0", "sigma_d0", "z0_sin_theta"):
        found[name] = ak.full_like(track, np.nan, dtype=np.float64)
        for key, tracks in containers.items():
            index = ak.mask(track & 0xFFFFFFFF, track >> 32 == key)
            found[name] = ak.fill_none(ak.where(ak.is_none(index, axis=1), found[name], tracks[name][index]), np.nan)
    return found


# --- Selecting -----------------------------------------------------------------------------------------------------


def select(data: dict[str, ak.Array], skip: Collection[str] = ()) -> tuple[list[list[int]], list[dict[str, Any]]]:
    """Return the selected [run, event] and the cutflow, of both regions together; cuts in `skip` are not applied."""
    flow = {cut: ak.any([*regions.values()], axis=0) for cut, regions in left_after(data, skip).items()}
    chosen = data["event"][list(flow.values())[-1]]
    pairs = [[int(run), int(number)] for run, number in zip(chosen.run, chosen.number, strict=True)]
    return sorted(pairs), [{"cut": cut, "n_events": int(ak.sum(left))} for cut, left in flow.items()]


def cutflows(data: dict[str, ak.Array], skip: Collection[str] = ()) -> dict[str, list[dict[str, Any]]]:
    """Return the cutflow of each region by itself."""
    left = left_after(data, skip)
    return {
        region: [{"cut": cut, "n_events": int(ak.sum(regions[region]))} for cut, regions in left.items()]
        for region in REGIONS
    }


def left_after(data: dict[str, ak.Array], skip: Collection[str]) -> Left:
    """Return which events are left in each region after each cut."""
    left: Left = {}
    good_event = ak.full_like(data["event"].run, True, dtype=bool)
    for cut, passes in without(EVENT_CUTS, skip):
        good_event = good_event & passes(data["event"])
        left[cut] = dict.fromkeys(REGIONS, good_event)

    electrons, muons = data["electrons"], data["muons"]
    for cut, passes in without(ELECTRON_CUTS | MUON_CUTS, skip):
        if cut in ELECTRON_CUTS:
            electrons = electrons[passes(electrons)]
        else:
            muons = muons[passes(muons)]
        left[cut] = dict.fromkeys(REGIONS, good_event & (ak.num(electrons) + ak.num(muons) >= 2))

    leptons = ak.concatenate([as_vectors(electrons), as_vectors(muons)], axis=1)
    candidates = choose(find_pairs(leptons, any_pair=SFOS in skip))
    if SFOS not in skip:
        left[SFOS] = by_region(good_event, candidates)
    for cut, passes in without(CANDIDATE_CUTS, skip):
        candidates = candidates[passes(candidates)]
        left[cut] = by_region(good_event, candidates)
    for cut, passes in without(VETO_CUTS, skip):
        left[cut] = by_region(good_event & passes(leptons), candidates)
    return left


def without(cuts: Cuts, skip: Collection[str]) -> list[tuple[str, Callable[[ak.Array], ak.Array]]]:
    """Return the cuts that are not skipped, in order."""
    return [(name, passes) for name, passes in cuts.items() if name not in skip]


def as_vectors(leptons: ak.Array) -> ak.Array:
    """Return the leptons as four-vectors with what pairs need to know of them."""
    names = ("pt", "eta", "phi", "mass", "charge", "flavour")
    return ak.zip({name: leptons[name] for name in names}, with_name="Momentum4D")


def find_pairs(leptons: ak.Array, *, any_pair: bool = False) -> ak.Array:
    """4.1: all pairs of the same flavour and opposite charge; the flavour is that of the first lepton."""
    first, second = ak.unzip(ak.combinations(leptons, 2))
    wanted = (first.flavour == second.flavour) & (first.charge != second.charge) | any_pair
    first, second = first[wanted], second[wanted]
    fields = {"mass": (first + second).mass, "leading_pt": np.maximum(first.pt, second.pt), "flavour": first.flavour}
    return ak.zip(fields)


def choose(pairs: ak.Array) -> ak.Array:
    """Keep of each event the pair nearest to the Z mass."""
    return pairs[ak.argmin(abs(pairs.mass - M_Z), axis=1, keepdims=True)][:, : 1 if len(pairs) else 0]


def by_region(good_event: ak.Array, candidates: ak.Array) -> dict[str, ak.Array]:
    """Return which events are in each region by the flavour of what is left of their candidate."""
    return {region: good_event & ak.any(candidates.flavour == flavour, axis=1) for region, flavour in REGIONS.items()}


def main() -> None:
    """Select the events of a file, print the cutflows and write the events with that of both regions together."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=Path, required=True, help="ROOT file in the PHYSLITE format")
    parser.add_argument("--output", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--skip", action="append", default=[], choices=CUTS, help="leave this cut out")
    options = parser.parse_args()
    data = read(options.events)
    selected, cutflow = select(data, options.skip)
    flows = [cutflow, *cutflows(data, options.skip).values()]
    print("cut " + "".join(f"{name:>8}" for name in ("events", *REGIONS)))
    for rows in zip(*flows, strict=True):
        print(f"{rows[0]['cut']:<4}" + "".join(f"{row['n_events']:>8}" for row in rows))
    options.output.write_text(json.dumps({"selected": selected, "cutflow": cutflow}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
