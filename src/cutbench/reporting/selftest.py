"""The table of the self-test: what each agent has to come out as, and what it came out as."""

from collections.abc import Iterable

import pandas as pd

from cutbench.schema.events import Comparison

EXPECTED = {
    "oracle": "exactly_matched",
    "nop": "execution_failed",
    "cheater": "execution_failed",
    "copier": "not_matched",
}


def tabulate_selftest(compared: Iterable[tuple[str, Comparison]]) -> pd.DataFrame:
    """Return one row per agent: `passed` if its outcome is the expected one and a mutant's wrong cut is named.

    `named` is the first diverging cut of the cutflows, `inferred` the guess from the selected events alone,
    `blamed` the cut that most of the wrong events are put down to.
    """
    return pd.DataFrame([_row(agent, comparison) for agent, comparison in compared])


def _row(agent: str, comparison: Comparison) -> dict[str, object]:
    wrong = agent.partition("-")[2]
    expected = EXPECTED.get(agent, "not_matched")
    named = comparison.first_diverging_cut
    cuts = [event.cut for event in comparison.wrong_events if event.cut]
    return {
        "agent": agent,
        "expected": expected,
        "outcome": comparison.outcome,
        "wrong_cut": wrong,
        "named": named or "",
        "inferred": comparison.inferred_cut or "",
        "blamed": max(set(cuts), key=cuts.count) if cuts else "",
        "n_wrong_events": comparison.n_gained + comparison.n_lost,
        "passed": comparison.outcome == expected and (not wrong or named == wrong),
    }
