"""Who can be the second person, who waits outside, which keys are about to end."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import any_, exists, func, literal
from sqlmodel import Session, col, select

from api.few import Few, few
from api.staff import sessions
from api.staff.person import Person, Role
from api.staff.tables import AccountRow, ApiKeyRow, SignInLinkRow


def holders(session: Session, role: Role, but: Person) -> Sequence[Person]:
    """Everybody else who holds a role and whose account is not closed, by name."""
    asked = select(AccountRow).where(
        literal(str(role)) == any_(col(AccountRow.roles)),
        col(AccountRow.closed).is_(None),
        AccountRow.id != but.id,
    )
    return [sessions.person(row) for row in session.exec(asked.order_by(AccountRow.name))]


def accounts(session: Session) -> int:
    """How many are not closed."""
    asked = select(func.count()).select_from(AccountRow).where(col(AccountRow.closed).is_(None))
    return session.exec(asked).one()


def shut_out(session: Session, now: datetime, limit: int) -> Few[AccountRow]:
    """Those who were invited and never came, and whose link has run out, by name."""
    link = exists().where(col(SignInLinkRow.account_id) == AccountRow.id, col(SignInLinkRow.expires) >= now)
    never = (col(AccountRow.closed).is_(None), col(AccountRow.seen).is_(None))
    return few(session, select(AccountRow).where(*never, ~link).order_by(AccountRow.name), limit)


def keys_ending(session: Session, first: date, last: date, limit: int) -> Few[ApiKeyRow]:
    """Keys of other programs whose last day is one of these, the nearest first."""
    asked = select(ApiKeyRow).where(
        col(ApiKeyRow.revoked).is_(None), col(ApiKeyRow.expires).between(first, last)
    )
    return few(session, asked.order_by(col(ApiKeyRow.expires), ApiKeyRow.name), limit)
