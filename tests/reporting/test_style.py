"""Models in figures: each has a look of its own, also for readers who see colours otherwise, for many models."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from cutbench.reporting import canvas, style
from cutbench.reporting.chunking import tabulate_chunking
from cutbench.reporting.figures.chunking_effect import draw_chunking_effect
from cutbench.reporting.figures.cost_quality import draw_cost_quality

# What red, green and blue light become without one kind of cone (G. M. Machado et al., IEEE TVCG 15 (2009) 1291).
VISIONS = {
    "usual": np.eye(3),
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
NOTICED = 15  # in CIELAB; 2 is just noticed, and the Okabe-Ito colours alone come down to 16


def seen(colour, vision):
    """Return the place of a colour in CIELAB as somebody with this vision sees it."""
    rgb = np.array(to_rgb(colour))
    light = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = XYZ @ np.clip(np.array(VISIONS[vision]) @ light, 0, 1) / XYZ.sum(axis=1)
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("vision", VISIONS)
def test_colours_can_be_told_apart(vision):
    assert len(style.MODEL_COLOURS) >= 12
    for one, other in combinations(style.MODEL_COLOURS, 2):
        assert np.linalg.norm(seen(one, vision) - seen(other, vision)) > NOTICED, (one, other)


@pytest.mark.parametrize("n_models", [1, 7, 8, 9, 12])
def test_each_model_has_a_colour_and_a_marker_of_its_own(n_models):
    runs = pd.DataFrame({"model": [f"m{n}" for n in range(n_models)], "mode": "chunked"})
    for looks in (style.model_colours(runs), style.model_markers(runs), style.model_numbers(runs)):
        assert len(set(looks.values())) == n_models


def test_more_models_than_colours_differ_in_one_of_both():
    runs = pd.DataFrame({"model": [f"m{n}" for n in range(40)], "mode": "chunked"})
    colours, markers = style.model_colours(runs), style.model_markers(runs)
    assert len({(colours[model], markers[model]) for model in runs["model"]}) == 40


def test_the_twelfth_model_is_in_the_keys(tmp_path):
    style.use_style()
    models, modes = [f"model{n}" for n in range(1, 13)], ("full_text", "chunked")
    rows = [
        {"model": model, "mode": mode, "correct": n + len(mode)} for n, model in enumerate(models) for mode in modes
    ]
    runs = pd.DataFrame(rows).assign(
        gate="off",
        judge="j",
        reader="",
        seed=0,
        answer="x",
        hallucinations=1,
        seconds=10.0,
        qualified=True,
        replayed=False,
    )
    for name, figure in (
        ("chunking", draw_chunking_effect(tabulate_chunking(runs))),
        ("cost", draw_cost_quality(runs)),
    ):
        canvas.save(figure, [tmp_path / f"{name}.svg"])
        text = (tmp_path / f"{name}.svg").read_text()
        for model in models:
            assert model in text
        for colour in style.MODEL_COLOURS[:12]:
            assert colour.lower() in text or colour == "#000000"


def test_a_pdf_holds_its_fonts_and_no_date(tmp_path):
    style.use_style()
    one, other = (tmp_path / f"{name}.pdf" for name in ("one", "other"))
    for path in (one, other):
        canvas.save(canvas.absent("No model read papers, $p_T$ > 5 GeV, \u221an."), [path])
    assert one.read_bytes() == other.read_bytes()
    assert b"/FontFile2" in one.read_bytes()
    assert b"/CreationDate" not in one.read_bytes()
