"""The command `cutbench`: the steps of the workflow, one by one, for a person at a terminal."""

import gzip
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from cutbench import llm, papers
from cutbench.benchmarks import list_benchmarks, load_benchmark
from cutbench.config import write_config_docs
from cutbench.errors import CutbenchError
from cutbench.steps.doctor import examine

app = typer.Typer(help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False)


def main() -> None:
    """Run the command line; bad input ends it with one line and exit code 2."""
    try:
        app()
    except CutbenchError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)


@app.command()
def load(
    pdf: Annotated[Path, typer.Argument(help="The paper.")],
    out: Annotated[Path, typer.Option(help="Folder for document.json and paper.md.")],
    paper: Annotated[str | None, typer.Option(help="Its arXiv id, if it is not the file's name.")] = None,
) -> None:
    """Parse a PDF: text that can be pointed into, tables, references, warnings."""
    document = papers.load_paper(pdf, paper)
    document.write(out / "document.json")
    (out / "paper.md").write_text(papers.to_markdown(document), encoding="utf-8")
    ids = {reference.arxiv for reference in document.references if reference.arxiv}
    typer.echo(f"{out}: {len(document.pages)} pages, {len(document.references)} references, {len(ids)} arXiv ids")
    for warning in document.warnings:
        typer.echo(f"warning: {warning}", err=True)


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="A folder like those of resources/groundtruth.")],
) -> None:
    """Check the folder of a benchmark and say what is in it."""
    benchmark = load_benchmark(folder)
    typer.echo(f"{benchmark.name}: {benchmark.title}: {len(benchmark.cuts)} cuts, {len(benchmark.papers)} papers")


@app.command()
def benchmarks(root: Annotated[Path, typer.Option(help="Where to look.")] = Path("resources/groundtruth")) -> None:
    """List the benchmarks."""
    for name in list_benchmarks(root):
        typer.echo(name)


@app.command()
def fetch_model(
    model: Annotated[str, typer.Argument(help="An id of models.yaml.")],
    models: Annotated[Path, typer.Option(help="The file with the models.")] = Path("config/models.yaml"),
) -> None:
    """Get the file of an embedded model, with a progress bar; goes on where it was interrupted."""
    known = llm.load_models(models)
    if model not in known:
        raise CutbenchError(f"{models}: unknown model '{model}'; known are {', '.join(known)}")
    typer.echo(llm.fetch_model(known[model]))


@app.command()
def record(
    results: Annotated[Path, typer.Argument(help="Results of a live run, such as results/record.")],
    recordings: Annotated[Path, typer.Option(help="Where recordings are kept.")] = Path("resources/recordings"),
) -> None:
    """Keep the calls of a run for replay."""
    found = sorted(results.glob("*/state/**/calls.jsonl"))
    if not found:
        raise CutbenchError(f"{results}: no recorded calls in it; run the workflow with --config calls=live first")
    for calls in found:
        benchmark, _, *scope = calls.relative_to(results).parts
        target = recordings.joinpath(benchmark, *scope).with_suffix(".jsonl.gz")
        target.parent.mkdir(parents=True, exist_ok=True)
        # No name and no time in the header: the same calls give the same file.
        with calls.open("rb") as source, target.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
            shutil.copyfileobj(source, packed)
        typer.echo(target)


@app.command()
def doctor(
    config: Annotated[Path, typer.Option(help="The configuration that is to run.")] = Path("config/config.yaml"),
) -> None:
    """Say what is installed and reached, and what a configuration misses; exit code 1 if anything."""
    findings = examine(config, Path())
    for what, missing, note in findings:
        typer.echo(f"{'MISSING' if missing else 'ok':8}{what:24}{note}")
    if any(finding.missing for finding in findings):
        raise typer.Exit(1)


@app.command()
def config_docs(folder: Annotated[Path, typer.Option(help="Where they go.")] = Path("config")) -> None:
    """Write schema.json and README.md of the configuration from its types."""
    write_config_docs(folder)


if __name__ == "__main__":
    main()
