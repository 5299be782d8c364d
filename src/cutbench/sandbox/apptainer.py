"""The sandbox of apptainer: an image with Python and the packages of envs/executor.def, none of the host's files."""

import json
import os
import shutil
from pathlib import Path

from cutbench.errors import CutbenchError
from cutbench.sandbox.contained import ENVIRONMENT, INPUTS, Contained
from cutbench.sandbox.contract import Limits
from cutbench.sandbox.process import Start
from cutbench.sandbox.seccomp import call_profile

IMAGE = Path("envs/executor.sif")  # in the folder of the workflow, in which all its jobs run


class Apptainer(Contained):
    """Runs the launcher in a container of the image."""

    name = "apptainer"
    guarded = False  # where nobody is root, the program has the launcher's user

    def __init__(self, image: Path | None = None) -> None:
        image = image or IMAGE
        program = shutil.which("apptainer")
        if not program or not image.exists():
            missing = f"no image {image}; build it with `apptainer build {image} envs/executor.def`"
            raise CutbenchError(f"sandbox: {missing if program else 'no apptainer; install the package of that name'}")
        self._program, self._image = program, image

    @staticmethod
    def is_there() -> bool:
        """Return whether both the program and the image are present."""
        return bool(shutil.which("apptainer")) and IMAGE.exists()

    def start(self, script: Path, events: Path, limits: Limits) -> Start:
        """Return the command of a container that has no network and is thrown away."""
        # As copies: of a file that is mounted, its place on the host can be read inside.
        copies = {Path(shutil.copy(path, script.parent)): name for path, name in INPUTS.items()}
        inputs = {**copies, script: "/in/selection.py", events: "/in/events.root"}
        options = [
            *("--containall", "--cleanenv", "--no-home", "--writable-tmpfs", "--net", "--network", "none"),
            *(part for path, inside in inputs.items() for part in _bind(path, inside)),
            *(part for name, value in ENVIRONMENT.items() if name != "HOME" for part in ("--env", f"{name}={value}")),
            *("--pwd", "/out"),
        ]
        if os.getuid() == 0:
            # Enough to become another user, and no more.
            options += ["--no-privs", "--add-caps", "CAP_SETUID,CAP_SETGID"]
        profile = script.with_name("calls.json")
        profile.write_text(json.dumps(call_profile()), encoding="utf-8")
        options += ["--security", f"seccomp:{profile}"]
        command = [self._program, "--silent", "exec", *options, str(self._image.resolve())]
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        return Start([*command, "python3", "-I", "-S", "/in/launcher.py"], environment, processes=_tasks_of_user())


def _bind(path: Path, inside: str) -> tuple[str, str]:
    if any(mark in str(path) for mark in ',"\n'):
        raise CutbenchError(f"{path}: apptainer cannot bind a path with a comma or a quotation mark")
    return "--mount", f"type=bind,source={path},destination={inside},ro"


def _tasks_of_user() -> int:
    """Count the user's processes and threads: without a user namespace the limit on processes counts them all."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if folder.stat().st_uid == os.getuid():
                total += sum(1 for _ in (folder / "task").iterdir())
        except OSError:
            continue
    return 0 if os.getuid() == 0 else total
