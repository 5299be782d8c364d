"""What reading one PDF may take."""

import resource
from contextlib import suppress

MEMORY_BYTES = 2 * 10**9
# Seconds of computing; a page takes 0.01 to 0.05 s.
SECONDS, SECONDS_PER_PAGE = 10.0, 0.1
STUCK_S = 600.0  # of any clock: a disk may be slow, and a machine busy
MAX_TEXT_BYTES = 64_000_000  # of a paper as JSON; 65 pages have 0.7 MB
REFUSED, CUT_OFF = 3, 4  # exit codes: with a reason, and for want of memory


def bound() -> None:
    """Bound this process for all but the time of reading pages."""
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    _limit(resource.RLIMIT_FSIZE, MAX_TEXT_BYTES)
    _limit(resource.RLIMIT_CORE, 0)
    allow_pages(0)


def allow_pages(count: int) -> None:
    """Bound the seconds of computing of this process, what it took so far included."""
    seconds = int(SECONDS + count * SECONDS_PER_PAGE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _limit(what: int, most: int) -> None:
    """Set a limit, or leave the one that is lower; some systems know not all of them."""
    _, hard = resource.getrlimit(what)
    with suppress(ValueError, OSError):
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
