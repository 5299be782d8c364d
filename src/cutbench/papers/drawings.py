"""What is drawn on a page: rules, which make tables, and graphics, whose labels are no text of the paper."""

from collections.abc import Iterator
from ctypes import byref, c_float, c_int, c_void_p, cast
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from cutbench.papers.pdfium import Box, bare

MAX_OBJECTS = 20_000
MAX_DEPTH = 3
MIN_WIDTH_PT = 60.0  # of a rule of a table; the bars of fractions are shorter
MIN_BAR_PT = 12.0  # of a rule below some columns
MIN_HEIGHT_PT = 4.0
THIN_PT = 2.5
# A form as large as this part of the page is the page itself, wrapped by some program; a smaller one is a graphic.
WHOLE = 0.8
SCAN = 0.6  # of the page is less than a scan of it

PARTS, PART = bare(raw.FPDFFormObj_CountObjects, c_int), bare(raw.FPDFFormObj_GetObject, c_void_p)
KIND = bare(raw.FPDFPageObj_GetType, c_int)
AS_IT_IS = pdfium.PdfMatrix()


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line: from `left` to `right` at the height `y`, in points."""

    left: float
    right: float
    y: float


@dataclass(frozen=True, slots=True)
class Border:
    """A vertical line at `x` from `bottom` to `top`, in points."""

    x: float
    bottom: float
    top: float


@dataclass
class Drawings:
    """The drawings of a page, boxes in points.

    `bars` are the horizontal lines from the top, long and short; `stubs` are too short to be bars, but are lines of a
    row in a table on its side. `others` are shapes that are no lines; `graphics` are embedded drawings and pictures,
    and `labels` the addresses of the text objects in them; `grounds` are as large as the page. `picture` says that one
    picture is most of the page, as in a scan.
    """

    bars: list[Rule] = field(default_factory=list)
    stubs: list[Rule] = field(default_factory=list)
    borders: list[Border] = field(default_factory=list)
    others: list[Box] = field(default_factory=list)
    graphics: list[Box] = field(default_factory=list)
    grounds: list[Box] = field(default_factory=list)
    labels: set[int] = field(default_factory=set)
    picture: bool = False

    @property
    def rules(self) -> list[Rule]:
        """The bars that are as wide as a table."""
        return [bar for bar in self.bars if bar.right - bar.left >= MIN_WIDTH_PT]

    def add_path(self, box: Box) -> None:
        """Sort a path by its box: one of 200 x 0.4 points is a bar, one of 0.4 x 200 a border."""
        left, bottom, right, top = box
        if top - bottom < THIN_PT and right - left >= MIN_HEIGHT_PT:
            (self.bars if right - left >= MIN_BAR_PT else self.stubs).append(Rule(left, right, (bottom + top) / 2))
        elif right - left < THIN_PT and top - bottom >= MIN_HEIGHT_PT:
            self.borders.append(Border((left + right) / 2, bottom, top))
        elif right - left >= THIN_PT and top - bottom >= THIN_PT:
            self.others.append(box)


def read_drawings(page: pdfium.PdfPage) -> Drawings:
    """Return what is drawn on a page, from its topmost `MAX_OBJECTS` objects."""
    walk = _Walk(page)
    count = raw.FPDFPage_CountObjects(page.raw)
    walk.look((raw.FPDFPage_GetObject(page.raw, index) for index in range(count)), AS_IT_IS, 0)
    walk.found.bars.sort(key=lambda rule: -rule.y)
    return walk.found


class _Walk:
    """A walk through the objects of a page, and of the form that wraps it if there is one."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        width, height = page.get_size()
        self._area = width * height or 1.0
        self._budget = MAX_OBJECTS
        self.found = Drawings()

    def look(self, objects: Iterator[object], matrix: pdfium.PdfMatrix, depth: int) -> None:
        """Look at some objects, which are placed on the page by a matrix, then at those of forms among them."""
        bounds = [c_float() for _ in range(4)]
        for shape in objects:
            self._budget -= 1
            if self._budget < 0:
                return
            kind = raw.FPDFPageObj_GetType(shape)
            if kind == raw.FPDF_PAGEOBJ_TEXT or not raw.FPDFPageObj_GetBounds(shape, *bounds):
                continue
            left, bottom, right, top = (bound.value for bound in bounds)
            box = left, bottom, right, top
            self._sort(shape, kind, box if matrix is AS_IT_IS else matrix.on_rect(*box), matrix, depth)

    def _sort(self, shape: object, kind: int, box: Box, matrix: pdfium.PdfMatrix, depth: int) -> None:
        area = (box[2] - box[0]) * (box[3] - box[1])
        whole = area > WHOLE * self._area
        self.found.picture |= kind == raw.FPDF_PAGEOBJ_IMAGE and area > SCAN * self._area
        if kind == raw.FPDF_PAGEOBJ_PATH:
            self.found.add_path(box)
        elif kind == raw.FPDF_PAGEOBJ_FORM and whole and depth < MAX_DEPTH:
            own = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(shape, byref(own))
            inside = (raw.FPDFFormObj_GetObject(shape, at) for at in range(raw.FPDFFormObj_CountObjects(shape)))
            self.look(inside, pdfium.PdfMatrix.from_raw(own).multiply(matrix), depth + 1)
        elif whole:
            self.found.grounds.append(box)
        else:
            self.found.graphics.append(box)
            self._label(shape, kind, depth)

    def _label(self, shape: Any, kind: int, depth: int) -> None:
        """Note the text objects of an embedded drawing."""
        if kind != raw.FPDF_PAGEOBJ_FORM or depth > MAX_DEPTH:
            return
        form = cast(shape, c_void_p)
        for index in range(PARTS(form)):
            self._budget -= 1
            if self._budget < 0:
                return
            one = c_void_p(PART(form, index))
            inner = KIND(one)
            if inner == raw.FPDF_PAGEOBJ_TEXT:
                self.found.labels.add(one.value or 0)
            else:
                self._label(one, inner, depth + 1)
