"""Events of ATLAS Open Data."""

from pathlib import Path

from cutbench.events import branches
from cutbench.events.open_data import OpenData, Protocol
from cutbench.steps.setting import Setting


def fetch_events(
    *, setting: Setting, like: str, n_events: int, protocol: Protocol, events: str, provenance: str
) -> None:
    """Fetch the first events of the benchmark's sample, with the branches of the file `like`."""
    sample = setting.benchmark.data
    wanted = branches(Path(like))
    made = OpenData().get(
        sample.release, sample.dsid, n_events=n_events, branches=wanted, protocol=protocol, out=Path(events)
    )
    made.write(Path(provenance))
