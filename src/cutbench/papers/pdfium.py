"""What all modules take from pdfium: opening a file, boxes, and calls that are made for every character of a page."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from cutbench.errors import CutbenchError
from cutbench.files import read_bytes

MAX_BYTES = 1_000_000_000

Box = tuple[float, float, float, float]
"""(left, bottom, right, top) in points, origin at the lower left of the page."""


@contextmanager
def open_pdf(pdf: Path) -> Iterator[tuple[pdfium.PdfDocument, bytes]]:
    """Open a PDF for a while; gives it and the bytes of its file.

    Raises:
        CutbenchError: the file is missing, too large, no PDF, or encrypted.
    """
    content = read_bytes(pdf, MAX_BYTES)
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        encrypted = "password" in str(error).lower()
        what = "is encrypted; bring a copy without password" if encrypted else "is no PDF, or a broken one"
        raise CutbenchError(f"{pdf}: {what}") from error
    try:
        yield document, content
    finally:
        document.close()


def bare(function: object, result: type) -> Callable[..., Any]:
    """Return a function of pdfium that takes pointers as `c_void_p` and gives addresses.

    It keeps Python's lock, checks no arguments and makes no pointer objects, which takes a third of the time.
    """
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value or 0)  # type: ignore[arg-type]
