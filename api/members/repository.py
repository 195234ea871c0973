"""SQL of members, invitations and addresses."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from api.members.tables import AddressRow, AgencyRow, InvitationRow, LinkRow, MemberRow


def invitation(session: Session, digest: bytes) -> InvitationRow | None:
    """An invitation by the digest of its code, locked so that it serves once."""
    return session.exec(
        select(InvitationRow).where(InvitationRow.code_digest == digest).with_for_update()
    ).one_or_none()


def invitation_by_id(session: Session, invitation_id: UUID) -> InvitationRow | None:
    """The same by its id."""
    return session.exec(
        select(InvitationRow).where(InvitationRow.id == invitation_id).with_for_update()
    ).one_or_none()


def kinds(session: Session, member_id: UUID) -> Sequence[str]:
    """By which kinds of channel a member is reached, each once."""
    theirs = select(AddressRow.kind).where(AddressRow.member_id == member_id)
    return session.exec(theirs.distinct().order_by(AddressRow.kind)).all()


def drop(session: Session, member_id: UUID) -> None:
    """Removes a member; the database removes what hangs on them."""
    session.exec(delete(MemberRow).where(col(MemberRow.id) == member_id))


def at_address(session: Session, kind: str, digest: bytes, *, hold: bool = False) -> MemberRow | None:
    """The member who is reached at an address, by its digest; with `hold`, nobody else changes them."""
    found = (
        select(MemberRow)
        .join(AddressRow, col(AddressRow.member_id) == MemberRow.id)
        .where(AddressRow.kind == kind, AddressRow.digest == digest)
    )
    if hold:
        found = found.with_for_update(of=MemberRow).execution_options(populate_existing=True)
    return session.exec(found).one_or_none()


def put(session: Session, row: AddressRow) -> bool:
    """Keeps a new address; False where somebody is reached there already, be it since this moment."""
    added = insert(AddressRow).values(row.model_dump()).on_conflict_do_nothing()
    return session.execute(added.returning(col(AddressRow.id))).first() is not None


def by_id(session: Session, member_id: UUID) -> MemberRow | None:
    """One member."""
    return session.get(MemberRow, member_id)


def take_back(session: Session, invitation_id: UUID) -> InvitationRow | None:
    """Removes an invitation that has a place left; None when there is none."""
    theirs = (InvitationRow.id == invitation_id, col(InvitationRow.taken) < InvitationRow.places)
    found = session.exec(select(InvitationRow).where(*theirs).with_for_update()).one_or_none()
    if found is not None:
        session.delete(found)
        session.flush()
    return found


def ids(session: Session) -> Sequence[UUID]:
    """Ids of all members, none of whom leaves before the transaction ends."""
    return session.exec(select(MemberRow.id).with_for_update(read=True, key_share=True)).all()


def places(session: Session, member_ids: Sequence[UUID]) -> Sequence[AddressRow]:
    """Everywhere that these members are reached."""
    theirs = select(AddressRow).where(col(AddressRow.member_id).in_(member_ids))
    return session.exec(theirs.order_by(AddressRow.kind, col(AddressRow.id))).all()


def set_type(session: Session, agency: str, kind: str | None) -> None:
    """Writes of what type an agency is, or that nobody has said."""
    session.exec(delete(AgencyRow).where(col(AgencyRow.name) == agency))
    if kind is not None:
        session.add(AgencyRow(name=agency, type=kind))


def wishes(session: Session, member_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The kinds of channel that these members want first."""
    found = select(MemberRow.id, MemberRow.channels).where(col(MemberRow.id).in_(member_ids))
    return {member_id: list(kinds) for member_id, kinds in session.exec(found)}


def place(session: Session, member_id: UUID, address_id: UUID) -> AddressRow | None:
    """One place where a member is reached."""
    theirs = AddressRow.id == address_id, AddressRow.member_id == member_id
    return session.exec(select(AddressRow).where(*theirs)).one_or_none()


def hold(session: Session, member_id: UUID) -> MemberRow | None:
    """A member whom nobody else changes meanwhile."""
    return session.get(MemberRow, member_id, with_for_update=True)


def link(session: Session, digest: bytes, *, hold: bool = False) -> LinkRow | None:
    """A link by the digest of its token; with `hold`, nobody else uses it meanwhile."""
    return session.get(LinkRow, digest, with_for_update=hold)


def drop_ways_in(session: Session, member_id: UUID) -> None:
    """Removes the links that let a member in."""
    theirs = col(LinkRow.member_id) == member_id, col(LinkRow.sealed).is_(None)
    session.exec(delete(LinkRow).where(*theirs))


def drop_links(session: Session, now: datetime) -> int:
    """Removes links that have run out; how many."""
    return session.exec(delete(LinkRow).where(col(LinkRow.expires) < now)).rowcount


def count_links(session: Session, now: datetime) -> int:
    """How many links have run out."""
    return session.exec(select(func.count()).select_from(LinkRow).where(col(LinkRow.expires) < now)).one()


def quiet(session: Session, member_ids: Sequence[UUID]) -> Sequence[tuple[UUID, int | None, int | None]]:
    """The quiet hours of those of these members who have chosen any."""
    theirs = col(MemberRow.id).in_(member_ids), col(MemberRow.quiet_from).is_not(None)
    found = session.exec(select(MemberRow.id, MemberRow.quiet_from, MemberRow.quiet_until).where(*theirs))
    return [(member_id, start, end) for member_id, start, end in found]


def counts(session: Session) -> tuple[int, int]:
    """How many members there are, and how many of them are reached by Telegram."""
    members = session.exec(select(func.count()).select_from(MemberRow)).one()
    telegram = session.exec(
        select(func.count(func.distinct(AddressRow.member_id))).where(AddressRow.kind == "telegram")
    ).one()
    return members, telegram


def _spent(today: date) -> ColumnElement[bool]:
    return or_(col(InvitationRow.taken) >= InvitationRow.places, col(InvitationRow.expires) < today)


def drop_spent(session: Session, today: date) -> int:
    """Removes invitations that let nobody in any more; how many."""
    return session.exec(delete(InvitationRow).where(_spent(today))).rowcount


def count_spent(session: Session, today: date) -> int:
    """How many invitations let nobody in any more."""
    return session.exec(select(func.count()).select_from(InvitationRow).where(_spent(today))).one()
