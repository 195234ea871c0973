"""The form of a new wave: what was typed, what is wrong with it, and the wave that is wanted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, field_validator
from sqlmodel import Session

from api.console import moments
from api.console.fields import line
from api.console.languages import languages
from api.guidance import service as guidance
from api.waves import placing
from api.waves.placing import Where
from api.waves.service import Plan
from api.waves.tables import AnswerWithin, Entry, WaveRow
from surveys.model import Survey

LONGEST = 100
AT_ONCE, NEVER, LATER = "now", "never", "at"
NOBODY = "no"
_FEW = "Leave the area out: with the kind of place it could name one place, for so few people"
_NUMBER = "Write the number of people in figures, such as 30, or leave it empty"


class Typed(BaseModel):
    """The fields as they came; an empty one was left out."""

    survey: str = ""
    title: str = ""
    setting_kind: str = ""
    area: str = ""
    place: str = ""
    languages: list[str] = []
    entry: str = ""
    invited: str = ""
    places: str = ""
    watched: str = ""
    opens: str = AT_ONCE
    opens_day: str = ""
    opens_month: str = ""
    opens_year: str = ""
    opens_time: str = ""
    closes: str = ""
    closes_day: str = ""
    closes_month: str = ""
    closes_year: str = ""
    closes_time: str = ""

    @field_validator("*")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return line(value) if isinstance(value, str) else [line(one) for one in value]


@dataclass(frozen=True)
class Offered:
    """What the form offers of where people are asked: words by code, and earlier waves by their place."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, WaveRow] = field(default_factory=dict)


def offered(session: Session, now: datetime, wave: WaveRow | None = None) -> Offered:
    """For a new wave, or for one that is planned: what stands in it stays, also off the lists."""
    kinds, areas = dict(guidance.setting_kinds(session)), dict(guidance.areas(session))
    if wave is not None:
        kinds |= {code: code for code in [wave.setting_kind] if code and code not in kinds}
        areas |= {code: code for code in [wave.area] if code and code not in areas}
    return Offered(kinds, areas, {str(one.place): one for one in placing.earlier(session, now, wave)})


def where_typed(wave: WaveRow, there: Offered) -> dict[str, str]:
    """The fields of where it asks, as they would have been filled in for a wave."""
    place = str(wave.place)
    return {
        "setting_kind": wave.setting_kind or "",
        "area": wave.area or "",
        "place": place if place in there.places else "",
    }


@dataclass
class Reader:
    """Reads one form; `faults` fills with field -> mend, in the order of the page."""

    typed: Typed
    offered: Offered = field(default_factory=Offered)
    faults: dict[str, str] = field(default_factory=dict)

    def plan(self, survey: Survey, now: datetime) -> Plan | None:
        """The wave that is wanted; None when something is wrong."""
        title = self._title()
        where = self.where()
        spoken = self._languages(survey)
        opens, closes = self.opening(now), self.closing(now)
        entry, invited, places = self._entry(), self._number("invited"), self._number("places")
        within = self._within()
        self.check_few(where, invited, places)
        if self.faults:
            return None
        return Plan(
            title=title,
            setting_kind=where.kind,
            area=where.area,
            place=where.place,
            languages=spoken,
            opens=opens,
            closes=closes,
            entry=entry,
            invited=invited,
            places=places,
            watched=within is not None,
            answer_within=within or AnswerWithin.NEXT_WORKING_DAY,
        )

    def where(self) -> Where:
        """Where it asks."""
        kind = self._one_of("setting_kind", self.offered.kinds)
        area = self._one_of("area", self.offered.areas)
        place = self._one_of("place", self.offered.places)
        return Where(kind, area, UUID(place) if place else None)

    def check_few(self, where: Where, *people: int | None) -> None:
        """Finds fault with an area that is too much told of so few people, where nothing else is wrong."""
        if not self.faults and where.points_to_few(*people):
            self.faults["area"] = _FEW

    def opening(self, now: datetime) -> datetime | None:
        """None: at once."""
        if self.typed.opens == AT_ONCE:
            return None
        opens = self._moment("opens", "Say when the wave opens")
        if opens is not None and opens <= now:
            self.faults["opens_day"] = "Choose a time to come, or open the wave at once"
        return opens

    def closing(self, now: datetime) -> datetime | None:
        """None: when somebody closes it."""
        if self.typed.closes == NEVER:
            return None
        closes = self._moment("closes", "Say when the wave closes")
        if closes is not None and closes <= now:
            self.faults["closes_day"] = "Choose a time to come"
        elif closes is not None and self._opens_after(closes):
            self.faults["closes_day"] = "The wave must close after it opens"
        return closes

    def _opens_after(self, closes: datetime) -> bool:
        if self.typed.opens == AT_ONCE or {"opens", "opens_day", "opens_time"} & self.faults.keys():
            return False
        return closes <= self._read("opens")

    def _title(self) -> str:
        if not self.typed.title:
            self.faults["title"] = "Say who is asked, such as the group and the month"
        return self._short("title")

    def _one_of(self, name: str, codes: Collection[str]) -> str | None:
        """None: nothing chosen."""
        value: str = getattr(self.typed, name)
        if value and value not in codes:
            self.faults[name] = "Choose one of the list, or the first line"
        return value if value in codes else None

    def _short(self, name: str) -> str:
        value: str = getattr(self.typed, name)
        if len(value) > LONGEST:
            self.faults[name] = f"Use at most {LONGEST} letters"
        return value

    def _languages(self, survey: Survey) -> list[str]:
        known = [one.code for one in languages(survey) if one.code in self.typed.languages]
        if not known:
            self.faults["languages"] = "Choose at least one language"
        return known

    def _entry(self) -> Entry:
        try:
            return Entry(self.typed.entry)
        except ValueError:
            self.faults["entry"] = "Choose how people get in"
            return Entry.LINK

    def _within(self) -> AnswerWithin | None:
        """By when somebody reads worrying answers, if anybody does."""
        if self.typed.watched == NOBODY:
            return None
        try:
            return AnswerWithin(self.typed.watched)
        except ValueError:
            self.faults["watched"] = "Say whether somebody reads worrying answers"
            return None

    def _number(self, name: str) -> int | None:
        value: str = getattr(self.typed, name)
        if not value:
            return None
        if len(value) < 7 and value.isdecimal() and int(value) > 0:
            return int(value)
        self.faults[name] = _NUMBER
        return None

    def _moment(self, name: str, missing: str) -> datetime | None:
        if getattr(self.typed, name) != LATER:
            self.faults[name] = missing
            return None
        try:
            return self._read(name)
        except moments.Unclear as fault:
            self.faults[f"{name}_{fault.field}"] = str(fault)
            return None

    def _read(self, name: str) -> datetime:
        return moments.read(
            *(getattr(self.typed, f"{name}_{part}") for part in ("day", "month", "year", "time"))
        )
