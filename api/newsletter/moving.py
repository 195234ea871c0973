"""From which state an issue may come to which: the one table of it, and the ways that lead there."""

from collections.abc import Mapping, Set
from datetime import date
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.broadcasts import drafts
from api.errors import Changed, NotFilled, WrongState
from api.newsletter.reading import Issue, drawn
from api.newsletter.service import held, mark
from api.newsletter.tables import NewsRow, NewsState
from api.newsletter.words import announcement
from api.staff.person import Person
from api.staff.writers import must_be_another, must_say_why

ALLOWED: Mapping[NewsState, Set[NewsState]] = {
    NewsState.DRAFT: {NewsState.WAITING},
    NewsState.WAITING: {NewsState.PUBLISHED, NewsState.DRAFT},
    NewsState.PUBLISHED: {NewsState.DRAFT},
}


def ask(session: Session, who: Person, newsletter_id: UUID) -> None:
    """Puts it before a second person. Raises NotFound, NotFilled and WrongState."""
    row, items = held(session, newsletter_id)
    if not items:
        raise NotFilled("thing", "Nothing stands in it yet: add an item first")
    _move(row, NewsState.WAITING)
    row.approver, row.answer = None, None
    audit.record(session, who, "newsletter_asked", row.id)


def publish(session: Session, who: Person, newsletter_id: UUID, read: str, today: date) -> None:
    """Anybody can read it from now on; `read` is the mark of what the second person has read.

    Raises NotFound, SecondPerson, Changed and WrongState.
    """
    row, items = held(session, newsletter_id, NewsState.WAITING)
    must_be_another(who, row)
    if read != mark(row, items):
        raise Changed("Somebody has changed this issue since you opened it. Read it again as it is now.")
    _move(row, NewsState.PUBLISHED)
    row.approver, row.published = str(who), today
    audit.record(session, who, "newsletter_published", row.id)


def refuse(session: Session, who: Person, newsletter_id: UUID, why: str) -> None:
    """Sends it back with a reason. Raises NotFound, NotFilled, SecondPerson and WrongState."""
    row, _ = held(session, newsletter_id, NewsState.WAITING)
    must_be_another(who, row)
    must_say_why(why)
    _move(row, NewsState.DRAFT)
    row.approver, row.answer = str(who), why
    audit.record(session, who, "newsletter_refused", row.id)


def take_back(session: Session, who: Person, newsletter_id: UUID) -> None:
    """A draft again, and off the web where it was published. Raises NotFound and WrongState."""
    row, _ = held(session, newsletter_id)
    _move(row, NewsState.DRAFT)
    row.approver, row.answer, row.published = None, None, None
    audit.record(session, who, "newsletter_taken_back", row.id)


def discard(session: Session, who: Person, newsletter_id: UUID) -> None:
    """Throws a draft away, with its items. Raises NotFound and WrongState."""
    row, _ = held(session, newsletter_id, NewsState.DRAFT)
    session.delete(row)
    audit.record(session, who, "newsletter_discarded", newsletter_id)


def tell(session: Session, who: Person, newsletter_id: UUID, address: str) -> UUID:
    """The draft of a broadcast that tells the members of it, once; its id. `address` is where Heard is.

    Raises NotFound and WrongState.
    """
    row, items = held(session, newsletter_id, NewsState.PUBLISHED)
    if row.broadcast_id is not None:
        return row.broadcast_id
    issue: Issue = drawn(session, row, items)
    title, text = announcement(issue.title, [one.title for one in issue.items], f"{address}{issue.path}")
    row.broadcast_id = drafts.write(session, who, title, text).id
    audit.record(session, who, "newsletter_told", row.id)
    return row.broadcast_id


def _move(row: NewsRow, to: NewsState) -> None:
    if to not in ALLOWED[NewsState(row.state)]:
        raise WrongState(f"This issue is {row.state} by now. Look at it again.")
    row.state = to
