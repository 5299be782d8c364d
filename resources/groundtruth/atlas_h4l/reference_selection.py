"""Reference selection of H → ZZ* → 4ℓ: every cut under its number, on events in the PHYSLITE format.

    python reference_selection.py --events IN.root --output OUT.json

What the words mean (which isolation, which track, when the quadruplet is chosen) stands in task.md. The good run
list (1.1) and the trigger (1.2) are not applied. `--skip 2.3` leaves a cut out: what it rejects alone.
"""

import argparse
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
NO_MUON, STAND_ALONE, CALO_TAGGED = -1, 1, 3  # muon types
PRIMARY = 1  # vertex type
GSF, COMBINED, INNER, EXTRAPOLATED = 776133387, 873304470, 490246363, 350445215  # keys of the track containers
NO_TRACK = -1
CHANNELS = ("4mu", "2e2mu", "2mu2e", "4e")  # of several candidates in an event the first channel wins

Cuts = dict[str, Callable[[ak.Array], ak.Array]]


def beside_stand_alone(cut: Callable[[ak.Array], ak.Array]) -> Callable[[ak.Array], ak.Array]:
    """Stand-alone muons have no inner track: cuts on impact parameters let them pass."""
    return lambda mu: (mu.muon_type == STAND_ALONE) | cut(mu)


EVENT_CUTS: Cuts = {
    "1.3": lambda event: event.n_primary_vertices >= 1,
}
ELECTRON_CUTS: Cuts = {
    "2.1": lambda e: e.loose_with_b_layer,
    "2.2": lambda e: e.pt > 7,
    "2.3": lambda e: abs(e.eta) < 2.47,
    "2.4": lambda e: e.ptcone20 / e.pt < 0.15,
    "2.5": lambda e: e.topoetcone20 / e.pt < 0.20,
    "2.6": lambda e: abs(e.z0_sin_theta) < 0.5,
    "2.7": lambda e: abs(e.d0 / e.sigma_d0) < 5,
}
MUON_CUTS: Cuts = {
    "3.1": lambda mu: abs(mu.eta) < 2.7,
    "3.2": lambda mu: mu.quality <= 2,
    "3.3": lambda mu: mu.pt > 5,
    "3.4": lambda mu: (mu.muon_type != CALO_TAGGED) | (mu.pt > 15),
    "3.5": lambda mu: mu.ptcone30 / mu.pt < 0.15,
    "3.6": lambda mu: mu.topoetcone20 / mu.pt < 0.30,
    "3.7": beside_stand_alone(lambda mu: abs(mu.z0_sin_theta) < 0.5),
    "3.8": beside_stand_alone(lambda mu: abs(mu.d0) < 1),
    "3.9": beside_stand_alone(lambda mu: abs(mu.d0 / mu.sigma_d0) < 3),
}
FOUR_LEPTONS = "4.1"  # two same-flavour, opposite-charge pairs: see find_quadruplets
QUADRUPLET_CUTS: Cuts = {
    "4.2": lambda q: (q.pt1 > 20) & (q.pt2 > 15) & (q.pt3 > 10),
    "4.3": lambda q: q.n_calo_tagged_or_stand_alone <= 1,
    "4.4": lambda q: (q.m12 > 50) & (q.m12 < 106),
    "4.5": lambda q: (q.m34 > np.interp(q.m4l, [140, 190], [12, 50])) & (q.m34 < 115),
    "4.6": lambda q: (q.min_delta_r_same_flavour > 0.10) & (q.min_delta_r_other_flavour > 0.20),
    "4.7": lambda q: q.min_m_sfos > 5,
    "4.8": lambda q: q.chi2_ndof < np.where(q.channel == CHANNELS.index("4mu"), 6, 9),
}
CUTS = [*EVENT_CUTS, *ELECTRON_CUTS, *MUON_CUTS, FOUR_LEPTONS, *QUADRUPLET_CUTS]


# --- Reading: MeV become GeV, links become tracks ------------------------------------------------------------------


