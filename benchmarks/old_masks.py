"""Times the masks of the first edition; run by event_selection.py on the sources of that edition.

    PYTHONPATH=OLD/src python benchmarks/old_masks.py OLD/resources/groundtruth/atlas_h4l --piece 100000 --sizes 1000

Prints the seconds for each size, and those for the events of the file with reading.
"""

import argparse
import json
import math
from pathlib import Path

from timing import in_pieces, repeated, seconds

from cutbench.benchmarks import load_benchmark
from cutbench.events import read_events
from cutbench.selection import compile_cuts, select

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("folder", type=Path)
parser.add_argument("--sizes", type=int, nargs="+")
parser.add_argument("--piece", type=int)
options = parser.parse_args()

benchmark = load_benchmark(options.folder)
events, masks = read_events(benchmark.events), compile_cuts(benchmark.cuts)
found = []
for size in options.sizes:
    some = repeated(events, min(size, options.piece))
    found.append(seconds(in_pieces(lambda some=some: select(some, masks), math.ceil(size / options.piece))))
found.append(seconds(lambda: select(read_events(benchmark.events), masks)))
print(json.dumps(found))
