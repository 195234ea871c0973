"""People whom an identity provider has let in: their accounts, made and kept up by what it says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from ruamel.yaml import YAML
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from api import clock
from api.audit import service as audit
from api.staff import sessions
from api.staff.person import Role
from api.staff.tables import AccountRow

WORDS = Path(__file__).with_name("oidc.yml")
# Claims that may say them, the best first.
NAMES = ("name", "preferred_username")
TITLES = ("job_title", "jobTitle", "jobtitle")


@dataclass(frozen=True)
class Provider:
    """Who vouches for people. `name` stands on the button, `roles` holds ours by what its claim says."""

    issuer: str
    client_id: str
    client_secret: SecretStr | None
    name: str
    roles: Mapping[str, Role]


class Refusal(StrEnum):
    """Why somebody who comes from the provider does not get in; the page has words for each.

    away: the provider does not answer. stale: what the browser brings back was not begun in it just now.
    denied: somebody, or the provider, has said no. doubtful: what the provider says cannot be trusted.
    """

    NO_ROLE = "no_role"
    CLOSED = "closed"
    AWAY = "away"
    STALE = "stale"
    DENIED = "denied"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True)
class Told:
    """What a provider says of somebody; only `subject` is sure to be there, and says who it is for good."""

    subject: str
    name: str
    title: str
    roles: frozenset[Role]


def told(provider: Provider, claims: Mapping[str, Any]) -> Told:
    """Reads the claims of a checked ID token. A role that has no counterpart here gives nothing."""
    given = claims.get("roles")
    values = given if isinstance(given, list) else [given]
    return Told(
        subject=str(claims["sub"]),
        name=_first(claims, NAMES) or _words()["name"],
        title=_first(claims, TITLES) or _words()["title"],
        roles=frozenset(role for value, role in provider.roles.items() if value in values),
    )


def admit(session: Session, provider: Provider, who: Told, now: datetime) -> AccountRow | Refusal:
    """The account of somebody whom the provider has let in, as the provider tells of them today.

    Whoever has no role any more loses it here too, and is signed out. A closed account stays as it was.
    """
    mine = select(AccountRow).where(AccountRow.issuer == provider.issuer, AccountRow.subject == who.subject)
    made = False
    if who.roles:
        new = insert(AccountRow).values(_new(provider, who, now)).on_conflict_do_nothing()
        made = session.exec(new.returning(col(AccountRow.id))).first() is not None
    account = session.exec(mine.with_for_update()).one_or_none()
    if account is None:
        return Refusal.NO_ROLE
    if account.closed is not None:
        return Refusal.CLOSED
    before = account.name, account.title, account.roles
    account.name, account.title, account.roles = who.name, who.title, sorted(who.roles)
    if made or before != (account.name, account.title, account.roles):
        what = "account_made" if made else "account_told"
        audit.record(session, sessions.person(account), what, account.id)
    if not who.roles:
        sessions.end_all(session, account.id)
        return Refusal.NO_ROLE
    return account


def _new(provider: Provider, who: Told, now: datetime) -> dict[str, Any]:
    """A row for whoever has none yet; two browsers at once make one."""
    row = AccountRow(
        name=who.name,
        title=who.title,
        roles=sorted(who.roles),
        issuer=provider.issuer,
        subject=who.subject,
        made=clock.here(now).date(),
    )
    return row.model_dump()


def _first(claims: Mapping[str, Any], names: Sequence[str]) -> str:
    found = (claims.get(name) for name in names)
    return next((value for value in found if isinstance(value, str) and value), "")


@cache
def _words() -> Mapping[str, str]:
    return dict(YAML(typ="safe").load(WORDS.read_text("utf-8")))
