"""What needs somebody: found by sources, each for the roles that can do something about it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML
from sqlmodel import Session

from api import clock
from api.retention.clocks import Clocks
from api.safety.standing import Standing
from api.staff.person import Person, Role

FILE = Path(__file__).with_name("today.yml")
NAMED = 3
"""So many of what was found are named."""


class Urgency(StrEnum):
    """late: past its time. today: somebody waits for it. soon: within days. open: whenever there is time."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    OPEN = "open"


@dataclass(frozen=True)
class Thing:
    """One of what was found, with a page of its own; a moment where it has one."""

    title: str
    href: str
    moment: datetime | None = None


@dataclass(frozen=True)
class Found:
    """How many there are, and the first of them."""

    count: int
    things: Sequence[Thing] = ()


@dataclass(frozen=True)
class Asked:
    """Who asks, when, and what every page of the console knows already."""

    session: Session
    who: Person
    now: datetime
    clocks: Clocks
    safety: Standing

    @property
    def today(self) -> date:
        """The day on the wall's calendar."""
        return clock.here(self.now).date()


@dataclass(frozen=True)
class Source:
    """`name` has its words in today.yml; `find` counts, and names no more than a few."""

    name: str
    roles: frozenset[Role]
    find: Callable[[Asked], Found]
    urgency: Urgency = Urgency.OPEN


@dataclass(frozen=True)
class Need:
    """One line of the page: words, where they lead, and what it is about."""

    words: str
    href: str
    urgency: Urgency
    things: Sequence[Thing] = field(default_factory=tuple)


def needs(sources: Sequence[Source], asked: Asked) -> list[Need]:
    """What there is for somebody's roles, the most urgent first, else in the order of the sources."""
    return sorted(_found(sources, asked), key=lambda need: list(Urgency).index(need.urgency))


def _found(sources: Sequence[Source], asked: Asked) -> Iterator[Need]:
    for source in sources:
        if not asked.who.is_any(source.roles):
            continue
        found = source.find(asked)
        if found.count:
            words = said(source)["one" if found.count == 1 else "many"].format(count=f"{found.count:,}")
            # The only one is one tap away.
            alone = found.things[0].href if found.count == 1 and found.things else said(source)["href"]
            yield Need(words, alone, source.urgency, found.things)


def said(source: Source) -> Mapping[str, str]:
    """What the page says of one, of many, and where it leads."""
    return _words()[source.name]


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return dict(YAML(typ="safe").load(FILE.read_text("utf-8")))
