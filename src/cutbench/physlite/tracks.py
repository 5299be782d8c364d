"""Tracks of leptons: element links resolved, impact parameters computed."""

from collections.abc import Mapping

import awkward as ak
import numpy as np

from cutbench.physlite.file import PhysliteFile

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


def track_id(links: ak.Array) -> ak.Array:
    """Return key * 2**32 + index, one int64 that tells a track from all others of the event."""
    return ak.values_astype(links.m_persKey, np.int64) * 2**32 + ak.values_astype(links.m_persIndex, np.int64)


def electron_tracks(file: PhysliteFile, z_pv: ak.Array) -> dict[str, ak.Array]:
    """Return the track fields of the electrons: of the first link into the GSF tracks (see `_fields`)."""
    links = file.read("AnalysisElectrons", "trackParticleLinks")
    usable = track_id(links[links.m_persKey == KEYS["GSFTrackParticles"]])
    best = ak.fill_none(ak.firsts(usable, axis=2), NO_TRACK)
    return _fields(best, {"GSFTrackParticles": _tracks(file, "GSFTrackParticles", z_pv)})


def muon_tracks(file: PhysliteFile, z_pv: ak.Array) -> dict[str, ak.Array]:
    """Return the track fields of the muons: combined, else inner-detector, else extrapolated spectrometer track."""
    best: ak.Array | None = None
    for link, container in MUON_LINKS.items():
        links = file.read_links("AnalysisMuons", link)
        here = ak.where(links.m_persKey == KEYS[container], track_id(links), NO_TRACK)
        best = here if best is None else ak.where(best == NO_TRACK, here, best)
    return _fields(best, {container: _tracks(file, container, z_pv) for container in MUON_LINKS.values()})


def _tracks(file: PhysliteFile, container: str, z_pv: ak.Array) -> ak.Array:
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
