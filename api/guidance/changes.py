"""A change of the guidance on its way: written, seen by a second person, published, or not."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from api import clock
from api.audit import service as audit
from api.errors import HeardError, NotFound, SecondPerson, WrongState
from api.guidance import change_repository as repository
from api.guidance import content, items, publishing
from api.guidance import repository as shelves
from api.guidance.change_tables import ChangeRow as ChangeRow
from api.guidance.change_tables import ChangeState as ChangeState
from api.guidance.items import SHAPES, Data, Shape
from api.guidance.pack import Pack
from api.guidance.seeding import published
from api.staff.person import Person

LONGEST_REASON = 500
MOVES = {
    ChangeState.DRAFT: {ChangeState.WAITING, ChangeState.PUBLISHED, ChangeState.WITHDRAWN},
    ChangeState.WAITING: {ChangeState.PUBLISHED, ChangeState.REFUSED, ChangeState.WITHDRAWN},
}


class Changed(WrongState):
    """What stands there is no longer what the change was made from; the draft is kept."""


class NothingChanged(HeardError):
    """There is nothing to publish."""

    status = 422


def shape_of(change: ChangeRow) -> tuple[Shape, str]:
    """What is changed, and its name."""
    kind, _, name = change.item.partition("/")
    return SHAPES[kind], name


def get(session: Session, change_id: UUID) -> ChangeRow:
    """Raises NotFound."""
    found = repository.get(session, change_id)
    if found is None:
        raise NotFound("There is no such change.")
    return found


def now(session: Session, shape: Shape, name: str) -> Data | None:
    """The item as it is published, or None."""
    return items.current(published(shelves.files(session)), shape, name)


def tried(session: Session, shape: Shape, name: str, after: Data | None) -> Pack:
    """The whole pack as it would be. Raises ContentFault."""
    texts = published(shelves.files(session))
    return content.checked(items.placed(texts, shape, name, after))


def propose(
    session: Session, who: Person, shape: Shape, name: str, after: Data | None, reason: str
) -> ChangeRow:
    """A draft. Raises ContentFault and NothingChanged."""
    before = now(session, shape, name)
    _check(session, shape, name, items.written(before), after)
    change = ChangeRow(
        file=shape.file_of(name),
        item=f"{shape.kind}/{name}",
        title=items.title(after or before or {}, name),
        before=items.written(before),
        after=items.written(after),
        author=str(who),
        author_account=who.id,
        reason=reason,
        made=clock.now(),
    )
    repository.add(session, [change])
    return change


def amend(session: Session, who: Person, change: ChangeRow, after: Data | None, reason: str) -> None:
    """Writes a draft anew, on what stands there today. Raises as `propose` does, and SecondPerson."""
    only_a_draft(change)
    only_its_author(who, change)
    shape, name = shape_of(change)
    before = items.written(now(session, shape, name))
    _check(session, shape, name, before, after)
    change.before, change.after, change.reason = before, items.written(after), reason
    change.title = items.title(after or {}, change.title)
    change.made = clock.now()
    sign(who, change)


def _check(session: Session, shape: Shape, name: str, before: str, after: Data | None) -> None:
    if items.written(after) == before:
        raise NothingChanged("Nothing has been changed yet.")
    tried(session, shape, name, after)


def send(session: Session, who: Person, change: ChangeRow) -> None:
    """To a second person. Raises SecondPerson unless its author sends it, and WrongState."""
    only_its_author(who, change)
    _move(change, ChangeState.WAITING)
    sign(who, change)
    audit.record(session, who, "content_proposed", change.id)


def approve(session: Session, who: Person, change: ChangeRow) -> None:
    """Publishes it. Raises SecondPerson, Changed, ContentFault and WrongState."""
    if change.state == ChangeState.DRAFT:
        raise WrongState("This is still a draft: its author sends it first.")
    not_its_author(who, change)
    put_live(session, change)
    change.approver = str(who)
    audit.record(session, who, "content_published", change.id)


def refuse(session: Session, who: Person, change: ChangeRow, answer: str) -> None:
    """Sends it back with a reason. Raises SecondPerson and WrongState."""
    not_its_author(who, change)
    _move(change, ChangeState.REFUSED)
    change.approver, change.answer = str(who), answer
    audit.record(session, who, "content_refused", change.id)


def withdraw(session: Session, who: Person, change: ChangeRow) -> None:
    """Ends it unpublished; anybody may, since its author may have left. Raises WrongState."""
    _move(change, ChangeState.WITHDRAWN)
    change.approver = str(who)
    audit.record(session, who, "content_withdrawn", change.id)


def waiting(session: Session) -> Sequence[ChangeRow]:
    return repository.in_state(session, ChangeState.WAITING)


def drafts(session: Session) -> Sequence[ChangeRow]:
    return repository.in_state(session, ChangeState.DRAFT)


def unseen(session: Session) -> Sequence[ChangeRow]:
    """Urgent ones that no second person has looked at."""
    return repository.unseen(session)


def history(session: Session, item: str) -> Sequence[ChangeRow]:
    """All changes of an item, the newest first."""
    return repository.of_item(session, item)


def decided(session: Session, limit: int) -> Sequence[ChangeRow]:
    """What was decided last, the newest first."""
    return repository.decided(session, limit)


def taken_up(session: Session, change: ChangeRow) -> Data:
    """Its text to go on with: what it changes, over what stands there today."""
    before, after = items.unwritten(change.before) or {}, items.unwritten(change.after) or {}
    today = now(session, *shape_of(change))
    return after if today is None else items.over(before, after, today)


def is_stale(session: Session, change: ChangeRow) -> bool:
    """Whether something else stands there by now than what an open change was made from."""
    return items.written(now(session, *shape_of(change))) != change.before


def wrote(who: Person, change: ChangeRow) -> bool:
    """Whether somebody is the author. Of what was written before there were accounts the name tells."""
    if change.author_account is not None:
        return change.author_account == who.id
    return bool(change.author) and change.author.casefold().startswith(f"{who.name},".casefold())


def sign(who: Person, change: ChangeRow) -> None:
    """Whoever is the first to work on a change that has no author becomes it."""
    if not change.author:
        change.author, change.author_account = str(who), who.id


def forget_past(session: Session, before: datetime) -> int:
    """Drops what was decided before a moment; how many. Open ones stay."""
    return repository.drop_before(session, before)


def past(session: Session, before: datetime) -> int:
    """How many changes `forget_past` would drop."""
    return repository.count_before(session, before)


def put_live(session: Session, change: ChangeRow) -> None:
    """Puts it into the present text of its file, and checks the whole; nothing is half published.

    Raises Changed, ContentFault and WrongState, before anything is written.
    """
    shelves.lock(session)
    shape, name = shape_of(change)
    _may_become(change, ChangeState.PUBLISHED)
    if is_stale(session, change):
        raise Changed("Somebody has changed this meanwhile. Your text is kept: start again from it.")
    texts = published(shelves.files(session))
    publishing.publish(session, items.placed(texts, shape, name, items.unwritten(change.after)))
    _move(change, ChangeState.PUBLISHED)


def _move(change: ChangeRow, to: ChangeState) -> None:
    _may_become(change, to)
    change.state = to
    if to != ChangeState.WAITING:
        change.decided = clock.now()


def _may_become(change: ChangeRow, to: ChangeState) -> None:
    if to not in MOVES.get(ChangeState(change.state), set()):
        raise WrongState(f"This change is {change.state} already, so it cannot become {to}.")


def only_a_draft(change: ChangeRow) -> None:
    """Raises WrongState."""
    if change.state != ChangeState.DRAFT:
        raise WrongState("Only a draft can be changed. Start again from its text.")


def only_its_author(who: Person, change: ChangeRow) -> None:
    """What the program has set aside has no author yet: whoever mends it becomes it. Raises SecondPerson."""
    if change.author and not wrote(who, change):
        raise SecondPerson("Only its author can do that. Start again from its text.")


def not_its_author(who: Person, change: ChangeRow) -> None:
    """Raises SecondPerson."""
    if wrote(who, change):
        raise SecondPerson("A second person has to look at it: you wrote it yourself.")
