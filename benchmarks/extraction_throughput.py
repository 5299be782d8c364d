"""What reading costs beside the model: many runs on one server that takes a fixed time for every answer.

    python benchmarks/extraction_throughput.py --runs 20 --papers 8 --parallel 16

Prints the wall time beside the ideal one, calls x latency / calls in flight, and what a paper takes when the server
answers at once: parsing sentences, prompts, requests, records and merging, without any model time.
"""

import argparse
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path

from scripted_server import running

from cutbench import extraction
from cutbench.language import load_language
from cutbench.llm import ModelEntry, open_model
from cutbench.papers import parse_pdf
from cutbench.reading import Reader
from cutbench.schema.documents import Document

ROOT = Path(__file__).parents[1]
SPELLINGS = (" the ", " The ", " tHe ", " thE ")
STANDINS = ROOT / "resources/groundtruth/atlas_h4l/standin"


def library(papers: int) -> dict[str, Document]:
    """Return so many papers: the stand-ins, again and again under other names.

    Copies are spelled a little differently, or their calls would be found in the record of the first ones.
    """
    parsed = [parse_pdf(path).model_dump_json() for path in sorted(STANDINS.glob("*.pdf"))]
    found = {}
    for number, text in enumerate(islice(cycle(parsed), papers)):
        copy = Document.model_validate_json(text.replace(" the ", SPELLINGS[number // len(parsed)]))
        found[f"paper{number}"] = copy.model_copy(update={"paper": f"paper{number}"})
    return found


def read_all(
    url: str, papers: dict[str, Document], runs: int, parallel: int, mode: extraction.Mode
) -> tuple[float, int]:
    """Let `runs` runs read all papers side by side; return wall time in seconds and the number of calls."""
    entry = ModelEntry(
        id="scripted", title="", engine="endpoint", licence="", context=100_000, digest="-",
        base_url=url, parallel=parallel,
    )  # fmt: skip
    texts = Reader(load_language(open_names=True))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(runs) as pool:
        start = time.perf_counter()
        with open_model(entry, calls=Path(folder, "calls.jsonl")) as model:
            jobs = [
                pool.submit(
                    extraction.extract_cuts, model, mode,
                    benchmark=None, main_paper="paper0", library=papers, order=tuple(papers), texts=texts,
                    seed=seed, max_papers=len(papers), chunk_size=extraction.ChunkSize(tokens=900), max_tokens=300,
                    checkpoints=Path(folder, f"{seed}.sqlite"), protocol=1,
                )
                for seed in range(runs)
            ]  # fmt: skip
            for job in jobs:
                job.result()
        seconds = time.perf_counter() - start
        return seconds, len(Path(folder, "calls.jsonl").read_text(encoding="utf-8").splitlines())


def main() -> None:
    """Measure both and print a row of docs/speed.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--papers", type=int, default=8)
    parser.add_argument("--parallel", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=2.0, help="time for an answer")
    parser.add_argument("--mode", choices=["full_text", "chunked", "grounded"], default="grounded")
    options = parser.parse_args()
    papers = library(options.papers)
    print(
        "| mode | seconds a call | calls | wall time, s | ideal, s | ratio | s a paper |\n|---|---|---|---|---|---|---|"
    )
    for seconds in (options.seconds, 0.0):
        with running(seconds) as url:
            wall, calls = read_all(url, papers, options.runs, options.parallel, options.mode)
        ideal = calls * seconds / options.parallel
        ratio = f"{ideal:.1f} | {wall / ideal:.2f}" if ideal else "0 | –"
        each = wall / (options.runs * options.papers)
        print(f"| {options.mode} | {seconds} | {calls} | {wall:.1f} | {ratio} | {each:.3f} |", flush=True)


if __name__ == "__main__":
    main()
