"""Calls of pdfium that are made for every character or object of a page."""

import ctypes
from collections.abc import Callable
from typing import Any


def bare(function: object, result: type) -> Callable[..., Any]:
    """Return a function of pdfium that takes pointers as `c_void_p` and gives addresses.

    It keeps Python's lock, checks no arguments and makes no pointer objects, which takes a third of the time.
    """
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value or 0)  # type: ignore[arg-type]
