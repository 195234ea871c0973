"""Who of the action group a message is for: by type of agency, role, language and theme."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, all_, and_, any_, func, literal, true
from sqlmodel import Session, col, select

from api.members.tables import AddressRow, AgencyRow, MemberRow

TELEGRAM = "telegram"
# As many roles as a page can offer to tick; members write them as they like.
MOST_ROLES = 40


@dataclass(frozen=True)
class Audience:
    """Members of agencies of these types, in these roles, who read these languages, and who have not left
    the theme. An empty part leaves nobody out.
    """

    agency_types: Sequence[str] = ()
    roles: Sequence[str] = ()
    languages: Sequence[str] = ()
    theme: str | None = None


@dataclass(frozen=True)
class Reach:
    """How many members an audience has, and how many of them are reached by Telegram."""

    members: int
    telegram: int


def chosen(session: Session, audience: Audience) -> Sequence[UUID]:
    """Ids of an audience, none of whom leaves before the transaction ends."""
    asked = select(MemberRow.id).where(_within(audience))
    return session.exec(asked.with_for_update(read=True, key_share=True)).all()


def count(session: Session, audience: Audience) -> Reach:
    """How many they are now."""
    in_telegram = select(AddressRow.id).where(
        col(AddressRow.member_id) == MemberRow.id, AddressRow.kind == TELEGRAM
    )
    counted = select(func.count(), func.count().filter(in_telegram.exists())).select_from(MemberRow)
    return Reach(*session.exec(counted.where(_within(audience))).one())


def guests(session: Session) -> Sequence[UUID]:
    """Ids of those who get what is sent as a test, none of whom leaves before the transaction ends."""
    asked = select(MemberRow.id).where(col(MemberRow.guest))
    return session.exec(asked.with_for_update(read=True, key_share=True)).all()


def count_guests(session: Session) -> int:
    """How many they are."""
    return session.exec(select(func.count()).select_from(MemberRow).where(col(MemberRow.guest))).one()


def roles(session: Session) -> Sequence[str]:
    """Roles that members have given themselves, each in one spelling; the commonest if there are many."""
    same = func.lower(col(MemberRow.role))
    asked = select(func.min(MemberRow.role)).where(col(MemberRow.role).is_not(None)).group_by(same)
    found = session.exec(asked.order_by(func.count().desc(), same).limit(MOST_ROLES)).all()
    return sorted((role for role in found if role), key=str.casefold)


def languages(session: Session) -> Sequence[str]:
    """Codes of languages that members read, the commonest first."""
    asked = select(MemberRow.language).group_by(col(MemberRow.language))
    return session.exec(asked.order_by(func.count().desc(), col(MemberRow.language))).all()


def languages_of(session: Session, member_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Codes of the languages that these members read."""
    asked = select(MemberRow.id, MemberRow.language).where(col(MemberRow.id).in_(member_ids))
    return dict(session.exec(asked).all())


def have_left(session: Session, member_ids: Sequence[UUID], theme: str) -> Sequence[UUID]:
    """Those of these members who want to hear no more of a theme."""
    asked = select(MemberRow.id).where(col(MemberRow.id).in_(member_ids))
    return session.exec(asked.where(literal(theme) == any_(col(MemberRow.left_themes)))).all()


def untyped(session: Session) -> int:
    """How many members are of an agency of which nobody has said the type."""
    typed = select(AgencyRow.name).where(col(AgencyRow.name) == MemberRow.agency).exists()
    return session.exec(select(func.count()).select_from(MemberRow).where(~typed)).one()


def _within(audience: Audience) -> ColumnElement[bool]:
    wanted: list[ColumnElement[bool]] = [true()]
    if audience.agency_types:
        of_type = col(AgencyRow.type).in_(audience.agency_types)
        agencies = select(AgencyRow.name).where(of_type)
        wanted.append(col(MemberRow.agency).in_(agencies))
    if audience.roles:
        # Both in small letters as PostgreSQL makes them: it knows fewer of them than Python.
        wanted.append(func.lower(col(MemberRow.role)).in_([func.lower(role) for role in audience.roles]))
    if audience.languages:
        wanted.append(col(MemberRow.language).in_(audience.languages))
    if audience.theme:
        wanted.append(literal(audience.theme) != all_(col(MemberRow.left_themes)))
    return and_(*wanted)
