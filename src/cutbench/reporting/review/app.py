"""The review as a web application for this machine alone (Starlette)."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from cutbench.errors import CutbenchError
from cutbench.language import Language
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.pages.records import Results, extraction_page, slug
from cutbench.reporting.pages.site import Site
from cutbench.reporting.review.forms import Form, number_in
from cutbench.reporting.review.incoming import check_sender, form_of
from cutbench.reporting.review.secret import Guard, entrance, is_entrance
from cutbench.reporting.review.store import OtherCutsError, ReviewStore, SavedError, StaleError
from cutbench.reporting.review.view import review_view
from cutbench.schema.cuts import digest_of

HOSTS = ["127.0.0.1", "localhost"]
HIDDEN = ("token", "version", "digest", "action", "cut", "undone")
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(eq=False)
class ReviewApp:
    """The pages with forms.

    Args:
        read: gives all that pages show; it is called again when a run was extracted again.
        store: gives the place of a run's review.
        by: who reviews, and signs.
        secret: what the address has to end with, as `/?token=SECRET`, for a browser to be let in.
        language: what statements of people are written in.
    """

    read: Callable[[], Results]
    store: Callable[[ScoredRun], ReviewStore]
    _: KW_ONLY
    by: str
    secret: str
    language: Language

    def __post_init__(self) -> None:
        """Read the results, and think of what only the forms of this review know."""
        self.token = secrets.token_urlsafe(32)
        self._load()

    def application(self) -> Starlette:
        """Return what a server takes."""
        return Starlette(
            routes=[
                Route("/", self.show),
                Route("/{page}", self.show),
                Route("/review/{page}", self.change, methods=["POST"]),
                # What was refused is shown at this address: loading it anew leads back to the page.
                Route("/review/{page}", self.back),
            ],
            middleware=[
                Middleware(Guard, secret=self.secret, headers=HEADERS),
                # A page of another site that gives its name our address still sends its own name as host.
                Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False),
            ],
            exception_handlers={HTTPException: self.failed},
        )

    def _load(self) -> None:
        self.results = self.read()
        self.site = Site(self.results)
        self.pages = self.site.pages()
        self.runs = {extraction_page(run): (run, self.store(run)) for run in self.results.extractions}

    # Asynchronous, so that one page is made after the other: pdfium, which draws papers, is not safe with threads.
    async def show(self, request: Request) -> Response:
        """Serve a page as it lies on disk, with forms if it is one of a run of step 1."""
        name = request.path_params.get("page", "index.html")
        if is_entrance(request):
            return entrance(self.secret, HEADERS)
        if name in self.runs:
            return self._show_run(name)
        if name in self.pages:
            return self._html(self.pages[name]())
        raise HTTPException(404, "There is no such page.")

    def _show_run(self, page: str) -> Response:
        try:
            run, store = self._present(page)
            review = store.read()
        except CutbenchError as error:
            return self._said("index.html", str(error), 500)
        target, objects = f"/review/{page}", self._objects(run)
        view = review_view(run, review, token=self.token, by=self.by, target=target, objects=objects)
        return self._html(self.site.extraction(run, review=view))

    def _present(self, page: str) -> tuple[ScoredRun, ReviewStore]:
        """Return a run with the cuts that it has now; all is read again if they were extracted again."""
        run, store = self.runs[page]
        if digest_of(store.listed()) != digest_of(run.cuts):
            self._load()
        return self.runs.get(page, (run, store))

    def _objects(self, run: ScoredRun) -> list[str]:
        return list(dict.fromkeys(cut.object for cut in (*self.results.curated, *run.cuts.cuts)))

    async def change(self, request: Request) -> Response:
        """Take a form in, and go back to its page; what cannot be kept comes back in a form, with the reason."""
        page = request.path_params["page"]
        if page not in self.runs:
            raise HTTPException(404, "There is no such run.")
        form = await form_of(request)
        check_sender(request, form, self.token)
        try:
            cut = self._keep(page, form)
        except SavedError as error:
            return self._said(page, str(error), 500)
        except OtherCutsError as error:
            return self._refused(page, form, str(error), 409)
        except StaleError as error:
            # To be sent again on purpose, after a look at what the others did.
            now = str(self.runs[page][1].read().version)
            return self._refused(page, form | {"version": now}, str(error), 409, again=f"/review/{page}")
        except CutbenchError as error:
            return self._refused(page, form, str(error), 422, again=f"/review/{page}")
        place = f"#cut-{slug(cut)}" if cut else "#review"
        return RedirectResponse(f"/{page}{place}", status_code=303, headers=HEADERS)

    def _keep(self, page: str, fields: Mapping[str, str]) -> str:
        """Keep what a form asks for, and return the cut that it is about, if any."""
        run, store = self._present(page)
        if fields.get("digest") != digest_of(run.cuts):
            raise OtherCutsError("the cuts were extracted again since this page was loaded; look at them first")
        curated, objects = (cut.id for cut in self.results.curated), self._objects(run)
        form = Form(run, store.read(), frozenset(curated), frozenset(objects), self.language)
        what = form.change(fields)
        store.change(fields["digest"], number_in(fields, "version"), by=self.by, **what)
        return str(what["cut"] or "")

    async def back(self, request: Request) -> Response:
        """Go to the page whose form was sent to this address."""
        page = request.path_params["page"]
        return RedirectResponse(f"/{page}" if page in self.runs else "/", status_code=303, headers=HEADERS)

    def failed(self, _: Request, error: Exception) -> Response:
        """Say what went wrong, in the frame of the pages."""
        assert isinstance(error, HTTPException)  # noqa: S101
        return self._said("index.html", error.detail, error.status_code)

    def _refused(self, page: str, form: Mapping[str, str], problem: str, status: int, again: str = "") -> Response:
        """Return a page with the reason and what was typed; `again` is where it can be sent to once more."""
        typed = {key: value for key, value in form.items() if key not in HIDDEN and value}
        hidden = {key: form[key] for key in HIDDEN if key in form}
        return self._said(page, problem, status, heading="Not saved", typed=typed, hidden=hidden, again=again)

    def _said(self, page: str, problem: str, status: int, *, heading: str = "Review", **more: Any) -> Response:
        values = {"typed": {}, "hidden": {}, "again": ""} | more
        return self._html(self.site.render("refused", page=page, problem=problem, heading=heading, **values), status)

    def _html(self, text: str, status: int = 200) -> Response:
        frame: Any = self.site.environment.globals["frame"]
        policy = f"{frame['policy']}; frame-ancestors 'none'"
        return HTMLResponse(text, status, headers=HEADERS | {"Content-Security-Policy": policy})
