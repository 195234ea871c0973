"""SQL of members, invitations and addresses."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_
from sqlmodel import Session, col, select

from api.members.tables import AddressRow, InvitationRow, MemberRow


def invitation(session: Session, digest: bytes) -> InvitationRow | None:
    """An invitation by the digest of its code, locked so that it serves once."""
    return session.exec(
        select(InvitationRow).where(InvitationRow.code_digest == digest).with_for_update()
    ).one_or_none()


def at_address(session: Session, kind: str, value: str) -> MemberRow | None:
    """The member who is reached at an address."""
    return session.exec(
        select(MemberRow)
        .join(AddressRow, col(AddressRow.member_id) == MemberRow.id)
        .where(AddressRow.kind == kind, AddressRow.value == value)
    ).one_or_none()


def by_id(session: Session, member_id: UUID) -> MemberRow | None:
    """One member."""
    return session.get(MemberRow, member_id)


def take_back(session: Session, invitation_id: UUID) -> InvitationRow | None:
    """Removes an invitation that nobody has used; None when there is none."""
    theirs = (InvitationRow.id == invitation_id, ~col(InvitationRow.used))
    found = session.exec(select(InvitationRow).where(*theirs).with_for_update()).one_or_none()
    if found is not None:
        session.delete(found)
        session.flush()
    return found


def ids(session: Session) -> Sequence[UUID]:
    """Ids of all members."""
    return session.exec(select(MemberRow.id)).all()


def addresses(session: Session, kind: str, member_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Where these members are reached by one kind of channel."""
    found = session.exec(
        select(AddressRow.member_id, AddressRow.value).where(
            AddressRow.kind == kind, col(AddressRow.member_id).in_(member_ids)
        )
    )
    return dict(found.all())


def counts(session: Session) -> tuple[int, int]:
    """How many members there are, and how many of them are reached by Telegram."""
    members = session.exec(select(func.count()).select_from(MemberRow)).one()
    telegram = session.exec(
        select(func.count(func.distinct(AddressRow.member_id))).where(AddressRow.kind == "telegram")
    ).one()
    return members, telegram


def _spent(today: date) -> ColumnElement[bool]:
    return or_(col(InvitationRow.used), col(InvitationRow.expires) < today)


def drop_spent(session: Session, today: date) -> int:
    """Removes invitations that let nobody in any more; how many."""
    return session.exec(delete(InvitationRow).where(_spent(today))).rowcount


def count_spent(session: Session, today: date) -> int:
    """How many invitations let nobody in any more."""
    return session.exec(select(func.count()).select_from(InvitationRow).where(_spent(today))).one()
