"""Program text from answers, and error messages for prompts."""

import ast
import re

from markdown_it import MarkdownIt

from cutbench.codegen.check import syntax_problem
from cutbench.syntax import parse_python

MARKDOWN = MarkdownIt("commonmark")
PYTHON = {"python", "python3", "py", "py3"}
LONGEST_ERROR = 700
CONTROL = re.compile(r"\x1b\[[0-9;]*m|[^\n\t\x20-\x7e\u00a0-\u2027\u2070-\ud7ff]")
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")
FOLDERS = re.compile(r"(?:/[\w.@+-]+)+/(?=[\w.-]+)")


def extract_code(text: str) -> str:
    """Return the code of an answer: its blocks of Python in order, else the answer itself if it is Python, else ''.

    A block without a language is Python if it is the only one or does something; a shell, what a program prints, or
    any other language is none.
    """
    text = text.replace("\r\n", "\n")
    fences = [token for token in MARKDOWN.parse(text) if token.type == "fence"]
    if not fences:
        return text.strip("\n") if text.strip() and _parses(text) else ""
    blocks = [(_language(token.info), token.content.strip("\n")) for token in fences]
    alone = len(blocks) == 1
    found = [code for language, code in blocks if language in PYTHON or (not language and (alone or _acts(code)))]
    return "\n\n".join(code for code in found if code.strip())


def _language(info: str) -> str:
    """Return the language that a fence names, as in `python title="a.py"` or `{.python}`."""
    named = re.match(r"\W*(\w+)", info)
    return named.group(1).lower() if named else ""


def _acts(code: str) -> bool:
    """Whether code is Python that does more than name a value, as a line of output may."""
    return _parses(code) and any(
        not isinstance(node, ast.Expr) or isinstance(node.value, ast.Call) for node in parse_python(code).body
    )


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


def told_of_failure(stderr: str, source: str, file: str) -> str:
    """Return Python's own message at the end of a traceback, behind the line of a source that it came from, if any.

    '' where there is no traceback. Of our own errors, which name a line of the analysis before a bar, only the rest.
    """
    lines = stderr.splitlines()
    frames = [place for place, line in enumerate(lines) if line.startswith("  ")]
    if not frames:
        return ""
    message = "\n".join(lines[frames[-1] + 1 :])
    ours = re.match(r"cutbench[\w.]*: .* \| ", message)
    code = dict(enumerate(source.splitlines(), 1))
    numbers = [int(one) for one in re.findall(rf'File "{re.escape(file)}", line (\d+)', stderr)]
    where = [f"line {one}, {code[one].strip()}" for one in numbers[-1:] if one in code]
    return clean_error("\n".join([*where, message[ours.end() :] if ours else message]))


def names_in(code: str) -> tuple[str, ...]:
    """Return the attributes that Python code names, and what it calls, in the order of the alphabet."""
    nodes = list(ast.walk(parse_python(code)))
    called = {node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    return tuple(sorted({node.attr for node in nodes if isinstance(node, ast.Attribute)} | called))


def _parses(code: str) -> bool:
    return syntax_problem(code) is None
