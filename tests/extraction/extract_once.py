"""Reads the stand-in papers with a model at an address: python extract_once.py URL FOLDER STATE."""

import sys
from pathlib import Path

from cutbench.extraction import ChunkSize, extract_cuts
from cutbench.language import load_language
from cutbench.llm import ModelEntry, open_model
from cutbench.papers import load_paper
from cutbench.reading import Reader

url, project, state = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
entry = ModelEntry.model_validate(
    {"id": "m", "title": "M", "engine": "endpoint", "licence": "none", "context": 12288, "digest": "d", "base_url": url}
    | {"sampling": {"temperature": 0.5}}
)
library = {path.stem: load_paper(path) for path in sorted(project.glob("resources/groundtruth/*/standin/*.pdf"))}
with open_model(entry, calls=state / "calls.jsonl") as model:
    found = extract_cuts(
        model,
        "chunked",
        benchmark="b",
        main_paper="1806.00242",
        library=library,
        texts=Reader(load_language(open_names=True)),
        seed=0,
        max_papers=4,
        chunk_size=ChunkSize(tokens=900),
        max_tokens=300,
        checkpoints=state / "seed0.sqlite",
        protocol=1,
    )
print(len(found.run.calls), len(found.cuts.cuts))
