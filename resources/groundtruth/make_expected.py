"""Freeze what reference selections find in the events of their folders: `python make_expected.py FOLDER ...`.

To be run again only when either changes.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

EVENTS = "events/standin_events.root"


def make_expected(benchmark: Path) -> None:
    """Write events.json (what was selected, with the cutflow) and cutflow.json (the cutflow alone)."""
    program, made = benchmark / "reference_selection.py", benchmark / "expected"
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "out.json"
        subprocess.run([sys.executable, program, "--events", benchmark / EVENTS, "--output", output], check=True)
        found = json.loads(output.read_text(encoding="utf-8"))
    rows = [json.dumps(row) for row in found["cutflow"]]
    cutflow = "[\n" + ",\n".join(rows) + "\n]"
    (made / "events.json").write_text(
        f'{{"selected": {json.dumps(found["selected"])},\n"cutflow": {cutflow}}}\n', encoding="utf-8"
    )
    (made / "cutflow.json").write_text(cutflow + "\n", encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        make_expected(Path(name))
