"""Signing in: a password, then a code of the second factor; whoever types wrong ones has to wait."""

import hmac
import secrets
from datetime import datetime, timedelta
from threading import Lock
from typing import NoReturn

from cachetools import LRUCache
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlmodel import Session

from api.audit import service as audit
from api.errors import HeardError, TooMany
from api.staff import accounts, factors, sessions
from api.staff.passwords import BUSY, Passwords
from api.staff.patience import Tries
from api.staff.tables import AccountRow
from api.waves.keys import KeyRing

# Of all people together: where they come from is not kept.
ALLOWED = RateLimitItemPerMinute(30)
STRANGERS = 10_000
TURNS = 64  # two addresses that share one wait for each other, no more


class Wrong(HeardError):
    """A password or a code is not right. Whoever catches it keeps the transaction, which has counted it."""

    status = 422


class Wait(HeardError):
    """There were too many wrong ones: `left` is how long the next has to wait. Keeps the transaction too."""

    status = 429

    def __init__(self, left: timedelta) -> None:
        super().__init__("Please wait before you try again.")
        self.left = left


class Entrance:
    """The way in for accounts of this house; one for each process."""

    def __init__(self, passwords: Passwords) -> None:
        self.passwords = passwords
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._strangers = Strangers()

    def password(self, session: Session, email: str, typed: str, now: datetime) -> AccountRow:
        """Whose address and password these are. An address without an account is answered alike.

        Raises Wrong, Wait, and TooMany when many people try at once.
        """
        with self.passwords.line(), self._strangers.turn(email):
            account = accounts.by_address(session, email, hold=True)
            _may_try(_tries(account) if account else self._strangers.tries(email), now)
            if not self._limiter.hit(ALLOWED):
                raise TooMany(BUSY)
            right, better = self.passwords.check(typed, account.password if account else None)
            if account is None:
                _refuse(self._strangers.missed(email, now), now)
        if not right:
            _miss(session, account, now)
        if better:
            account.password = better
        return account

    def own_password(self, session: Session, account: AccountRow, typed: str, now: datetime) -> None:
        """Whether somebody who is signed in knows the password too. Raises Wrong, Wait, TooMany."""
        with self.passwords.line():
            session.refresh(account, with_for_update=True)
            _may_try(_tries(account), now)
            right, _ = self.passwords.check(typed, account.password)
        if not right:
            _miss(session, account, now)

    def hashed(self, password: str) -> str:
        """What is kept of one that `passwords.fault` found nothing wrong with. Raises TooMany."""
        with self.passwords.line():
            return self.passwords.hash(password)


def code(session: Session, keys: KeyRing, account: AccountRow, typed: str, now: datetime) -> None:
    """Uses up a code of the second factor. Raises Wrong, Wait, FactorLost."""
    session.refresh(account, with_for_update=True)
    _may_try(_tries(account), now)
    if not factors.is_right(keys, account, typed, now):
        _miss(session, account, now)
    account.misses, account.waits = 0, None


def recovery_code(session: Session, account: AccountRow, typed: str, now: datetime) -> None:
    """Uses up a recovery code. Raises Wrong, Wait."""
    session.refresh(account, with_for_update=True)
    _may_try(_tries(account), now)
    if not factors.use_recovery_code(session, account.id, typed):
        _miss(session, account, now)
    account.misses, account.waits = 0, None
    audit.record(session, sessions.person(account), "recovery_code_used", account.id)


class Strangers:
    """Tries at addresses without an account, in memory: they wait as others do, and tell nobody apart."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._tries: LRUCache[bytes, Tries] = LRUCache(STRANGERS)
        self._lock = Lock()
        self._turns = [Lock() for _ in range(TURNS)]

    def turn(self, email: str) -> Lock:
        """To be held by each try at an address, whether it has an account or not.

        The row of an account lets in one at a time: who guesses several times at once would see a difference.
        """
        return self._turns[self._name(email)[0] % TURNS]

    def tries(self, email: str) -> Tries:
        """How many were wrong."""
        with self._lock:
            return self._tries.get(self._name(email), Tries())

    def missed(self, email: str, now: datetime) -> Tries:
        """After one more."""
        with self._lock:
            name = self._name(email)
            after = self._tries[name] = self._tries.get(name, Tries()).missed(now)
            return after

    def _name(self, email: str) -> bytes:
        return hmac.digest(self._secret, email.encode(), "sha256")


def _tries(account: AccountRow) -> Tries:
    return Tries(account.misses, account.waits)


def _may_try(tries: Tries, now: datetime) -> None:
    if left := tries.wait(now):
        raise Wait(left)


def _miss(session: Session, account: AccountRow, now: datetime) -> NoReturn:
    after = _tries(account).missed(now)
    account.misses, account.waits = after.misses, after.until
    if after.has_just_begun:  # one entry, however long it goes on
        audit.record(session, sessions.person(account), "sign_in_waits", account.id)
    _refuse(after, now)


def _refuse(tries: Tries, now: datetime) -> NoReturn:
    _may_try(tries, now)
    raise Wrong("That is not right.")
