"""Statements as a physicist or a model would write them, in each of the eight styles of cut lists.

`object muon: select pT > 5 GeV` is 'Each muon must have a transverse momentum larger than five GeV.' (sentence), 'muon
pT above 5 GeV' (terse), 'p_T(μ) > 5 GeV' (unicode) or 'mu_pt > 5*GeV' (code). What is written means the statement, no
more and no less, so that the same list in another style shows what the style alone changes.

Nouns make clauses (nouns, prose), symbols make comparisons (symbols, formula), and both make whole lines (lines). The
words stand in words.yaml.
"""

from cutbench.language.styles.lines import STYLES, write

__all__ = ["STYLES", "write"]
