"""What the sentences before were about: 'they' in a sentence are the objects of the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cutbench.language import Language, print_statement
from cutbench.language import tree as t
from cutbench.reading.asides import without_asides
from cutbench.reading.data import words
from cutbench.reading.items import Obj, Region
from cutbench.reading.lexicon import categories_at, objects_at
from cutbench.reading.normal import Token, normal
from cutbench.reading.regions import regions_in

HEADING = re.compile(r"\*\*([^*:]{1,60}):?\*\*:?")  # of a list in Markdown, or of one item of it
CODE = re.compile(r"\w[A-Z\d]")  # what names of regions have, and topics have not
LONGEST_TITLE = 6  # tokens
SHORTEST = 5  # tokens of a line that is no heading
NOT_OF_ALL = {"veto", "drop", "not", "none", "either", "or_of", "some", "failing", "unless", "unasked"}
IN_FRONT = {"rank", "class", "num", "flag", "the"}  # of the name of an object


@dataclass(frozen=True)
class Context:
    """What a sentence leaves for the next: the words that name its objects, and the region that it is about."""

    subject: str = ""
    region: Region | None = None


def untitled(text: str) -> tuple[str, Context | None]:
    """Return an item of a list and what its title says that it is about: a region, or objects, which it then names."""
    title = HEADING.match(text)
    if title is None or title.end() == len(text):
        return text, None
    about, rest = _under(title[1]), text[title.end() :].lstrip()
    if about.region and not CODE.search(about.region.name) and about.region.kind == "signal":
        return text, None  # 'Cleaning: ...' is no region
    return (f"{about.subject}: {rest}" if about.subject else rest), about


def not_of_all(items: Sequence[str]) -> set[int]:
    """Return which items of a list are not asked of all events.

    They are about final states ('Dimuon: ...', 'Single electron: ...'), or stand below a line that turns them round or
    makes alternatives of them ('Events are vetoed if one of the following holds:'), or that names a channel.
    """
    channels = {place for place, item in enumerate(items) if _is_channel(normal(item))}
    found, below = channels if len(channels) > 1 else set(), False
    for place, item in enumerate(items):
        tokens = normal(item)
        if item.rstrip().endswith(":"):
            below = _turns(tokens) or _names_place(tokens) or _is_of_others(tokens)
        elif tokens and tokens[-1].text.lower() in words()["going on"]:  # 'Remove events with', and a list below
            below = _turns(tokens) or _is_of_others(tokens)
        elif len(tokens) < SHORTEST:
            below = below or _names_place(tokens) or (len(tokens) == 1 and _turns(tokens))
        found |= {place} if below else set()
    return found | _alternatives(items)


def _alternatives(items: Sequence[str]) -> set[int]:
    """Return the items before and behind an 'or' at the end of a line, or in one of its own."""
    found = set[int]()
    for place, item in enumerate(items):
        said = [one.text.lower() for one in normal(item) if one.text not in {"-", ",", ".", ";", "*"}]
        if said[-1:] == ["or"] or said[:1] == ["or"]:
            found |= {place, place + 1} if len(said) > 1 and said[-1] == "or" else {place - 1, place, place + 1}
    return found


def _is_of_others(tokens: Sequence[Token]) -> bool:
    """Whether a heading speaks of what others did or what was tried, or offers alternatives."""
    said = [one.text.lower() for one in tokens]
    pairs = {" ".join(pair) for pair in pairwise(said)}
    return bool({*said, *pairs} & {*words()["elsewhere"], *words()["not of this list"]})


def _turns(tokens: Sequence[Token]) -> bool:
    """Whether a line turns round, or makes alternatives of, what the lines below it ask."""
    return any(categories_at(tokens, place) & NOT_OF_ALL for place in range(len(tokens)))


def _names_place(tokens: Sequence[Token]) -> bool:
    """'Electron channel': whether a line asks nothing and names a channel or region by words alone."""
    asks = any(one.text in "<>≤≥=" or "op" in categories_at(tokens, at) for at, one in enumerate(tokens))
    return bool({one.text.lower() for one in tokens} & set(words()["places"])) and not asks and not regions_in(tokens)


def _is_channel(tokens: Sequence[Token]) -> bool:
    """Whether a title says how many of some objects there are, what they make together, or that it is a channel."""
    colon = next((at for at, one in enumerate(tokens[:LONGEST_TITLE]) if one.text == ":"), 0)
    title = tokens[:colon]
    if not title or regions_in(title) or any(one.kind == "sign" and one.text in "<>≤≥=" for one in title):
        return False
    objects = [obj for *_, obj in objects_named(title)]
    says = {category for place in range(len(title)) for category in categories_at(title, place)}
    named = {one.text.lower() for one in title} & set(words()["places"])
    final_state = any(obj.together for obj in objects) or bool(objects and says & {"num", "+", "trig"})
    unknown = not says and not {one.text.lower() for one in title} & set(words()["titles"])
    return bool(named) or unknown or (final_state and "trigger" not in says)


def is_alternative(text: str) -> bool:
    """'Alternatively, ...': whether a sentence is another way to fulfil the one before."""
    return text.lstrip().lower().startswith(("alternatively", "or ", "otherwise"))


def continued(text: str, context: Context) -> str:
    """Return a sentence with what its first word stands for: 'they' are the objects of the sentence before."""
    tokens = normal(text)
    if not tokens or not context.subject or not _is_pronoun(tokens):
        return text
    return f"{context.subject} {text[tokens[0].end :].lstrip()}"


def _is_pronoun(tokens: Sequence[Token]) -> bool:
    """They must, both are, their mass; not both leptons."""
    stands_for = words()["pronouns"].get(tokens[0].text.lower())
    behind = tokens[1].text.lower() if len(tokens) > 1 else ""
    return stands_for == "of" or (stands_for == "all" and behind in words()["verbs"])


def _under(heading: str) -> Context:
    """A list may be about a region that its heading names, or about objects."""
    tokens = normal(heading)
    if named := regions_in(tokens):
        return Context(region=named[0])
    if any(categories_at(tokens, place) - {"symbol", "num"} for place in range(len(tokens))):
        return Context(heading if any(objects_named(tokens)) else "")
    return Context(region=Region("_".join(heading.split()), "signal"))


def in_region(statements: Sequence[str], region: Region | None, language: Language) -> tuple[str, ...]:
    """Return statements about the event as those of the region that the sentences before were about."""
    if region is None:
        return tuple(statements)
    head, event = t.Head("region", region.name, region.kind), t.Head("event")
    parsed = map(language.parse, statements)
    return tuple(print_statement(replace(one, head=head) if one.head == event else one) for one in parsed)


def context_after(text: str, before: Context) -> Context:
    """Return what the next sentence may go on about."""
    tokens = normal(text)
    if heading := HEADING.fullmatch(text.strip()):
        return _under(heading[1])
    if {one.text.lower() for one in tokens} & set(words()["elsewhere"]):
        return Context()
    regions = [one for one in regions_in(tokens) if one.kind != "preselection"]
    region = regions[0] if len(set(regions)) == 1 else None if regions else before.region
    return Context(_subject(text, tokens), region)


def _subject(text: str, tokens: Sequence[Token]) -> str:
    """Return the words for the objects that a sentence begins with, else for the only ones that it names."""
    main = without_asides(tokens)
    named = list(objects_named(main))
    first = next((place for place in range(len(main)) if not _is_empty(main, place)), len(main))
    begun = [one for one in named if one[0] == first]
    if not begun and len({obj.kind for *_, obj in named}) == 1:
        begun = named[-1:]
    return text[main[begun[0][0]].start : main[begun[0][1] - 1].end] if begun else ""


def objects_named(tokens: Sequence[Token]) -> Iterator[tuple[int, int, Obj]]:
    """Yield the objects that are named, each with the words in front that tell which."""
    behind = 0  # the jets of 'large-R jets' are none of their own
    for place in range(len(tokens)):
        for value, end in objects_at(tokens, place) if place >= behind else ():
            behind = end
            if value.kind != "MET":
                start = place
                while start and categories_at(tokens, start - 1) & IN_FRONT:
                    start -= 1
                yield start, end, value


def _is_empty(tokens: Sequence[Token], place: int) -> bool:
    return categories_at(tokens, place) <= {"skip", "all", "and"} and tokens[place].kind != "sign"
