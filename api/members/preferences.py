"""How a member wants to be written to: by what, when, about what and in which language."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from api import languages
from api.hours import Hours as Hours
from api.members import addresses, repository
from api.members.addresses import KINDS, LOST, WEB
from api.members.service import one_line
from api.members.tables import MemberRow
from api.waves.keys import KeyRing

LONGEST_ROLE = 60  # letters


@dataclass(frozen=True)
class Wishes:
    """All that a member can choose; `channels` are kinds of address, the dearest first."""

    role: str | None
    language: str
    left_themes: Sequence[str]
    channels: Sequence[str]
    quiet: Hours | None


def quiet(row: MemberRow) -> Hours | None:
    """The hours in which nothing is to come; None: as the partnership has it."""
    if row.quiet_from is None or row.quiet_until is None:
        return None
    return Hours(row.quiet_from, row.quiet_until)


def quiet_of(session: Session, member_ids: Sequence[UUID]) -> dict[UUID, Hours]:
    """The same of those of these members who have chosen any."""
    return {
        member_id: Hours(start, end)
        for member_id, start, end in repository.quiet(session, member_ids)
        if start is not None and end is not None
    }


def order(wanted: Sequence[str], kinds: Collection[str]) -> list[str]:
    """The kinds that a member has, those that they want first before the others."""
    return [kind for kind in dict.fromkeys([*wanted, *KINDS]) if kind in kinds]


def wishes(row: MemberRow) -> Wishes:
    """What a member has chosen."""
    return Wishes(row.role, row.language, row.left_themes, row.channels, quiet(row))


def keep(row: MemberRow, wanted: Wishes) -> None:
    """Writes down what a member has chosen; languages and kinds of address that are unknown are left out."""
    row.role = one_line(wanted.role or "") or None
    row.language = wanted.language if wanted.language in languages.NAMES else languages.DEFAULT
    row.left_themes = list(dict.fromkeys(wanted.left_themes))
    row.channels = order(wanted.channels, set(wanted.channels).intersection(KINDS))
    hours = wanted.quiet
    # Hours that end as they begin are none, or all: the partnership's are meant.
    given = hours if hours and hours.start != hours.end else None
    row.quiet_from, row.quiet_until = (given.start, given.end) if given else (None, None)


def channels_of(
    session: Session, keys: KeyRing, member_ids: Sequence[UUID], *, beyond_web: bool = False
) -> dict[UUID, list[tuple[str, str]]]:
    """By what these members are written to, in their order: kinds of address, each with one address.

    The inbox on the web ends it, with no address: what stands there needs no other way; not with
    `beyond_web`, where somebody has to be rung. LOST in place of an
    address whose key has been lost. Who is not a member any more is not in it.
    """
    opened = addresses.opener(keys)
    sealed: dict[UUID, dict[str, bytes | None]] = {}
    for row in repository.places(session, member_ids):
        sealed.setdefault(row.member_id, {}).setdefault(row.kind, row.sealed)
    return {
        member_id: list(_ways(wanted, sealed.get(member_id, {}), opened, beyond_web))
        for member_id, wanted in repository.wishes(session, member_ids).items()
    }


def _ways(
    wanted: Sequence[str], sealed: Mapping[str, bytes | None], opened: Callable[[bytes], str], beyond: bool
) -> Iterator[tuple[str, str]]:
    for kind in order(wanted, sealed):
        box = sealed[kind]
        yield kind, LOST if box is None else opened(box)
        if kind == WEB and not beyond:
            return
