"""Collisions by Pythia, as far as the parametrised detector needs them."""

from collections.abc import Iterable, Iterator

import pythia8mc
from detector import ELECTRON, MUON, Truth


def generate(settings: Iterable[str]) -> Iterator[tuple[list[Truth], list[Truth]]]:
    """Yield the leptons from Z bosons and the hard partons of one event after the other, in GeV."""
    pythia = pythia8mc.Pythia("", False)
    for setting in settings:
        pythia.readString(setting)
    pythia.init()
    while True:
        if not pythia.next():
            continue
        final = [particle for particle in pythia.event if particle.isFinal()]
        leptons = [_truth(p) for p in final if p.idAbs() in (ELECTRON, MUON) and p.pT() > 0]
        partons = [_truth(p) for p in final if (p.idAbs() <= 5 or p.idAbs() == 21) and p.pT() > 20]
        yield leptons, partons


def _truth(particle: pythia8mc.Particle) -> Truth:
    return Truth(particle.id(), particle.pT(), particle.eta(), particle.phi(), particle.m())
