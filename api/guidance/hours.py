"""Whether a contact can be reached at a moment, on the clocks of the partnership, and that in words."""

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from api import clock
from api.guidance.contact import Contact, Opening, Outside
from api.guidance.frame import HourWords
from api.working_days import DAY, is_bank_holiday

State = Literal["open", "unknown", "closed"]
# Farther than from any bank holiday to the next day of the same name that is none.
AHEAD = 30
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEK = timedelta(days=7)
_MIDNIGHT, _MIDDAY = time(), time(12)


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with a contact. `changes`: when an open one closes, or a closed one opens next.

    None where nobody can tell: of one that is unknown, and of one that is always as it is.
    """

    state: State
    changes: datetime | None = None


def standing(contact: Contact, moment: datetime, contacts: Mapping[str, Contact]) -> Standing:
    """At a moment with a time zone. No hours begin on a bank holiday of England."""
    match contact.open:
        case None:
            return Standing("unknown")
        case "always":
            return Standing("open")
        case Outside(outside=other):
            return _turned(standing(contacts[other], moment, contacts))
        case openings:
            return _by_hours(openings, moment)


def _turned(other: Standing) -> Standing:
    turned: Mapping[State, State] = {"open": "closed", "closed": "open", "unknown": "unknown"}
    return Standing(turned[other.state], other.changes)


def _by_hours(openings: Sequence[Opening], moment: datetime) -> Standing:
    moment = moment.astimezone(UTC)
    spans = sorted(_spans(openings, clock.here(moment).date()))
    until = moment
    for begins, ends in spans:  # one that follows on another without a gap goes on with it
        if begins <= until < ends:
            until = ends
    if until > moment:
        return Standing("open", until)
    return Standing("closed", next((begins for begins, _ in spans if begins > moment), None))


def _spans(openings: Sequence[Opening], today: date) -> Iterator[tuple[datetime, datetime]]:
    """From yesterday on: its hours may last until today."""
    for day in (today + DAY * ahead for ahead in range(-1, AHEAD)):
        for opening in openings:
            if day.weekday() in _weekdays(opening.days) and not is_bank_holiday(day):
                last = day + DAY * (opening.closes <= opening.opens)
                yield _moment(day, opening.opens), _moment(last, opening.closes)


def _moment(day: date, hour: str) -> datetime:
    # In UTC: Python compares two times of one place by the wall, also in the hour that comes twice.
    return datetime.combine(day, time.fromisoformat(hour), clock.HERE).astimezone(UTC)


def _ends(days: str) -> tuple[int, int]:
    first, _, last = days.partition("-")
    return _DAYS.index(first), _DAYS.index(last or first)


def _weekdays(days: str) -> set[int]:
    first, last = _ends(days)
    return {(first + on) % 7 for on in range((last - first) % 7 + 1)}


def in_words(contact: Contact, contacts: Mapping[str, Contact], words: HourWords) -> str:
    """The hours, such as "Monday to Thursday 8.30am to 5pm"; empty for any time and where nobody knows."""
    match contact.open:
        case None | "always":
            return ""
        case Outside(outside=other):
            return words.outside_of.replace("{other}", contacts[other].label)
        case openings:
            return ", ".join([*(_opening(one, words) for one in openings), words.not_on_holidays])


def now_in_words(how: Standing, moment: datetime, words: HourWords) -> str:
    """Such as "closed now, opens Monday 8.30am"; empty where there is nothing to tell."""
    if how.changes is None:
        return words.closed if how.state == "closed" else ""
    template = words.open_until if how.state == "open" else words.closed_until
    return template.replace("{time}", _when(how.changes, moment, words))


def _opening(opening: Opening, words: HourWords) -> str:
    first, last = (calendar.day_name[day] for day in _ends(opening.days))
    on = first if first == last else words.day_span.replace("{first}", first).replace("{last}", last)
    opens, closes = (_clock(time.fromisoformat(hour), words) for hour in (opening.opens, opening.closes))
    return words.opening.replace("{on}", on).replace("{opens}", opens).replace("{closes}", closes)


def _when(moment: datetime, now: datetime, words: HourWords) -> str:
    here, today = clock.here(moment), clock.here(now).date()
    # Midnight belongs to the day that it ends.
    day = here.date() - DAY if here.time() == _MIDNIGHT else here.date()
    if day <= today:
        return _clock(here.time(), words)
    date_too = f" {day.day} {day:%B}" if day - today >= _WEEK else ""
    return f"{day:%A}{date_too} {_clock(here.time(), words)}"


def _clock(hour: time, words: HourWords) -> str:
    """As people write it: 8.30am, 5pm."""
    if hour in (_MIDNIGHT, _MIDDAY):
        return words.midnight if hour == _MIDNIGHT else words.midday
    minutes = f".{hour:%M}" if hour.minute else ""
    return f"{hour.hour % 12 or 12}{minutes}{'am' if hour < _MIDDAY else 'pm'}"
