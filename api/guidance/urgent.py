"""Changes of a contact that cannot wait: one person publishes, a second person looks afterwards."""

from sqlmodel import Session

from api import clock
from api.audit import service as audit
from api.errors import WrongState
from api.guidance import change_repository as repository
from api.guidance import items
from api.guidance.change_tables import ChangeRow, ChangeState
from api.guidance.changes import not_its_author, only_a_draft, only_its_author, put_live, shape_of, sign
from api.staff.person import Person

# What one person may change at once, of a contact that is there already.
AT_ONCE = frozenset({"phone", "text", "link", "open", "verified", "expires"})


def is_quick(change: ChangeRow) -> bool:
    """Whether one person may publish it at once: a contact that is there, and only how it is reached."""
    before, after = items.unwritten(change.before), items.unwritten(change.after)
    if shape_of(change)[0].kind != "contact" or before is None or after is None:
        return False
    return all(before.get(field) == after.get(field) for field in {*before, *after} - AT_ONCE)


def publish_at_once(session: Session, who: Person, change: ChangeRow, reason: str) -> None:
    """Publishes a draft that cannot wait; it is shown as not seen until a second person has looked.

    Raises SecondPerson, Changed, ContentFault and WrongState.
    """
    only_a_draft(change)
    only_its_author(who, change)
    if not is_quick(change):
        raise WrongState("Only how a contact is reached can be published by one person.")
    put_live(session, change)
    change.urgent, change.answer = True, reason
    sign(who, change)
    audit.record(session, who, "content_urgent", change.id)


def see(session: Session, who: Person, change: ChangeRow) -> None:
    """A second person has looked at what was urgent. Raises SecondPerson and WrongState."""
    _only_unseen(change)
    not_its_author(who, change)
    change.approver = str(who)
    audit.record(session, who, "content_seen", change.id)


def take_back(session: Session, who: Person, change: ChangeRow, reason: str) -> ChangeRow:
    """What was urgent is as it was before, which a second person had seen: anybody may. The new change.

    Raises Changed, ContentFault and WrongState.
    """
    _only_unseen(change)
    back = ChangeRow(
        **change.model_dump(include={"file", "item", "title"}),
        before=change.after,
        after=change.before,
        author=str(who),
        author_account=who.id,
        approver=str(who),
        reason=reason,
        made=clock.now(),
    )
    put_live(session, back)
    repository.add(session, [back])
    change.approver = str(who)
    audit.record(session, who, "content_published", back.id)
    return back


def _only_unseen(change: ChangeRow) -> None:
    if not (change.urgent and change.state == ChangeState.PUBLISHED and not change.approver):
        raise WrongState("A second person has looked at this already.")
