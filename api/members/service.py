"""Joining the action group by invitation, and where its members are reached."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

from api import codes
from api.members import repository
from api.members.tables import AddressRow, InvitationRow, MemberRow

INVITATION_LASTS = timedelta(days=60)


@dataclass(frozen=True)
class Address:
    """A Telegram chat id, or the token of a browser; kept only for members."""

    kind: str
    value: str

    def kept(self) -> str:
        """What is stored: a browser's token only as its digest."""
        return self.value if self.kind == "telegram" else hashlib.sha256(self.value.encode()).hexdigest()


class Joining(StrEnum):
    """How a try to join ended."""

    JOINED = "joined"
    ALREADY = "already_member"
    NO_ADDRESS = "no_address"
    UNKNOWN = "unknown_code"


def invite(session: Session, *, name: str, agency: str, today: date) -> str:
    """A single-use code for one person; shown once, kept as a digest."""
    code = codes.make(codes.INVITATION_LENGTH)
    session.add(
        InvitationRow(code_digest=_digest(code), name=name, agency=agency, expires=today + INVITATION_LASTS)
    )
    return code


def join(session: Session, code: str, address: Address | None, today: date) -> Joining:
    """Makes the holder of a code a member who is reached at this address."""
    invitation = repository.invitation(session, _digest(codes.tidy(code)))
    if address is not None and member_at(session, address) is not None:
        return Joining.ALREADY
    if invitation is None or invitation.used or invitation.expires < today:
        return Joining.UNKNOWN
    if address is None:
        return Joining.NO_ADDRESS
    member = MemberRow(name=invitation.name, agency=invitation.agency, joined=today)
    session.add(member)
    session.flush()
    session.add(AddressRow(member_id=member.id, kind=address.kind, value=address.kept()))
    invitation.used = True
    return Joining.JOINED


def member_at(session: Session, address: Address) -> MemberRow | None:
    """The member behind an address."""
    return repository.at_address(session, address.kind, address.kept())


def member(session: Session, member_id: UUID) -> MemberRow | None:
    """One member, if they are still in the group."""
    return repository.by_id(session, member_id)


def take_back(session: Session, invitation_id: UUID) -> InvitationRow | None:
    """Takes an invitation back, so that its code lets nobody in; None when it has been used, or is gone."""
    return repository.take_back(session, invitation_id)


def everyone(session: Session) -> Sequence[UUID]:
    """Ids of all members."""
    return repository.ids(session)


def telegram_chats(session: Session, member_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Telegram chats of those of these members who have one."""
    return repository.addresses(session, "telegram", member_ids)


def reach(session: Session) -> tuple[int, int]:
    """Members in all, and those reached by Telegram."""
    return repository.counts(session)


def forget_spent_invitations(session: Session, today: date) -> int:
    """Drops invitations that were used or have run out, with the names on them; how many."""
    return repository.drop_spent(session, today)


def spent_invitations(session: Session, today: date) -> int:
    """How many such invitations there are."""
    return repository.count_spent(session, today)


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
