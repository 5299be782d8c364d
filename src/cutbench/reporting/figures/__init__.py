"""Figures of the result tables: a file per figure, each drawn from tables alone."""
