"""Freeze what the reference selection finds in the stand-in events; to be run again only when either changes.

python make_expected.py
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PROGRAM = HERE.parent / "reference_selection.py"
EVENTS = HERE.parent / "events" / "standin_events.root"


def main() -> None:
    """Write events.json (what was selected, with the cutflow) and cutflow.json (the cutflow alone)."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "out.json"
        subprocess.run([sys.executable, PROGRAM, "--events", EVENTS, "--output", output], check=True)
        found = json.loads(output.read_text(encoding="utf-8"))
    rows = [json.dumps(row) for row in found["cutflow"]]
    cutflow = "[\n" + ",\n".join(rows) + "\n]"
    (HERE / "events.json").write_text(
        f'{{"selected": {json.dumps(found["selected"])},\n"cutflow": {cutflow}}}\n', encoding="utf-8"
    )
    (HERE / "cutflow.json").write_text(cutflow + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
