"""Normal form of what people write: LaTeX, Unicode and ASCII become the same tokens, with their place in the source."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any, Literal, NamedTuple

from pylatexenc.latex2text import get_default_latex_context_db
from pylatexenc.latexwalker import LatexWalker, LatexWalkerError
from pylatexenc.latexwalker import get_default_latex_context_db as get_default_latex_walker_context
from pylatexenc.macrospec import std_macro

from cutbench.reading.data import words
from cutbench.reading.indices import without_index

Kind = Literal["word", "number", "sign"]

# Macros of siunitx, with how many arguments they have: \SI{28}{\giga\electronvolt}, \SIrange{66}{116}{\GeV}.
MEASURED = {"SI": 2, "qty": 2, "num": 1, "si": 1, "unit": 1, "SIrange": 3, "qtyrange": 3, "numrange": 2}
# Macros that the library knows no character for, or gives several.
MACROS = {
    "lor": "∨", "land": "∧", "textless": "<", "textgreater": ">", "slash": "/", "degree": "°", "micro": "μ",
    "textmu": "μ", "sin": "sin", "cos": "cos", "min": "min", "max": "max", "lvert": "|", "rvert": "|", "vert": "|",
    "mid": "|", "to": ":", "Rightarrow": ":", "left": "", "right": "", "%": "%", "&": ",", "_": "_",
    # Particles as the packages heppennames and ptdr name them.
    "Pe": "e", "Pem": "e", "Pep": "e", "Pgm": "μ", "PGm": "μ", "PGmm": "μ", "PGmp": "μ", "Pgt": "τ", "PGt": "τ",
    "Pgg": "γ", "PGg": "γ", "Pl": "ℓ", "Pell": "ℓ", "PQb": "b", "PAQb": "b", "Pb": "b", "Pqb": "b", "Pj": "j",
    "PZ": "Z", "PW": "W", "PH": "H",
}  # fmt: skip
# Prefixes and units of siunitx, which are written as one.
UNIT_PARTS = {
    "giga": "G", "tera": "T", "mega": "M", "kilo": "k", "milli": "m", "centi": "c", "nano": "n",
    "electronvolt": "eV", "eV": "eV", "metre": "m", "meter": "m", "percent": "%", "radian": " rad",
}  # fmt: skip
# Macros that change how something looks, as in E_{\rm T}^{\rm miss}, or that draw the lines of a table.
LOOKS = {
    "rm", "bf", "it", "sl", "sf", "tt", "em", "cal", "mit", "bm", "boldmath", "unboldmath", "rmfamily", "bfseries",
    "itshape", "xspace", "limits", "nolimits", "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "tiny",
    "scriptsize", "footnotesize", "small", "normalsize", "large", "Large", "hline", "toprule", "midrule", "bottomrule",
    "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "bigm", "middle",
    "operatorname", "mathop", "mathord", "mathrel", "mathbin",
}  # fmt: skip
SPECIALS = {"~": " ", "---": "–", "--": "–", "&": ","}
CONTRACTED = re.compile(r"(\w+)n't|(can)not", re.IGNORECASE)
FULL_VERBS = {"ca": "can", "wo": "will", "sha": "shall"}
ROOTS = {"^1/2", "^0.5", "^(1)/(2)"}
BEHIND_NAMES = {"|", ")", ",", "<", ">", "≤", "≥", "<=", ">=", "=", "=="}  # of |y*| < 0.6, and not of 2*pT
FRACTIONS = {"frac", "dfrac", "tfrac", "nicefrac", "sfrac"}
SAME = str.maketrans("−‑‐∕⁄÷·⋅×∗µϕɸ⩾⩽≧≦∣∥‖′’∆—→⇒𝓁≈“”„«»", '---///****μφφ≥≤≥≤|||\'\'Δ–::ℓ~"""""')
SPACE = " \t\n\r~\u00a0\u2009\u202f\u2002\u2003\u200a\u2006"
LATEX = re.compile(r"[\\\\${}~&%`#]|--|''|_$|\^$")  # beyond this, a text means the same with LaTeX and without
CASES = {"cases", "dcases", "numcases", "rcases"}
STRUCK_OUT = {"sout", "st", "cancel", "xcancel", "bcancel"}
STROKE = "\u0338"  # through the character before it
NEGATED = {"=": "≠", "∈": "∉", ">": "≤", "<": "≥", "≥": "<", "≤": ">"}
LONGEST_BARRED = 8  # characters of LaTeX below a bar; more is no mean or antiparticle
UNKNOWN = "\ue001"  # stands for a mark that turns round or takes back what is below it
STRUCK = re.compile(r"(?<![\w~])~~(?=[^\s~])([^~\n]+)~~(?![\w~])")  # as in Markdown
PERCENT = "\ue000"  # stands for a percent sign, which begins a comment in LaTeX, until the text is parsed

