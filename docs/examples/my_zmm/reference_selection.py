"""Z -> mu mu by hand: python reference_selection.py --events IN.root --output OUT.json; --skip ID leaves a cut out."""

import argparse
import json
from pathlib import Path

import awkward as ak
import uproot
import vector

vector.register_awkward()
parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--events", type=Path, required=True)
parser.add_argument("--output", type=Path, required=True)
parser.add_argument("--skip", action="append", default=[], choices=["1.1", "2.1", "2.2", "2.3", "3.1", "3.2"])
options = parser.parse_args()

tree = uproot.open(options.events)["CollectionTree"]
mu = ak.zip({name: tree[f"AnalysisMuonsAuxDyn.{name}"].array() for name in ("pt", "eta", "phi", "charge", "quality")})
mu = ak.with_name(ak.with_field(ak.with_field(mu, mu.pt / 1000, "pt"), 0.105658, "mass"), "Momentum4D")
event = ak.sum(tree["PrimaryVerticesAuxDyn.vertexType"].array() == 1, axis=1) >= ("1.1" not in options.skip)
cutflow = [] if "1.1" in options.skip else [{"cut": "1.1", "n_events": int(ak.sum(event))}]
muon_cuts = {
    "2.1": lambda mu: mu.pt > 15,
    "2.2": lambda mu: abs(mu.eta) < 2.5,
    "2.3": lambda mu: mu.quality & 3 <= 1,
}
pair_cuts = {
    "3.1": lambda pair: pair["0"].charge * pair["1"].charge < 0,
    "3.2": lambda pair: ((pair["0"] + pair["1"]).mass > 66) & ((pair["0"] + pair["1"]).mass < 116),
}
for cut, passes in muon_cuts.items():
    if cut not in options.skip:
        mu = mu[passes(mu)]
        cutflow.append({"cut": cut, "n_events": int(ak.sum(event & (ak.num(mu) >= 2)))})
pairs = ak.combinations(mu, 2)
for cut, passes in pair_cuts.items():
    if cut not in options.skip:
        pairs = pairs[passes(pairs)]
        cutflow.append({"cut": cut, "n_events": int(ak.sum(event & (ak.num(pairs) >= 1)))})

chosen = event & (ak.num(pairs) >= 1)
numbers = [tree[f"EventInfoAuxDyn.{name}"].array()[chosen].tolist() for name in ("runNumber", "eventNumber")]
options.output.write_text(json.dumps({"selected": list(zip(*numbers, strict=True)), "cutflow": cutflow}))
