"""What is drawn on a page: rules, which make tables, and graphics, whose labels are no text of the paper."""

from collections.abc import Iterator
from ctypes import c_float, c_int, c_void_p, cast
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from cutbench.papers.calls import bare

MAX_OBJECTS = 20_000
MAX_DEPTH = 3
MIN_WIDTH_PT = 60.0  # of a rule of a table; the bars of fractions are shorter
MIN_BAR_PT = 12.0  # of a rule below some columns
MIN_HEIGHT_PT = 4.0
THIN_PT = 2.5
# A form as large as this part of the page is the page itself, wrapped by some program; a smaller one is a graphic.
WHOLE = 0.8
SCAN = 0.6  # of the page is less than a scan of it

Box = tuple[float, float, float, float]
PARTS, PART = bare(raw.FPDFFormObj_CountObjects, c_int), bare(raw.FPDFFormObj_GetObject, c_void_p)
KIND = bare(raw.FPDFPageObj_GetType, c_int)
IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Matrix = tuple[float, float, float, float, float, float]


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


@dataclass(frozen=True)
class Shapes:
    """The drawings of a page; boxes are (left, bottom, right, top) in points.

    `bars` are the horizontal lines from the top, long and short. `others` are shapes that are no lines; `graphics` are
    embedded drawings and pictures, and `labels` the addresses of the text objects in them; `grounds` are as large as
    the page. `picture` says that one picture is most of the page, as in a scan. `stubs` are too short to be bars; of a
    table on its side they are lines of a row.
    """

    bars: tuple[Rule, ...]
    borders: tuple[Border, ...]
    others: tuple[Box, ...]
    graphics: tuple[Box, ...]
    grounds: tuple[Box, ...]
    labels: frozenset[int]
    picture: bool = False
    stubs: tuple[Rule, ...] = ()

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The bars that are as wide as a table."""
        return tuple(bar for bar in self.bars if bar.right - bar.left >= MIN_WIDTH_PT)


def read_shapes(page: pdfium.PdfPage) -> Shapes:
    """Return what is drawn on a page, from its topmost `MAX_OBJECTS` objects."""
    walk = _Walk(page)
    walk.run()
    walk.bars.sort(key=lambda rule: -rule.y)
    drawn = (tuple(walk.bars), tuple(walk.borders), tuple(walk.others), tuple(walk.graphics), tuple(walk.grounds))
    return Shapes(*drawn, frozenset(walk.labels), walk.picture, tuple(walk.stubs))


class _Walk:
    """A walk through the objects of a page, and of the form that wraps it if there is one."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        width, height = page.get_size()
        self._page, self._area = page, width * height or 1.0
        self._budget = MAX_OBJECTS
        self.bars: list[Rule] = []
        self.stubs: list[Rule] = []
        self.borders: list[Border] = []
        self.others: list[Box] = []
        self.graphics: list[Box] = []
        self.grounds: list[Box] = []
        self.labels: set[int] = set()
        self.picture = False

    def run(self) -> None:
        """Look at the objects of the page, then at those of forms."""
        count = raw.FPDFPage_CountObjects(self._page.raw)
        objects = (raw.FPDFPage_GetObject(self._page.raw, index) for index in range(count))
        self._look(objects, IDENTITY, 0)

    def _look(self, objects: Iterator[object], matrix: Matrix, depth: int) -> None:
        bounds = [c_float() for _ in range(4)]
        for shape in objects:
            self._budget -= 1
            if self._budget < 0:
                return
            kind = raw.FPDFPageObj_GetType(shape)
            if kind == raw.FPDF_PAGEOBJ_TEXT or not raw.FPDFPageObj_GetBounds(shape, *bounds):
                continue
            box = _transformed([bound.value for bound in bounds], matrix)
            area = (box[2] - box[0]) * (box[3] - box[1])
            whole = area > WHOLE * self._area
            self.picture |= kind == raw.FPDF_PAGEOBJ_IMAGE and area > SCAN * self._area
            if kind == raw.FPDF_PAGEOBJ_PATH:
                self._sort(box)
            elif kind == raw.FPDF_PAGEOBJ_FORM and whole and depth < MAX_DEPTH:
                self._look(_inside(shape), _product(_matrix(shape), matrix), depth + 1)
            elif whole:
                self.grounds.append(box)
            else:
                self.graphics.append(box)
                self._label(shape, kind, depth)

    def _sort(self, box: Box) -> None:
        left, bottom, right, top = box
        if top - bottom < THIN_PT and right - left >= MIN_BAR_PT:
            self.bars.append(Rule(left, right, (bottom + top) / 2))
        elif top - bottom < THIN_PT and right - left >= MIN_HEIGHT_PT:
            self.stubs.append(Rule(left, right, (bottom + top) / 2))
        elif right - left < THIN_PT and top - bottom >= MIN_HEIGHT_PT:
            self.borders.append(Border((left + right) / 2, bottom, top))
        elif right - left >= THIN_PT and top - bottom >= THIN_PT:
            self.others.append(box)

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
                self.labels.add(one.value or 0)
            else:
                self._label(one, inner, depth + 1)


def _inside(form: object) -> Iterator[object]:
    return (raw.FPDFFormObj_GetObject(form, index) for index in range(raw.FPDFFormObj_CountObjects(form)))


def _matrix(shape: object) -> Matrix:
    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(shape, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _product(first: Matrix, then: Matrix) -> Matrix:
    """Return the matrix that does `first`, and then the other."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _transformed(box: list[float], matrix: Matrix) -> Box:
    if matrix == IDENTITY:
        return box[0], box[1], box[2], box[3]
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (box[0], box[2]) for y in (box[1], box[3])]
    ys = [b * x + d * y + f for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(xs), min(ys), max(xs), max(ys)
