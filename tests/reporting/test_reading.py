import pandas as pd
import pytest

from cutbench.language import STYLES
from cutbench.reading import Reader, Reading
from cutbench.reporting import canvas, style
from cutbench.reporting.figures.reading import draw_reading
from cutbench.reporting.reading import tabulate_reading, texts_in


@pytest.fixture(scope="module")
def few(benchmark):
    """The cuts on electrons."""
    cuts = tuple(cut for cut in benchmark.cuts if cut.object == "Electron")
    return benchmark.model_copy(update={"cuts": cuts, "true_but_not_scored": ()})


class Told(Reader):
    """Reads the texts of some styles as what they say, and one cut as another."""

    def __init__(self, benchmark, styles):
        super().__init__(benchmark.language.opened(), name="told")
        self.known = {texts_in(one, benchmark)[cut.id]: cut.statements for one in styles for cut in benchmark.cuts}
        first, second = benchmark.cuts[:2]
        self.known |= {texts_in(one, benchmark)[first.id]: second.statements for one in styles}

    def read(self, text, kind="event"):
        found = self.known.get(text, ())
        return Reading(found, "rules" if found else "")


def test_what_is_read_in_each_style_is_counted_and_scored(few):
    table = tabulate_reading([Told(few, ["latex", "veto"]), Reader(few.language.opened())], few)
    assert list(table["style"]) == [*STYLES, *STYLES]
    rows = table[table["reader"] == "told"].set_index("style")
    assert rows.loc["latex", ["n_texts", "n_right", "n_wrong", "n_unread"]].tolist() == [7, 6, 1, 0]
    assert rows.loc["latex", ["correct", "hallucinations", "unread"]].tolist() == [6, 0, 0]
    assert rows.loc["terse", ["n_right", "n_unread", "correct", "unread"]].tolist() == [0, 7, 0, 7]
    assert set(rows["style_spread"]) == {6}
    assert set(table.loc[table["reader"] == "rules", "style_spread"]) != {6}


def test_a_wording_that_is_accepted_is_right(few):
    (cut,) = [cut for cut in few.cuts if cut.id == "2.4"]
    only = few.model_copy(update={"cuts": (cut,)})
    reader = Told.__new__(Told)
    Reader.__init__(reader, few.language.opened(), name="accepted")
    reader.known = dict.fromkeys((texts_in(one, only)["2.4"] for one in STYLES), cut.accepted)
    assert tabulate_reading([reader], only)["n_right"].tolist() == [1] * 8


def test_the_figure_says_the_style_spread_and_repeats(few, tmp_path):
    style.use_style()
    table = tabulate_reading([Told(few, ["latex"])], few).assign(replayed=False)
    both = pd.concat([table, table.assign(reader="rules, then m", replayed=True)])
    for name in ("one", "other"):
        canvas.save(draw_reading(both), [tmp_path / f"{name}.svg"])
    text = (tmp_path / "one.svg").read_text()
    assert "style spread: 6 cuts" in text
    assert "rules, then m" in text
    assert "REPLAY" in text
    assert text == (tmp_path / "other.svg").read_text()
