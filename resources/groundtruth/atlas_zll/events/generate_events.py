"""Generate the stand-in events: Z -> ee and Z -> mumu with Pythia, a parametrised detector, the PHYSLITE layout.

python generate_events.py standin_events.root enrichment.json
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

# Detector, layout and writing are those of the four-lepton events.
sys.path.append(str(Path(__file__).resolve().parents[2] / "atlas_h4l/events"))

from collisions import generate
from corners import CORNERS, push
from detector import ELECTRON, MUON, Event, reconstruct
from layout import LEPTON_KEYS, Branches, branches
from sample import write_sample

SEED = 20191200
N_PER_CORNER = 6
N_PER_THIRD = 3  # of a third lepton that is none
SAMPLES = {ELECTRON: 700322, MUON: 700325}
UNUSED = ("FourLeptonVertices", "AnalysisTrigMatch")
SETTINGS = (
    "Beams:eCM = 13000.",
    "WeakSingleBoson:ffbar2gmZ = on",
    "PhaseSpace:mHatMin = 50.",
    "23:onMode = off",
    "23:onIfAny = 11 13",
    "PartonLevel:MPI = off",
    "HadronLevel:all = off",
    "Random:setSeed = on",
    f"Random:seed = {SEED}",
    "Print:quiet = on",
)
TRIGGERS: dict[str, dict[int, list[float]]] = {  # chain -> pT that the leading leptons of each flavour need
    "e26_lhtight_nod0_ivarloose": {ELECTRON: [27]},
    "e60_lhmedium_nod0": {ELECTRON: [61]},
    "e140_lhloose_nod0": {ELECTRON: [141]},
    "mu26_ivarmedium": {MUON: [27]},
    "mu50": {MUON: [51]},
    # Chains that are prescaled or need two leptons: none of those that count.
    "e17_lhvloose_nod0": {ELECTRON: [18]},
    "mu14": {MUON: [14.5]},
    "2e17_lhvloose_nod0": {ELECTRON: [18, 18]},
    "2mu14": {MUON: [14.5, 14.5]},
}
SINGLE = tuple(TRIGGERS)[:5]


def simulate(r: np.random.Generator) -> Iterator[Event]:
    """Yield reconstructed events without end; those without two leptons are left out, as a skim would."""
    for leptons, partons in generate(SETTINGS):
        event = reconstruct(leptons, partons, r)
        if len(event.leptons) >= 2:
            yield event


def all_branches(event: Event, number: int, corner: str) -> Branches:
    """Return the branches of an event: those of the four-lepton events but for sample and triggers."""
    made = {name: one for name, one in branches(event, number).items() if not name.startswith(UNUSED)} | _triggers(
        event, corner
    )
    if corner.startswith("3.4"):  # the cone that is meant, whatever its size
        made["AnalysisMuonsAuxDyn.ptvarcone30"] = made["AnalysisMuonsAuxDyn.ptcone30"]
    made["EventInfoAuxDyn.runNumber"] = ("uint32_t", 300000)
    sample = SAMPLES[event.leptons[0].flavour]
    return made | {"EventInfoAuxDyn.mcChannelNumber": ("uint32_t", sample)}


def _triggers(event: Event, corner: str) -> Branches:
    """Links to the leading leptons if they fired the trigger; 5% of what should fire does not.

    In a corner a chain for one lepton has always fired, but in that of the trigger, where none has.
    """
    fired = {chain: _fires(event, needed) and event.random.random() < 0.95 for chain, needed in TRIGGERS.items()}
    if corner:
        fired |= {chain: not corner.startswith("1.2") and _fires(event, TRIGGERS[chain]) for chain in SINGLE}
    if corner and not corner.startswith("1.2") and not any(fired[chain] for chain in SINGLE):
        chain = "e26_lhtight_nod0_ivarloose" if event.leptons[0].flavour == ELECTRON else "mu26_ivarmedium"
        fired[chain] = True  # the thresholds are sharp here, but not in a detector
    found = {}
    for chain, needed in TRIGGERS.items():
        leading = [(LEPTON_KEYS[flavour], i) for flavour, pts in needed.items() for i in range(len(pts))]
        name = f"AnalysisTrigMatch_HLT_{chain}AuxDyn.TrigMatchedObjects"
        found[name] = ("links<IParticle>", [leading] if fired[chain] else [])
    return found


def _fires(event: Event, needed: dict[int, list[float]]) -> bool:
    pts = {flavour: [one.pt for one in event.leptons if one.flavour == flavour] for flavour in needed}
    return all(
        len(pts[flavour]) >= len(least) and all(pt > low for pt, low in zip(pts[flavour], least, strict=False))
        for flavour, least in needed.items()
    )


def main(output: Path, record: Path) -> None:
    """Write the events and the record of which of them were pushed into which corner."""
    r = np.random.default_rng(SEED)
    write_sample(
        output,
        record,
        simulate(r),
        r=r,
        corners={corner: N_PER_THIRD if "third" in corner else N_PER_CORNER for corner in CORNERS},
        push=push,
        branches=all_branches,
        n_in_sample=5_000_000,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
