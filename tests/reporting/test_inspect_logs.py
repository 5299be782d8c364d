"""Logs of Inspect AI are read back by its own reader; without the package there is one clear line."""

import builtins

import pytest

from cutbench.errors import CutbenchError
from cutbench.reporting.inspect_logs import export_logs


def test_a_log_is_read_back(make_run, tmp_path):
    log = pytest.importorskip("inspect_ai.log")
    (path,) = export_logs([make_run(), make_run(seed=1)], "bench", tmp_path)
    back = log.read_eval_log(str(path))
    assert (back.eval.task, back.eval.model, len(back.samples)) == ("bench/grounded", "m", 2)
    assert back.samples[1].scores["deterministic"].value["n_correct"] == 1
    assert back.samples[1].scores["llm"].value["n_hallucinations"] == 1
    assert [score.metrics["n_correct"].value for score in back.results.scores] == [1, 1]
    assert '"c002"' in back.samples[0].output.completion


def test_without_the_package_one_line(make_run, tmp_path, monkeypatch):
    real = builtins.__import__

    def refuse(name, *rest, **more):
        if name.startswith("inspect_ai"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(CutbenchError, match="inspect_ai is not installed"):
        export_logs([make_run()], "bench", tmp_path)
