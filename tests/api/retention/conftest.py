"""A broom over a real database, and data that is past its clock or not."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from api import clock
from api.db import transaction
from api.retention import service as retention
from api.retention.clocks import Clocks
from api.retention.tables import DeletionRow
from api.safety.tables import AlertRow, AlertState
from api.waves.keys import KeyRing
from api.waves.tables import SurveyVersionRow, WaveRow

NOW = datetime(2026, 11, 20, 12, tzinfo=clock.HERE)
TODAY = NOW.date()
CLOCKS = Clocks(responses=100, handled_alerts=10, alerts=50, broadcasts=20)


class Notes:
    """The worker's notes, without a worker."""

    def __init__(self, *ended: datetime) -> None:
        self.ended = list(ended)

    def forget(self, before: datetime) -> int:
        gone = self.past(before)
        self.ended = [one for one in self.ended if one >= before]
        return gone

    def past(self, before: datetime) -> int:
        return sum(one < before for one in self.ended)


@pytest.fixture
def broom(keys: KeyRing) -> retention.Broom:
    """What a deletion at noon of TODAY needs."""
    return retention.Broom(keys, Notes(), CLOCKS, NOW)


@pytest.fixture
def proof(engine: Engine) -> Callable[[str], tuple[int, int]]:
    """What the record of TODAY says of a kind: removed, overdue."""

    def said(kind: str) -> tuple[int, int]:
        with transaction(engine) as session:
            row = session.get(DeletionRow, (TODAY, kind))
            assert row is not None
            return row.removed, row.overdue

    return said


@pytest.fixture
def open_wave(engine: Engine, keys: KeyRing) -> Callable[[], WaveRow]:
    """Waves with a key, of a questionnaire that nobody reads here."""
    with transaction(engine) as session:
        session.add(SurveyVersionRow(key="made_up", version="1", source="", published=TODAY))

    def opened() -> WaveRow:
        wave = WaveRow(
            survey="made_up",
            version="1",
            title="Made-up group",
            audience="young_person",
            languages=["en"],
            code=uuid4().hex,
            watched=False,
            invited=None,
            opens=NOW,
            opened=TODAY,
        )
        with transaction(engine) as session:
            session.add(wave)
        keys.make(wave.id)
        return wave

    return opened


def alert(wave: WaveRow, words: str, raised_ago: int, handled_ago: int | None = None) -> AlertRow:
    """An alert, raised and dealt with so many days before TODAY; only here are its words no noise.

    One that is not dealt with was opened long ago, which starts no clock.
    """
    return AlertRow(
        wave_id=wave.id,
        day=TODAY - timedelta(days=raised_ago),
        sealed=words.encode(),
        state=AlertState.SEEN if handled_ago is None else AlertState.ACTED,
        seen=TODAY - timedelta(days=raised_ago),
        handled=None if handled_ago is None else TODAY - timedelta(days=handled_ago),
    )
