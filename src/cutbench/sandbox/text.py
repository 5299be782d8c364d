"""Text of unknown origin made fit for a terminal and for a report."""

import re

# Escape sequences of terminals, control characters but tab and line feed, marks that reverse or hide text, halves of
# surrogate pairs.
UNWANTED = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def plain(text: str) -> str:
    """Return the text without what could steer a terminal, or read differently than it is written."""
    return UNWANTED.sub("", text)
