"""Speed and quality of PDF parsers, side by side: `python benchmarks/pdf_parsing.py [--papers DIR] [--out FILE.md]`.

Each parser turns each paper into text; peers that are not installed are left out (`pip install 'cutbench[pdf-peers]'`).
The same probes are asked of all, on text whose spaces and markup are taken off: are paragraphs in reading order, are
symbols there, are the headings marked and nothing else, does a value of a table stand below its column.
"""

import argparse
import html
import importlib
import re
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import yaml

PROBES = Path(__file__).with_name("pdf_probes.yaml")
MARKUP = re.compile(r"<[^>]{1,40}>|[\s_{}^$\\*#`\u00ad~-]+")
Parser = Callable[[Path], str]


@dataclass
class Result:
    """Pages per second of processor time, and the share of probes that hold, 0 to 1."""

    pages_per_s: float
    order: float
    symbols: float
    headings: float
    tables: float


def cutbench() -> Parser:
    from cutbench.papers import load_paper, to_markdown  # noqa: PLC0415 (each parser only where it is installed)

    return lambda pdf: to_markdown(load_paper(pdf))


def pypdfium2() -> Parser:
    import pypdfium2 as pdfium  # noqa: PLC0415 (each parser only where it is installed)

    def parse(pdf: Path) -> str:
        with pdfium.PdfDocument(pdf) as document:
            return "\n".join(page.get_textpage().get_text_range() for page in document)

    return parse


def pdf_inspector() -> Parser:
    module = importlib.import_module("pdf_inspector")
    return lambda pdf: module.process_pdf(str(pdf)).markdown or ""


def pymupdf4llm() -> Parser:
    module = importlib.import_module("pymupdf4llm")
    return lambda pdf: module.to_markdown(str(pdf), show_progress=False)


def opendataloader_pdf() -> Parser:
    module = importlib.import_module("opendataloader_pdf")

    def parse(pdf: Path) -> str:
        with tempfile.TemporaryDirectory() as folder:
            module.convert(input_path=[str(pdf)], output_dir=folder, format="markdown")
            return "\n".join(path.read_text() for path in Path(folder).rglob("*.md"))

    return parse


PARSERS = (cutbench, pypdfium2, pdf_inspector, pymupdf4llm, opendataloader_pdf)


def bare(text: str) -> str:
    """Return a text without spaces, markup and differences of letters that look alike."""
    text = unicodedata.normalize("NFKC", html.unescape(text)).replace("µ", "μ").replace("ℓ", "l").replace("−", "-")
    return MARKUP.sub("", text).lower()


def order(text: str, probes: list[str]) -> Iterator[bool]:
    """Whether each phrase comes after the one before it."""
    places = [bare(text).find(bare(phrase)) for phrase in probes]
    yield from (0 <= one < two for one, two in pairwise(places))


def headings(text: str, probes: list[str]) -> float:
    """Return the F1 of the lines that are marked as headings, the title left out."""
    found = [bare(line) for line in text.splitlines() if re.match(r"#{1,6} ", line)]
    wanted = {bare(probe) for probe in probes}
    hits = len({one for one in found if one in wanted})
    return 2 * hits / (len(found) + len(wanted)) if found else 0.0


def rows(text: str) -> list[list[str]]:
    """Return the rows of the Markdown and HTML tables of a text."""
    lines = [re.split(r"(?<!\\)\|", line.strip()[1:-1]) for line in text.splitlines() if line.strip().startswith("|")]
    cells = [
        re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in re.findall(r"<tr.*?</tr>", text, re.DOTALL)
    ]
    return [[bare(cell) for cell in row] for row in (*lines, *cells)]


def tables(text: str, probes: list[list[str]]) -> Iterator[bool]:
    """Whether the cell of a row below the head of a column has the value; probes are [head, row, value]."""
    table = rows(text)
    for head, name, value in probes:
        heads = [(index, row.index(bare(head))) for index, row in enumerate(table) if bare(head) in row]
        yield any(
            bare(name) in "".join(row[: max(1, column)]) and len(row) > column and row[column] == bare(value)
            for start, column in heads
            for row in table[start + 1 : start + 14]
        )


def measure(parse: Parser, papers: dict[str, Path], probes: dict[str, dict], n_pages: dict[str, int]) -> Result:
    """Parse every paper once for the probes, timed by the clock, with one paper before it to warm up."""
    parse(next(iter(papers.values())))
    held: dict[str, list[float]] = {"order": [], "symbols": [], "headings": [], "tables": []}
    seconds, pages = 0.0, 0
    for name, path in papers.items():
        start = time.perf_counter()
        text = parse(path)
        seconds, pages = seconds + time.perf_counter() - start, pages + n_pages[name]
        asked, plain = probes.get(name, {}), bare(text)
        held["order"] += order(text, asked.get("order", []))
        held["symbols"] += [bare(symbol) in plain for symbol in asked.get("symbols", [])]
        held["tables"] += tables(text, asked.get("tables", []))
        held["headings"] += [headings(text, asked["headings"])] if "headings" in asked else []
    return Result(pages / seconds, **{key: sum(values) / len(values) for key, values in held.items() if values})


def count_pages(path: Path) -> int:
    import pypdfium2 as pdfium  # noqa: PLC0415 (each parser only where it is installed)

    with pdfium.PdfDocument(path) as document:
        return len(document)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--papers", type=Path, help="folder with more papers that pdf_probes.yaml names")
    arguments.add_argument("--out", type=Path, help="where the table is written, too")
    options = arguments.parse_args()
    folders = [*Path("resources/groundtruth").glob("*/standin"), *([options.papers] if options.papers else [])]
    probes = yaml.safe_load(PROBES.read_text(encoding="utf-8"))
    papers = {path.stem: path for folder in folders for path in sorted(folder.glob("*.pdf")) if path.stem in probes}
    n_pages = {name: count_pages(path) for name, path in papers.items()}
    lines = [
        "| parser | pages/s | order | symbols | headings (F1) | tables |",
        "|---|---|---|---|---|---|",
    ]
    for parser in PARSERS:
        try:
            result = measure(parser(), papers, probes, n_pages)
        except ImportError:
            print(f"{parser.__name__}: not installed")
            continue
        scores = (result.order, result.symbols, result.headings, result.tables)
        lines.append(
            f"| {parser.__name__} | {result.pages_per_s:.3g} | " + " | ".join(f"{one:.0%}" for one in scores) + " |"
        )
        print(lines[-1], flush=True)
    if options.out:
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
