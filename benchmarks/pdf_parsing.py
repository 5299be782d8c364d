"""Parsers of papers beside each other: pages per second on one core, and what they get right of the same papers.

    python benchmarks/pdf_parsing.py FOLDER_OF_PAPERS

Parsers that are not installed are left out; benchmarks/requirements.txt has them, opendataloader-pdf needs Java. Each
runs in a process of its own, on one core; its imports are not timed. The probes, pdf_probes.yaml, were read off the
pages; headings are those of the PDF's own outline.
"""

import argparse
import html
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import mean
from typing import Any

import pypdfium2 as pdfium
import yaml

HERE = Path(__file__).parent
STANDINS = HERE.parent / "resources/groundtruth/atlas_h4l"
KINDS = ("order", "symbols", "headings", "rows")
# Headings that outlines leave out: they are neither asked for nor counted against a parser.
UNLISTED = re.compile(
    r"abstract|acknowledg|references|the\w+collaboration|\d+\.\d+\.\d+|appendix|auxiliary", re.IGNORECASE
)
CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.DOTALL)
SIGNS = {"∣": "|", "−": "-", "–": "-", "∆": "Δ", "ℓ": "l", "⋅": "·", "µ": "μ", "ϕ": "φ", "~": "", "\u00ad": ""}

Parser = Callable[[Path], str]


def cutbench() -> Parser:
    from cutbench.papers import parse_pdf, to_markdown

    return lambda pdf: to_markdown(parse_pdf(pdf))


def pypdfium2() -> Parser:
    return lambda pdf: "\n".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf))


def pdf_inspector() -> Parser:
    import pdf_inspector

    return lambda pdf: pdf_inspector.process_pdf(str(pdf)).markdown or ""


def pymupdf4llm() -> Parser:
    import pymupdf4llm

    return lambda pdf: pymupdf4llm.to_markdown(str(pdf), show_progress=False)


def opendataloader_pdf() -> Parser:
    import opendataloader_pdf

    def parse(pdf: Path) -> str:
        with tempfile.TemporaryDirectory() as folder:
            opendataloader_pdf.convert(str(pdf), output_dir=folder, format="markdown", quiet=True, image_output="off")
            return "\n".join(path.read_text(encoding="utf-8") for path in Path(folder).glob("**/*.md"))

    return parse


PARSERS = {parser.__name__: parser for parser in (cutbench, pypdfium2, pdf_inspector, pymupdf4llm, opendataloader_pdf)}


def plain(text: str) -> str:
    """Return a text without white space, marks of Markdown and HTML, and with one sign for each meaning."""
    text = unicodedata.normalize("NFKC", html.unescape(re.sub(r"<[a-z/][^>]*>", "", text)))
    for sign, meaning in SIGNS.items():
        text = text.replace(sign, meaning)
    text = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    return re.sub(r"[\s*_^{}$\\`]", "", text)


def order(text: str, fragments: list[str]) -> float:
    """Return the share of fragments that stand behind the one before."""
    place, found = 0, 0
    for fragment in map(plain, fragments):
        behind = text.find(fragment, place)
        if behind >= 0:
            place, found = behind + len(fragment), found + 1
    return found / len(fragments)


def headings(markdown: str, outline: list[str], title: str) -> float:
    """Return the F1 score of the lines that are marked as headings; outlines write scripts in an order of their own."""
    lines = [plain(line.lstrip("#")) for line in markdown.splitlines() if re.match(r"#{1,6} ", line)]
    marked = {"".join(sorted(line)): bool(UNLISTED.search(line)) or line in title for line in lines}
    wanted = {"".join(sorted(plain(heading))) for heading in outline}
    right = len(wanted & set(marked))
    wrong = sum(not unlisted for line, unlisted in marked.items() if line not in wanted)
    return 2 * right / (right + wrong + len(wanted))


