"""Requirements of other analyses, of which the curated list says nothing."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from cutbench.benchmarks import Benchmark
from cutbench.errors import CutbenchError
from cutbench.judging.changes import Statements
from cutbench.judging.lists import Decoy
from cutbench.language import Language, load_language, relate
from cutbench.schema.cuts import CuratedCut
from cutbench.schema.yaml_text import read_yaml

ENOUGH = 8


def load_decoys(path: Path, benchmark: Benchmark, others: Iterable[Benchmark] = ()) -> list[Decoy]:
    """Return the decoys of a file; if they are fewer than `ENOUGH`, also the curated cuts of other benchmarks.

    As long as the file has enough, a new benchmark changes no list of another one, and recorded calls stay good.
    Left out is what is about an object that the curated list speaks of, and what has anything to do with one of its
    cuts.

    Raises:
        CutbenchError: the file lacks a key, or a statement cannot be parsed; names the file.
    """
    language = benchmark.language.opened()
    own = (*benchmark.cuts, *benchmark.true_but_not_scored)
    objects = {cut.object for cut in own} - {"Event"}

    def fits(one: Decoy) -> bool:
        return one.object not in objects and not _is_related(one.statements, own, language)

    found = list(filter(fits, _of_file(path)))
    if len(found) >= ENOUGH:
        return found
    return [*found, *(decoy for other in others for decoy in _of_benchmark(other) if fits(decoy))]


def _of_file(path: Path) -> Iterator[Decoy]:
    language = load_language(open_names=True)
    try:
        for one in read_yaml(path):
            statements = tuple(map(language.parse, one.get("statements", ())))
            yield Decoy(one["object"], one["text"], statements, language)
    except (KeyError, TypeError, AttributeError) as error:
        raise CutbenchError(f"{path}: each decoy needs object and text ({error})") from error
    except CutbenchError as error:
        raise CutbenchError(f"{path}: {error}") from error


def _of_benchmark(benchmark: Benchmark) -> Iterator[Decoy]:
    language = benchmark.language.opened()
    for cut in benchmark.cuts:
        yield Decoy(cut.object, cut.text, tuple(map(language.parse, cut.statements)), language)


def _is_related(statements: Statements, curated: Iterable[CuratedCut], language: Language) -> bool:
    """Whether statements are the same as a curated cut, weaker or stronger, or contradict it."""
    forms = [form for cut in curated for form in (cut.statements, *((one,) for one in cut.accepted))]
    return bool(statements) and any(
        relate(statements, [language.parse(text) for text in form], language.names, language.equal) != "different"
        for form in forms
    )
