"""Calibration: judges are tested on generated lists whose verdicts are known."""

from pathlib import Path

from cutbench import judging
from cutbench.benchmarks import load_benchmark
from cutbench.config import DETERMINISTIC
from cutbench.judging.lists import CalibrationList
from cutbench.llm import Progress
from cutbench.schema.cuts import CutList
from cutbench.schema.verdicts import Judgement
from cutbench.steps.judging import asked
from cutbench.steps.setting import Setting
from cutbench.steps.unanswered import note_unanswered


def calibrate_rules(*, setting: Setting, result: str) -> None:
    """Test the deterministic judge; its repeats show that it gives the same verdict each time."""
    benchmark = setting.benchmark
    judge = judging.DeterministicJudge.of(benchmark, setting.texts)
    lists = _lists(setting, setting.config.judging.calibration.lists)
    repeats = setting.config.judging.calibration.repeats
    judging.calibrate(DETERMINISTIC, lambda cuts, _: judge.judge(cuts), lists, repeats=repeats).write(Path(result))


def calibrate_model(*, setting: Setting, judge: str, result: str) -> None:
    """Test a model as judge, with the same question as for real lists."""
    settings = setting.config.judging.calibration
    lists = _lists(setting, settings.model_lists)
    with (
        Progress(f"calibrate {judge}") as progress,
        setting.open_model(judge, "calibration", judge, progress=progress) as model,
    ):
        unanswered: list[str] = []

        def ask(cuts: CutList, repeat: int) -> Judgement:
            return asked(model, setting.benchmark, cuts, repeat, unanswered)

        found = judging.calibrate(judge, ask, lists, repeats=settings.repeats)
        note_unanswered(setting.state("calibration", judge), unanswered)
        found.model_copy(update={"replayed": model.replayed}).write(Path(result))


def _lists(setting: Setting, n_lists: int) -> list[CalibrationList]:
    benchmark, settings = setting.benchmark, setting.config.judging.calibration
    folders = [setting.folder_of(name) for name in settings.decoys_from if name != benchmark.name]
    decoys = judging.find_decoys(benchmark, map(load_benchmark, folders))
    return list(judging.calibration_lists(benchmark, decoys, n_lists=n_lists, n_lines=settings.lines))
