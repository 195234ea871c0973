"""The action group: members in a hundred agencies, open invitations, broadcasts in each state."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from itertools import product
from random import Random
from typing import Any
from uuid import uuid4

from sqlmodel import Session, col, select

from api import clock
from api.broadcasts import drafts, ledger
from api.broadcasts import service as broadcasts
from api.broadcasts.ledger import ARRIVED, Fate
from api.broadcasts.tables import AttemptState, BroadcastRow, BroadcastState, DeliveryRow, DeliveryState
from api.broadcasts.wishes import Wishes
from api.db import transaction
from api.members import lists, preferences
from api.members import service as members
from api.members.addresses import TELEGRAM, WEB
from api.members.service import INVITATION_LASTS, Address
from api.staff.person import Role
from api.working_days import DAY, is_working_day
from bot.demonstration.handing_out import hand_out
from bot.demonstration.scene import Scene
from bot.demonstration.words import words

MEMBERS, INVITED = 210, 14
IN_THE_MORNING = time(10, 30, tzinfo=clock.HERE)
JOINED_WITHIN = 420  # days
BY_TELEGRAM = 0.6
SHUT, LOST = 0.03, 0.01  # of the copies
GIVEN_UP = Fate(AttemptState.FAILED, DeliveryState.FAILED)
SEEN, UNDERSTOOD, SOON = 0.3, 0.6, 9  # of the copies, and days


def join(scene: Scene) -> None:
    """Everybody with an invitation of their own, over more than a year."""
    people, agencies = _names(scene), list(_agencies())
    with transaction(scene.base.engine) as session:
        for agency, kind in _types():
            members.set_agency_type(session, agency, kind)
        for number in range(MEMBERS):
            # Each agency has somebody; the others come from any.
            agency = agencies[number] if number < len(agencies) else scene.chance.choice(agencies)
            day = scene.today - scene.chance.randrange(10, JOINED_WITHIN) * DAY
            code = members.invite(session, name=next(people), agency=agency, today=day)
            by_telegram = scene.chance.random() < BY_TELEGRAM
            # No chat of Telegram has such a number: nobody is written to by mistake.
            address = Address(TELEGRAM if by_telegram else WEB, f"made up {uuid4().hex}")
            members.join(session, scene.base.keys, code, address, day)
            _choose(session, scene, number, address)
        for number in range(INVITED):
            # The oldest ends in a few days.
            day = scene.today - (INVITATION_LASTS - (3 + 4 * number) * DAY)
            members.invite(session, name=next(people), agency=scene.chance.choice(agencies), today=day)


def _choose(session: Session, scene: Scene, number: int, address: Address) -> None:
    """What somebody says of themselves once they are in."""
    member, roles = members.member_at(session, scene.base.keys, address), words()["roles"]
    if member is not None:
        wanted = preferences.wishes(member)
        language = words()["languages"].get(number, wanted.language)
        preferences.keep(member, replace(wanted, role=roles[number % len(roles)], language=language))


def write(scene: Scene) -> None:
    """Broadcasts of a year, each as far as it has come."""
    for one in words()["broadcasts"]:
        with transaction(scene.base.engine) as session:
            written = datetime.combine(_working_day(scene.today - one["ago"] * DAY), IN_THE_MORNING)
            _broadcast(session, scene, one, BroadcastState(one["state"]), written)


def _broadcast(
    session: Session, scene: Scene, one: Mapping[str, Any], state: BroadcastState, written: datetime
) -> None:
    sender, approver = scene.staff[Role.SENDER], scene.staff[Role.APPROVER]
    wanted = Wishes(asks=one.get("asks", False), review=one.get("review"))
    row = drafts.write(session, sender, one["title"], words()["text"], wanted)
    if state != BroadcastState.DRAFT:
        drafts.ask(session, sender, row.id)
    if state in (BroadcastState.APPROVED, BroadcastState.SENT):
        drafts.approve(session, approver, row.id, drafts.mark(session, row))
    if state == BroadcastState.SENT:
        broadcasts.send(session, sender, row.id)
        session.flush()
        _delivered(session, scene, row, written)
        _read(session, row, written.date())
        row.sent = written
    row.written = written


def _delivered(session: Session, scene: Scene, row: BroadcastRow, moment: datetime) -> None:
    """As a worker would have written it down; inboxes on the web are always reached."""
    theirs = ledger.waiting(session, row.id, clock.now())
    ways = lists.reached_by(session, theirs)
    chats = [member for member in theirs if TELEGRAM in ways[member]]
    fates = {
        TELEGRAM: [(member, _fate(scene, place)) for place, member in enumerate(chats)],
        WEB: [(member, ARRIVED) for member in theirs if WEB in ways[member]],
    }
    hand_out(session, row.id, fates, moment)


def _read(session: Session, row: BroadcastRow, day: date) -> None:
    """Some see it on the web within days, and some of those who are asked say that they understand it."""
    chance = Random(row.title)
    copies = (
        select(DeliveryRow).where(DeliveryRow.broadcast_id == row.id).order_by(col(DeliveryRow.member_id))
    )
    for copy in session.exec(copies):
        on = day + chance.randrange(SOON) * DAY
        understands = row.asks and chance.random() < UNDERSTOOD
        copy.opened = on if understands or chance.random() < SEEN else None
        copy.understood = on if understands else None


def _fate(scene: Scene, place: int) -> Fate:
    """The same members have shut their chat each time; any copy can be given up."""
    if Random(place).random() < SHUT:
        return Fate(AttemptState.BLOCKED, DeliveryState.BLOCKED)
    return GIVEN_UP if scene.chance.random() < LOST else ARRIVED


def _working_day(day: date) -> date:
    """The day itself, or the last one before on which people are at work."""
    while not is_working_day(day):
        day -= DAY
    return day


def _names(scene: Scene) -> Iterator[str]:
    """Each first name with each surname, in no order."""
    pairs = list(product(words()["first_names"], words()["surnames"]))
    scene.chance.shuffle(pairs)
    return (f"{first} {last}" for first, last in pairs)


def _agencies() -> Iterator[str]:
    return (agency for agency, _ in _types())


def _types() -> Iterator[tuple[str, str]]:
    """The agencies, each with its type."""
    said = words()["agencies"]
    for (kind, type_), mark in product(said["kinds"].items(), said["marks"]):
        yield said["name"].format(kind=kind, mark=mark), type_
