"""Long lists of the action group, looked at and never changed: members, open invitations, agencies."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, true, union_all
from sqlmodel import Session, col, select

from api.listing import Part, cut, holds
from api.members.tables import AddressRow, InvitationRow, MemberRow

_NAME, _AGENCY = func.lower(col(MemberRow.name)), func.lower(col(MemberRow.agency))
_MEMBERS = {"name": (_NAME,), "agency": (_AGENCY, _NAME), "joined": (col(MemberRow.joined), _NAME)}
_INVITED = {
    "name": (func.lower(col(InvitationRow.name)),),
    "agency": (func.lower(col(InvitationRow.agency)), func.lower(col(InvitationRow.name))),
    "expires": (col(InvitationRow.expires), func.lower(col(InvitationRow.name))),
}
_PEOPLE = union_all(
    select(col(MemberRow.agency), literal(1).label("joined"), literal(0).label("invited")),
    select(col(InvitationRow.agency), literal(0), literal(1)).where(~col(InvitationRow.used)),
).subquery()
_JOINED, _ASKED = func.sum(_PEOPLE.c.joined), func.sum(_PEOPLE.c.invited)
_AGENCIES = {
    "agency": (func.lower(_PEOPLE.c.agency),),
    "members": (_JOINED, func.lower(_PEOPLE.c.agency)),
    "invited": (_ASKED, func.lower(_PEOPLE.c.agency)),
}


def members(session: Session, words: str, agency: str, part: Part) -> Sequence[MemberRow]:
    """Members whose name or agency holds the words; of one agency, if it is named."""
    asked = select(MemberRow).where(_member(words, agency))
    return session.exec(cut(asked, part, _MEMBERS, col(MemberRow.id))).all()


def count_members(session: Session, words: str = "", agency: str = "") -> int:
    """How many there are of them."""
    return session.exec(select(func.count()).select_from(MemberRow).where(_member(words, agency))).one()


def reached_by(session: Session, member_ids: Sequence[UUID]) -> Mapping[UUID, set[str]]:
    """By which kinds of channel these members are reached; never where."""
    found = select(AddressRow.member_id, AddressRow.kind).where(col(AddressRow.member_id).in_(member_ids))
    kinds: dict[UUID, set[str]] = {}
    for member_id, kind in session.exec(found):
        kinds.setdefault(member_id, set()).add(kind)
    return kinds


def invitations(session: Session, words: str, part: Part) -> Sequence[InvitationRow]:
    """Invitations that nobody has used."""
    asked = select(InvitationRow).where(_invited(words))
    return session.exec(cut(asked, part, _INVITED, col(InvitationRow.id))).all()


def count_invitations(session: Session, words: str = "") -> int:
    """How many there are of them."""
    return session.exec(select(func.count()).select_from(InvitationRow).where(_invited(words))).one()


def agencies(session: Session, words: str, part: Part) -> Sequence[tuple[str, int, int]]:
    """Agencies, with how many have joined and how many are invited."""
    asked = select(_PEOPLE.c.agency, _JOINED, _ASKED).where(holds(words, _PEOPLE.c.agency))
    return session.exec(cut(asked.group_by(_PEOPLE.c.agency), part, _AGENCIES, _PEOPLE.c.agency)).all()


def count_agencies(session: Session, words: str = "") -> int:
    """How many there are of them."""
    asked = select(func.count(func.distinct(_PEOPLE.c.agency))).where(holds(words, _PEOPLE.c.agency))
    return session.exec(asked).one()


def agency_names(session: Session) -> Sequence[str]:
    """All agencies that somebody comes from or is invited from, in the order of the alphabet."""
    return session.exec(
        select(_PEOPLE.c.agency).group_by(_PEOPLE.c.agency).order_by(func.lower(_PEOPLE.c.agency))
    ).all()


def _member(words: str, agency: str) -> ColumnElement[bool]:
    theirs = col(MemberRow.agency) == agency if agency else true()
    return holds(words, col(MemberRow.name), col(MemberRow.agency)) & theirs


def _invited(words: str) -> ColumnElement[bool]:
    return ~col(InvitationRow.used) & holds(words, col(InvitationRow.name), col(InvitationRow.agency))
