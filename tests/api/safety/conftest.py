"""A safety queue over a real database, and alerts in it."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from api.db import transaction
from api.safety import review
from api.safety import service as safety
from api.safety.service import Alert
from api.safety.tables import AlertState
from api.staff.person import Person
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow
from nlu.screen import Tier, Verdict
from tests.conftest import TODAY

DAY = timedelta(days=1)
ROBIN = Person(uuid4(), "Robin Madeup", "Safeguarding lead")


@pytest.fixture
def raised(stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]) -> Callable[..., None]:
    """Raises an alert; in a wave of its own, which is watched, unless another is named."""
    watched = open_wave(watched=True)

    def one(
        words: str,
        *,
        wave: WaveRow = watched,
        day: date = TODAY,
        urgent: bool = False,
        alert_id: UUID | None = None,
    ) -> None:
        verdict = Verdict(tier=Tier.immediate if urgent else Tier.alert, family="made-up")
        with transaction(stocked) as session:
            safety.raise_alert(
                session,
                keys,
                verdict,
                words,
                wave_id=wave.id,
                audience="young_person",
                today=day,
                alert_id=alert_id or uuid4(),
            )

    return one


@pytest.fixture
def named(stocked: Engine, keys: KeyRing) -> Callable[[str | None], Alert]:
    """The alert with these words."""

    def found(words: str | None) -> Alert:
        with transaction(stocked) as session:
            [alert] = [one for one in safety.queue(session, keys) if one.text == words]
            return alert

    return found


@pytest.fixture
def look(stocked: Engine, keys: KeyRing, named: Callable[[str | None], Alert]) -> Callable[..., Alert]:
    """Somebody opens the alert with these words."""

    def opened(words: str | None, who: Person = ROBIN, day: date = TODAY) -> Alert:
        name = named(words).name
        with transaction(stocked) as session:
            return review.look(session, keys, name, who, day)

    return opened


@pytest.fixture
def end(stocked: Engine, keys: KeyRing, named: Callable[[str | None], Alert]) -> Callable[..., None]:
    """Somebody says how the alert with these words ended."""

    def ended(
        words: str | None,
        outcome: AlertState = AlertState.ACTED,
        note: str = "Passed on",
        who: Person = ROBIN,
    ) -> None:
        name = named(words).name
        with transaction(stocked) as session:
            review.end(session, keys, name, who, outcome, note, TODAY)

    return ended
