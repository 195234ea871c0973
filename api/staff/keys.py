"""Keys by which other programs are let in: shown once, kept as a digest, good until a day."""

import hashlib
import hmac
import secrets
import string
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from uuid import UUID

from ruamel.yaml import YAML
from sqlalchemy import ColumnElement, delete, func, or_
from sqlmodel import Session, col, select

from api import clock
from api.audit import service as audit
from api.errors import HeardError, NotFound, SignInNeeded, WrongState
from api.staff.person import Person
from api.staff.tables import ApiKeyRow

WORDS = Path(__file__).with_name("keys.yml")
LONGEST = timedelta(days=365)
MARK = "heard_"  # by which a key that was left lying about is known for what it is
SIGNS = string.ascii_letters + string.digits
SHOWN = 8  # signs after the mark, by which people tell keys apart


class Scope(StrEnum):
    """What a key opens; it may have several. `keys.yml` says it for people."""

    FINDINGS = "findings"
    GUIDANCE = "guidance"
    AUDIT = "audit"


class KeyNeeded(SignInNeeded):
    """A program has shown no key, or none that is good today."""

    headers = {"WWW-Authenticate": "Bearer"}


class WrongScope(HeardError):
    """The key is good, but not for this."""

    status = 403


def make(session: Session, who: Person, name: str, scopes: Iterable[Scope], days: int) -> str:
    """A new key, which is to be seen now and never again. It is good today and so many days from then on.

    Raises WrongState for days beyond a year.
    """
    today = clock.today()
    expires = today + timedelta(days=days)
    if not today <= expires <= today + LONGEST:
        raise WrongState(f"A key is good for one day at least, and for {LONGEST.days} at most.")
    prefix = MARK + "".join(secrets.choice(SIGNS) for _ in range(SHOWN))
    key = prefix + secrets.token_urlsafe(32)
    row = ApiKeyRow(
        name=name,
        prefix=prefix,
        digest=_digest(key),
        scopes=sorted(set(scopes)),
        maker=str(who),
        made=today,
        expires=expires,
    )
    session.add(row)
    audit.record(session, who, "key_made", row.id)
    return key


def check(session: Session, key: str, scope: Scope) -> Person:
    """The program that shows this key. Raises KeyNeeded and WrongScope."""
    asked = select(ApiKeyRow).where(ApiKeyRow.prefix == key[: len(MARK) + SHOWN])
    row = session.exec(asked).one_or_none() if key.isascii() and key.isprintable() else None
    # Compared with something in any case, so that no time is told by what is found.
    right = hmac.compare_digest(_digest(key), row.digest if row else bytes(32))
    today = clock.today()
    if row is None or not right or not is_good(row, today):
        raise KeyNeeded("This key is not good, or not any more: an administrator can make another.")
    if scope not in row.scopes:
        raise WrongScope(f"This key does not open {scope}: an administrator can make one that does.")
    if row.used != today:
        row.used = today
    return Person(row.id, row.name, words()["program"].format(prefix=row.prefix))


def is_good(row: ApiKeyRow, today: date) -> bool:
    """Whether a key still lets a program in."""
    return row.revoked is None and today <= row.expires


def every(session: Session) -> Sequence[ApiKeyRow]:
    """All keys, those that were made last first."""
    return session.exec(select(ApiKeyRow).order_by(col(ApiKeyRow.made).desc(), ApiKeyRow.name)).all()


def get(session: Session, key_id: UUID) -> ApiKeyRow:
    """Raises NotFound."""
    row = session.get(ApiKeyRow, key_id)
    if row is None:
        raise NotFound("There is no such key.")
    return row


def revoke(session: Session, who: Person, row: ApiKeyRow) -> None:
    """Ends a key now. What has ended already stays as it was."""
    if is_good(row, clock.today()):
        row.revoked = clock.today()
        audit.record(session, who, "key_revoked", row.id)


def forget_past(session: Session, before: date) -> int:
    """Drops keys that ended before a day; how many. The trail keeps who made them, and when."""
    return session.exec(delete(ApiKeyRow).where(_ended(before))).rowcount


def past(session: Session, before: date) -> int:
    """How many `forget_past` would drop."""
    return session.exec(select(func.count()).select_from(ApiKeyRow).where(_ended(before))).one()


@cache
def words() -> Mapping[str, str]:
    """What each scope opens, and what a program is called in the trail."""
    return dict(YAML(typ="safe").load(WORDS.read_text("utf-8")))


def _ended(before: date) -> ColumnElement[bool]:
    return or_(col(ApiKeyRow.expires) < before, col(ApiKeyRow.revoked) < before)


def _digest(key: str) -> bytes:
    # Of 256 random bits: nothing to guess, so nothing to slow a guesser down for.
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()
