"""The clock of the safety queue: the roll of each day, and calls to the duty member.

An alert has no time but its day. So what is late is found once a day, at the hour of the duty, and nothing
that is kept tells whether an alert of that day came before or after it.
"""

from collections import Counter
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ruamel.yaml import YAML
from sqlmodel import Session

from api.broadcasts import calls
from api.safety import repository, service
from api.safety.due import last_day_due
from api.safety.duty import USUAL_HOUR
from api.safety.tables import AlertRow
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow
from api.working_days import is_working_day
from nlu.screen import Tier

FILE = Path(__file__).with_name("words.yml")


class _Called(NamedTuple):
    """What one call is about."""

    survey: str
    day: date
    urgent: bool


def roll(session: Session, now: datetime) -> None:
    """Once a day, when its hour has passed: finds what is late. Done again, it changes nothing more.

    What is late for the first time is told at once, and what stays so again on each working day.
    """
    duty = repository.duty(session)
    day = last_day_due(now, duty.by_hour if duty else USUAL_HOUR)
    if duty is not None and duty.rolled is not None and duty.rolled >= day:
        return
    duty = repository.duty_held(session)
    for row, wave in repository.watched_new(session, lock=True):
        due = service.due(row, wave)
        if due is not None and due <= day:
            row.call = row.call or not row.late or is_working_day(day)
            row.late = True
    duty.rolled = day


def call(session: Session, keys: KeyRing, address: str, today: date) -> None:
    """Tells the duty member what the roll has found, and of each urgent alert that nobody has told yet.

    One call for all that is of one wave and one day. Without a duty member nothing is told and nothing
    forgotten. `address` is where people reach Heard.
    """
    duty = repository.duty(session)
    if duty is None or duty.member_id is None:
        return
    # Looked at without holding them first: mostly there is nothing to tell.
    if not any(_to_tell(row, keys) for row, _ in repository.watched_new(session)):
        return
    told = Counter[_Called]()
    for row, wave in repository.watched_new(session, lock=True):
        if _to_tell(row, keys):
            told[_mark(row, wave, keys, today)] += 1
    for what, how_many in told.items():
        title, text = _written(what, how_many, f"{address}/console/alerts")
        calls.call(session, duty.member_id, title, text, today)


def _to_tell(row: AlertRow, keys: KeyRing) -> bool:
    if row.call:
        return True
    kept = service.said(row, keys)
    return kept["tier"] == Tier.immediate and "told" not in kept


def _mark(row: AlertRow, wave: WaveRow, keys: KeyRing, today: date) -> _Called:
    """Notes that it is told: sealed, since only of urgent ones is it noted before they are late."""
    kept = service.said(row, keys)
    row.call = False
    if kept["text"] is not None:
        row.sealed = keys.seal(None, kept | {"told": today.isoformat()})
    return _Called(wave.title, row.day, kept["tier"] == Tier.immediate)


def _written(what: _Called, how_many: int, link: str) -> tuple[str, str]:
    words = _words()
    day = f"{what.day.day} {what.day:%B %Y}"
    text = words["one" if how_many == 1 else "more"]
    said = text.format(count=how_many, survey=what.survey, day=day, link=link)
    return words["urgent_title" if what.urgent else "title"], said


@cache
def _words() -> dict[str, str]:
    return dict(YAML(typ="safe").load(FILE.read_text("utf-8")))
