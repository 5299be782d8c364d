"""YAML text to plain values."""

from typing import Any

import yaml

# The parser in C takes a tenth of the time, and a benchmark's files are read by every job.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(text: str | bytes) -> Any:
    """Return what a YAML document says: mappings, lists, text, numbers; nothing in it is executed.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    return yaml.load(text, Loader=LOADER)  # noqa: S506 (a safe loader)
