"""Accounts of the staff: nobody changes their own roles, and one administrator stays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import any_, delete, func, literal
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from api import clock
from api.audit import service as audit
from api.errors import NotFound, WrongState
from api.staff import factors, links, sessions
from api.staff.person import Person, Role
from api.staff.roles import words
from api.staff.tables import AccountRow, SignInLinkRow

LAST = (
    "Somebody who signs in with a password has to be an administrator: "
    "first give that role to another person."
)
NO_LINK = "There is no link for this account."
MACHINE = Person(None, "Heard", "on its own machine")


@dataclass(frozen=True)
class Wanted:
    """What an account is to be. `email` in small letters."""

    name: str
    title: str
    email: str
    roles: Sequence[Role]


class Taken(WrongState):
    """There is an account with this address already."""


class OnlyOthers(WrongState):
    """Somebody wants to change an account in a way that only another person may."""


def get(session: Session, account_id: UUID) -> AccountRow:
    """One account, closed or not. Raises NotFound."""
    if (found := session.get(AccountRow, account_id)) is None:
        raise NotFound("There is no such account.")
    return found


def by_address(session: Session, email: str, *, hold: bool = False) -> AccountRow | None:
    """The open account with an address; held, two tries at it come one after the other."""
    found = select(AccountRow).where(AccountRow.email == email, col(AccountRow.closed).is_(None))
    return session.exec(found.with_for_update() if hold else found).one_or_none()


def known(session: Session, email: str) -> AccountRow:
    """The open account with an address, as somebody typed it. Raises NotFound."""
    if (found := by_address(session, email.strip().lower())) is None:
        raise NotFound("No open account has this address. The page of accounts in the console lists them.")
    return found


def every(session: Session) -> Sequence[AccountRow]:
    """All of them by name, those that are closed last."""
    order = col(AccountRow.closed).is_not(None), func.lower(AccountRow.name), col(AccountRow.id)
    return session.exec(select(AccountRow).order_by(*order)).all()


def has_administrator(session: Session) -> bool:
    """Whether somebody looks after accounts."""
    return session.exec(_administrators()).first() is not None


def make(session: Session, wanted: Wanted, who: Person | None = None) -> AccountRow:
    """A new account, without a password yet; made by its own owner where nobody else is named.

    Raises Taken, also where the account of that address is closed.
    """
    if session.exec(select(AccountRow.id).where(AccountRow.email == wanted.email)).first() is not None:
        raise Taken("There is an account with this address already.")
    account = AccountRow(
        name=wanted.name,
        title=wanted.title,
        email=wanted.email,
        roles=_ordered(wanted.roles),
        made=clock.today(),
    )
    session.add(account)
    session.flush()
    audit.record(session, who or sessions.person(account), "account_made", account.id)
    return account


def make_first(session: Session, wanted: Wanted) -> AccountRow:
    """The account of whoever holds a link without one: an administrator, and more only while there is none.

    Raises Taken.
    """
    _one_at_a_time(session)
    roles = [] if has_administrator(session) else wanted.roles
    return make(session, Wanted(wanted.name, wanted.title, wanted.email, [*roles, Role.ADMINISTRATOR]))


def change(
    session: Session, who: Person, account: AccountRow, name: str, title: str, roles: Sequence[Role]
) -> None:
    """Raises OnlyOthers for one's own account and for one that is closed or an identity provider's.

    Raises WrongState when no administrator would be left, before anything is changed.
    """
    _by_another(who, account)
    if account.issuer is not None or account.closed is not None:
        raise OnlyOthers("This account cannot be changed here.")
    if Role.ADMINISTRATOR not in roles:
        _stays_looked_after(session, account)
    if (account.name, account.title) != (name, title):
        account.name, account.title = name, title
        audit.record(session, who, "account_changed", account.id)
    if account.roles != _ordered(roles):
        account.roles = _ordered(roles)
        audit.record(session, who, "account_roles", account.id)


def new_link(session: Session, who: Person, account: AccountRow, now: datetime) -> str:
    """The token of a link with which an account is set up anew: nothing that opened it before does so now.

    Raises WrongState for an account of an identity provider, or a closed one.
    """
    if account.issuer is not None or account.closed is not None:
        raise WrongState(NO_LINK)
    if who.id == account.id:
        raise OnlyOthers("You change your own password and second factor on your own page.")
    _shut(session, account)
    if account.closed is not None:  # while we waited for it
        raise WrongState(NO_LINK)
    account.misses, account.waits = 0, None
    audit.record(session, who, "link_made", account.id)
    return links.make(session, now, account.id)


def sign_out(session: Session, who: Person, account: AccountRow) -> None:
    """Everywhere, at once."""
    sessions.end_all(session, account.id)
    audit.record(session, who, "account_signed_out", account.id)


def close(session: Session, who: Person, account: AccountRow) -> None:
    """Raises OnlyOthers for one's own, and WrongState for that of the last administrator."""
    _by_another(who, account)
    if account.closed is not None:
        return
    _stays_looked_after(session, account)
    _shut(session, account)
    account.closed = clock.today()
    audit.record(session, who, "account_closed", account.id)


def open_again(session: Session, who: Person, account: AccountRow) -> None:
    """A closed one, with the roles it had; it needs a new link, or its identity provider."""
    if account.closed is not None:
        account.closed = None
        audit.record(session, who, "account_opened", account.id)


def forget_past(session: Session, before: date) -> int:
    """Drops accounts that were closed before a day; how many. The trail keeps their names."""
    return session.exec(delete(AccountRow).where(col(AccountRow.closed) < before)).rowcount


def past(session: Session, before: date) -> int:
    """How many `forget_past` would drop."""
    return session.exec(
        select(func.count()).select_from(AccountRow).where(col(AccountRow.closed) < before)
    ).one()


def _shut(session: Session, account: AccountRow) -> None:
    """Takes away all that opens it, also what somebody is about to get by an older link or password."""
    session.refresh(account, with_for_update=True)
    account.password = account.factor = None
    factors.forget_recovery_codes(session, account.id)
    sessions.end_all(session, account.id)
    session.exec(delete(SignInLinkRow).where(col(SignInLinkRow.account_id) == account.id))


def _by_another(who: Person, account: AccountRow) -> None:
    if who.id == account.id:
        raise OnlyOthers("Another administrator changes your account.")


def _administrators() -> SelectOfScalar[AccountRow]:
    is_one = literal(Role.ADMINISTRATOR.value) == any_(col(AccountRow.roles))
    return select(AccountRow).where(is_one, col(AccountRow.closed).is_(None))


def _stays_looked_after(session: Session, account: AccountRow) -> None:
    _one_at_a_time(session)
    # An identity provider may take the role from its people at any time.
    here = _administrators().where(col(AccountRow.issuer).is_(None), AccountRow.id != account.id)
    if account.issuer is None and session.exec(here).first() is None:
        raise WrongState(LAST)


def _one_at_a_time(session: Session) -> None:
    """Two administrators who take the role from each other at the same moment would leave none."""
    session.connection().execute(select(func.pg_advisory_xact_lock(func.hashtextextended("account", 0))))


def _ordered(roles: Iterable[Role]) -> list[str]:
    held = set(roles)
    return [role.value for role in words() if role in held]
