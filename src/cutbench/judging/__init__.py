"""Judging extracted cut lists against the curated one: a deterministic judge, and models as judges."""

from cutbench.judging.by_model import judge_with_model
from cutbench.judging.calibration import calibrate, load_decoys
from cutbench.judging.corruptions import DROPPED, calibration_lists
from cutbench.judging.deterministic import DeterministicJudge
from cutbench.judging.scores import Score, headline, score

__all__ = [
    "DROPPED",
    "DeterministicJudge",
    "Score",
    "calibrate",
    "calibration_lists",
    "headline",
    "judge_with_model",
    "load_decoys",
    "score",
]
