"""The review as a web application for this machine alone (Starlette)."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from cutbench.errors import CutbenchError
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.pages import Results, Site
from cutbench.reporting.pages.records import codegen_page, cut_page, extraction_page, slug
from cutbench.reporting.review.forms import change_of, review_view
from cutbench.reporting.review.store import ReviewStore, StaleError
from cutbench.schema.base import first_fault

HOSTS = ["127.0.0.1", "localhost"]
LONGEST_FORM = 100_000  # bytes
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class ReviewApp:
    """Pages of `results`, and one store of changes per run of step 1."""

    def __init__(self, results: Results, store: Callable[[ScoredRun], ReviewStore], by: str) -> None:
        self.results, self.by = results, by
        self.site = Site(results)
        self.token = secrets.token_urlsafe(32)
        self.runs = {extraction_page(run): (run, store(run)) for run in results.extractions}
        self.programs = {codegen_page(run): run for run in results.generations}
        self.cuts = {cut_page(cut.id): cut.id for cut in results.curated}

    # Asynchronous, so that one page is made after the other: pdfium, which draws papers, is not safe with threads.
    async def show(self, request: Request) -> Response:
        """Serve a page as it lies on disk, with forms if it is one of a run of step 1."""
        name = request.path_params.get("page", "index.html")
        if name == "index.html":
            return self._html(self.site.index())
        if name in self.runs:
            run, store = self.runs[name]
            groups = dict.fromkeys(cut.object for cut in (*self.results.curated, *run.cuts.cuts))
            target, objects = f"/review/{name}", list(groups)
            view = review_view(run, store.read(), token=self.token, by=self.by, target=target, objects=objects)
            return self._html(self.site.extraction(run, review=view))
        if name in self.programs:
            return self._html(self.site.codegen(self.programs[name]))
        if name in self.cuts:
            return self._html(self.site.cut(self.cuts[name]))
        raise HTTPException(404, "There is no such page.")

    async def change(self, request: Request) -> Response:
        """Take a form in, and go back to its page; a form made on an old version is shown instead of kept."""
        page = request.path_params["page"]
        if page not in self.runs:
            raise HTTPException(404, "There is no such run.")
        form = await _form(request)
        self._check_sender(request, form)
        run, store = self.runs[page]
        try:
            what = change_of(form, run, store.read())
            store.change(run.cuts, int(form.get("version", "-1")), by=self.by, **what)
        except StaleError as error:
            return self._refused(page, form, str(error), 409)
        except ValidationError as error:
            return self._refused(page, form, first_fault(error), 422)
        except (CutbenchError, ValueError) as error:
            return self._refused(page, form, str(error), 422)
        place = f"#cut-{slug(what['cut'])}" if what.get("cut") else "#review"
        return RedirectResponse(f"/{page}{place}", status_code=303, headers=HEADERS)

    def failed(self, _: Request, error: Exception) -> Response:
        """Say what went wrong, in the frame of the pages."""
        assert isinstance(error, HTTPException)  # noqa: S101
        return self._html(
            self.site.render("refused", page="index.html", problem=error.detail, kept={}), error.status_code
        )

    def _check_sender(self, request: Request, form: Mapping[str, str]) -> None:
        """Refuse forms of other sites: a browser says where a form comes from, and only our pages know the token."""
        if request.headers.get("origin") != f"http://{request.headers.get('host')}":
            raise HTTPException(403, "This form was sent from another site.")
        if not secrets.compare_digest(form.get("token", "").encode(), self.token.encode()):
            raise HTTPException(403, "This form belongs to another session of the review; reload the page.")

    def _refused(self, page: str, form: Mapping[str, str], problem: str, status: int) -> Response:
        kept = {key: value for key, value in form.items() if key not in {"token", "version"} and value}
        return self._html(self.site.render("refused", page=page, problem=problem, kept=kept), status)

    def _html(self, text: str, status: int = 200) -> Response:
        frame: Any = self.site.environment.globals["frame"]
        policy = f"{frame['policy']}; frame-ancestors 'none'"
        return HTMLResponse(text, status, headers=HEADERS | {"Content-Security-Policy": policy})


def make_app(results: Results, store: Callable[[ScoredRun], ReviewStore], by: str) -> Starlette:
    """Return the application; `store` gives the place of a run's review, `by` is who reviews."""
    app = ReviewApp(results, store, by)
    return Starlette(
        routes=[
            Route("/", app.show),
            Route("/{page}", app.show),
            Route("/review/{page}", app.change, methods=["POST"]),
        ],
        # A page of another site that gives its name our address still sends its own name as host.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)],
        exception_handlers={HTTPException: app.failed},
    )


async def _form(request: Request) -> dict[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            raise HTTPException(413, f"A form may have {LONGEST_FORM} bytes.")
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50)
    return {key: values[-1].replace("\r\n", "\n") for key, values in fields.items()}
