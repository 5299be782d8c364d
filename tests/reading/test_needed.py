"""Every rule and every word is there for some text: without it that text is read in another way, or not at all."""

from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from cutbench.benchmarks import load_benchmark
from cutbench.language import STYLES, load_language, write
from cutbench.reading import kind_of, read_by_rules
from cutbench.reading.data import words
from cutbench.reading.grammar import rule
from cutbench.reading.lexicon import keys, load_lexicon
from cutbench.reading.normal import normal
from cutbench.reading.passages import read_passage
from cutbench.reading.reader import sentences_of

TEXTS = Path(__file__).parent / "texts"

PROSE = {"prose.yaml", "sentences.yaml", "sentences_by_hand.yaml", "searches.yaml", "searches_unseen.yaml"}
GROUNDTRUTH = Path(__file__).parents[2] / "resources/groundtruth"


def written():
    """Curated cuts as people write them, in each style."""
    for folder in sorted(path.parent for path in GROUNDTRUTH.glob("*/benchmark.yaml")):
        benchmark = load_benchmark(folder)
        for cut in benchmark.cuts:
            for style in STYLES:
                yield write(cut.statements, style, benchmark.language), kind_of(cut.object)


def texts():
    yield from written()
    corpora = (path for path in sorted(TEXTS.glob("*.yaml")) if path.name != "rows.yaml")
    for path in (*corpora, *sorted(GROUNDTRUTH.glob("*/cuts.yaml"))):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            if path.name in PROSE:
                yield from ((sentence, "event") for sentence in sentences_of(entry["text"]))
                continue
            sides = [entry[side] for side in ("a", "b", "text") if side in entry]
            for text in entry.get("texts") or [*sides, *entry.get("alternates", ())]:
                yield text, kind_of(entry.get("object", "Event"))


def steps(step):
    yield step
    for one in step.next.values():
        yield from steps(one)


@pytest.fixture(scope="module")
def language():
    return load_language(open_names=True)


def test_no_rule_is_there_for_nothing(language, monkeypatch):
    cases, made_in, now = list(texts()), defaultdict(set), []

    def noting(make):
        def noted(*parts):
            made = make(*parts)
            if made is not None:
                made_in[make].add(now[-1])
            return made

        return noted

    complete = [(step, list(step.complete)) for step in steps(rule.first) if step.complete]
    for step, rules in complete:
        monkeypatch.setattr(step, "complete", [(name, noting(make), *rest) for name, make, *rest in rules])

    def read(text, kind):
        return [one(text, language, kind).statements for one in (read_by_rules, read_passage)]

    before = []
    for number, (text, kind) in enumerate(cases):
        now.append(number)
        before.append(read(text, kind))

    def needed(make):
        for step, rules in complete:
            step.complete = [one for one in rules if one[1] is not make]
        return any(read(*cases[n]) != before[n] for n in made_in[make])

    makes = dict.fromkeys(make for _, rules in complete for _, make, *_ in rules)
    assert [make.__name__ for make in makes if not needed(make)] == []


# Words

PLACES = yaml.safe_load((TEXTS / "rows.yaml").read_text(encoding="utf-8"))
# Closed families stay whole: units, single letters, the final states of four leptons; so do the words that keep
# a line from being read as a cut, which no text that is read can need, and phrases with each of the words for keeping.
CLOSED = {
    "keep_if",
    "keep_only_if",
    "unit",
    "chan",
    "remark",
    "no cut",
    "defines",
    "itis",
    "region kind",
    "unnamed",
    "class",
}
MOST_TEXTS = 40  # of a corpus for one row


def ways(part):
    """All strings of words.yaml."""
    if isinstance(part, str):
        yield part
    for one in (*part.keys(), *part.values()) if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from ways(one)


def rows():
    """What the lexicon knows: key, the words as they are written, category and value."""
    written = {keys(way): way for way in ways(dict(words()))}
    for key, entry in load_lexicon().phrases.items():
        for category, value in entry:
            is_letter = len(key) == 1 and len(key[0]) == 1
            if category not in CLOSED and not is_letter:
                yield key, written.get(key, " ".join(key)), category, value


@pytest.fixture(scope="module")
def met():
    """The texts of the corpora in which a phrase stands, the shortest first."""
    found = defaultdict(list)
    wanted = {key for key, *_ in rows()}
    for text, kind in sorted(set(texts()), key=lambda one: len(one[0])):
        tokens = [lexicon_key for one in normal(text) if (lexicon_key := one.key.lower()) != "-"]
        joined = f" {' '.join(tokens)} "
        for key in wanted:
            if f" {' '.join(key).lower()}" in joined:
                found[key].append((text, kind))
    return found


def test_no_word_is_there_for_nothing(met, language):
    lexicon = load_lexicon()

    def read(text, kind):
        return [one(text, language, kind).statements for one in (read_by_rules, read_passage)]

    def needed(key, way, category, value):
        entry = lexicon.phrases[key]
        rest = [one for one in entry if one != (category, value)]
        cases = [(place.replace("{}", way), "event") for place in PLACES.get(category, ())] + met[key][:MOST_TEXTS]
        for text, kind in cases:
            before = read(text, kind)
            lexicon.phrases[key] = rest
            after = read(text, kind)
            lexicon.phrases[key] = entry
            if before != after:
                return True
        return False

    assert [(category, way) for key, way, category, value in rows() if not needed(key, way, category, value)] == []
