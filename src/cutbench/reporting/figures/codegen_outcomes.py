"""The figure of outcomes of generated programs, those of the talk below."""

import pandas as pd
from matplotlib.figure import Figure

from cutbench.reporting.canvas import absent, finish, stack_bars, subplots, write_beside
from cutbench.reporting.captions import about_copies, counted, number, unscored_label
from cutbench.reporting.extraction import RULES_ALONE
from cutbench.reporting.modes import PATTERN, SELF_TEST
from cutbench.reporting.style import COLUMN, OUTCOME_COLOURS, ROW

GAP = 0.6  # rows between our runs, imported ones and published ones


def draw_codegen_outcomes(table: pd.DataFrame) -> Figure:
    """Draw the share of each outcome per model and arm; published rows below, with their own label.

    The rows of each source are sorted by the share of exact matches.
    """
    broken = _broken_off(table)
    agents = int((table["source"] == SELF_TEST).sum())
    table = _sorted(table[(table["n_runs"] > 0) & (table["source"] != SELF_TEST)])
    if table.empty:
        return absent("No programs were generated in this campaign, and none are published.")
    places = pd.Series(range(len(table))) + GAP * (table["source"] != table["source"].shift(1)).cumsum()
    figure, axes = subplots(figsize=(COLUMN, 0.85 + ROW * (places.iloc[-1] + 1)))
    shares = {outcome.replace("_", " "): table[outcome] / table["n_runs"] for outcome in OUTCOME_COLOURS}
    stack_bars(axes, places, shares, OUTCOME_COLOURS.values(), height=0.8)
    axes.hlines(places, table["exact_low"], table["exact_high"], color="black", linewidth=1)
    axes.set_yticks(places, list(_outcome_labels(table)))
    axes.set(xlabel="share of runs", xlim=(0, 1), ylim=(places.iloc[-1] + 0.6, GAP - 0.6))
    figure.legend(*axes.get_legend_handles_labels(), loc="outside upper right", ncols=3, handlelength=0.8)
    counts = [f"{count} {alike}" for count, alike in zip(counted(table), table["alike"].fillna(""), strict=True)]
    write_beside(axes, "n", dict(zip(places, counts, strict=True)))
    none = "" if broken or (table["source"] == "measured").any() else "no model wrote programs in this campaign"
    about = "line: 95% interval of exactly matched; n: runs; rows with a letter in common cannot be told apart by "
    about += "their exact matches (5%, Holm)"
    left_out = f"left out: {number(agents, 'self-test')}" if agents else ""
    return finish(figure, table, none, broken, about_copies(table), about, left_out)


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    sources = list(dict.fromkeys(table["source"]))
    keys = table.assign(place=table["source"].map(sources.index), share=-table["exactly_matched"] / table["n_runs"])
    return keys.sort_values(["place", "share"], kind="stable").reset_index(drop=True)


def _outcome_labels(table: pd.DataFrame) -> "pd.Series[str]":
    documents = table["documents"].fillna("")
    told = (", documents: " + documents).where(~documents.isin(["", "all"]), "")
    if "level" in table:  # archives of earlier versions have none
        told = told.where(table["level"] != "bare", ", bare" + told)
    source = (" (" + table["source"] + ")").where(~table["source"].isin(["measured", "imported"]), "")
    return table["model"].replace(PATTERN, RULES_ALONE) + ", " + table["arm"] + told + source


def _broken_off(table: pd.DataFrame) -> str:
    """Return a remark on runs that have no program because a server gave no answer, else nothing."""
    rows = table["model"] + ", " + table["arm"] + unscored_label(table)
    return "; ".join(rows[unscored_label(table) != ""])
