"""The set of rules that all modules of the grammar add to."""

from cutbench.reading.chart import Rules
from cutbench.reading.data import words

rule = Rules(silent={*words()["words"], "event"})
