"""What a result was made with: code, Python, packages, machine; nothing that names a person or a place."""

import hashlib
import os
import platform
import subprocess
from functools import cache
from importlib.metadata import distributions, version
from pathlib import Path


@cache
def environment() -> dict[str, str]:
    """Return version and commit of cutbench, Python, a digest of all packages' versions, system and cores."""
    versions = "\n".join(f"{name}=={number}" for name, number in packages().items())
    return {
        "cutbench": version("cutbench"),
        "commit": _commit(),
        "python": platform.python_version(),
        "packages": hashlib.sha256(versions.encode()).hexdigest()[:16],
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
    }


def packages() -> dict[str, str]:
    """Return the versions of all packages, by name."""
    return dict(sorted({dist.metadata["Name"].lower(): dist.version for dist in distributions()}.items()))


def _commit() -> str:
    """Return the commit of this code, marked as dirty if files have changed since; 'unknown' without git."""
    order = ["git", "-C", str(Path(__file__).parent), "describe", "--always", "--abbrev=12", "--exclude=*", "--dirty"]
    try:
        done = subprocess.run(order, capture_output=True, text=True, timeout=10, check=False)
    except OSError:
        return "unknown"
    return done.stdout.strip() or "unknown"
