"""From PHYSLITE branches to events in GeV and mm."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import awkward as ak
import numpy as np

from cutbench.events.file import EventFile

GEV = 1e-3  # PHYSLITE stores MeV
ELECTRON_MASS_GEV = 0.000511
MUON_MASS_GEV = 0.105658
QUALITY_BITS = 3  # the higher bits of a muon's quality are flags of other meaning
KEYS = {
    "GSFTrackParticles": 776133387,
    "CombinedMuonTrackParticles": 873304470,
    "InDetTrackParticles": 490246363,
    "ExtrapolatedMuonTrackParticles": 350445215,
}
MUON_LINKS = {
    "combinedTrackParticleLink": "CombinedMuonTrackParticles",
    "inDetTrackParticleLink": "InDetTrackParticles",
    "extrapolatedMuonSpectrometerTrackParticleLink": "ExtrapolatedMuonTrackParticles",
}
NO_TRACK = -1


def read_events(path: Path, n_events: int | None = None) -> ak.Array:
    """Read the events of a PHYSLITE file.

    Args:
        path: a file with the TTree `CollectionTree` or the RNTuple `EventData`.
        n_events: read only the first so many.

    Returns:
        One record for each event, units in the names, angles in rad:

        - `event`: `run`, `event`, `lumi_block`, `mc_channel`
        - `n_primary_vertices`; `primary_vertex_z_mm`, NaN without a primary vertex
        - `vertices`: `x_mm`, `y_mm`, `z_mm`, `vertex_type` (1 primary, 3 pile-up, 0 dummy)
        - `electrons`, `muons`: `pt_gev`, `eta`, `phi`, `m_gev`, `charge`; isolation `ptcone20_gev`,
          `ptvarcone30_gev`, `topoetcone20_gev`; of the lepton's track `has_track`, `track_id`, `d0_mm`,
          `sigma_d0_mm`, `d0_significance`, `z0_sin_theta_mm` (signed, NaN without a track).
          Impact parameters along the beam are those to the first primary vertex, else to the dummy vertex.
          Electrons add `id_loose`, `id_loose_bl`, `id_medium`, `id_tight`; muons add `muon_type`, `quality`
          (0 tight to 3 very loose), `ptcone30_gev`, `ptvarcone20_gev`
        - `four_lepton_vertices`: `chi2`, `ndof`, `chi2_ndof`, `track_ids` (sorted)
        - `jets`: `pt_gev`, `eta`, `phi`, `m_gev`, `jvt_pass`

    Raises:
        CutbenchError: no ROOT file, no such tree, or a branch is missing or of an unknown type.
    """
    with EventFile(path, n_events) as file:
        vertices = _vertices(file)
        primary = vertices.z_mm[vertices.vertex_type == 1]
        z_pv = ak.fill_none(ak.firsts(primary), np.nan)
        # Tracks of an event without primary vertex are measured from the dummy one, which comes last: whether such an
        # event is wanted is a question of its own.
        z_tracks = ak.fill_none(ak.firsts(ak.concatenate([primary, vertices.z_mm[:, -1:]], axis=1)), np.nan)
        return ak.zip(
            {
                "event": _event(file),
                "n_primary_vertices": ak.num(primary),
                "primary_vertex_z_mm": z_pv,
                "vertices": vertices,
                "electrons": _electrons(file, z_tracks),
                "muons": _muons(file, z_tracks),
                "four_lepton_vertices": _four_lepton_vertices(file),
                "jets": _jets(file),
            },
            depth_limit=1,
        )


def branches(path: Path) -> tuple[str, ...]:
    """Return the names of all branches of a PHYSLITE file.

    Raises:
        CutbenchError: no ROOT file, or no such tree.
    """
    with EventFile(path) as file:
        return file.branches()


def in_words_of(path: Path, text: str) -> str:
    """Return a text on the TTree layout in the words of the layout that a file has."""
    with EventFile(path) as file:
        if file.separator == ".":
            return text
    text = text.replace("TTree `CollectionTree`", "RNTuple `EventData`").replace("AuxDyn.", "AuxDyn:")
    return f"{text}\nThe fields of this file are named `Container:variable`, with a colon.\n"


def _event(file: EventFile) -> ak.Array:
    names = {"run": "runNumber", "event": "eventNumber", "lumi_block": "lumiBlock", "mc_channel": "mcChannelNumber"}
    return ak.zip({field: file.read("EventInfo", name) for field, name in names.items()})


def _vertices(file: EventFile) -> ak.Array:
    names = {"x_mm": "x", "y_mm": "y", "z_mm": "z", "vertex_type": "vertexType"}
    return ak.zip({field: file.read("PrimaryVertices", name) for field, name in names.items()})


def _kinematics(file: EventFile, container: str, mass_gev: float) -> dict[str, Any]:
    pt, eta, phi, charge = (file.read(container, name) for name in ("pt", "eta", "phi", "charge"))
    return {
        "pt_gev": pt * GEV,
        "eta": eta,
        "phi": phi,
        "m_gev": ak.full_like(pt, mass_gev),
        "charge": ak.values_astype(charge, np.int8),
    }


def _electrons(file: EventFile, z_pv: ak.Array) -> ak.Array:
    container, tracks = "AnalysisElectrons", "Nonprompt_All_MaxWeightTTVALooseCone_pt1000"
    flags = {"id_loose": "LHLoose", "id_loose_bl": "LHLooseBL", "id_medium": "LHMedium", "id_tight": "LHTight"}
    cones = {
        "ptcone20_gev": f"ptcone20_{tracks}",
        "ptvarcone30_gev": f"ptvarcone30_{tracks}",
        "topoetcone20_gev": "topoetcone20",
    }
    return ak.zip(
        _kinematics(file, container, ELECTRON_MASS_GEV)
        | {field: file.read(container, f"DFCommonElectrons{flag}") != 0 for field, flag in flags.items()}
        | {field: file.read(container, cone) * GEV for field, cone in cones.items()}
        | _electron_tracks(file, z_pv)
    )


def _muons(file: EventFile, z_pv: ak.Array) -> ak.Array:
    container = "AnalysisMuons"
    cones = ("ptcone20", "ptcone30", "ptvarcone20", "ptvarcone30", "topoetcone20")
    return ak.zip(
        _kinematics(file, container, MUON_MASS_GEV)
        | {"muon_type": file.read(container, "muonType"), "quality": file.read(container, "quality") & QUALITY_BITS}
        | {f"{cone}_gev": file.read(container, cone) * GEV for cone in cones}
        | _muon_tracks(file, z_pv)
    )


def _four_lepton_vertices(file: EventFile) -> ak.Array:
    container = "FourLeptonVertices"
    chi2, ndof = file.read(container, "chiSquared"), file.read(container, "numberDoF")
    tracks = ak.sort(_track_id(file.read(container, "trackParticleLinks")), axis=-1)
    fields = {"chi2": chi2, "ndof": ndof, "chi2_ndof": chi2 / ak.where(ndof > 0, ndof, np.nan), "track_ids": tracks}
    return ak.zip(fields, depth_limit=2)


def _jets(file: EventFile) -> ak.Array:
    container = "AnalysisJets"
    names = {"pt_gev": "pt", "eta": "eta", "phi": "phi", "m_gev": "m"}
    fields = {field: file.read(container, name) for field, name in names.items()}
    for field in ("pt_gev", "m_gev"):
        fields[field] = fields[field] * GEV
    return ak.zip(fields | {"jvt_pass": file.read(container, "NNJvtPass") != 0})


def _track_id(links: ak.Array) -> ak.Array:
    """Return key * 2**32 + index, one int64 that tells a track from all others of the event."""
    return ak.values_astype(links.m_persKey, np.int64) * 2**32 + ak.values_astype(links.m_persIndex, np.int64)


def _electron_tracks(file: EventFile, z_pv: ak.Array) -> dict[str, ak.Array]:
    """Return the track fields of the electrons: of the first link into the GSF tracks (see `_fields`)."""
    links = file.read("AnalysisElectrons", "trackParticleLinks")
    usable = _track_id(links[links.m_persKey == KEYS["GSFTrackParticles"]])
    best = ak.fill_none(ak.firsts(usable, axis=2), NO_TRACK)
    return _fields(best, {"GSFTrackParticles": _tracks(file, "GSFTrackParticles", z_pv)})


def _muon_tracks(file: EventFile, z_pv: ak.Array) -> dict[str, ak.Array]:
    """Return the track fields of the muons: combined, else inner-detector, else extrapolated spectrometer track."""
    best: ak.Array | None = None
    for link, container in MUON_LINKS.items():
        links = file.read_links("AnalysisMuons", link)
        here = ak.where(links.m_persKey == KEYS[container], _track_id(links), NO_TRACK)
        best = here if best is None else ak.where(best == NO_TRACK, here, best)
    return _fields(best, {container: _tracks(file, container, z_pv) for container in MUON_LINKS.values()})


def _tracks(file: EventFile, container: str, z_pv: ak.Array) -> ak.Array:
    """Impact parameters in mm of all tracks of a container, with respect to the primary vertex at `z_pv`."""
    d0, z0, vz, theta = (file.read(container, name) for name in ("d0", "z0", "vz", "theta"))
    variances = file.read(container, "definingParametersCovMatrixDiag")
    sigma_d0 = np.sqrt(ak.fill_none(ak.firsts(variances, axis=2), np.nan))
    return ak.zip(
        {
            "d0_mm": d0,
            "sigma_d0_mm": sigma_d0,
            "d0_significance": d0 / sigma_d0,
            "z0_sin_theta_mm": (z0 + vz - z_pv) * np.sin(theta),
        }
    )


def _fields(best: ak.Array, containers: Mapping[str, ak.Array]) -> dict[str, ak.Array]:
    """Look the tracks `best` up; NaN where there is none, so that a lepton without a track fails every cut on it."""
    fields = {"has_track": best != NO_TRACK, "track_id": best}
    for name in ("d0_mm", "sigma_d0_mm", "d0_significance", "z0_sin_theta_mm"):
        value = ak.full_like(best, np.nan, dtype=np.float64)
        for container, tracks in containers.items():
            there = (best >> 32) == KEYS[container]
            value = ak.where(there, _take(tracks[name], ak.mask(best & 0xFFFFFFFF, there)), value)
        fields[name] = value
    return fields


def _take(values: ak.Array, index: ak.Array) -> ak.Array:
    """Return values[index] event by event; NaN for None and for an index beyond the container."""
    inside = ak.fill_none(index < ak.num(values), False)
    return ak.fill_none(values[ak.mask(index, inside)], np.nan)
