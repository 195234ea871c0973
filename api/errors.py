"""The error tree of the backend: each class is one kind of refusal, its text one kind sentence."""

from collections.abc import Mapping
from typing import ClassVar


class HeardError(Exception):
    """Something a person can mend; the message says how. `headers` are for programs that meet it."""

    status = 400
    headers: ClassVar[Mapping[str, str]] = {}


class NotFound(HeardError):
    """There is no such thing here."""

    status = 404


class WrongState(HeardError):
    """The thing is not in a state that allows this."""

    status = 409


class NotFilled(HeardError):
    """A form lacks something, or has too much of it; `field` is the one to mend."""

    status = 422

    def __init__(self, field: str, mend: str) -> None:
        super().__init__(mend)
        self.field = field


class Changed(WrongState):
    """It reads differently by now from what somebody had before their eyes."""


class SecondPerson(WrongState):
    """Somebody else has to do it: nobody approves their own work. Or only its author may."""


class TooMany(HeardError):
    """More of it than is good in so short a time."""

    status = 429


class SignInNeeded(HeardError):
    """Nobody is signed in."""

    status = 401


class Unavailable(HeardError):
    """A part that is needed does not answer at the moment."""

    status = 503
