"""The exported grammar against the parser: what one draws the other reads, and the cuts of a real file are in it."""

import random
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from cutbench.errors import CutbenchError
from cutbench.language import Names, load_names, names_from, parse_analysis, parse_statement, print_statement
from cutbench.language.export import as_gbnf
from cutbench.language.tree import Head, Reject, Select
from cutbench.llm import load_models
from cutbench.llm.chat import Grammar
from cutbench.llm.client import open_model

PROJECT = Path(__file__).parents[2]
NAMES = load_names(PROJECT / "src/cutbench/language/names.yaml")
WORDS = {
    "id": ["loose", "medium"],
    "type": ["calo_tagged", "standalone", "combined"],
    "flavour": ["electron", "muon"],
    "channel": ["4e", "2e2mu"],
    "trigger": ["single_lepton", "dilepton", "trilepton"],
}
RISING = "the places of linear(...) have to rise"  # the one thing that a grammar cannot say
ELECTRON, EVENT = Head("object", "electron"), Head("event")
TOKEN = re.compile(r'"((?:\\.|[^"\\])*)"|(\[(?:\\.|[^\]\\])*\])|([a-z][a-z0-9-]*)|(\{\d+,\d+\}|[?|()])|\s+')


def rules_of(grammar: str) -> dict[str, str]:
    return dict(line.split(" ::= ", 1) for line in grammar.splitlines())


class Rules:
    """A grammar in memory: draws random sentences, and says whether it has a given one."""

    def __init__(self, grammar: str, seed: int = 0) -> None:
        self.random = random.Random(seed)
        self.rules = {name: TOKEN.findall(text)[::-1] for name, text in rules_of(grammar).items()}
        self.rules = {name: self.read([one for one in tokens if any(one)]) for name, tokens in self.rules.items()}

    def read(self, tokens: list[tuple[str, ...]]) -> list[list[tuple[object, int, int]]]:
        """Return alternatives, each a list of (literal, symbols, rule or group, least and most repetitions)."""
        options: list[list[tuple[object, int, int]]] = [[]]
        while tokens and tokens[-1][3] != ")":
            token = tokens.pop()
            if token[3] == "|":
                options.append([])
                continue
            inner = self.read(tokens) if token[3] == "(" else token
            if token[3] == "(":
                tokens.pop()
            times = [1, 1]
            if tokens and tokens[-1][3][:1] in ("?", "{"):
                sign = tokens.pop()[3]
                times = [0, 1] if sign == "?" else [int(one) for one in sign[1:-1].split(",")]
            options[-1].append((inner, *times))
        return options

    def sentence(self, options: object = None) -> str:
        if isinstance(options, tuple):
            literal, symbols, name, _ = options
            if symbols:
                return self.random.choice("M_{}^J T" if symbols[1] == "^" else range_of(symbols))
            return self.sentence(self.rules[name]) if name else unescaped(literal)
        parts = self.random.choice(options or self.rules["root"])
        return "".join(
            self.sentence(one) for one, least, most in parts for _ in range(self.random.randint(least, most))
        )

    def accepts(self, text: str) -> bool:
        @cache
        def ends(name: str, start: int) -> frozenset[int]:
            return frozenset().union(*(after_all(parts, start) for parts in self.rules[name]))

        def after_all(parts: list[tuple[object, int, int]], start: int) -> set[int]:
            places = {start}
            for one, least, most in parts:
                reached = set(places) if least == 0 else set()
                for count in range(1, most + 1):
                    places = {end for place in places for end in after(one, place)}
                    reached |= places if count >= least else set()
                places = reached
            return places

        def after(one: object, start: int) -> set[int] | frozenset[int]:
            if isinstance(one, list):
                return set().union(*(after_all(parts, start) for parts in one))
            literal, symbols, name, _ = one
            if name:
                return ends(name, start)
            if symbols:
                return {start + 1} if re.match(symbols, text[start : start + 1]) else set()
            return {start + len(unescaped(literal))} if text.startswith(unescaped(literal), start) else set()

        return len(text) in ends("root", 0)


