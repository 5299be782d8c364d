import re
import shutil
from pathlib import Path

import pytest

from cutbench.errors import CutbenchError
from cutbench.sandbox import Apptainer, Limits, apptainer, run_program

ENVS = Path(__file__).parents[2] / "envs"


@pytest.fixture
def image(tmp_path, monkeypatch):
    program = tmp_path / "bin/apptainer"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    path = tmp_path / "executor.sif"
    path.touch()
    return path


def test_what_a_container_is_cut_off_from(image, events):
    start = Apptainer(image).start(events.with_name("selection.py"), events, Limits())
    words = " ".join(start.command)
    for option in ("--containall", "--cleanenv", "--no-home", "--writable-tmpfs", "--net --network none"):
        assert option in words
    assert words.count(",ro") == 4
    assert words.endswith(f"{image} python3 -I -S /in/launcher.py")
    assert set(start.environment) <= {"PATH", "HOME", "TMPDIR"}


def test_paths_that_would_be_read_as_options_are_refused(image, tmp_path):
    with pytest.raises(CutbenchError, match="a comma"):
        Apptainer(image).start(tmp_path / "selection.py", tmp_path / "a,b.root", Limits())


def test_it_is_taken_where_its_image_is(image, monkeypatch, events, good):
    assert not Apptainer.is_there()
    monkeypatch.setattr(apptainer, "IMAGE", image)
    assert Apptainer.is_there()
    with pytest.raises(CutbenchError, match="apptainer does not work here"):
        run_program(good, events)


def test_what_is_missing_is_said(image, monkeypatch, tmp_path):
    with pytest.raises(CutbenchError, match=r"no image .*; build it with"):
        Apptainer(tmp_path / "none.sif")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CutbenchError, match="no apptainer; install"):
        Apptainer(image)


@pytest.mark.container
def test_a_program_in_a_container(events, good):
    if not shutil.which("apptainer") or not apptainer.IMAGE.exists():
        pytest.skip("no apptainer or no image")
    execution = run_program("import awkward, uproot; " + good, events, backend="apptainer")
    assert execution.failure is None, execution.stderr


def sections_of(image):
    parts = re.split(r"^%(\w+)\n", (ENVS / image).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_both_images_hold_the_same():
    one, other = sections_of("executor.def"), sections_of("executor-debian.def")
    assert one.keys() == other.keys()
    assert all(one[part] == other[part] for part in ("files", "test", "labels"))
    packages = [re.search(r"awkward [a-z ]+?(?= rm )", " ".join(image["post"].split()))[0] for image in (one, other)]
    folders = [re.findall(r".* /(?:in|out).*", image["post"]) for image in (one, other)]
    assert packages[0] == packages[1]
    assert folders[0] == folders[1] != []
