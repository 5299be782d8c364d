"""Functions of what nothing is known of, such as p_T(V) and Δφ(V, H): they are symbols, kept as they are written."""

from collections.abc import Iterator, Sequence

from cutbench.language import Language
from cutbench.language import tree as t
from cutbench.reading.items import Own
from cutbench.reading.lexicon import load_lexicon
from cutbench.reading.normal import Token, normal
from cutbench.reading.own import with_own_names

LONGEST = 3  # letters of what may be a particle or candidate
KNOWN = {"prop", "fn"}
SYMBOLS = {"symbol", "unnamed"}


def written(text: str, language: Language) -> tuple[Token, ...]:
    """Return the tokens of a text, with the names of the analysis and functions of something unknown as one each."""
    return with_unknown_functions(with_own_names(normal(text), language))


def with_unknown_functions(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Return tokens with each function of something unknown as one of them."""
    made: list[Token] = []
    place = 0
    while place < len(tokens):
        end = _end(tokens, place)
        made.append(_as_one(tokens[place:end]) if end else tokens[place])
        place = end or place + 1
    return tuple(made)


def _end(tokens: Sequence[Token], start: int) -> int:
    """Return the place behind p_T(V) or Δφ(V, H), 0 if nothing of the kind begins here."""
    opens = start + 1 < len(tokens) and tokens[start + 1].text == "("
    if not opens or not _categories(tokens[start]) & KNOWN or _is_phrase(tokens, start):
        return 0
    close = next((at for at in range(start + 2, len(tokens)) if tokens[at].text == ")"), 0)
    arguments = tokens[start + 2 : close : 2]
    commas = {one.text for one in tokens[start + 3 : close : 2]}
    parted = (close - start) % 2 == 1 and commas <= {","}
    return close + 1 if close and parted and any(map(_is_unknown, arguments)) and _are_single(arguments) else 0


def _is_phrase(tokens: Sequence[Token], start: int) -> bool:
    """Whether the brackets belong to something that is known, as m_T(W) is."""
    return any(end > start + 1 for _, _, end in load_lexicon().at(tokens, start))


def _are_single(arguments: Sequence[Token]) -> bool:
    return all(_is_unknown(one) or _categories(one) & {"obj"} for one in arguments)


def _is_unknown(token: Token) -> bool:
    letters = token.kind == "word" and token.text.isupper() and token.text.isalpha() and len(token.text) <= LONGEST
    letters = letters and not any(ch.isdigit() for script in token.scripts for ch in script)  # J_1 is the first of some
    return letters and not isinstance(token, Own) and _categories(token) <= SYMBOLS


def _categories(token: Token) -> set[str]:
    return {category for category, _, _ in load_lexicon().at([token], 0)}


def _as_one(tokens: Sequence[Token]) -> Own:
    text = "".join(_texts(tokens))
    first, last = tokens[0], tokens[-1]
    return Own("word", text, (), first.start, last.end, first.glued, "symbol", t.Symbol(text))


def _texts(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        yield ", " if token.text == "," else token.text + "".join(token.scripts)
