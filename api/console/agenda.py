"""The calendar of a quarter: what opens, closes, ends, and is to be looked at again."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session
from starlette.templating import Jinja2Templates

from api import clock
from api.actions import service as actions
from api.broadcasts import course as broadcasts
from api.console import quarters
from api.console.access import Who
from api.console.quarters import Quarter
from api.db import SessionDep
from api.guidance import overview as guidance
from api.guidance.overview import Entry
from api.staff import overview as staff
from api.staff.person import Person, Role
from api.staff.who import READS, RUNS, SEES_ACTIONS, SEES_BROADCASTS, STAFF
from api.waves import agenda as waves
from api.waves.tables import WaveState
from api.working_days import bank_holiday

MOST = 200


@dataclass(frozen=True)
class Event:
    """What happens on a day; `kind` has its words in calendar.html. `count`: of how many things."""

    day: date
    kind: str
    title: str
    href: str | None = None
    moment: datetime | None = None
    count: int = 1


def add_routes(router: APIRouter, pages: Jinja2Templates) -> None:
    """The page of a quarter."""

    @router.get("/calendar")
    def show(
        request: Request,
        session: SessionDep,
        who: Who,
        written: Annotated[str, Query(alias="quarter")] = "",
    ) -> Response:
        today = clock.today()
        quarter = quarters.read(written, today)
        facts = {
            "quarter": quarter,
            "today": today,
            "now": quarters.of(today),
            "days": by_day(session, who, quarter),
        }
        return pages.TemplateResponse(request, "console/calendar.html", facts)


def by_day(session: Session, who: Person, quarter: Quarter) -> Mapping[date, Sequence[Event]]:
    """What somebody's roles show them of a quarter; the days in order, those without anything left out."""
    days = defaultdict[date, list[Event]](list)
    for roles, find in SOURCES:
        if who.is_any(roles):
            for event in find(session, quarter):
                if quarter.first <= event.day <= quarter.last:
                    days[event.day].append(event)
    return {day: days[day] for day in sorted(days)}


def _holidays(_: Session, quarter: Quarter) -> Iterator[Event]:
    for day in (day for week in quarter.weeks for day in week):
        if name := bank_holiday(day):
            yield Event(day, "holiday", name)


def _waves(session: Session, quarter: Quarter) -> Iterator[Event]:
    for wave in waves.between(session, quarter.first, quarter.last):
        place = f"/console/waves/{wave.id}"
        to_come = wave.opens if wave.state == WaveState.PLANNED else None
        opens = clock.here(to_come).date() if to_come else wave.opened
        yield Event(opens, "opens", wave.title, place, to_come)
        if wave.closed:
            yield Event(wave.closed, "closes", wave.title, place)
        elif wave.closes:
            yield Event(clock.here(wave.closes).date(), "closes", wave.title, place, wave.closes)


def _reviews(session: Session, quarter: Quarter) -> Iterator[Event]:
    """Many have the same day: they are one event."""
    due = defaultdict[date, list[Entry]](list)
    for entry in guidance.entries(session):
        if entry.due and quarter.first <= entry.due <= quarter.last:
            due[entry.due].append(entry)
    for day, entries in due.items():
        only = entries[0]
        one = f"/console/guidance/items/{only.kind}/{quote(only.name, safe='')}"
        yield Event(
            day, "review", only.title, one if len(entries) == 1 else "/console/guidance", count=len(entries)
        )


def _keys(session: Session, quarter: Quarter) -> Iterator[Event]:
    for key in staff.keys_ending(session, quarter.first, quarter.last, MOST).rows:
        yield Event(key.expires, "key", key.name, "/console/keys")


def _broadcasts(session: Session, quarter: Quarter) -> Iterator[Event]:
    for row in broadcasts.leaving(session, quarter.first, quarter.last):
        if row.due:
            yield Event(
                clock.here(row.due).date(), "leaves", row.title, f"/console/broadcasts/{row.id}", row.due
            )


def _actions(session: Session, quarter: Quarter) -> Iterator[Event]:
    for row in actions.due(session, quarter.first, quarter.last, MOST).rows:
        yield Event(row.due, "action", row.title, f"/console/actions/{row.id}")


# Who sees what; another kind of event is a function and a line, and its words in calendar.html.
SOURCES: Sequence[tuple[frozenset[Role], Callable[[Session, Quarter], Iterator[Event]]]] = (
    (STAFF, _holidays),
    (READS, _waves),
    (READS, _reviews),
    (RUNS, _keys),
    (SEES_BROADCASTS, _broadcasts),
    (SEES_ACTIONS, _actions),
)
