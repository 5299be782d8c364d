"""Judging extracted cut lists against the curated one: a deterministic judge, and models as judges."""

from cutbench.judging.by_model import judge_with_model
from cutbench.judging.calibration import calibrate
from cutbench.judging.corruptions import Corruptions, written
from cutbench.judging.decoys import find_decoys
from cutbench.judging.deterministic import DeterministicJudge
from cutbench.judging.lists import DROPPED, calibration_lists
from cutbench.judging.scores import Score, headline, score

__all__ = [
    "DROPPED",
    "Corruptions",
    "DeterministicJudge",
    "Score",
    "calibrate",
    "calibration_lists",
    "find_decoys",
    "headline",
    "judge_with_model",
    "score",
    "written",
]
