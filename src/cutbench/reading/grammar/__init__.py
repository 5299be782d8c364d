"""What stands beside what in a cut, and what it means then: each rule makes one kind of item of others.

A rule is a function, such as `_required` of `conditions`. Above it stands what it makes, `cond`, and of which items in
a row, `qty bound`: `a|b` is either of two, `a?` may be missing, and a cost tells what is less likely. The function gets
the values of the items and returns that of the whole, or None where they do not fit; words that only join, as `of`, are
left out unless `!` stands before them. `trees` and `making` have what the rules need, and none themselves.
"""

# In this order rules are added: of two readings that cost the same, that of the earlier rule is looked at first.
from cutbench.reading.grammar import (  # noqa: F401, I001
    objects,
    quantities,
    bounds,
    identification,
    conditions,
    distances,
    owners,
    counts,
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
from cutbench.reading.grammar.trees import LEPTONS, asks_symbol, compares_leptons, is_flag

__all__ = ["IDENTIFIED", "LEPTONS", "asks_symbol", "compares_leptons", "is_flag", "rule", "said_of"]
