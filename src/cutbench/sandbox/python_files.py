"""Which of the host's files a program needs to run under the Python that runs now."""

import functools
import sys
import sysconfig
from pathlib import Path

# What the dynamic linker and the C library need; nothing else of /etc.
SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache")
PACKAGE = "cutbench"


@functools.cache
def python_files() -> tuple[str, ...]:
    """Return bubblewrap's options that bring the interpreter, the standard library and the installed packages.

    Nothing else that lies beside them: a virtual environment may be inside the folder of this project. An editable
    install of this project points to folders that do not exist inside; a plain one is covered by an empty folder.
    """
    binds, links = _binds(), _links()
    covers = [path for name in ("purelib", "platlib") if (path := Path(sysconfig.get_path(name), PACKAGE)).is_dir()]
    return (
        *(part for path in _parents([*binds, *links]) for part in ("--perms", "0755", "--dir", str(path))),
        *(part for path in binds for part in ("--ro-bind", str(path), str(path))),
        *(part for path, target in links.items() for part in ("--symlink", target, str(path))),
        *(part for path in covers for part in ("--tmpfs", str(path), "--remount-ro", str(path))),
    )


def _binds() -> list[Path]:
    """Return the folders and files to bring, none inside another."""
    wanted = {Path(path) for path in SYSTEM} | {Path(sys.prefix, "pyvenv.cfg"), Path(sys.executable).resolve()}
    wanted |= {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    if Path(sys.base_prefix) != Path("/usr"):
        wanted |= {Path(sys.base_prefix, "lib"), Path(sys.base_prefix, "bin")}
    kept: list[Path] = []
    for path in sorted(wanted):
        if path.exists() and not path.is_symlink() and not any(path.is_relative_to(root) for root in kept):
            kept.append(path)
    return kept


def _links() -> dict[Path, str]:
    """Return the links to bring: /lib where it is one, and python, which may lead over others to the real one."""
    links = {path: str(path.readlink()) for path in map(Path, SYSTEM) if path.is_symlink()}
    inside = _binds()
    path = Path(sys.executable)
    while path.is_symlink() and path not in links:
        if not any(path.is_relative_to(root) for root in inside):
            links[path] = str(path.readlink())
        path = path.parent / path.readlink()
    return links


def _parents(paths: list[Path]) -> list[Path]:
    """Return the folders above all paths; those that bubblewrap makes by itself only root may enter."""
    return sorted({parent for path in paths for parent in path.parents} - {Path("/")})
