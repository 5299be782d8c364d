"""What to do where a sandbox does not work, from what it said."""

import re

ADVICE = (
    (
        r"[ug]id map|namespace|RTM_NEWADDR|unshare|Creating new",
        "this system forbids user namespaces: let it allow them (on Ubuntu `sysctl -w"
        " kernel.apparmor_restrict_unprivileged_userns=0`, or an AppArmor profile for {program} as in docs/sandbox.md),"
        " or install apptainer",
    ),
    (
        r"Resource temporarily unavailable|Cannot allocate memory|failed to map|BlockingIOError|MemoryError"
        r"|File too large|Too many open",
        "the limits of this job are too low (`ulimit -a`): ask the batch system for more",
    ),
)
ELSE = "install the other of bubblewrap and apptainer"


def what_to_do(said: str, program: str) -> str:
    """Return advice for a line with which a sandbox of that program failed."""
    advice = next((advice for pattern, advice in ADVICE if re.search(pattern, said)), ELSE)
    return advice.format(program=program)
