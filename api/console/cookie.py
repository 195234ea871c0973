"""The cookie of a browser in which somebody signs in, or is signed in."""

from typing import Annotated

from fastapi import Cookie, Response
from fastapi.responses import RedirectResponse

from api.staff.sessions import LASTS

COOKIE = "heard_staff"
PATH = "/console"
Token = Annotated[str | None, Cookie(alias=COOKIE)]


def give(response: Response, token: str, *, https: bool) -> None:
    """Gives a browser the token of its session; another site's links and forms do not bring it along."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LASTS.total_seconds()),
        path=PATH,
        httponly=True,
        secure=https,
        samesite="strict",
    )


def go_on(path: str, token: str, *, https: bool) -> RedirectResponse:
    """On to another page of the console, with a session."""
    response = RedirectResponse(path, 303)
    give(response, token, https=https)
    return response


def take(response: Response) -> None:
    """Takes it from a browser."""
    response.delete_cookie(COOKIE, path=PATH)
