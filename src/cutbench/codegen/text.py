"""Program text from answers, and error messages for prompts."""

import re

from cutbench.codegen.check import syntax_problem

FENCED = re.compile(r"```[ \t]*(?:python3?|py)?[ \t]*\n(.*?)(?:```|\Z)", re.DOTALL | re.IGNORECASE)
LONGEST_ERROR = 700
CONTROL = re.compile(r"\x1b\[[0-9;]*m|[^\n\t\x20-\x7e\u00a0-\u2027\u2070-\ud7ff]")
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")
FOLDERS = re.compile(r"(?:/[\w.@+-]+)+/(?=[\w.-]+)")


def extract_code(text: str) -> str:
    """Return the code of an answer: its fenced blocks in order, else the answer itself if it is Python, else ''."""
    blocks = [block.strip("\n") for block in FENCED.findall(text)]
    if blocks:
        return "\n\n".join(block for block in blocks if block.strip())
    return text.strip("\n") if text.strip() and _parses(text) else ""


def whole_statements(code: str) -> str:
    """Return the start of code that was cut off, up to the last statement that is whole."""
    lines = code.splitlines()
    while lines and not _parses("\n".join(lines)):
        lines.pop()
    return "\n".join(lines).rstrip()


def clean_error(text: str) -> str:
    """Return the end of an error message as short plain text, without folders and addresses, which differ by run."""
    plain = ADDRESS.sub("0x...", FOLDERS.sub("", CONTROL.sub("", text))).strip()
    return plain if len(plain) <= LONGEST_ERROR else "... " + plain[-LONGEST_ERROR:]


def _parses(code: str) -> bool:
    return syntax_problem(code) is None
