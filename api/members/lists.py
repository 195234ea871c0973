"""Long lists of the action group, looked at and never changed: members, open invitations, agencies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, true, union_all
from sqlmodel import Session, col, select

from api.listing import Part, cut, holds
from api.members.tables import AddressRow, AgencyRow, InvitationRow, MemberRow

_NAME, _AGENCY = func.lower(col(MemberRow.name)), func.lower(col(MemberRow.agency))
_MEMBERS = {"name": (_NAME,), "agency": (_AGENCY, _NAME), "joined": (col(MemberRow.joined), _NAME)}
_INVITED = {
    "name": (func.lower(col(InvitationRow.name)),),
    "agency": (func.lower(col(InvitationRow.agency)), func.lower(col(InvitationRow.name))),
    "expires": (col(InvitationRow.expires), func.lower(col(InvitationRow.name))),
}
_PEOPLE = union_all(
    select(col(MemberRow.agency), literal(1).label("joined"), literal(0).label("invited")),
    select(col(InvitationRow.agency), literal(0), col(InvitationRow.places) - InvitationRow.taken).where(
        col(InvitationRow.taken) < InvitationRow.places
    ),
).subquery()
_JOINED, _ASKED = func.sum(_PEOPLE.c.joined), func.sum(_PEOPLE.c.invited)
# Agencies of which nobody has said the type.
NO_TYPE = "none"
_TYPED = _PEOPLE.outerjoin(AgencyRow, col(AgencyRow.name) == _PEOPLE.c.agency)
_AGENCIES = {
    "agency": (func.lower(_PEOPLE.c.agency),),
    "members": (_JOINED, func.lower(_PEOPLE.c.agency)),
    "invited": (_ASKED, func.lower(_PEOPLE.c.agency)),
    "type": (func.lower(func.min(AgencyRow.type)), func.lower(_PEOPLE.c.agency)),
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


@dataclass(frozen=True)
class Agency:
    """An agency, how many of it have joined and how many are invited; of what type, if somebody has said."""

    name: str
    members: int
    invited: int
    type: str | None


def agencies(session: Session, words: str, kind: str, part: Part) -> list[Agency]:
    """Agencies whose name holds the words; of one type, if it is given, or of NO_TYPE."""
    kinds = func.min(AgencyRow.type)
    asked = select(_PEOPLE.c.agency, _JOINED, _ASKED, kinds).select_from(_TYPED).where(_agency(words, kind))
    found = session.exec(cut(asked.group_by(_PEOPLE.c.agency), part, _AGENCIES, _PEOPLE.c.agency))
    return [Agency(*row) for row in found]


def count_agencies(session: Session, words: str = "", kind: str = "") -> int:
    """How many there are of them."""
    asked = select(func.count(func.distinct(_PEOPLE.c.agency))).select_from(_TYPED)
    return session.exec(asked.where(_agency(words, kind))).one()


def agency_type(session: Session, name: str) -> str | None:
    """Of what type an agency is; None where nobody has said."""
    row = session.get(AgencyRow, name)
    return row.type if row else None


def agency_names(session: Session) -> Sequence[str]:
    """All agencies that somebody comes from or is invited from, in the order of the alphabet."""
    return session.exec(
        select(_PEOPLE.c.agency).group_by(_PEOPLE.c.agency).order_by(func.lower(_PEOPLE.c.agency))
    ).all()


def known_people(session: Session) -> set[tuple[str, str]]:
    """Name and agency of everybody who has joined or is invited by name, in small letters."""
    joined = select(MemberRow.name, MemberRow.agency)
    invited = select(InvitationRow.name, InvitationRow.agency).where(
        col(InvitationRow.name).is_not(None), InvitationRow.taken < InvitationRow.places
    )
    everybody = [*session.exec(joined).all(), *session.exec(invited).all()]
    return {((name or "").casefold(), agency.casefold()) for name, agency in everybody}


def _member(words: str, agency: str) -> ColumnElement[bool]:
    theirs = col(MemberRow.agency) == agency if agency else true()
    return holds(words, col(MemberRow.name), col(MemberRow.agency)) & theirs


def _invited(words: str) -> ColumnElement[bool]:
    has_place = col(InvitationRow.taken) < InvitationRow.places
    return has_place & holds(words, func.coalesce(InvitationRow.name, ""), col(InvitationRow.agency))


def _agency(words: str, kind: str) -> ColumnElement[bool]:
    of_kind = col(AgencyRow.type) == kind if kind else true()
    if kind == NO_TYPE:
        of_kind = col(AgencyRow.type).is_(None)
    return holds(words, _PEOPLE.c.agency) & of_kind
