"""Tables come back as they were written, whatever systems are called."""

import pandas as pd
import pytest

from cutbench.errors import CutbenchError
from cutbench.reporting.table_files import read_table, write_table

ODD = ["NA", "None", "null", "nan", "NULL", "n/a", "-", "#N/A", "True", "1.10", "007", "1e5", "inf", "a,b", '"q"', "é"]


def test_names_stay_names_and_numbers_numbers(tmp_path):
    columns = {"cost": [None] + [2.5] * (len(ODD) - 1), "qualified": True, "seed": 1, "reader": ""}
    frame = pd.DataFrame({"model": ODD, "mode": "imported", "cut": ODD, **columns})
    write_table(frame, tmp_path / "new/table.csv")
    back = read_table(tmp_path / "new/table.csv")
    assert back["model"].tolist() == back["cut"].tolist() == ODD
    assert back["cost"].isna().tolist() == [True] + [False] * (len(ODD) - 1)
    assert (back["cost"].dtype, back["qualified"].dtype, back["seed"].dtype) == (float, bool, int)
    assert back["reader"].isna().all()


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"", "no table: No columns"), (b'a,b\n1,2\n1,2,3\n"', "no table: "), (b"a\n\xff", "no table: ")],
)
def test_no_table_is_one_line(tmp_path, content, problem):
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(CutbenchError, match=rf"x\.csv: {problem}") as error:
        read_table(tmp_path / "x.csv")
    assert "\n" not in str(error.value)
    for name, fault in (("none.csv", "No such file"), ("", "Is a directory")):
        with pytest.raises(CutbenchError, match=f"cannot be read: {fault}"):
            read_table(tmp_path / name)
