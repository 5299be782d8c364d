import re

import pytest

from cutbench.errors import CutbenchError
from cutbench.events.grl import read_grl

LIST = """<?xml version="1.0"?>
<!DOCTYPE LumiRangeCollection SYSTEM "http://localhost:1/none.dtd">
<LumiRangeCollection><NamedLumiRange>
<LumiBlockCollection><Run>100</Run><LBRange Start="5" End="7"/><LBRange Start="9" End="9"/></LumiBlockCollection>
<LumiBlockCollection><Run>101</Run><LBRange Start="1" End="2"/></LumiBlockCollection>
</NamedLumiRange></LumiRangeCollection>"""


def test_both_ends_of_a_range_are_good(tmp_path):
    path = tmp_path / "grl.xml"
    path.write_text(LIST)
    good = read_grl(path).accepts([100] * 6 + [101, 102], [4, 5, 7, 8, 9, 10, 2, 5])
    assert good.tolist() == [False, True, True, False, True, False, True, False]


@pytest.mark.parametrize("text", ["", "no list", "<a/>", LIST.replace("100", "x"), LIST.replace('Start="5"', "")])
def test_another_file_is_one_line(tmp_path, text):
    path = tmp_path / "grl.xml"
    path.write_text(text)
    with pytest.raises(CutbenchError, match="not a good run list") as error:
        read_grl(path)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("year", ["15", "16"])
def test_published_lists(shared_data, year):
    (path,) = (shared_data / "grl").glob(f"data{year}_*.xml")
    announced = re.search(r'Name="RunList">([\d,]+)<', path.read_text())
    runs = read_grl(path).ranges
    assert sorted(runs) == sorted(int(run) for run in announced[1].split(","))
    assert all(first <= last for ranges in runs.values() for first, last in ranges)
