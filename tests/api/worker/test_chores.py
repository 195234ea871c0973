"""One thing that fails does not stop the others."""

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.chores import Chores
from api.db import transaction
from api.findings import service as findings
from api.findings.tables import PaperRow, SnapshotRow
from api.runs import service as runs
from api.runs.tables import ResponseRow
from api.waves.keys import KeyRing
from api.waves.tables import SurveyVersionRow, WaveRow
from surveys.model import Progress
from tests.conftest import TODAY

BROKEN = UUID(int=0)  # the first in every list


def open_broken(engine: Engine) -> UUID:
    """An open wave whose questionnaire cannot be read."""
    with transaction(engine) as session:
        session.add(
            SurveyVersionRow(key="broken", version="1", source="canary in the source", published=TODAY)
        )
    with transaction(engine) as session:
        row = WaveRow(
            id=BROKEN, survey="broken", version="1", title="Made up", audience="young_person",
            code="BRKN2345", watched=False, invited=None, opened=date(2026, 11, 9),
            languages=["en"], opens=datetime(2026, 11, 9, tzinfo=UTC),
        )  # fmt: skip
        session.add(row)
    return BROKEN


def answer(engine: Engine, keys: KeyRing, wave_id: UUID, people: int) -> None:
    for _ in range(people):
        with transaction(engine) as session:
            come = Progress(answers={"safe_home": "safe"})
            runs.finish(keys, runs.begin(session, keys, wave_id, come), come)


def test_a_wave_that_cannot_be_counted_stops_no_other(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow], caplog: pytest.LogCaptureFixture
) -> None:
    sound, broken = open_wave(), open_broken(stocked)
    keys.make(broken)
    for wave_id in (broken, sound.id):
        answer(stocked, keys, wave_id, 24)
    chores = Chores(stocked, keys)
    with caplog.at_level(logging.ERROR):
        for _round in range(3):
            chores.settle(TODAY)
            chores.count(TODAY)
    with Session(stocked) as session:
        assert len(session.exec(select(ResponseRow)).all()) == 28
        assert findings.latest(session, sound.id) is not None
        assert findings.latest(session, broken) is None
    assert chores.put_off() == ["a snapshot"]
    # Put off after the first time, and told by its kind.
    assert [one.startswith("a snapshot has to wait: ") for one in caplog.messages] == [True]
    assert "canary" not in caplog.text


def test_a_paper_that_cannot_be_printed_stops_no_other(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    sound = open_wave()
    answer(stocked, keys, sound.id, 24)
    with transaction(stocked) as session:
        session.add(SnapshotRow(id=BROKEN, wave_id=sound.id, number=99, taken=date(2026, 1, 1), published={}))
    other = open_wave()
    answer(stocked, keys, other.id, 24)
    chores = Chores(stocked, keys)
    chores.settle(TODAY)
    chores.count(TODAY)
    chores.print()
    with Session(stocked) as session:
        published = findings.latest(session, other.id)
        assert published is not None
        assert findings.has_papers(session, published.id)
        assert set(session.exec(select(PaperRow.snapshot_id))) == {published.id}
