"""What can be cut on, as names for people and models: 'abs(eta)', 'ptcone20/pt', 'm12', with their meaning."""

from dataclasses import dataclass

from cutbench.schema.cuts import CutObject, Variable
from cutbench.selection.compiler import COMPOSITE, NOT_ON_SIMULATION, PARTICLES
from cutbench.selection.variables import CONDITIONS, VARIABLES

MEANINGS = {
    "good_run_list": "good data quality, all detector systems working",
    "trigger": "triggers that recorded the event",
    "n_primary_vertices": "number of primary vertices",
    "pt": "transverse momentum",
    "et": "transverse energy",
    "eta": "pseudorapidity",
    "eta_cluster": "pseudorapidity of the electron's calorimeter cluster",
    "electron_id": "identification working point of electrons",
    "muon_id": "identification working point of muons",
    "ptcone20": "track isolation, cone 0.2",
    "ptcone30": "track isolation, cone 0.3",
    "ptvarcone20": "track isolation, variable cone up to 0.2",
    "ptvarcone30": "track isolation, variable cone up to 0.3",
    "topoetcone20": "calorimeter isolation, cone 0.2",
    "d0": "transverse impact parameter; divided by sigma_d0 it is the d0 significance",
    "z0_sin_theta": "longitudinal impact parameter times sin(theta)",
    "n_sfos_pairs": "number of same-flavour opposite-charge lepton pairs",
    "pt_lepton1": "pt (or et) of the lepton with the highest pt",
    "pt_lepton2": "of the second",
    "pt_lepton3": "of the third",
    "pt_lepton4": "of the fourth",
    "m12": "mass of the leading lepton pair",
    "m34": "mass of the subleading lepton pair",
    "m4l": "mass of the four leptons",
    "n_calo_tagged_or_standalone_muons": "number of calorimeter-tagged or stand-alone muons",
    "vertex_chi2_ndof": "chi2/ndof of the common vertex fit",
    "delta_r": "angular distance Delta R between two leptons",
    "m_ll_sfos_any": "mass of every same-flavour opposite-charge pair",
}
SIGNED = {"eta", "eta_cluster", "d0", "z0_sin_theta"}  # detectors are symmetric: cuts are on absolute values
DENOMINATORS = {"d0": ("sigma_d0",)}
ISOLATION = "cone"
HIDDEN = {"phi", "sigma_d0", "d0_significance"}  # nothing cuts on these, or there is another name for them


@dataclass(frozen=True)
class Offer:
    """A quantity that a cut on an object may use: how it is written, its kind, and values if those are names."""

    variable: Variable
    kind: str
    meaning: str
    names: tuple[str, ...] = ()


def offered(of: CutObject) -> dict[str, Offer]:
    """Return what cuts on an object can be typed with, by its written form."""
    levels = PARTICLES.get(of, ())
    if of in {"Electron", "Muon"}:
        return _of_levels(levels)
    flags = {name: Offer(Variable(name=name), "flag", MEANINGS[name]) for name in sorted(NOT_ON_SIMULATION)}
    return (flags if of in {"Event", "Other"} else {}) | _of_levels((*levels, *COMPOSITE))


def conditions_of(of: CutObject) -> dict[str, dict[str, str]]:
    """Return 'condition=value' and 'condition!=value' -> the `when` of a predicate, for cuts on an object."""
    levels = ("muons",) if of == "Muon" else () if of == "Electron" else tuple(CONDITIONS)
    known = {name: tuple(values) for level in levels for name, values in CONDITIONS[level].items()}
    offers: dict[str, dict[str, str]] = {}
    for name, values in known.items():
        offers |= {f"{name}={value}": {name: value} for value in values}
        if len(values) > 2:
            offers |= {f"{name}!={value}": {name: ",".join(v for v in values if v != value)} for value in values}
    return offers


def _of_levels(levels: tuple[str, ...]) -> dict[str, Offer]:
    offers: dict[str, Offer] = {}
    for level in levels:
        for name, quantity in VARIABLES[level].items():
            if name in HIDDEN:
                continue
            meaning = MEANINGS.get(name, name)
            written = f"abs({name})" if name in SIGNED else name
            plain = Variable(name=name, abs=name in SIGNED)
            offers[written] = Offer(plain, quantity.kind, meaning, quantity.names)
            for over in ("pt", "et") if ISOLATION in name else DENOMINATORS.get(name, ()):
                ratio = plain.model_copy(update={"over": over})
                offers[f"{written}/{over}"] = Offer(ratio, "number", f"{meaning}, divided by {over}")
    return offers
