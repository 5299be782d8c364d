"""From PHYSLITE branches to events in GeV and mm."""

from pathlib import Path
from typing import Any

import awkward as ak
import numpy as np

from cutbench.physlite.file import PhysliteFile
from cutbench.physlite.tracks import electron_tracks, muon_tracks, track_id

GEV = 1e-3  # PHYSLITE stores MeV
ELECTRON_MASS_GEV = 0.000511
MUON_MASS_GEV = 0.105658
QUALITY_BITS = 3  # the higher bits of a muon's quality are flags of other meaning


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
    with PhysliteFile(path, n_events) as file:
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
    with PhysliteFile(path) as file:
        return file.branches()


def in_words_of(path: Path, text: str) -> str:
    """Return a text on the TTree layout in the words of the layout that a file has."""
    with PhysliteFile(path) as file:
        if file.separator == ".":
            return text
    text = text.replace("TTree `CollectionTree`", "RNTuple `EventData`").replace("AuxDyn.", "AuxDyn:")
    return f"{text}\nThe fields of this file are named `Container:variable`, with a colon.\n"


def _event(file: PhysliteFile) -> ak.Array:
    names = {"run": "runNumber", "event": "eventNumber", "lumi_block": "lumiBlock", "mc_channel": "mcChannelNumber"}
    return ak.zip({field: file.read("EventInfo", name) for field, name in names.items()})


def _vertices(file: PhysliteFile) -> ak.Array:
    names = {"x_mm": "x", "y_mm": "y", "z_mm": "z", "vertex_type": "vertexType"}
    return ak.zip({field: file.read("PrimaryVertices", name) for field, name in names.items()})


def _kinematics(file: PhysliteFile, container: str, mass_gev: float) -> dict[str, Any]:
    pt, eta, phi, charge = (file.read(container, name) for name in ("pt", "eta", "phi", "charge"))
    return {
        "pt_gev": pt * GEV,
        "eta": eta,
        "phi": phi,
        "m_gev": ak.full_like(pt, mass_gev),
        "charge": ak.values_astype(charge, np.int8),
    }


def _electrons(file: PhysliteFile, z_pv: ak.Array) -> ak.Array:
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
        | electron_tracks(file, z_pv)
    )


def _muons(file: PhysliteFile, z_pv: ak.Array) -> ak.Array:
    container = "AnalysisMuons"
    cones = ("ptcone20", "ptcone30", "ptvarcone20", "ptvarcone30", "topoetcone20")
    return ak.zip(
        _kinematics(file, container, MUON_MASS_GEV)
        | {"muon_type": file.read(container, "muonType"), "quality": file.read(container, "quality") & QUALITY_BITS}
        | {f"{cone}_gev": file.read(container, cone) * GEV for cone in cones}
        | muon_tracks(file, z_pv)
    )


def _four_lepton_vertices(file: PhysliteFile) -> ak.Array:
    container = "FourLeptonVertices"
    chi2, ndof = file.read(container, "chiSquared"), file.read(container, "numberDoF")
    tracks = ak.sort(track_id(file.read(container, "trackParticleLinks")), axis=-1)
    fields = {"chi2": chi2, "ndof": ndof, "chi2_ndof": chi2 / ak.where(ndof > 0, ndof, np.nan), "track_ids": tracks}
    return ak.zip(fields, depth_limit=2)


def _jets(file: PhysliteFile) -> ak.Array:
    container = "AnalysisJets"
    names = {"pt_gev": "pt", "eta": "eta", "phi": "phi", "m_gev": "m"}
    fields = {field: file.read(container, name) for field, name in names.items()}
    for field in ("pt_gev", "m_gev"):
        fields[field] = fields[field] * GEV
    return ak.zip(fields | {"jvt_pass": file.read(container, "NNJvtPass") != 0})
