"""Raising an issue: what is being written, how it is sent, and what its sender hears when they ask."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Session

from api import codes
from api.broadcasts import letters, links
from api.broadcasts.letters import Letter
from api.broadcasts.tables import BroadcastKind
from api.feedback import repository
from api.feedback.form import SEEN, form
from api.feedback.tables import DraftRow, IssueKind, IssueRow
from api.guidance import service as guidance
from api.members import service as members
from api.members.service import Address
from api.waves.keys import KeyRing
from surveys.engine import Ask, Done, begin, resume
from surveys.model import Answer, Progress, Survey

# A member is shown the newest of what they have sent.
SHOWN = 5
_HOUSE = None  # the key of this house seals what is being written


def draft(session: Session, conversation_id: UUID) -> DraftRow | None:
    """What is being written in a conversation, if anything is."""
    return repository.draft(session, conversation_id)


def survey(session: Session, kind: IssueKind) -> Survey:
    """The questions as they are put now."""
    return form(kind, guidance.themes(session))


def start(
    session: Session,
    keys: KeyRing,
    conversation_id: UUID,
    kind: IssueKind,
    today: date,
    about: UUID | None = None,
    come: Progress | None = None,
) -> tuple[DraftRow, Ask | Done]:
    """A new one, with its first question. `about` is the broadcast that it answers.

    `come` holds what has been said already.
    """
    asked = survey(session, kind)
    first = resume(asked, come) if come else begin(asked)
    sealed = keys.seal(_HOUSE, first.progress.to_json())
    row = DraftRow(conversation_id=conversation_id, kind=kind, progress=sealed, day=today, about=about)
    session.add(row)
    return row, first


def progress(keys: KeyRing, row: DraftRow) -> Progress:
    """How far it has come. Raises WrongState when the key of the house has been lost."""
    return Progress.from_json(keys.open(_HOUSE, row.progress))


def save(keys: KeyRing, row: DraftRow, come: Progress, today: date) -> None:
    """Keeps how far it has come."""
    row.progress, row.day = keys.seal(_HOUSE, come.to_json()), today


def pause(session: Session, conversation_id: UUID) -> None:
    """What is being written in a conversation waits, if anything is."""
    if row := repository.draft(session, conversation_id):
        row.paused = True


def drop(session: Session, row: DraftRow) -> None:
    """Nothing of it is kept."""
    repository.drop(session, row)


def send(
    session: Session, keys: KeyRing, row: DraftRow, come: Progress, address: Address | None, today: date
) -> str:
    """Hands it in, as a member's where one is reached at the address; the code to ask after it with.

    `come` holds at least what is seen: the form lets nobody to its end without it.
    """
    said = come.answers
    member = members.member_at(session, keys, address) if address else None
    code = codes.make(codes.ISSUE_LENGTH)
    session.add(
        IssueRow(
            kind=row.kind,
            theme=_text(said, "theme"),
            seen=_text(said, SEEN) or "",
            place=_text(said, "place"),
            often=_text(said, "often"),
            wanted=_text(said, "wanted"),
            about=row.about,
            member_id=member.id if member else None,
            receipt=keys.receipt(_HOUSE, code),
            came=today,
        )
    )
    repository.drop(session, row)
    return code


def is_member(session: Session, keys: KeyRing, address: Address | None) -> bool:
    """Whether what is sent from here can be answered."""
    return address is not None and members.member_at(session, keys, address) is not None


def copy_of(session: Session, keys: KeyRing, token: str) -> Letter | None:
    """The copy of a broadcast that a token leads to, while it is there."""
    copy = links.page_of(keys, token)
    found = letters.one(session, keys, copy) if copy else None
    return found if found and found.kind == BroadcastKind.UNIT else None


def quoted(session: Session, keys: KeyRing, address: Address | None, words: str) -> Letter | None:
    """The newest broadcast to the member at an address that begins with the same line as these words."""
    member = members.member_at(session, keys, address) if address else None
    if member is None:
        return None
    title = words.partition("\n")[0].strip()
    return next(
        (
            one
            for one in letters.inbox(session, keys, member.id)
            if one.kind == BroadcastKind.UNIT and one.title == title
        ),
        None,
    )


def with_code(session: Session, keys: KeyRing, code: str) -> IssueRow | None:
    """What a code stands for."""
    tidy = codes.tidy(code)
    if len(tidy) != codes.ISSUE_LENGTH:
        return None
    return repository.with_receipt(session, keys.receipt(_HOUSE, tidy))


def sent_by(session: Session, keys: KeyRing, address: Address | None) -> Sequence[IssueRow]:
    """The newest of what the member at an address has sent; nothing for others."""
    member = members.member_at(session, keys, address) if address else None
    return repository.of_member(session, member.id, SHOWN) if member else []


def number_from(session: Session, member_id: UUID) -> int:
    """How many issues and examples a member has sent that are still kept with them."""
    return repository.count_of_member(session, member_id)


def forget_past(session: Session, came_before: date) -> int:
    """Drops issues that came before a day; how many."""
    return repository.drop_past(session, came_before)


def past(session: Session, came_before: date) -> int:
    """How many `forget_past` would drop."""
    return repository.count_past(session, came_before)


def forget_left(session: Session, before: date) -> int:
    """Drops what was begun and not written on since a day; how many."""
    return repository.drop_left(session, before)


def left(session: Session, before: date) -> int:
    """How many `forget_left` would drop."""
    return repository.count_left(session, before)


def _text(said: Mapping[str, Answer], key: str) -> str | None:
    answer = said.get(key)
    return str(answer) if answer is not None else None
