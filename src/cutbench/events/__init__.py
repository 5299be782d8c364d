"""Events in the ATLAS PHYSLITE format, in GeV and mm, with the quantities that selections cut on."""

from cutbench.events.events import branches, in_words_of, read_events

__all__ = ["branches", "in_words_of", "read_events"]
