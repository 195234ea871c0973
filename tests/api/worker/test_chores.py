"""One thing that fails does not stop the others."""

import logging
from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.chores import Chores
from api.conversation.tables import ConversationRow
from api.db import transaction
from api.findings import service as findings
from api.findings.tables import PaperRow, SnapshotRow
from api.runs import service as runs
from api.runs.tables import ResponseRow
from api.waves.tables import PublishedSurveyRow, WaveRow
from surveys.model import Progress

TODAY = date(2026, 11, 20)
BROKEN = UUID(int=0)  # the first in every list


def open_broken(engine: Engine) -> UUID:
    """An open wave whose questionnaire cannot be read."""
    with transaction(engine) as session:
        session.add(PublishedSurveyRow(key="broken", version="1", source="canary in the source"))
    with transaction(engine) as session:
        row = WaveRow(
            id=BROKEN, survey="broken", version="1", title="Made up", audience="young_person",
            code="BRKN2345", watched=False, invited=None, opened=date(2026, 11, 9),
        )  # fmt: skip
        session.add(row)
    return BROKEN


def answer(engine: Engine, wave_id: UUID, people: int) -> None:
    for _ in range(people):
        with transaction(engine) as session:
            runs.begin(session, wave_id, Progress(answers={"safe_home": "safe"})).finished = True


def test_a_wave_that_cannot_be_counted_stops_no_other(
    stocked: Engine, open_wave: Callable[..., WaveRow], caplog: pytest.LogCaptureFixture
) -> None:
    sound, broken = open_wave(), open_broken(stocked)
    for wave_id in (broken, sound.id):
        answer(stocked, wave_id, 12)
    chores = Chores(stocked)
    with caplog.at_level(logging.ERROR):
        for _round in range(3):
            chores.settle(TODAY)
            chores.count(TODAY)
    with Session(stocked) as session:
        assert len(session.exec(select(ResponseRow)).all()) == 24
        assert findings.latest(session, sound.id) is not None
        assert findings.latest(session, broken) is None
    # Put off after the first time, and told by its kind.
    assert [one.startswith("a snapshot has to wait: ") for one in caplog.messages] == [True]
    assert "canary" not in caplog.text


def test_a_paper_that_cannot_be_printed_stops_no_other(
    stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    sound = open_wave()
    answer(stocked, sound.id, 12)
    with transaction(stocked) as session:
        session.add(SnapshotRow(id=BROKEN, wave_id=sound.id, number=99, taken=date(2026, 1, 1), published={}))
    other = open_wave()
    answer(stocked, other.id, 12)
    chores = Chores(stocked)
    chores.settle(TODAY)
    chores.count(TODAY)
    chores.print()
    with Session(stocked) as session:
        published = findings.latest(session, other.id)
        assert published is not None
        assert findings.has_papers(session, published.id)
        assert set(session.exec(select(PaperRow.snapshot_id))) == {published.id}


def test_idle_conversations_go_though_a_wave_is_broken(stocked: Engine) -> None:
    answer(stocked, open_broken(stocked), 12)
    with transaction(stocked) as session:
        session.add(
            ConversationRow(id=uuid4(), channel="web", audience=None, language=None, day=date(2026, 1, 1))
        )
    chores = Chores(stocked)
    chores.settle(TODAY)
    chores.count(TODAY)
    chores.forget(TODAY)
    with Session(stocked) as session:
        assert session.exec(select(ConversationRow)).all() == []