def read(path: Path) -> dict[str, ak.Array]:
    """Return 'event', 'electrons', 'muons' and 'vertices' (of four leptons) of all events in the file."""
    with uproot.open(path) as file:
        tree = file["CollectionTree" if "CollectionTree" in file else "EventData"]
        types, z = (read_branch(tree, "PrimaryVertices", name) for name in ("vertexType", "z"))
        primary = z[types == PRIMARY]
        # The dummy vertex, always last, serves only where 1.3 is left out.
        z_pv = ak.fill_none(ak.firsts(ak.concatenate([primary, z[:, -1:]], axis=1)), np.nan)
        run, event = (read_branch(tree, "EventInfo", name) for name in ("runNumber", "eventNumber"))
        return {
            "event": ak.zip({"run": run, "number": event, "n_primary_vertices": ak.num(primary)}),
            "electrons": read_electrons(tree, z_pv),
            "muons": read_muons(tree, z_pv),
            "vertices": read_four_lepton_vertices(tree),
        }


def read_branch(tree: Any, container: str, variable: str) -> ak.Array:
    """Return one branch; the fields of an RNTuple are named with a colon."""
    return tree[f"{container}AuxDyn{'.' if tree.classname == 'TTree' else ':'}{variable}"].array()


def read_electrons(tree: Any, z_pv: ak.Array) -> ak.Array:
    """Return the electrons; the track is that of the first link into the GSF tracks."""
    name = "AnalysisElectrons"
    links = read_branch(tree, name, "trackParticleLinks")
    links = links[links.m_persKey == GSF]
    track = ak.fill_none(ak.firsts(track_number(links.m_persKey, links.m_persIndex), axis=2), NO_TRACK)
    fields = {
        "muon_type": ak.full_like(track, NO_MUON),
        "loose_with_b_layer": read_branch(tree, name, "DFCommonElectronsLHLooseBL") == 1,
        "ptcone20": read_branch(tree, name, "ptcone20_Nonprompt_All_MaxWeightTTVALooseCone_pt1000") * GEV,
    }
    tracks = {GSF: read_tracks(tree, "GSFTrackParticles", z_pv)}
    return ak.zip(read_lepton(tree, name, ELECTRON, M_ELECTRON) | fields | look_up(track, tracks))


def read_muons(tree: Any, z_pv: ak.Array) -> ak.Array:
    """Return the muons; the track is the combined, else the inner-detector, else the extrapolated one."""
    name = "AnalysisMuons"
    sources = {
        COMBINED: ("combinedTrackParticleLink", "CombinedMuonTrackParticles"),
        INNER: ("inDetTrackParticleLink", "InDetTrackParticles"),
        EXTRAPOLATED: ("extrapolatedMuonSpectrometerTrackParticleLink", "ExtrapolatedMuonTrackParticles"),
    }
    muon_type = read_branch(tree, name, "muonType")
    track = ak.full_like(muon_type, NO_TRACK, dtype=np.int64)
    for wanted, (link, _) in sources.items():
        key, index = (read_branch(tree, name, f"{link}.{part}") for part in ("m_persKey", "m_persIndex"))
        track = ak.where((track == NO_TRACK) & (key == wanted), track_number(key, index), track)
    fields = {
        "muon_type": ak.values_astype(muon_type, np.int64),
        "quality": read_branch(tree, name, "quality") & 3,  # the higher bits are flags
        "ptcone30": read_branch(tree, name, "ptcone30") * GEV,
    }
    tracks = {key: read_tracks(tree, container, z_pv) for key, (_, container) in sources.items()}
    return ak.zip(read_lepton(tree, name, MUON, M_MUON) | fields | look_up(track, tracks))


def read_lepton(tree: Any, name: str, flavour: int, mass: float) -> dict[str, ak.Array]:
    """Return what electrons and muons have in common."""
    pt, eta, phi, charge, isolation = (
        ak.values_astype(read_branch(tree, name, variable), np.float64)
        for variable in ("pt", "eta", "phi", "charge", "topoetcone20")
    )
    flavour, mass = ak.full_like(pt, flavour), ak.full_like(pt, mass)
    kinematics = {"pt": pt * GEV, "eta": eta, "phi": phi, "mass": mass}
    return kinematics | {"charge": charge, "flavour": flavour, "topoetcone20": isolation * GEV}


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
    found = {"track": track}
    for name in ("d0", "sigma_d0", "z0_sin_theta"):
        found[name] = ak.full_like(track, np.nan, dtype=np.float64)
        for key, tracks in containers.items():
            index = ak.mask(track & 0xFFFFFFFF, track >> 32 == key)
            found[name] = ak.fill_none(ak.where(ak.is_none(index, axis=1), found[name], tracks[name][index]), np.nan)
    return found


