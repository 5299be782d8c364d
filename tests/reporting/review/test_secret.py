"""Nobody reads or signs who was not given the address."""

from itertools import product

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from cutbench.reporting.review.secret import REFUSED, cookie_of

from .conftest import PAGE, SECRET, URL

PATHS = ("/", f"/{PAGE}", "/etc", f"/review/{PAGE}", "/a/b/c", f"/cut-2.2.html?token={SECRET}")


@pytest.mark.parametrize("cookie", ["", f"{cookie_of(SECRET)}=wrong", f"{cookie_of(SECRET)}=é", f"token={SECRET}"])
def test_without_the_secret_every_path_is_refused_in_a_line(app, cookie):
    client, headers = TestClient(app, base_url=URL), {"cookie": cookie.encode()} if cookie else {}
    for path, method in product(PATHS, ("GET", "HEAD", "POST", "OPTIONS")):
        answer = client.request(method, path, headers=headers)
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False), (method, path)
        assert answer.text in {REFUSED, ""}


@pytest.mark.parametrize("token", ["", "wrong", "S3CRET", "é", "s3cret0", "s3cret&token=wrong"])
def test_a_wrong_address_gives_nothing(app, token):
    assert TestClient(app, base_url=URL).get(f"/?token={token}").status_code == 403


def test_the_address_gives_a_strict_cookie_and_no_page_holds_the_secret(app):
    client = TestClient(app, base_url=URL)
    answer = client.get(f"/?token={SECRET}")
    cookie = answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/"))
    assert "domain" not in cookie
    assert answer.headers["referrer-policy"] == "same-origin"
    for path in ("/", f"/{PAGE}"):
        page = client.get(path)
        assert page.status_code == 200
        assert SECRET not in page.text


def test_a_name_that_was_bound_to_our_address_gets_nothing(app):
    assert TestClient(app, base_url="http://evil.example").get(f"/?token={SECRET}").status_code == 400


def test_no_socket_is_opened(client):
    for browser in (client, TestClient(client.app, base_url=URL)):
        with pytest.raises(WebSocketDisconnect), browser.websocket_connect("/"):
            pass


def test_reviews_side_by_side_have_cookies_of_their_own():
    assert cookie_of("one") != cookie_of("two")