TOKEN = re.compile(
    r"(?P<report>(?-i:[A-Z]{3,}(?:-[A-Z]+)*)-\d{2,4}-\d{2,3}\b)"  # CMS-SUS-16-046, HIGG-2016-25: no numbers
    r"|(?P<channel>\d(?:e|mu|μ)(?:\d(?:e|mu|μ))?\b|4l\b)"  # 3e, 2e1mu, 4l: final states, no numbers
    r"|(?P<number>(?<![\[\d])(?<!in \()(?<!∈ \()(?<!∈\()\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)"
    r"|\d{1,3}(?: \d{3})+(?:\.\d+)?(?= ?[kMGTm]?(?:eV|m)\b)|\d*\.?\d+(?:e[-+]?\d+)?)"
    r"|(?P<word>[^\W\d_](?:\w|'(?=\w))*|\w+)|(?P<sign><=|>=|==|!=|&&|\|\||->|=>|<>|[^\s\w])",
    re.IGNORECASE,
)


class Char(NamedTuple):
    """A character, where it stands in the source, and whether it is raised or lowered: '', '^' or '_'."""

    text: str
    place: int
    script: str


@dataclass(frozen=True)
class Token:
    """A word, number or sign, with what is raised or lowered behind it, each with its '^' or '_'.

    `start` and `end` are places in the source, `glued` whether no blank stands before it.
    """

    kind: Kind
    text: str
    scripts: tuple[str, ...]
    start: int
    end: int
    glued: bool

    @property
    def key(self) -> str:
        """The token with its scripts in one: pTmiss of p_T^miss."""
        return self.text + "".join(ch for script in self.scripts for ch in script if ch.isalnum() or ch in "/'")


