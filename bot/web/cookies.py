"""What a browser carries: its place in a chat, and a random token in place of a name."""

import re
import secrets
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request, Response

CHAT = "heard_chat"
SURVEY = "heard_survey"
PERSON = "heard_person"
TOKEN = re.compile(r"([0-9a-f]{32})(\.member)?")
# A member's browser stays known, or the inbox would be gone with the window. Nobody else's does.
MEMBER_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True)
class Place:
    """A conversation, the code that it was opened with, how its page looks, and whom its cards speak to."""

    conversation: UUID
    code: str = ""
    language: str = ""
    theme: str = ""
    reader: str = ""


@dataclass(frozen=True)
class Person:
    """A browser: 128 random bits, and whether an action group member uses it."""

    token: str
    member: bool = False


def place(request: Request) -> Place | None:
    """Where this browser is in a chat."""
    return _read(request, CHAT)


def survey(request: Request) -> Place | None:
    """Where it has left a survey that waits, and knows the code that leads back."""
    left = _read(request, SURVEY)
    return left if left and left.code else None


def person(request: Request) -> Person | None:
    """The browser's token, when it is one of ours."""
    found = TOKEN.fullmatch(request.cookies.get(PERSON, ""))
    return Person(found[1], member=found[2] is not None) if found else None


def newcomer() -> Person:
    """A browser that has not been here."""
    return Person(secrets.token_hex(16))


def set_place(response: Response, place: Place, *, https: bool) -> None:
    """Remembers the chat until the window closes."""
    _set(response, CHAT, _written(place), https=https)


def set_survey(response: Response, place: Place, *, https: bool) -> None:
    """Remembers a survey that waits until the window closes."""
    _set(response, SURVEY, _written(place), https=https)


def set_person(response: Response, person: Person, *, https: bool) -> None:
    """Remembers the browser until the window closes; a member's for a year."""
    if person.member:
        _set(response, PERSON, f"{person.token}.member", https=https, seconds=MEMBER_SECONDS)
    else:
        _set(response, PERSON, person.token, https=https)


def forget(response: Response, *names: str) -> None:
    """Removes cookies from the browser."""
    for name in names:
        response.delete_cookie(name)


def _read(request: Request, name: str) -> Place | None:
    conversation, *more = request.cookies.get(name, "").split(".")[:5]
    try:
        return Place(UUID(conversation), *more)
    except ValueError:
        return None


def _written(place: Place) -> str:
    parts = (str(place.conversation), place.code, place.language, place.theme, place.reader)
    return ".".join(parts).rstrip(".")


def _set(response: Response, name: str, value: str, *, https: bool, seconds: int | None = None) -> None:
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", secure=https)
