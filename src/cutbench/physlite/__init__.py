"""Events in the ATLAS PHYSLITE format, in GeV and mm, with the quantities that selections cut on."""

from cutbench.physlite.events import branches, read_events

__all__ = ["branches", "read_events"]