def rows(markdown: str) -> Iterator[list[str]]:
    """Yield the rows of tables in Markdown or HTML as cells, empty ones left out."""
    lines = (line.strip() for line in markdown.splitlines())
    cells = [re.split(r"(?<!\\)\|", line.strip("|")) for line in lines if line.startswith("|")]
    cells += [CELL.findall(row) for row in re.findall(r"<tr.*?</tr>", markdown, re.DOTALL)]
    yield from ([cell for cell in map(plain, row) if cell] for row in cells)


def merged(cells: list[str]) -> list[str]:
    """Return cells without those that repeat their neighbour: merged cells may be given once or several times."""
    return [cell for place, cell in enumerate(cells) if place == 0 or cell != cells[place - 1]]


def spellings(probe: str | list[str]) -> list[str]:
    """Return the forms of a probe that are as good: stacked scripts may come in either order."""
    return [plain(one) for one in ([probe] if isinstance(probe, str) else probe)]


def has_row(found: list[list[str]], wanted: list[str | list[str]]) -> bool:
    """Whether a row has the label and then exactly these cells."""
    label, *cells = map(spellings, wanted)
    cells = [cell for place, cell in enumerate(cells) if place == 0 or cell != cells[place - 1]]
    for row in (row for row in found if row and any(one in row[0] for one in label)):
        own = merged(row[1:])
        if len(own) == len(cells) and all(one in cell for one, cell in zip(own, cells, strict=True)):
            return True
    return False


def score(markdown: str, probes: dict[str, Any], pdf: Path) -> dict[str, list[float]]:
    """Return the points, from 0 to 1, for each probe of each kind."""
    text, found = plain(markdown), list(rows(markdown))
    with pdfium.PdfDocument(pdf) as document:
        outline = [entry.get_title() for entry in document.get_toc() if entry.get_title()]
        title = plain(document[0].get_textpage().get_text_range()[:1500])
    outline = [heading for heading in outline if not UNLISTED.search(plain(heading))]
    return {
        "order": [order(text, fragments) for fragments in probes.get("order", [])],
        "symbols": [float(any(one in text for one in spellings(probe))) for probe in probes.get("symbols", [])],
        "headings": [headings(markdown, outline, title)] if len(outline) > 3 and probes.get("outline", True) else [],
        "rows": [float(has_row(found, row)) for row in probes.get("rows", [])],
    }


def measure(name: str, papers: Path) -> None:
    """Parse all papers with one parser and print what came out."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    parse = PARSERS[name]()
    points: dict[str, list[float]] = {kind: [] for kind in KINDS}
    pages, seconds = 0, 0.0
    for file, probes in yaml.safe_load((HERE / "pdf_probes.yaml").read_text(encoding="utf-8")).items():
        pdf = (STANDINS if file.startswith("standin/") else papers) / file
        start = time.perf_counter()
        markdown = parse(pdf)
        seconds += time.perf_counter() - start
        pages += len(pdfium.PdfDocument(pdf))
        for kind, more in score(markdown, probes, pdf).items():
            points[kind] += more
    print(json.dumps({"pages_per_second": pages / seconds, **{kind: mean(points[kind]) for kind in KINDS}}))


def main() -> None:
    """Run each parser that is installed and print the table of docs/speed.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path, help="where the publications of pdf_probes.yaml are")
    parser.add_argument("--only", choices=PARSERS, help="one parser, in this process")
    options = parser.parse_args()
    if options.only:
        measure(options.only, options.papers)
        return
    print("| parser | pages/s | order | symbols | headings | rows of tables |\n|---|---|---|---|---|---|")
    for name in PARSERS:
        try:
            shown = f"{name} {version(name)}"
        except PackageNotFoundError:
            continue
        command = [sys.executable, __file__, str(options.papers), "--only", name]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        result = json.loads(done.stdout.splitlines()[-1])
        shares = " | ".join(f"{result[kind]:.0%}" for kind in KINDS)
        print(f"| {shown} | {result['pages_per_second']:.1f} | {shares} |", flush=True)


if __name__ == "__main__":
    main()
