"""Writing the pages."""

import base64
import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from cutbench.files import write_text
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.pages import programs, views
from cutbench.reporting.pages.inert import coloured, inert
from cutbench.reporting.pages.notation import number, physics
from cutbench.reporting.pages.pictures import Pictures
from cutbench.reporting.pages.records import (
    Results,
    WrittenRun,
    codegen_page,
    cut_page,
    extraction_page,
    group_name,
    run_name,
    slug,
)
from cutbench.reporting.pages.summary import Overview, arm_of, shown

TEMPLATES = "reporting/pages/templates"


class Site:
    """The pages of one benchmark. Each is a whole HTML text: styles, script and pictures are in it.

    `home` is the address of the page of all results, from these pages; without it they have no link to it.
    """

    def __init__(self, results: Results, home: str = "") -> None:
        self.results = results
        self.pictures = Pictures(results.documents, results.pdfs)
        self.environment = _environment(results.title, home=home, replayed=results.replayed)
        self.environment.filters["judge"] = results.judge_name

    def pages(self) -> dict[str, Callable[[], str]]:
        """Return for each page, by the name of its file, what makes it."""
        return {
            "index.html": self.index,
            **{extraction_page(run): partial(self.extraction, run) for run in self.results.extractions},
            **{codegen_page(run): partial(self.codegen, run) for run in self.results.generations},
            **{cut_page(cut.id): partial(self.cut, cut.id) for cut in self.results.curated},
        }

    def index(self, **more: Any) -> str:
        """Return the page with all runs and all cuts."""
        return self.render("index", **views.index(self.results), **more)

    def extraction(self, run: ScoredRun, **more: Any) -> str:
        """Return the page of a run of step 1."""
        return self.render("extraction", **views.extraction(self.results, run, self.pictures.of(run.cuts)), **more)

    def codegen(self, run: WrittenRun) -> str:
        """Return the page of a run of step 2."""
        return self.render("codegen", **programs.codegen(self.results, run))

    def cut(self, cut: str) -> str:
        """Return the page of a curated cut."""
        return self.render("cut", **views.cut(self.results, cut))

    def render(self, template: str, **values: Any) -> str:
        """Return a page from a template, in the frame of all."""
        return self.environment.get_template(f"{template}.html.j2").render(values)


def write_pages(results: Results, folder: Path, home: str = "") -> None:
    """Write index.html and a page per run and per curated cut into `folder`; `home` as in `Site`."""
    for name, page in Site(results, home).pages().items():
        write_text(folder / name, page())


def write_overview(overview: Overview, path: Path) -> None:
    """Write the page of all results, which links to the pages of each benchmark in the folders beside it."""
    environment = _environment("cutbench", replayed=overview.replayed)
    values = {"overview": overview, "shown": shown}
    write_text(path, environment.get_template("results.html.j2").render(values))


def _environment(title: str, *, replayed: bool, home: str = "") -> Environment:
    environment = Environment(
        loader=PackageLoader("cutbench", TEMPLATES),
        autoescape=True,
        finalize=inert,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters = {"coloured": coloured, "slug": slug, "cut_page": cut_page, "number": number, "physics": physics}
    filters |= {"arm": arm_of, "named": run_name}
    environment.globals["named_group"] = group_name
    # What a person typed comes back as it was typed: neither cut off nor spelled out.
    environment.filters |= filters | {"verbatim": escape}
    environment.globals["frame"] = {"title": title, "replayed": replayed, "home": home, **_inline(environment)}
    return environment


def _inline(environment: Environment) -> dict[str, Any]:
    """Return style and script, and a policy that lets a page load or run nothing but these two."""
    assert environment.loader is not None  # noqa: S101
    style, script = (environment.loader.get_source(environment, f"pages.{kind}")[0] for kind in ("css", "js"))
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'self'"
    )
    # Both are files of this package.
    return {"style": Markup(style), "script": Markup(script), "policy": policy}  # noqa: S704


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
