import pytest

from cutbench.errors import CutbenchError
from cutbench.steps.job import Job


def test_a_log_begins_with_the_command_that_repeats_the_job(tmp_path):
    with Job("rule", str(tmp_path / "x/job.log"), "results/out.json").running():
        pass
    first, last = (tmp_path / "x/job.log").read_text().splitlines()
    assert first == "# to repeat: snakemake --cores 2 --force results/out.json"
    assert last.startswith("done in")


def test_bad_input_ends_with_one_line(tmp_path, capsys):
    with pytest.raises(SystemExit) as end, Job("load_paper", str(tmp_path / "job.log"), "out").running():
        raise CutbenchError("paper.pdf: is no PDF")
    assert end.value.code == 1
    assert capsys.readouterr().err == "load_paper: error: paper.pdf: is no PDF\n"
    assert "error: paper.pdf: is no PDF" in (tmp_path / "job.log").read_text()
