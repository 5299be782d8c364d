"""How a paper writes ranks and the least of several, written as the rules that read cuts know it.

Where p_T^0 is that of the leading jet, p_T^1 is that of the second one; nothing in a single cell of a table says so.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from cutbench.papers import SENTENCE
from cutbench.schema.documents import Document

RANKS = ("leading", "second", "third", "fourth", "fifth", "sixth")
FROM_ZERO = re.compile(r"\b(?:p|j|jet)\^\{0[},–-]")
OF_JETS = re.compile(r"\bjets?\b[^|.;]{0,120}p\^\{0[},–-]|p\^\{0[},–-][^|.;]{0,120}\bjets?\b", re.IGNORECASE)
BARE_MASS = re.compile(r"\b([mM])_(?:\{T\}|T)(?![\w^_}]| ?\()")
OF_A_LEPTON = re.compile(r"\b(?:lepton|electron|muon)s?\b|\{l\}|ℓ")
OF_ANOTHER = re.compile(
    r"\b(?:lowest|smallest|minimum|minimal|third|remaining|other|additional|not|outside|jets?|b-jets?|photons?|tracks?"
    r"|hemispheres?|(?:two|three|both|all|each|several) leptons)\b"
)
SEVERAL_LEPTONS = re.compile(
    r"\b(?:(?:two|three|four)(?: or (?:more|three|four))?|multiple|same-sign|opposite-sign)(?: [a-z-]+){0,3} leptons\b"
    r"|\b(?:multi|di|tri|four-)-?lepton",
    re.IGNORECASE,
)
BEGINNING = 2500  # characters: title and abstract
LOW = r"(?:_\{T\})"

Written = Callable[[re.Match[str]], str]


@dataclass(frozen=True)
class Notation:
    """What a paper counts from zero: the ranks of jets `by_name`, as in jet^0, and of momenta without a name, p_T^0.

    `of_its_own` is whether the m_T of the paper is another one than that of the only lepton and the missing momentum.
    """

    by_name: bool = False
    by_momentum: bool = False
    of_its_own: bool = False

    def written(self, text: str) -> str:
        """Return a text with its ranks counted from one, and with 'min' in front of what the least is of."""
        for pattern, made in [*self._ranks(), *ALWAYS]:
            text = pattern.sub(made, text)
        return BARE_MASS.sub(lambda found: f"`{found[1]}_T`", text) if self.of_its_own else text

    def _ranks(self) -> list[tuple[re.Pattern[str], Written]]:
        of_names: list[tuple[re.Pattern[str], Written]] = []
        if self.by_name:
            of_names = [(re.compile(r"(?<=\bjet)\^\{(\d(?:,\d)*)\}"), _counted_from_one)]
        return [*of_names, *OF_MOMENTA] if self.by_momentum else of_names


def notation_of(document: Document) -> Notation:
    """Return what a paper counts from zero."""
    text = "\n".join(page.text for page in document.pages)
    return Notation(bool(FROM_ZERO.search(text)), bool(OF_JETS.search(text)), _has_a_mass_of_its_own(text))


def _has_a_mass_of_its_own(text: str) -> bool:
    """Whether m_T is defined as that of something else, or there are several leptons that it may be of."""
    named = (one.partition("transverse mass")[2] for one in SENTENCE.split(text) if BARE_MASS.search(one))
    said = next(filter(None, named), "lepton")
    is_of_another = not OF_A_LEPTON.search(said) or OF_ANOTHER.search(said)
    return bool(is_of_another or SEVERAL_LEPTONS.search(text[:BEGINNING]))


def _counted_from_one(found: re.Match[str]) -> str:
    return "_{" + ",".join(str(int(one) + 1) for one in found[1].split(",")) + "}"


def _of_jet(found: re.Match[str]) -> str:
    return f"p_{{T}}^{{j_{int(found[1]) + 1}}}"


def _of_bjet(found: re.Match[str]) -> str:
    return f"p_{{T}}^{{b{int(found[1]) + 1}}}"


def _one_by_one(found: re.Match[str]) -> str:
    """'p_T^{0-3} > 80, 80, 40, 40 GeV' are four bounds; unless there is one for each, it stays as it is."""
    first, last, values = int(found[1]), int(found[2]), re.split(r", ?", found[4])
    if last - first + 1 != len(values):
        return found[0]
    ranks = range(first + 1, last + 2)
    return ", ".join(f"p_{{T}}^{{j_{rank}}} {found[3]} {value} GeV" for rank, value in zip(ranks, values, strict=True))


def _all_up_to(found: re.Match[str]) -> str:
    return "{" + found[1] + ",".join(str(one) for one in range(int(found[2]), int(found[3]) + 1)) + "}"


def _ranked(found: re.Match[str]) -> str:
    return f"{RANKS[int(found[1]) - 1]} large-R jet"


OF_MOMENTA: list[tuple[re.Pattern[str], Written]] = [
    (re.compile(rf"p\^\{{(\d)[–−-](\d)\}}{LOW} ?([<>≤≥]) ?(\d+(?:, ?\d+)+) GeV"), _one_by_one),
    (re.compile(rf"p\^\{{(\d)\}}{LOW}"), _of_jet),
    (re.compile(rf"p\^\{{(\d),b\}}{LOW}"), _of_bjet),
]
RESPECTIVELY = re.compile(
    r"\b(?P<one>[A-Za-z-]+) and (?P<two>[a-z-]+) (?P<verb>(?:candidates )?(?:are required to|must|have to|should) "
    r"(?:[a-z]+ )*)(?P<first>[^,;]*?\d[^,;]*?) and (?P<second>[^,;]*?\d[^,;]*?),? respectively"
)


def _each_its_own(found: re.Match[str]) -> str:
    """'Muons and electrons must have p_T > 20 and 25 GeV, respectively': a sentence for each."""
    first, second = found["first"], found["second"]
    if not re.search(r"[<>≤≥]", second) and (compared := re.match(r".*[<>≤≥] ?", first)):
        second = compared[0] + second
    unit = re.search(r" [GMk]eV$", second)
    first += unit[0] if unit and first[-1:].isdigit() else ""
    return f"{found['one']} {found['verb']}{first}. {found['two'].capitalize()} {found['verb']}{second}"


ALWAYS: list[tuple[re.Pattern[str], Written]] = [
    # letters of a font for symbols that a PDF has no characters for
    (re.compile(r"\|h(?=(?:[_^]\{[^{}]*\})*\|)"), lambda _: "|η"),
    (re.compile(r"\bDf(?= ?(?:\(|[pE][_^]))"), lambda _: "∆φ"),
    (RESPECTIVELY, _each_its_own),
    # 'The mass of the pair and the jet, defined as m_X, is required ...': it is asked of what has the symbol
    (
        re.compile(
            r"(?:^|(?<=\. ))(?:The|A|An) [^,.;]{5,160}, "
            r"(?:(?:defined|denoted|labell?ed|referred to)(?: as| by)? |called )?"
            r"(?P<symbol>[^\W\d_]{1,3}(?:[_^]\{(?:[^{}]|\{[^{}]*\})*\})+),? (?=(?:is|are|must|has|have|should)\b)"
        ),
        lambda found: f"{found['symbol']} ",
    ),
    (re.compile(r"\b(m_\{eff\}) ?\(incl(?:\.|usive)?\)"), lambda found: found[1]),  # of all jets
    # ∆φ(jet, MET)_{min}: the least of them
    (
        re.compile(r"([∆Δ](?:φ|R|η) ?\((?:[^()]|\([^()]*\))*\))_\{(min|max)\}"),
        lambda found: f"{found[2]}({found[1]})",
    ),
    # jet_{1,2,(3)}: the third one, if there is one
    (re.compile(r"(_\{\d(?:,\d)*),\((\d)\)\}"), lambda found: f"{found[1]},{found[2]}}}"),
    # j_{1,...,6}, and η_{j1,j2}
    (re.compile(r"\{(j?)(\d),(?:\.\.\.|…),(\d)\}"), _all_up_to),
    (re.compile(r"η_\{j_?(\d),j_?(\d)\}"), lambda found: f"η(j_{{{found[1]},{found[2]}}})"),
    (re.compile(r"\b[Ll]arge-R (?:j|jet)_\{?([1-6])\}?"), _ranked),
]
