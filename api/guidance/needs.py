"""Changes of the guidance that wait for somebody: for a second person, or for their author."""

from datetime import datetime

from sqlmodel import Session

from api.few import Few, few
from api.guidance import change_repository as repository
from api.guidance.change_tables import ChangeRow
from api.staff.person import Person


def to_approve(session: Session, who: Person, limit: int) -> Few[ChangeRow]:
    """Those of others that wait for a second person, the oldest first."""
    return few(session, repository.waiting_by_others(who.id, who.name), limit)


def to_see(session: Session, who: Person, limit: int) -> Few[ChangeRow]:
    """Urgent ones of others, published already, that no second person has looked at; the oldest first."""
    return few(session, repository.unseen_by_others(who.id, who.name), limit)


def sent_back(session: Session, who: Person, since: datetime, limit: int) -> Few[ChangeRow]:
    """Somebody's own that were sent back since a moment, unless the item was worked on again."""
    return few(session, repository.refused_to(who.id, since), limit)
