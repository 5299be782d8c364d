"""Makes events with muons in the layout of PHYSLITE, with uproot alone: python make_events.py OUT.root."""

import sys

import awkward as ak
import numpy as np
import uproot

N = 800
random = np.random.default_rng(4)


def jagged(counts, values, dtype):
    """Return flat values as one list for each event."""
    return ak.unflatten(np.asarray(values, dtype), counts)


def muons():
    """Return the branches of one to three muons per event, the first two back to back as from a Z boson."""
    counts = random.integers(1, 4, N)
    n = counts.sum()
    place = np.concatenate([np.arange(count) for count in counts])
    phi = np.repeat(random.uniform(-3.1, 0, N), counts) + np.where(place == 1, np.pi, 0) + random.normal(0, 0.1, n)
    pt = np.where(place < 2, random.gamma(2.5, 18e3, n), random.exponential(8e3, n)).clip(3e3)
    return {
        "pt": jagged(counts, pt, "f4"),  # MeV
        "eta": jagged(counts, np.repeat(random.normal(0, 1.2, N), counts) + random.normal(0, 0.4, n), "f4"),
        "phi": jagged(counts, phi, "f4"),
        "charge": jagged(counts, np.where(random.random(n) < 0.85, 1 - 2 * (place % 2), 1), "f4"),
        "quality": jagged(counts, random.choice([0, 1, 2], n, p=[0.5, 0.35, 0.15]), "u1"),  # tight, medium, loose
    }


def main():
    """Write the tree; a branch is called CONTAINER, 'AuxDyn.', VARIABLE, as resources/formats/physlite.yaml says."""
    vertices = random.integers(0, 8, N)
    branches = {
        "EventInfoAuxDyn.runNumber": np.full(N, 1, "u4"),
        "EventInfoAuxDyn.eventNumber": random.permutation(10 * N)[:N].astype("u8"),
        "EventInfoAuxDyn.mcChannelNumber": np.full(N, 1, "u4"),
        "PrimaryVerticesAuxDyn.vertexType": jagged(vertices, np.ones(vertices.sum()), "i2"),
        **{f"AnalysisMuonsAuxDyn.{name}": values for name, values in muons().items()},
    }
    with uproot.recreate(sys.argv[1]) as file:
        file.mktree("CollectionTree", {name: ak.Array(values).type.content for name, values in branches.items()})
        file["CollectionTree"].extend(branches)


main()
