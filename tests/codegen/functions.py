"""Functions written by hand from the words of the cuts of three benchmarks: what a good model would answer."""

H4L = {
    "1.3 event": "return len(event.vertex) >= 1",
    "2.1 electron": 'return "loose" in electron.id',
    "2.2 electron": "return electron.ET > 7",
    "2.3 electron": "return abs(electron.eta) < 2.47",
    "2.4 electron": "return electron.ptcone20 / electron.ET < 0.15",
    "2.5 electron": "return electron.topoetcone20 / electron.ET < 0.2",
    "2.6 electron": "return abs(electron.z0sintheta) < 0.5",
    "2.7 electron": "return abs(electron.d0sig) < 5",
    "3.1 muon": "return abs(muon.eta) < 2.7",
    "3.2 muon": 'return "loose" in muon.id',
    "3.3 muon": "return muon.pT > 5",
    "3.4 muon": 'return muon.pT > 15 if muon.type == "calo_tagged" else True',
    "3.5 muon": "return muon.ptcone30 / muon.pT < 0.15",
    "3.6 muon": "return muon.topoetcone20 / muon.pT < 0.3",
    "3.7 muon": 'return muon.type == "standalone" or abs(muon.z0sintheta) < 0.5',
    "3.8 muon": 'return muon.type == "standalone" or abs(muon.d0) < 1',
    "3.9 muon": 'return muon.type == "standalone" or abs(muon.d0sig) < 3',
    "4.1 pair": "return pair.l1.flavour == pair.l2.flavour and pair.l1.charge * pair.l2.charge < 0",
    "4.2 quadruplet": "a, b, c, _ = (x.pT for x in quadruplet.lepton)\nreturn a > 20 and b > 15 and c > 10",
    "4.3 quadruplet": 'return sum(x.type in ("standalone", "calo_tagged") for x in quadruplet.muon) <= 1',
    "4.4 quadruplet": "return 50 < quadruplet.z1.m < 106",
    "4.5 quadruplet": "return float(np.interp(quadruplet.m, [140, 190], [12, 50])) < quadruplet.z2.m < 115",
    "4.6 quadruplet": """
for a, b in itertools.combinations(quadruplet.lepton, 2):
    if not math.hypot(a.eta - b.eta, dphi(a, b)) > (0.1 if a.flavour == b.flavour else 0.2):
        return False
return True""",
    "4.7 quadruplet": """
pairs = itertools.combinations(quadruplet.lepton, 2)
return all(mass(a, b) > 5 for a, b in pairs if a.flavour == b.flavour and a.charge != b.charge)""",
    "4.8 quadruplet": "return quadruplet.chi2ndf < (6 if all(x.kind == 'muon' for x in quadruplet.lepton) else 9)",
}
ZLL = {
    "1.2 event": 'return event.trigger("single_lepton")',
    "1.3 event": "return len(event.vertex) >= 1",
    "2.1 electron": 'return "medium" in electron.id',
    "2.2 electron": "return electron.ET > 20",
    "2.3 electron": "return abs(electron.eta) < 2.47",
    "2.4 electron": "return not 1.37 < abs(electron.eta) < 1.52",
    "2.5 electron": "return electron.topoetcone20 / electron.ET < 0.12",
    "2.6 electron": "return abs(electron.d0sig) < 5",
    "2.7 electron": "return abs(electron.z0sintheta) < 0.5",
    "3.1 muon": 'return "medium" in muon.id',
    "3.2 muon": "return muon.pT > 18",
    "3.3 muon": "return abs(muon.eta) < 2.4",
    "3.4 muon": "return muon.ptvarcone30 / muon.pT < 0.1",
    "3.5 muon": "return abs(muon.d0sig) < 3",
    "3.6 muon": "return abs(muon.z0sintheta) < 0.5",
    "4.1 pair": "return pair.l1.flavour == pair.l2.flavour and pair.l1.charge * pair.l2.charge < 0",
    "4.2 candidate": "return candidate.lepton[0].pT > 30",
    "4.3 candidate": "return 66 < candidate.m < 116",
    "4.4 event": "return sum(x.pT > 25 for x in event.lepton) < 3",
}
BOTH = "return all({} for photon in diphoton.photon)"
HYY = {
    "1.2 event": 'return event.trigger("single_photon", "diphoton")',
    "1.3 event": "return len(event.vertex) > 0",
    "2.1 photon": 'return "loose" in photon.id',
    "2.2 photon": "return photon.pT > 30",
    "2.3 photon": "return abs(photon.eta) < 2.37",
    "2.4 photon": "return not 1.37 <= abs(photon.eta) <= 1.52",
    "3.2 diphoton": BOTH.format("'tight' in photon.id"),
    "3.3 diphoton": BOTH.format("photon.topoetcone20 / photon.pT < 0.065"),
    "3.4 diphoton": BOTH.format("photon.ptcone20 / photon.pT < 0.05"),
    "3.5 diphoton": "return diphoton.photon[0].pT / diphoton.m > 0.35",
    "3.6 diphoton": "return diphoton.photon[1].pT / mass(diphoton.g1, diphoton.g2) > 0.25",
    "3.7 diphoton": "return 105 < diphoton.m < 160",
}
RIGHT = {"atlas_h4l": H4L, "atlas_zll": ZLL, "atlas_hyy": HYY}


def function(subject: str, body: str) -> str:
    """Return a function of a subject as a model writes it."""
    arguments = "event" if subject == "event" else f"{subject}, event"
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return f"def cut({arguments}):\n{lines}"
