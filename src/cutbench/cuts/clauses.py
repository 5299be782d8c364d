"""Sentences with the words that are known in them, and what is made of them."""

import re
from dataclasses import dataclass, field

from cutbench.cuts.predicate import Predicate
from cutbench.cuts.vocabulary import Found, Vocabulary

TRACK_ISOLATION = re.compile(
    r"(?:track|ptcone|inner[- ]detector)[a-z0-9 ,():=/*'-]{0,160}?cone0(\d)|cone0(\d)[a-z ,()'-]{0,60}\btracks?\b"
)
CALORIMETER_ISOLATION = re.compile(
    r"(?:calorimet\w+|topological|topo|cluster\w*|energy deposits?)[a-z0-9 ,():=/*'-]{0,160}?cone0(\d)"
    r"|cone0(\d)[a-z ,()'-]{0,60}\b(?:calorimet\w+|clusters?)\b"
)
# Isolation without the size of its cone is no variable; it must not be taken for what it is divided by.
BARE_ISOLATION = re.compile(
    r"\b(?:track|calorimeter)(?:[- ]based)?[- ]isolation\b(?:\s*(?:/|divided by|over)\s*[pe]t\b)?"
)

# 'Below 30% of the pt for muons and 20% of the et for electrons': what a share is of, is not what is compared next.
SHARE_OF = re.compile(r"(?:%|per ?cent|\b0?\.\d+) (?:of|times) (?:the |its |their |that )?(?:[a-z]+(?:'s)? ){0,2}$")
CONE = re.compile(r"\bcone0(\d)\b")
THEY = re.compile(r"\W*(?:they|it) ")  # what was spoken of before, whatever the sentence compares it with
REST = re.compile(r"others|otherwise")


@dataclass(frozen=True)
class TypedCut:
    """A cut as the parser understands it.

    `sure` says that object, variable, operator, number and unit all stand in the text; where it is False
    something was guessed, and a reader should decide.
    """

    object: str
    predicates: tuple[Predicate, ...]
    sure: bool


@dataclass(frozen=True)
class Clause:
    """A sentence with its words; `object` is what it speaks of unless it says otherwise near a number."""

    text: str
    object: str | None
    variables: list[Found] = field(default_factory=list)
    objects: list[Found] = field(default_factory=list)
    conditions: list[tuple[str, Found]] = field(default_factory=list)


def clause_of(text: str, vocabulary: Vocabulary, spoken: str | None) -> Clause:
    """Return a sentence in plain text with its words; `spoken` is the object that was spoken of before."""
    variables = _with_isolation(vocabulary.find("variables", text), text)
    objects = vocabulary.find("objects", text)
    named = [word for word in objects if word.name not in {"Event", "LeptonPair", "Lepton"}] or objects
    they = spoken is not None and THEY.match(text)
    first = named[0].name if named and not they else None
    return Clause(text, first or spoken, variables, objects, _conditions(text, vocabulary))


def _with_isolation(variables: list[Found], text: str) -> list[Found]:
    """Put isolation variables that are spelled out in words in the place of what stands inside of them."""
    spelled = [
        Found(f"{name}{match[1] or match[2]}0", match.start(), match.end())
        for name, pattern in (("topoetcone", CALORIMETER_ISOLATION), ("ptcone", TRACK_ISOLATION))
        for match in pattern.finditer(text)
    ]
    bare = [Found(_sized(match[0], text), match.start(), match.end()) for match in BARE_ISOLATION.finditer(text)]
    names = [word for word in variables if not any(s.start <= word.start < s.end for s in [*spelled, *bare])]
    spelled += [one for one in bare if not any(s.start <= one.start < s.end for s in [*spelled, *names])]
    compared = [word for word in [*names, *spelled] if not SHARE_OF.search(text[: word.start])]
    return sorted(compared, key=lambda word: word.start)


def _sized(isolation: str, text: str) -> str:
    """Return the variable that isolation means whose only cone is given elsewhere in the sentence, '' without one."""
    sizes = set(CONE.findall(text))
    kind = "ptcone" if "track" in isolation else "topoetcone"
    return f"{kind}{sizes.pop()}0" if len(sizes) == 1 else ""


def _conditions(text: str, vocabulary: Vocabulary) -> list[tuple[str, Found]]:
    """Return the conditions in a sentence; 'otherwise' means what is left of those that it names."""
    hits = vocabulary.find_conditions(text)
    rest = [hit for hit in hits if REST.fullmatch(text[hit[1].start : hit[1].end])]
    named = [hit for hit in hits if hit not in rest]
    if any(name == "channel" for name, _ in named):
        return hits
    flavours = {word.name for name, word in named if name == "flavour"}
    other = {"same": "different", "different": "same"}.get(flavours.pop(), "") if len(flavours) == 1 else ""
    left = [("flavour", Found(other, word.start, word.end)) for _, word in rest if other]
    return sorted([*named, *left], key=lambda hit: hit[1].start)
