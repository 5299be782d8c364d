import sys
from itertools import pairwise
from pathlib import Path

from cutbench.sandbox.python_files import python_files


def test_no_folder_that_holds_more_than_python_is_brought(project):
    options = python_files()
    brought = [Path(path) for option, path in pairwise(options) if option == "--ro-bind"]
    assert brought
    for private in (project, project / "resources", project / "src", Path.home(), Path(sys.prefix), Path("/etc")):
        assert not any(private == path or private.is_relative_to(path) for path in brought)


def test_folders_come_before_what_they_hold():
    options = python_files()
    folders = [place for place, option in enumerate(options) if option == "--dir"]
    assert max(folders) < options.index("--ro-bind")