def read_four_lepton_vertices(tree: Any) -> ak.Array:
    """Return chi2/ndof of the vertex fits and the four tracks of each, sorted."""
    name = "FourLeptonVertices"
    chi2, ndof, links = (read_branch(tree, name, part) for part in ("chiSquared", "numberDoF", "trackParticleLinks"))
    whole = (ak.num(links, axis=2) == 4) & (ndof > 0)
    tracks = ak.sort(track_number(links.m_persKey, links.m_persIndex)[whole], axis=2)
    return ak.zip({"chi2_ndof": chi2[whole] / ndof[whole]} | {f"t{i}": tracks[:, :, i] for i in range(4)})


# --- Selecting -----------------------------------------------------------------------------------------------------


def select(data: dict[str, ak.Array], skip: Collection[str] = ()) -> tuple[list[list[int]], list[dict[str, Any]]]:
    """Return the selected [run, event] and the cutflow; the cuts in `skip` are not applied."""
    counts: dict[str, ak.Array] = {}  # cut -> whether each event is still in

    good_event = ak.full_like(data["event"].run, True, dtype=bool)
    for cut, passes in without(EVENT_CUTS, skip):
        good_event = good_event & passes(data["event"])
        counts[cut] = good_event

    electrons, muons = data["electrons"], data["muons"]
    for cut, passes in without(ELECTRON_CUTS, skip):
        electrons = electrons[passes(electrons)]
        counts[cut] = good_event & (ak.num(electrons) + ak.num(muons) >= 4)
    for cut, passes in without(MUON_CUTS, skip):
        muons = muons[passes(muons)]
        counts[cut] = good_event & (ak.num(electrons) + ak.num(muons) >= 4)

    quadruplets = find_quadruplets(electrons, muons, any_charge=FOUR_LEPTONS in skip)
    candidates = describe(choose(quadruplets), data["vertices"])
    selected = good_event & (ak.num(candidates) > 0)
    if FOUR_LEPTONS not in skip:
        counts[FOUR_LEPTONS] = selected
    for cut, passes in without(QUADRUPLET_CUTS, skip):
        candidates = candidates[by_candidate(passes, candidates)]
        selected = good_event & (ak.num(candidates) > 0)
        counts[cut] = selected

    chosen = data["event"][selected]
    pairs = [[int(run), int(number)] for run, number in zip(chosen.run, chosen.number, strict=True)]
    return sorted(pairs), [{"cut": cut, "n_events": int(ak.sum(left))} for cut, left in counts.items()]


def without(cuts: Cuts, skip: Collection[str]) -> list[tuple[str, Callable[[ak.Array], ak.Array]]]:
    """Return the cuts that are not skipped, in order."""
    return [(name, passes) for name, passes in cuts.items() if name not in skip]


def by_candidate(passes: Callable[[ak.Array], ak.Array], candidates: ak.Array) -> ak.Array:
    """Apply a cut to the candidates of all events in one flat list."""
    return ak.unflatten(passes(ak.flatten(candidates)), ak.num(candidates))


def find_quadruplets(electrons: ak.Array, muons: ak.Array, *, any_charge: bool = False) -> ak.Array:
    """4.1: all quadruplets of two same-flavour, opposite-charge pairs, the pair nearest to the Z mass leading."""
    leptons = ak.concatenate([as_vectors(electrons), as_vectors(muons)], axis=1)
    leptons = ak.with_field(leptons, ak.local_index(leptons), "number")
    first, second = ak.unzip(ak.combinations(leptons, 2))
    wanted = (first.flavour == second.flavour) & ((first.charge != second.charge) | any_charge)
    first, second = first[wanted], second[wanted]
    mass = (first + second).mass
    pairs = ak.zip({"first": first, "second": second, "mass": mass, "off": abs(mass - M_Z)}, depth_limit=2)

    left, right = ak.unzip(ak.combinations(pairs, 2))
    disjoint = True
    for a in (left.first, left.second):
        for b in (right.first, right.second):
            disjoint = disjoint & (a.number != b.number)
    left, right = left[disjoint], right[disjoint]
    left_leads = left.off <= right.off
    return ak.zip(
        {"leading": ak.where(left_leads, left, right), "subleading": ak.where(left_leads, right, left)}, depth_limit=2
    )


def as_vectors(leptons: ak.Array) -> ak.Array:
    """Return the leptons as four-vectors with what the quadruplets need to know of them."""
    names = ("pt", "eta", "phi", "mass", "charge", "flavour", "muon_type", "track")
    return ak.zip({name: leptons[name] for name in names}, with_name="Momentum4D")


