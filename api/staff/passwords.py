"""Passwords: which are refused, and their hashes, a few at a time."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Literal

from pwdlib import PasswordHash

from api.errors import TooMany

SHORTEST, LONGEST = 12, 200  # letters
Fault = Literal["short", "long", "yours", "common"]
# One hash takes a tenth of a second and 64 MB. Whoever comes to a full line is sent away at once: all others
# of this process, who answer surveys, need its threads and connections.
AT_ONCE = 2
LINE = 6
# The scale of zxcvbn: 3 is "safely unguessable", from a hundred million tries on.
STRONG = 3
READ_AT_MOST = 72  # letters: the library's own limit
PART = 4  # letters of a name that make it easy to guess
BUSY = "Many people are signing in just now. Please try again in a minute."


class Passwords:
    """Makes and checks hashes; one for each process."""

    def __init__(self) -> None:
        self._hasher = PasswordHash.recommended()
        self._line = BoundedSemaphore(LINE)
        self._places = BoundedSemaphore(AT_ONCE)

    @contextmanager
    def line(self) -> Iterator[None]:
        """A place in the line, to be held by whatever hashes, before it takes a row or a connection.

        Raises TooMany.
        """
        if not self._line.acquire(blocking=False):
            raise TooMany(BUSY)
        try:
            yield
        finally:
            self._line.release()

    def hash(self, password: str) -> str:
        """What is kept of it."""
        with self._places:
            return self._hasher.hash(_plain(password))

    def check(self, password: str, kept: str | None) -> tuple[bool, str | None]:
        """Whether it is right, and a hash to keep instead where the kept one is of an older kind.

        Without a kept one it takes as long, so that nobody learns from the time whether there is an account.
        """
        if kept is None:
            self.hash(password)
            return False, None
        with self._places:
            return self._hasher.verify_and_update(_plain(password), kept)


def fault(password: str, about: Sequence[str]) -> Fault | None:
    """Why it cannot be taken. `about` is what others know of its owner: name and address."""
    plain = _plain(password)
    if len(plain) < SHORTEST:
        return "short"
    if len(plain) > LONGEST:
        return "long"
    parts = {part for said in about for part in re.split(r"[\W_]+", said.casefold()) if len(part) >= PART}
    if any(part in plain.casefold() for part in parts):
        return "yours"
    return None if _is_strong(plain, sorted(parts)) else "common"


def _is_strong(password: str, about: Sequence[str]) -> bool:
    from zxcvbn import zxcvbn  # 15 MB of common passwords, which no answer to a survey needs

    return int(zxcvbn(password[:READ_AT_MOST], user_inputs=list(about))["score"]) >= STRONG


def _plain(password: str) -> str:
    """Keyboards write the same letter in several ways."""
    return unicodedata.normalize("NFKC", password)
