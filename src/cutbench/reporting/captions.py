"""What figures say in words: names of rows, remarks on what is left out, counts of runs."""

from math import comb

import pandas as pd

from cutbench.reporting.extraction import RULES_ALONE
from cutbench.reporting.modes import PATTERN, SELF_TEST
from cutbench.reporting.style import NO_MODEL

ALPHA = 0.05


def ungated(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without gate."""
    return frame[frame["gate"] == "off"]


def fold(frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the rows without self-tests and without judges that are not qualified, and a remark on what is left out.

    Where no judge is qualified all of them stay; `judge_title` marks them.
    """
    agents = frame.loc[frame["mode"] == SELF_TEST, "model"].nunique()
    frame = frame[frame["mode"] != SELF_TEST]
    qualified = frame["qualified"].astype(bool)
    judges = frame.loc[~qualified, "judge"].nunique() if qualified.any() else 0
    left_out = [number(agents, "self-test")] * (agents > 0) + [number(judges, "not qualified judge")] * (judges > 0)
    return frame[qualified] if judges else frame, "left out: " + " and ".join(left_out) if left_out else ""


def number(count: float, noun: str) -> str:
    """Return '1 run', '2 runs'."""
    return f"{count:g} {noun}" + ("" if count == 1 else "s")


def short(text: str, letters: int) -> str:
    """Return the beginning of a text, in whole words, with an ellipsis for what is left out."""
    words = " ".join(text.split())
    return words if len(words) <= letters else words[: letters - 1].rpartition(" ")[0] + " …"


def label(frame: pd.DataFrame) -> "pd.Series[str]":
    """Return 'model, mode', or the model alone where the mode says the same; rules are called so."""
    named = frame["model"].where(frame["model"] == frame["mode"], frame["model"] + ", " + frame["mode"])
    return named.where(frame["mode"] != PATTERN, RULES_ALONE)


def judge_title(frame: pd.DataFrame, judge: str) -> str:
    """Return the name of a judge as figures show it: one that failed its calibration is marked."""
    return judge if frame.loc[frame["judge"] == judge, "qualified"].all() else f"{judge} (not qualified)"


def about_runs(table: pd.DataFrame) -> str:
    """Return how many runs there are, and whether they can tell two models apart at all.

    Two groups of n draws that do not overlap at all have, in a two-sided permutation test, p = 2 / (2n choose n). Runs
    with the same answer are one draw.
    """
    measured = table[~table["mode"].isin(NO_MODEL)]
    if measured.empty:
        return "no model read papers in this campaign"
    fewest = int(_distinct(measured).min())
    few = "" if 2 / comb(2 * fewest, fewest) < ALPHA else "; too few distinct runs to tell every two models apart"
    runs = f"points: runs (n = {span(measured['n_runs'])}); tick: median; line: interval of the median"
    copies = about_copies(measured)
    return runs + few + (f"; {copies}, and one draw has no line" if copies else "")


def about_copies(table: pd.DataFrame) -> str:
    """Return a remark if runs of one row gave the same answer, else nothing."""
    if not (_distinct(table) < _scored(table)).any():
        return ""
    return "runs with the same answer count as one draw"


def distinct_label(table: pd.DataFrame) -> "pd.Series[str]":
    """Return ' (k of n distinct)' for each row in which runs gave the same answer, else nothing."""
    n_distinct, n_scored = _distinct(table), _scored(table)
    told = " (" + n_distinct.astype(str) + " of " + n_scored.astype(str) + " distinct)"
    return told.where(n_distinct < n_scored, "")


def counted(table: pd.DataFrame) -> list[str]:
    """Return how many runs each row has: '10', '8/10' where 8 have a score, '10 (4)' where 4 answers differ."""
    counts = zip(table["n_runs"], _scored(table), _distinct(table), strict=True)
    return [
        (f"{scored}" if scored == runs else f"{scored}/{runs}") + (f" ({distinct})" if distinct < scored else "")
        for runs, scored, distinct in counts
    ]


def unscored_label(table: pd.DataFrame) -> "pd.Series[str]":
    """Return ' (k unscored)' for each row in which runs have no score, else nothing."""
    n_unscored = _unscored(table)
    return (" (" + n_unscored.astype(str) + " unscored)").where(n_unscored > 0, "")


def _unscored(table: pd.DataFrame) -> "pd.Series[int]":
    return table.get("n_unscored", pd.Series(0, index=table.index)).fillna(0).astype(int)


def _scored(table: pd.DataFrame) -> "pd.Series[int]":
    """Return how many runs have a score; those of programs do not count the others among their runs."""
    return table["n_runs"] - _unscored(table) if "mode" in table else table["n_runs"]


def _distinct(table: pd.DataFrame) -> "pd.Series[int]":
    """Return how many answers differ; where it is not known, as of published runs or in older tables, all."""
    known = table.get("n_distinct", table["n_runs"])
    return known.fillna(table["n_runs"]).astype(int)


def span(numbers: "pd.Series[int]") -> str:
    """Return '10', or '2 to 10' where they differ."""
    low, high = int(numbers.min()), int(numbers.max())
    return str(high) if low == high else f"{low} to {high}"
