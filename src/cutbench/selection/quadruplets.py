"""Quadruplets: two pairs of leptons of the same flavour, made of four different leptons.

A table of quadruplets is a dict of numpy columns with one row per quadruplet. Columns of leptons (pt, eta, phi, e, px,
py, pz, charge, flavour, muon_type, track_id) have shape (n, 4): both leptons of the leading pair, then both of the
subleading one. `row` is the position of the event in the file.
"""

from typing import Any

import awkward as ak
import numpy as np

Z_MASS_GEV = 91.1876
ELECTRON, MUON = 11, 13
NOT_A_MUON = -1


def lepton_columns(particles: ak.Array, flavour: int) -> dict[str, ak.Array]:
    """Return what quadruplets need to know of electrons or muons, in double precision."""
    pt, eta, phi, mass = (ak.values_astype(particles[name], np.float64) for name in ("pt_gev", "eta", "phi", "m_gev"))
    momentum = {"px": pt * np.cos(phi), "py": pt * np.sin(phi), "pz": pt * np.sinh(eta)}
    energy = np.sqrt(momentum["px"] ** 2 + momentum["py"] ** 2 + momentum["pz"] ** 2 + mass**2)
    muon_type = particles.muon_type if flavour == MUON else ak.full_like(particles.charge, NOT_A_MUON)
    return {
        **{"pt": pt, "eta": eta, "phi": phi, "e": energy, **momentum},
        "charge": ak.values_astype(particles.charge, np.int64),
        "flavour": ak.full_like(pt, flavour, dtype=np.int64),
        "muon_type": ak.values_astype(muon_type, np.int64),
        "track_id": particles.track_id,
    }


def build_quadruplets(events: ak.Array, electrons: ak.Array, muons: ak.Array) -> dict[str, Any]:
    """Return the table of all quadruplets of all events; the pair with the mass nearest to the Z leads."""
    columns = (lepton_columns(electrons, ELECTRON), lepton_columns(muons, MUON))
    leptons = ak.concatenate([ak.zip(some) for some in columns], axis=1)
    left, right = all_pairs_of_pairs(leptons)
    left_leads = abs(left.mass - Z_MASS_GEV) <= abs(right.mass - Z_MASS_GEV)
    leading, subleading = ak.where(left_leads, left, right), ak.where(left_leads, right, left)
    row = ak.flatten(ak.broadcast_arrays(np.arange(len(events)), leading.i)[0])
    start = np.asarray(ak.num(leptons), dtype=np.int64).cumsum() - np.asarray(ak.num(leptons))
    members = [np.asarray(ak.flatten(index)) for index in (leading.i, leading.j, subleading.i, subleading.j)]
    flat, place = ak.flatten(leptons), np.stack(members, axis=1) + start[np.asarray(row)][:, np.newaxis]
    table: dict[str, Any] = {name: np.asarray(flat[name])[place] for name in flat.fields}
    table |= {"row": np.asarray(row)}
    table |= {"m12": np.asarray(ak.flatten(leading.mass)), "m34": np.asarray(ak.flatten(subleading.mass))}
    charge, muon_pair = table["charge"], table["flavour"][:, [0, 2]] == MUON
    table["n_sfos_pairs"] = np.sum(charge[:, [0, 2]] != charge[:, [1, 3]], axis=1)
    table["channel"] = np.select([muon_pair.all(axis=1), muon_pair[:, 1], muon_pair[:, 0]], [0, 1, 2], 3)
    return table


def all_pairs_of_pairs(leptons: ak.Array) -> tuple[ak.Array, ak.Array]:
    """Return both pairs {i, j, mass} of all quadruplets; i and j are positions among the event's leptons."""
    numbered = ak.with_field(leptons, ak.local_index(leptons), "number")
    one, two = ak.unzip(ak.combinations(numbered, 2))
    same = one.flavour == two.flavour
    one, two = one[same], two[same]
    square = (one.e + two.e) ** 2 - (one.px + two.px) ** 2 - (one.py + two.py) ** 2 - (one.pz + two.pz) ** 2
    pairs = ak.zip({"i": one.number, "j": two.number, "mass": np.sqrt(np.maximum(square, 0))})
    left, right = ak.unzip(ak.combinations(pairs, 2))
    disjoint = (left.i != right.i) & (left.i != right.j) & (left.j != right.i) & (left.j != right.j)
    return left[disjoint], right[disjoint]


def choose_candidates(table: dict[str, Any], events: ak.Array) -> dict[str, Any]:
    """Keep one quadruplet per event and channel: m12, among equals m34, nearest to the Z mass."""
    off12, off34 = abs(table["m12"] - Z_MASS_GEV), abs(table["m34"] - Z_MASS_GEV)
    order = np.lexsort((off34, off12, table["channel"], table["row"]))
    row, channel = table["row"][order], table["channel"][order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (row[1:] != row[:-1]) | (channel[1:] != channel[:-1])
    chosen = take_rows(table, order[first])
    return chosen | {"vertex_chi2_ndof": vertex_chi2_ndof(chosen, events.four_lepton_vertices)}


def take_rows(table: dict[str, Any], which: Any) -> dict[str, Any]:
    """Return some rows of a table."""
    return {name: values[which] for name, values in table.items()}


def vertex_chi2_ndof(table: dict[str, Any], vertices: ak.Array) -> Any:
    """Return chi2/ndof of the vertex fitted to exactly the four tracks of each quadruplet; NaN without one."""
    tracks = np.sort(table["track_id"], axis=1)
    vertices = vertices[ak.num(vertices.track_ids, axis=2) == 4][table["row"]]
    same = ak.all(vertices.track_ids == tracks[:, np.newaxis, :], axis=2)
    return np.asarray(ak.fill_none(ak.firsts(vertices.chi2_ndof[same]), np.nan))
