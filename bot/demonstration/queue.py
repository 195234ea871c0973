"""The safety queue and the requests to be contacted, with something in each state."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from api import clock, codes
from api.audit import service as audit
from api.broadcasts import calls
from api.broadcasts.ledger import ARRIVED
from api.db import transaction
from api.members import lists
from api.members import service as members
from api.members.addresses import TELEGRAM
from api.safety import contact, duty, review, watch
from api.safety import service as safety
from api.safety.contact import Office, Wish
from api.safety.contact_tables import ContactState, Outcome
from api.safety.duty import Duty
from api.safety.tables import AlertState, DutyRow
from api.staff.person import Role
from api.waves.tables import WaveRow
from api.working_days import DAY, is_working_day
from bot.demonstration.handing_out import hand_out
from bot.demonstration.scene import Scene
from bot.demonstration.words import words
from nlu.screen import screen


def alerts(scene: Scene, wave: WaveRow) -> None:
    """Answers of earlier days beside those of today, and what the duty reviewer has done with them."""
    base, said = scene.base, words()["duty"]
    with transaction(base.engine) as session:
        ways = lists.reached_by(session, members.everyone(session))
        told = next(member for member, kinds in ways.items() if TELEGRAM in kinds)
        wanted = Duty(said["reader"], said["hours"], member=told)
        duty.set_to(session, wanted, scene.staff[Role.SAFETY])
    for worry in words()["worries"]["earlier"]:
        with transaction(base.engine) as session:
            _raised(session, scene, wave, worry)
    with transaction(base.engine) as session:
        watches = session.get(DutyRow, 1)
        assert watches is not None
        watches.rolled = None  # whatever ran here today has looked already, and there was nothing yet
        watch.roll(session, clock.now())
        watch.call(session, base.keys, scene.address, scene.today)
        for call in calls.to_bring(session):  # as if Telegram had brought it
            hand_out(session, call, {TELEGRAM: [(told, ARRIVED)]}, clock.now())


def _raised(session: Session, scene: Scene, wave: WaveRow, worry: Mapping[str, Any]) -> None:
    keys, who, day = scene.base.keys, scene.staff[Role.SAFETY], _working_day_before(scene.today, worry["ago"])
    verdict = screen(worry["text"])
    assert verdict is not None, worry["text"]
    earlier = {alert.name for alert in safety.queue(session, keys)}
    safety.raise_alert(
        session, keys, verdict, worry["text"], wave_id=wave.id, audience=wave.audience, today=day
    )
    [name] = {alert.name for alert in safety.queue(session, keys)} - earlier
    if worry.get("seen") or "end" in worry:
        review.look(session, keys, name, who, day)
    if "end" in worry:
        review.end(session, keys, name, who, AlertState(worry["end"]), worry["note"], day)


def requests(scene: Scene, kept_days: int) -> None:
    """Some wait, some are dealt with, for one it was too late."""
    said, who = words()["requests"], scene.staff[Role.SAFETY]
    office = Office(is_open=True, readers=said["readers"], times=said["times"], hours=contact.HOURS)
    with transaction(scene.base.engine) as session:
        contact.arrange(session, office)
        audit.record(session, who, "contacts_changed", None)
    for one in said["sent"]:
        with transaction(scene.base.engine) as session:
            _sent(session, scene, one)
    with transaction(scene.base.engine) as session:
        contact.forget_past(session, scene.today - timedelta(days=kept_days), scene.today)
        for line in contact.every(session, clock.now()):
            if line.state == ContactState.EXPIRED:
                contact.acknowledge(session, line.id)
                audit.record(session, who, "contact_too_late", line.id)


def _sent(session: Session, scene: Scene, one: Mapping[str, Any]) -> None:
    keys, who, day = scene.base.keys, scene.staff[Role.SAFETY], scene.today - one["ago"] * DAY
    wish = Wish(
        name=one["name"],
        reach=one["reach"],
        when=one["when"],
        may_leave_message=True,
        may_say_who=False,
        about=one["about"],
    )
    earlier = _ids(session)
    contact.send(session, keys, wish, codes.make(codes.RECEIPT_LENGTH), day)
    [request] = _ids(session) - earlier
    if one.get("taken") or "end" in one:
        contact.take(session, keys, request, str(who), day if "end" in one else scene.today)
        audit.record(session, who, "contact_taken", request)
    if "end" in one:
        contact.finish(session, request, Outcome(one["end"]), day)
        audit.record(session, who, "contact_done", request)


def _ids(session: Session) -> set[UUID]:
    return {line.id for line in contact.every(session, clock.now())}


def _working_day_before(day: date, number: int) -> date:
    while number > 0:
        day -= DAY
        number -= is_working_day(day)
    return day
