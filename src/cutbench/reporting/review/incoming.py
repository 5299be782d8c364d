"""What comes in: forms of bounded size, from our own pages only."""

import secrets
from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request

LONGEST_FORM = 1_000_000  # bytes; what is too long for its field and shorter than this comes back to be shortened
MOST_FIELDS = 50


async def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a form, the last of those with one name.

    Raises:
        HTTPException: it is too long, or has too many fields.
    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_FORM:
            raise HTTPException(413, f"A form may have {LONGEST_FORM} bytes.")
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise HTTPException(413, f"A form may have {MOST_FIELDS} fields.") from error
    return {key: values[-1].replace("\r\n", "\n") for key, values in fields.items()}


def check_sender(request: Request, form: Mapping[str, str], token: str) -> None:
    """Refuse forms of other sites: a browser says where a form comes from, and only our pages know the token.

    Raises:
        HTTPException: it comes from elsewhere.
    """
    if request.headers.get("origin") != f"http://{request.headers.get('host')}":
        raise HTTPException(403, "This form was sent from another site.")
    if not secrets.compare_digest(form.get("token", "").encode(), token.encode()):
        raise HTTPException(403, "This form belongs to another session of the review; reload the page.")
