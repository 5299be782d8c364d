"""The secret of a review: whoever has the address that the command printed gets a cookie; nobody else gets anything."""

import hashlib
import secrets

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

REFUSED = "Open the full address that `cutbench review` printed, with its token.\n"
# A page and no redirect: a browser that comes from a page elsewhere, such as a chat with the address in it, would not
# send the new strict cookie along with the redirected request.
ENTRANCE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/">'
    '<title>Review</title><a href="/">Go to the review</a></html>'
)
FIELD = "token"


def new_secret() -> str:
    """Return a secret that nobody guesses."""
    return secrets.token_urlsafe(32)


def cookie_of(secret: str) -> str:
    """Return the name of a review's cookie: cookies know no ports, and reviews side by side must not share one."""
    return f"cutbench-{hashlib.sha256(secret.encode()).hexdigest()[:12]}"


def entrance(secret: str, headers: dict[str, str]) -> Response:
    """Return the page of the address with the secret: it keeps the cookie, and goes on to the index."""
    answer = HTMLResponse(ENTRANCE, headers=headers)
    answer.set_cookie(cookie_of(secret), secret, httponly=True, samesite="strict")
    return answer


def is_entrance(request: Request) -> bool:
    """Whether a request is for the address with the secret."""
    return request.url.path == "/" and FIELD in request.query_params


class Guard:
    """Lets no request through that does not know `secret`, whatever its path; `headers` go with the refusal."""

    def __init__(self, app: ASGIApp, secret: str, headers: dict[str, str]) -> None:
        self.app, self.secret, self.headers = app, secret, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with one line."""
        if scope["type"] == "websocket":  # no page has any
            await WebSocketClose()(scope, receive, send)
        elif scope["type"] == "lifespan" or self._is_known(scope):
            await self.app(scope, receive, send)
        else:
            await PlainTextResponse(REFUSED, 403, headers=self.headers)(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        """Whether the cookie is right; in the address the secret counts for the index alone."""
        asked = HTTPConnection(scope)
        given = [asked.cookies.get(cookie_of(self.secret), "")]
        if asked.url.path == "/" and scope.get("method") == "GET":
            given.append(asked.query_params.get(FIELD, ""))
        return any(secrets.compare_digest(one.encode(errors="replace"), self.secret.encode()) for one in given)