@lru_cache(maxsize=4096)  # several readers look at one text
def normal(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text."""
    tokens = _with_stars(tuple(_with_missing(tuple(_tokens(_unicode(_characters(text)))))))
    return without_index(tuple(_with_roots(_without_contractions(tokens))))


def _with_missing(tokens: Sequence[Token]) -> Iterator[Token]:
    """The pT,miss of plain text is p_T^miss: one name, and no row of two."""
    place = 0
    while place < len(tokens):
        row = tokens[place : place + 3]
        one = [each.text.lower() for each in row[1:]] == [",", "miss"] and row[2].glued
        yield replace(row[0], scripts=(*row[0].scripts, "^miss", *row[2].scripts), end=row[2].end) if one else row[0]
        place += 3 if one else 1


def _with_stars(tokens: Sequence[Token]) -> Iterator[Token]:
    """The y* of |y*| < 0.6 and of y^* is a name, and no product."""
    for place, token in enumerate(tokens):
        if _ends_name(tokens, place):
            continue
        named = _ends_name(tokens, place + 1)
        if named or (token.kind == "word" and "^*" in token.scripts):
            rest = tuple(one for one in token.scripts if one != "^*")
            yield replace(token, text=f"{token.text}*", scripts=rest, end=token.end + named)
        else:
            yield token


def _ends_name(tokens: Sequence[Token], place: int) -> bool:
    """Whether it is a star that belongs to the word before: in |y*|, and not in 2*pT."""
    star = 0 < place < len(tokens) and tokens[place].text == "*" and tokens[place].glued
    behind = tokens[place + 1].text if place + 1 < len(tokens) else ","
    return bool(star) and tokens[place - 1].kind == "word" and behind in BEHIND_NAMES


def _without_contractions(tokens: Iterator[Token]) -> Iterator[Token]:
    """Don't, mustn't and cannot are two words, of which the second is 'not'."""
    for token in tokens:
        verb = CONTRACTED.fullmatch(token.text) if token.kind == "word" else None
        if verb is None:
            yield token
            continue
        stem = next(filter(None, verb.groups()))
        yield replace(token, text=FULL_VERBS.get(stem.lower(), stem))
        yield replace(token, text="not", scripts=(), glued=False)


def _with_roots(tokens: Iterator[Token]) -> Iterator[Token]:
    """H_T^1/2 is written sqrt(H_T); a unit such as GeV^1/2 is one of its own."""
    for token in tokens:
        rest = tuple(one for one in token.scripts if one not in ROOTS)
        if token.kind != "word" or rest == token.scripts or token.text in words()["units"]:
            yield token
            continue
        yield replace(token, text="sqrt", scripts=())
        yield replace(token, kind="sign", text="(", scripts=())
        yield replace(token, scripts=rest)
        yield replace(token, kind="sign", text=")", scripts=())


# LaTeX


def _characters(text: str) -> list[Char]:
    text = STRUCK.sub(UNKNOWN + UNKNOWN + r"\1" + UNKNOWN + UNKNOWN, text)
    if not LATEX.search(text):
        plain: list[Char] = []
        _plain(SimpleNamespace(chars=text, pos=0), "", "", plain)
        return plain
    prepared = re.sub(r"(?<!\\)%", PERCENT, text).replace("\\%", " " + PERCENT).replace("&&", " ∧")
    try:
        nodes = LatexWalker(prepared, latex_context=_macros_of_units(), tolerant_parsing=True).get_latex_nodes()[0]
    except (LatexWalkerError, RecursionError):
        return [Char(ch, place, "") for place, ch in enumerate(text)]
    found: list[Char] = []
    _flatten(nodes, "", found)
    return [one._replace(text="%") if one.text == PERCENT else one for one in found]


@cache
def _macros_of_units() -> Any:
    context = get_default_latex_walker_context()
    units = [std_macro(name, f"[{'{' * count}") for name, count in MEASURED.items()]
    fractions = [std_macro(name, "{{") for name in sorted(FRACTIONS)]
    context.add_context_category("units", macros=[*units, *fractions], prepend=True)
    return context


def _flatten(nodes: Sequence[Any], script: str, into: list[Char]) -> None:
    pending = ""
    for node, before in zip(nodes, (None, *nodes), strict=False):
        if node is None:
            continue
        inner, pending = _within(script, pending) or script, ""
        if _parts_words(node, before):
            into.append(Char(" ", node.pos, inner))
        match type(node).__name__:
            case "LatexCharsNode":
                pending = _plain(node, inner, script, into)
            case "LatexMacroNode":
                _macro(node, inner, into)
            case "LatexSpecialsNode":
                into += [Char(ch, node.pos, inner) for ch in SPECIALS.get(node.specials_chars, node.specials_chars)]
            case "LatexGroupNode" | "LatexMathNode":
                _flatten(node.nodelist, inner, into)
            case "LatexEnvironmentNode":
                _environment(node, inner, into)


def _parts_words(node: Any, before: Any) -> bool:
    """Whether a word follows a macro that is a name of its own, such as met, to which a script would belong."""
    if type(before).__name__ != "LatexMacroNode":
        return False
    goes_on = type(node).__name__ == "LatexCharsNode" and str(node.chars)[:1].isalnum()
    return _is_word(before.macroname) and (goes_on or type(node).__name__ == "LatexGroupNode")


def _is_word(macro: str) -> bool:
    """Whether a macro stands for a word, as sin and met do, and not for a character or a part of a unit."""
    return len(_character_of(macro)) > 1 and macro not in UNIT_PARTS


def _within(script: str, mark: str) -> str:
    """Return how a character stands that is raised or lowered in a script: lowered in a raised one it is raised."""
    return script if (script, mark) == ("^", "_") else mark


def _environment(node: Any, script: str, into: list[Char]) -> None:
    """Add what is in an equation or in cases: '25 GeV & central' is asked 'for central', rows are parted by commas."""
    part: list[Char] = []
    for one in node.nodelist:
        if type(one).__name__ == "LatexMacroNode" and one.macroname == "\\":
            part.append(Char(",", one.pos, script))
        elif type(one).__name__ == "LatexSpecialsNode" and one.specials_chars == "&":
            said = " for " if node.environmentname in CASES else " "
            part += [Char(ch, one.pos, script) for ch in said]
        else:
            _flatten([one], script, part)
    into += part


def _plain(node: Any, first: str, script: str, into: list[Char]) -> str:
    """Add plain characters; what follows '_' or '^' without a blank is raised or lowered. Returns a mark at the end."""
    now, text, bracket = first, str(node.chars), False
    for offset, ch in enumerate(text):
        place, before, after = node.pos + offset, text[:offset], text[offset + 1 : offset + 2]
        if ch in "_^" and into and not into[-1].text.isspace() and (not after or after.isalnum() or after in "+-±∓*("):
            if not after:
                return ch
            now = _within(script, ch)
            into.append(Char(" ", place, now))
            continue
        first_of_script = before.endswith(("_", "^"))
        if (ch == "(" and first_of_script) or (ch == ")" and bracket):  # 16 GeV^(1/2)
            now, bracket = (now, True) if ch == "(" else (script, False)
            continue
        behind_charge = ch.isalpha() and before.endswith(("^+", "^-", "^±", "^∓"))  # e^+e^-
        if now != script and not (
            (ch.isalnum() and not behind_charge)
            or (ch in "+-±∓*" and first_of_script)
            or (ch in "./" and after.isdigit())
        ):
            now = script
        into.append(Char(ch, place, now))
    return ""


def _macro(node: Any, script: str, into: list[Char]) -> None:
    name, arguments = node.macroname, [one for one in node.nodeargd.argnlist if one] if node.nodeargd else []
    if name in FRACTIONS and len(arguments) == 2:
        for place, argument in enumerate(arguments):
            part: list[Char] = []
            _flatten([argument], script, part)
            bracket = [] if all(one.text.isalnum() for one in part) else ["(", ")"]
            into += [Char("/", node.pos, script)] if place else []
            into += [Char(bracket[0], node.pos, script), *part, Char(bracket[1], node.pos, script)] if bracket else part
    elif name in MEASURED:
        _measured(node, script, into)
    elif name == "not" or name in STRUCK_OUT:
        part = []
        _flatten(arguments, script, part)
        negated = name == "not" and len(part) == 1
        into += [_negated(part[0])] if negated else [Char(UNKNOWN, node.pos, script)]
    elif name == "overline" and len(arguments) == 1 and len(arguments[0].latex_verbatim()) > LONGEST_BARRED:
        into.append(Char(UNKNOWN, node.pos, script))
    elif arguments:
        into += [Char("√", node.pos, script)] if name == "sqrt" else []
        bracket = [] if name != "sqrt" else ["(", ")"]
        into += [Char(bracket[0], node.pos, script)] if bracket else []
        _flatten(arguments, script, into)
        into += [Char(bracket[1], node.pos, script)] if bracket else []
    else:
        text = _character_of(name)
        into += [Char(ch, node.pos, script) for ch in (f" {text}" if _is_word(name) else text)]


def _measured(node: Any, script: str, into: list[Char]) -> None:
    """Add a number with its unit: of a range both ends."""
    arguments = [one for one in node.nodeargd.argnlist if one and not one.latex_verbatim().startswith("[")]
    for place, argument in enumerate(arguments):
        between = " – " if "range" in node.macroname and place == 1 else " "
        into += [Char(ch, node.pos, script) for ch in between]
        _flatten([argument], script, into)
    into.append(Char(" ", node.pos, script))


def _negated(one: Char) -> Char:
    """Return a sign with a stroke through it: it says the opposite."""
    return one._replace(text=NEGATED.get(one.text, UNKNOWN))


def _character_of(name: str) -> str:
    if name in LOOKS or name in MACROS or name in UNIT_PARTS:
        return MACROS.get(name) or UNIT_PARTS.get(name, "")
    spec = get_default_latex_context_db().get_macro_spec(name)
    if spec is None and len(name) > 1 and name.isalpha():
        return name  # of one's own, such as GeV and met
    known: Any = spec.simplify_repl if spec else ""
    return known if isinstance(known, str) and "%" not in known else "" if name.isalpha() else " "


# Unicode


def _unicode(characters: Sequence[Char]) -> list[Char]:
    """Raised and lowered characters are marked as such, all ways to write one character become one."""
    found: list[Char] = []
    lowered = False  # no character for a lowered f: what follows a lowered letter without a blank belongs to it
    for place, one in enumerate(characters):
        form = unicodedata.decomposition(one.text) if len(one.text) == 1 else ""
        if one.text == STROKE and found:
            found[-1] = _negated(found[-1])
        if unicodedata.combining(one.text[:1] or " "):  # the bar of an antiparticle, the arrow of a vector
            continue
        text = one.text.translate(SAME)
        if form.startswith(("<sub>", "<super>")):
            lowered = form.startswith("<sub>")
            script = "_" if lowered else "^"
            found += [Char(ch, one.place, script) for ch in unicodedata.normalize("NFKC", text).translate(SAME)]
            continue
        if form.startswith("<fraction>"):
            found += [Char(ch, one.place, one.script) for ch in unicodedata.normalize("NFKC", text).translate(SAME)]
            continue
        behind = [unicodedata.decomposition(ch.text[:1]) for ch in characters[place + 1 : place + 2]]
        own = any(form.startswith("<sub>") for form in behind)
        lowered = lowered and text.isalnum() and not one.script and not own  # but γ₁γ₂ are two
        plain = text if text in SPACE or text in "…" else unicodedata.normalize("NFKC", text).translate(SAME)
        script = "_" if lowered and not one.script else one.script
        found += [Char(" " if ch in SPACE else ch, one.place, script) for ch in plain]
    return found


# Tokens


def _tokens(characters: Sequence[Char]) -> Iterator[Token]:
    runs = _runs(characters)
    found: list[Token] = []
    for script, run in runs:
        text = "".join(one.text for one in run)
        if script and found and (found[-1].kind != "sign" or found[-1].text in ")|"):
            last = found[-1]
            found[-1] = Token(
                last.kind,
                last.text,
                _in_order((*last.scripts, script + " ".join(text.split()))),
                last.start,
                run[-1].place + 1,
                last.glued,
            )
            continue
        for match in TOKEN.finditer(text):
            first, last_ = run[match.start()], run[match.end() - 1]
            glued = (match.start() > 0 and text[match.start() - 1] != " ") or (match.start() == 0 and bool(found))
            kind: Any = "word" if match.lastgroup in {"channel", "report"} else match.lastgroup
            found.append(Token(kind, match.group(), (), first.place, last_.place + 1, glued))
    yield from found


def _in_order(scripts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lowered one of two scripts first: E^miss_T and E_T^miss look the same on a page."""
    raised_first = len(scripts) == 2 and scripts[0][0] == "^" and scripts[1][0] == "_"
    return scripts[::-1] if raised_first else scripts


def _runs(characters: Sequence[Char]) -> list[tuple[str, list[Char]]]:
    """Return the characters in runs of one script each; a blank between two lowered letters stays lowered."""
    runs: list[tuple[str, list[Char]]] = []
    for one in characters:
        if runs and runs[-1][0] == one.script:
            runs[-1][1].append(one)
        else:
            runs.append((one.script, [one]))
    return runs
