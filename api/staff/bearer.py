"""The door for other programs: a key in a header, good for what the table of permissions asks."""

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from api.db import SessionDep
from api.envelope import Refusal
from api.errors import TooMany
from api.staff.keys import KeyNeeded, Scope, check
from api.staff.permissions import PERMISSIONS
from api.staff.person import Person

# More than a program needs that fetches what is new, and little enough for a small machine.
ALLOWED = RateLimitItemPerMinute(60)
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Refusal, "description": words}
    for status, words in {
        401: "No key, or one that is not good any more",
        403: "The key has another scope",
        429: f"More than {ALLOWED.amount} calls of a key in a minute",
    }.items()
}

_header = HTTPBearer(
    scheme_name="key", description="A key that an administrator has made in the console", auto_error=False
)
_limiter = FixedWindowRateLimiter(MemoryStorage())


class TooManyCalls(TooMany):
    """A program asks more often than it may."""

    headers = {"Retry-After": str(ALLOWED.get_expiry())}


def let_in(
    request: Request,
    session: SessionDep,
    shown: Annotated[HTTPAuthorizationCredentials | None, Depends(_header)],
) -> Person:
    """The program that asks. Raises KeyNeeded, WrongScope and TooManyCalls."""
    if shown is None:
        raise KeyNeeded("Show a key: Authorization: Bearer heard_... An administrator can make one.")
    scope = Scope(str(PERMISSIONS[f"{request.method} {request.scope['route'].path}"]))
    program = check(session, shown.credentials, scope)
    if not _limiter.hit(ALLOWED, str(program.id)):
        raise TooManyCalls("That was a lot of calls in a minute. Please wait for the next one.")
    return program


Program = Annotated[Person, Depends(let_in)]
