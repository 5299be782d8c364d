"""Reference selection of H → γγ: every cut under its number, on events in the PHYSLITE format.

    python reference_selection.py --events IN.root --output OUT.json

What the words mean (which isolation, which triggers, when the two photons are chosen) stands in task.md. The good run
list (1.1) and the number of photons (3.1) are not applied. `--skip 2.3` leaves a cut out: what it rejects alone.
"""

import argparse
import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import awkward as ak
import numpy as np
import uproot

GEV = 1e-3  # the file holds MeV
PRIMARY = 1  # vertex type
TRIGGERS = ("g120_loose", "g140_loose", "g35_loose_g25_loose", "g35_medium_g25_medium_L12EM20VH")

Cuts = dict[str, Callable[[ak.Array], ak.Array]]


def both(cut: Callable[[ak.Array], ak.Array]) -> Callable[[ak.Array], ak.Array]:
    """Ask the same of the leading and of the subleading photon."""
    return lambda pair: cut(pair.leading) & cut(pair.subleading)


EVENT_CUTS: Cuts = {
    "1.2": lambda event: event.fired,
    "1.3": lambda event: event.n_primary_vertices >= 1,
}
PHOTON_CUTS: Cuts = {
    "2.1": lambda photon: photon.loose,
    "2.2": lambda photon: photon.pt > 30,
    "2.3": lambda photon: abs(photon.eta) < 2.37,
    "2.4": lambda photon: (abs(photon.eta) < 1.37) | (abs(photon.eta) > 1.52),
}
DIPHOTON_CUTS: Cuts = {
    "3.2": both(lambda photon: photon.tight),
    "3.3": both(lambda photon: photon.topoetcone20 / photon.pt < 0.065),
    "3.4": both(lambda photon: photon.ptcone20 / photon.pt < 0.05),
    "3.5": lambda pair: pair.leading.pt / pair.mass > 0.35,
    "3.6": lambda pair: pair.subleading.pt / pair.mass > 0.25,
    "3.7": lambda pair: (pair.mass > 105) & (pair.mass < 160),
}
CUTS = [*EVENT_CUTS, *PHOTON_CUTS, *DIPHOTON_CUTS]


# --- Reading: MeV become GeV ---------------------------------------------------------------------------------------


def read(path: Path) -> dict[str, ak.Array]:
    """Return 'event' and 'photons' of all events in the file."""
    with uproot.open(path) as file:
        tree = file["CollectionTree" if "CollectionTree" in file else "EventData"]
        types = read_branch(tree, "PrimaryVertices", "vertexType")
        run, event = (read_branch(tree, "EventInfo", name) for name in ("runNumber", "eventNumber"))
        columns = {"run": run, "number": event, "n_primary_vertices": ak.sum(types == PRIMARY, axis=1)}
        return {"event": ak.zip(columns | {"fired": read_triggers(tree)}), "photons": read_photons(tree)}


def read_branch(tree: Any, container: str, variable: str) -> ak.Array:
    """Return one branch; the fields of an RNTuple are named with a colon."""
    return tree[f"{container}AuxDyn{'.' if tree.classname == 'TTree' else ':'}{variable}"].array()


def read_triggers(tree: Any) -> ak.Array:
    """Return whether one of the chains fired; those that the file does not have did not."""
    separator = "." if tree.classname == "TTree" else ":"
    containers = [f"AnalysisTrigMatch_HLT_{chain}" for chain in TRIGGERS]
    there = [name for name in containers if f"{name}AuxDyn{separator}TrigMatchedObjects" in tree]
    return sum(ak.num(read_branch(tree, name, "TrigMatchedObjects")) for name in there) > 0


def read_photons(tree: Any) -> ak.Array:
    """Return all photons, in the order of the file."""
    name = "AnalysisPhotons"
    angles = {variable: as_double(read_branch(tree, name, variable)) for variable in ("eta", "phi")}
    energies = {
        variable: as_double(read_branch(tree, name, variable)) * GEV for variable in ("pt", "ptcone20", "topoetcone20")
    }
    flags = {point.lower(): read_branch(tree, name, f"DFCommonPhotonsIsEM{point}") == 1 for point in ("Loose", "Tight")}
    return ak.zip(angles | energies | flags)


def as_double(values: ak.Array) -> ak.Array:
    """Return values in double precision, in which thresholds are meant."""
    return ak.values_astype(values, np.float64)


# --- Selecting -----------------------------------------------------------------------------------------------------


def select(data: dict[str, ak.Array], skip: Collection[str] = ()) -> tuple[list[list[int]], list[dict[str, Any]]]:
    """Return the selected [run, event] and the cutflow; the cuts in `skip` are not applied."""
    counts: dict[str, ak.Array] = {}  # cut -> whether each event is still in

    good_event = ak.full_like(data["event"].run, True, dtype=bool)
    for cut, passes in without(EVENT_CUTS, skip):
        good_event = good_event & passes(data["event"])
        counts[cut] = good_event

    photons = data["photons"]
    for cut, passes in without(PHOTON_CUTS, skip):
        photons = photons[passes(photons)]
        counts[cut] = good_event & (ak.num(photons) >= 2)

    pairs = leading_pair(photons)
    selected = good_event & (ak.num(photons) >= 2)
    for cut, passes in without(DIPHOTON_CUTS, skip):
        selected = selected & ak.fill_none(passes(pairs), False)
        counts[cut] = selected

    chosen = data["event"][selected]
    numbers = [[int(run), int(number)] for run, number in zip(chosen.run, chosen.number, strict=True)]
    return sorted(numbers), [{"cut": cut, "n_events": int(ak.sum(left))} for cut, left in counts.items()]


def without(cuts: Cuts, skip: Collection[str]) -> list[tuple[str, Callable[[ak.Array], ak.Array]]]:
    """Return the cuts that are not skipped, in order."""
    return [(name, passes) for name, passes in cuts.items() if name not in skip]


def leading_pair(photons: ak.Array) -> ak.Array:
    """Return the two photons of highest pT and their mass; nothing for an event with fewer."""
    hardest = photons[ak.argsort(photons.pt, axis=1, ascending=False)]
    two = ak.pad_none(hardest, 2, axis=1)
    leading, subleading = two[:, 0], two[:, 1]
    angle = np.cosh(leading.eta - subleading.eta) - np.cos(leading.phi - subleading.phi)
    mass = np.sqrt(2 * leading.pt * subleading.pt * angle)
    return ak.zip({"leading": leading, "subleading": subleading, "mass": mass}, depth_limit=1)


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
