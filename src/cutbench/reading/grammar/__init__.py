"""What stands beside what in a cut, and what it means then: each rule makes one kind of item of others.

A rule is a function: above it stand the categories of the items that it puts together, such as `qty bound`, and the
category of what it makes of them. Its module tells what it is about; `trees` and `making` have no rules.
"""

# In this order rules are added: of two readings that cost the same, that of the earlier rule is looked at first.
from cutbench.reading.grammar import (  # noqa: I001
    objects,
    quantities,
    bounds,
    conditions,
    distances,
    owners,
    counts,
    identification,
    pairs,
    lists,
    logic,
    cases,
    events,
    thresholds,
)
from cutbench.reading.grammar.lists import IDENTIFIED
from cutbench.reading.grammar.owners import said_of
from cutbench.reading.grammar.rule_set import rule
from cutbench.reading.grammar.trees import is_flag

TOPICS = (objects, quantities, bounds, conditions, distances, owners, counts, identification, pairs, lists, logic,
          cases, events, thresholds)  # fmt: skip

__all__ = ["IDENTIFIED", "TOPICS", "is_flag", "rule", "said_of"]
