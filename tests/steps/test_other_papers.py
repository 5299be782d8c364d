"""A PDF other than the one that the facts are from is said, and is no error."""

import pytest
import yaml

from cutbench.papers import load_paper
from cutbench.schema.cuts import CutList
from cutbench.schema.runs import RunRecord
from cutbench.steps.extraction import extract_baseline
from cutbench.steps.setting import Setting


@pytest.mark.parametrize(("papers", "others"), [({"folder": "x"}, ("1704.03848",)), ("standin", ())])
def test_another_pdf_is_recorded(project, tmp_path, monkeypatch, capsys, papers, others):  # noqa: PLR0917
    monkeypatch.chdir(project)
    raw = yaml.safe_load((project / "config/config.yaml").read_text()) | {"papers": papers}
    setting = Setting(raw | {"benchmarks": ["atlas_monophoton"]}, "atlas_monophoton")
    standin = project / "resources/groundtruth/atlas_monophoton/standin/1704.03848.pdf"
    document = tmp_path / "document.json"
    load_paper(standin, "1704.03848").write(document)
    files = {name: str(tmp_path / f"{name}.json") for name in ("cuts", "talk_json", "record")}
    extract_baseline(setting=setting, model="nop", documents=[str(document)], protocol=1, **files)
    assert CutList.read(tmp_path / "cuts.json").cuts == ()
    assert RunRecord.read(tmp_path / "record.json").other_papers == others
    assert ("another version?" in capsys.readouterr().err) == bool(others)