def channel(quadruplets: ak.Array) -> ak.Array:
    """Return the position in CHANNELS."""
    leading_is_muon = quadruplets.leading.first.flavour == MUON
    subleading_is_muon = quadruplets.subleading.first.flavour == MUON
    return ak.where(leading_is_muon, ak.where(subleading_is_muon, 0, 2), ak.where(subleading_is_muon, 1, 3))


def choose(quadruplets: ak.Array) -> ak.Array:
    """Keep one quadruplet of each channel: m12, among equals m34, nearest to the Z mass."""
    best = []
    for number in range(len(CHANNELS)):
        some = quadruplets[channel(quadruplets) == number]
        some = some[some.leading.off == ak.min(some.leading.off, axis=1)]
        some = some[some.subleading.off == ak.min(some.subleading.off, axis=1)]
        best.append(some[:, :1])
    return ak.concatenate(best, axis=1)


def describe(quadruplets: ak.Array, vertices: ak.Array) -> ak.Array:
    """Return the quantities that 4.2 to 4.8 test, for each candidate."""
    lead, sub = quadruplets.leading, quadruplets.subleading
    leptons = [lead.first, lead.second, sub.first, sub.second]
    pts = ak.sort(together(*(lepton.pt for lepton in leptons)), axis=2, ascending=False)
    special = [(lepton.muon_type == STAND_ALONE) | (lepton.muon_type == CALO_TAGGED) for lepton in leptons]
    return ak.zip(
        {
            "channel": channel(quadruplets),
            **{f"pt{i + 1}": pts[:, :, i] for i in range(3)},
            "n_calo_tagged_or_stand_alone": ak.sum(together(*special), axis=2),
            "m12": lead.mass,
            "m34": sub.mass,
            "m4l": (leptons[0] + leptons[1] + leptons[2] + leptons[3]).mass,
            "chi2_ndof": vertex_of(leptons, vertices),
        }
        | closest(leptons)
    )


def together(*values: ak.Array) -> ak.Array:
    """Return values of the same shape side by side in a new last dimension."""
    return ak.concatenate([value[:, :, np.newaxis] for value in values], axis=2)


def closest(leptons: list[ak.Array]) -> dict[str, ak.Array]:
    """Return the smallest distances and the smallest SFOS mass among the six pairs of four leptons."""
    same_flavour, other_flavour, masses = [], [], []
    for i, a in enumerate(leptons):
        for b in leptons[i + 1 :]:
            same, delta_r = a.flavour == b.flavour, a.deltaR(b)
            same_flavour.append(ak.where(same, delta_r, np.inf))
            other_flavour.append(ak.where(same, np.inf, delta_r))
            masses.append(ak.where(same & (a.charge != b.charge), (a + b).mass, np.inf))
    names = ("min_delta_r_same_flavour", "min_delta_r_other_flavour", "min_m_sfos")
    values = (same_flavour, other_flavour, masses)
    return {name: ak.min(together(*value), axis=2) for name, value in zip(names, values, strict=True)}


def vertex_of(leptons: list[ak.Array], vertices: ak.Array) -> ak.Array:
    """Return chi2/ndof of the vertex made of exactly the four tracks; NaN, which fails 4.8, if there is none."""
    tracks = ak.sort(together(*(lepton.track for lepton in leptons)), axis=2)
    wanted = ak.zip({f"t{i}": tracks[:, :, i] for i in range(4)})
    quadruplet, vertex = ak.unzip(ak.cartesian([wanted, vertices], nested=True))
    same = True
    for i in range(4):
        same = same & (quadruplet[f"t{i}"] == vertex[f"t{i}"])
    return ak.fill_none(ak.firsts(vertex.chi2_ndof[same], axis=2), np.nan)


def main() -> None:
    """Select the events of a file, print the cutflow and write both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=Path, required=True, help="ROOT file in the PHYSLITE format")
    parser.add_argument("--output", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--skip", action="append", default=[], choices=CUTS, help="leave this cut out")
    options = parser.parse_args()
    selected, cutflow = select(read(options.events), options.skip)
    print("cut   events\n" + "\n".join(f"{row['cut']:<4}{row['n_events']:>8}" for row in cutflow))
    options.output.write_text(json.dumps({"selected": selected, "cutflow": cutflow}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