def range_of(symbols: str) -> str:
    return "".join(map(chr, range(ord(symbols[1]), ord(symbols[3]) + 1)))


def unescaped(literal: str) -> str:
    return literal.replace("\\n", "\n").replace('\\"', '"')


def fault_of(text: str, names: Names) -> str:
    try:
        parse_statement(text, names)
    except CutbenchError as error:
        return str(error).rpartition(": ")[2]
    return ""


@pytest.fixture(scope="module")
def selection():
    """Every cut of a real file as a single line, its heads and the names that it declares."""
    text = (PROJECT / "resources/groundtruth/atlas_h4l/selection.adl").read_text()
    analysis, names = parse_analysis(text, NAMES)
    cuts = [one for one in analysis.statements() if isinstance(one.line, Select | Reject)]
    plain = [replace(one, line=replace(one.line, cut="")) for one in cuts]
    return plain, tuple(dict.fromkeys(one.head for one in plain)), names


@pytest.mark.parametrize("seed", range(3))
def test_what_is_drawn_parses(selection, seed):
    _, heads, names = selection
    draw = Rules(as_gbnf(names, (*heads, EVENT, ELECTRON), words=WORDS, most=1), seed)
    for _ in range(150):
        text = draw.sentence()
        assert fault_of(text, names) in ("", RISING), text


def test_every_cut_of_a_real_file_is_in_the_grammar(selection):
    statements, heads, names = selection
    grammar = Rules(as_gbnf(names, heads, words=WORDS, most=1))
    lines = [print_statement(one) for one in statements]
    assert len(lines) == 30
    assert [line for line in lines if not grammar.accepts(line)] == []


@pytest.mark.parametrize(
    ("text", "is_in"),
    [
        ("object electron: select pT(electron) > 7 GeV", True),
        ("object electron: select pT > 7000 MeV", True),
        ("object electron: select pT > 7 mm", False),
        ("object electron: select pT > 7", False),
        ("object electron: select pT>7 GeV", False),
        ("object electron: select foo > 7 GeV", False),
        ("object electron: select dR(this, jet) > 0.2", True),
        ("event: select pT > 7 GeV", False),
        ("event: select min(dphi(jet[:3], MET)) > 0.4", True),
        ("event: select MET / sqrt(HT) > 18", True),
        ("event: select mT(lepton[0], MET) > 120 GeV or MET > 200 GeV", True),
        ("event: select size(muon, pT > 20 GeV and abs(eta) < 2.4) >= 2", True),
        ("event: reject size(electron) >= 1\nevent: select `M_J` > 340 GeV", True),
        ("event: select channel == `4e`", True),
        ("region SRA: select MET > 200 GeV", False),
    ],
)
def test_what_is_in_the_grammar(text, is_in):
    grammar = Rules(as_gbnf(NAMES, (ELECTRON, EVENT), words=WORDS, most=2))
    assert grammar.accepts(text) is is_in


def test_names_that_are_not_there_leave_no_trace():
    names = names_from({"objects": {"jet": {}}, "properties": {"pT": {"unit": "GeV"}}}, "here")
    grammar = as_gbnf(names, (EVENT,), words={}, most=1)
    assert "length" not in grammar
    assert "object-" not in grammar
    assert "linear" in grammar


@pytest.mark.llm
def test_the_embedded_engine_writes_what_parses(selection, tmp_path):
    _, heads, names = selection
    grammar = Grammar(as_gbnf(names, heads, words=WORDS))
    entry = load_models(PROJECT / "config/models.yaml")["smollm2-135m"]
    question = [{"role": "user", "content": "Electrons must have a transverse momentum above 7 GeV."}]
    with open_model(entry, calls=tmp_path / "calls.jsonl") as model:
        reply = model.ask(question, purpose="write", seed=0, grammar=grammar, max_tokens=300)
    assert reply.outcome in {"ok", "truncated"}, reply.summary.problem
    for line in reply.text.splitlines()[: None if reply.outcome == "ok" else -1]:
        assert fault_of(line, names) in ("", RISING)
