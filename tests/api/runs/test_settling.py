"""Finished runs become responses that nothing links to anybody."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from api.db import transaction
from api.errors import WrongState
from api.findings import service as findings
from api.runs import service as runs
from api.runs.tables import ParticipationRow, ResponseRow, RunRow
from api.waves import closing
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState
from surveys.model import Progress

TODAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 16)


def finish(engine: Engine, wave: WaveRow, number: int) -> None:
    with transaction(engine) as session:
        run = runs.begin(session, wave.id, Progress(answers={"safe_home": "very", "number": number}))
        run.finished = True


def test_nine_finished_runs_wait(stocked: Engine, open_wave: Callable[..., WaveRow]) -> None:
    wave = open_wave()
    for number in range(9):
        finish(stocked, wave, number)
    with transaction(stocked) as session:
        assert runs.settle(session, wave.id, TODAY) == 0
        assert len(session.exec(select(RunRow)).all()) == 9


def test_ten_are_settled_under_new_ids_with_the_week_only(
    stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    for number in range(12):
        finish(stocked, wave, number)
    with Session(stocked) as session:
        old = {run.id for run in session.exec(select(RunRow))}
    with transaction(stocked) as session:
        assert runs.settle(session, wave.id, TODAY) == 12
    with Session(stocked) as session:
        kept = session.exec(select(ResponseRow)).all()
        assert session.exec(select(RunRow)).all() == []
        assert old.isdisjoint(one.id for one in kept)
        assert {one.week for one in kept} == {MONDAY}
        assert sorted(one.answers["number"] for one in kept) == list(range(12))


def test_closing_settles_what_is_there_and_destroys_every_link(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow], tmp_path: Path
) -> None:
    wave = open_wave()
    for number in range(4):
        finish(stocked, wave, number)
    with transaction(stocked) as session:
        runs.begin(session, wave.id, Progress(answers={"safe_home": "unfinished canary"}))
        runs.count_in(session, wave.id, keys.token(wave.id, "made-up-person"))
        waves.move(waves.get(session, wave.id), WaveState.CLOSING, TODAY)
    for _again in range(2):  # a crash may repeat any step
        closing.settle(stocked, wave.id, TODAY, closing=True)
        closing.take_snapshot(stocked, wave.id, TODAY, closing=True)
        closing.forget(stocked, keys, wave.id)
        closing.rewrite(stocked)
        closing.seal(stocked, wave.id, TODAY)
    with Session(stocked) as session:
        assert len(session.exec(select(ResponseRow)).all()) == 4
        assert session.exec(select(RunRow)).all() == []
        assert session.exec(select(ParticipationRow)).all() == []
        assert waves.get(session, wave.id).state == WaveState.CLOSED
        assert findings.latest(session, wave.id) is not None
        # One transaction wrote them all: its number tells nothing apart.
        assert len({one for (one,) in session.execute(text("select xmin::text from response"))}) == 1
    assert list((tmp_path / "keys").iterdir()) == []
    with pytest.raises(WrongState):
        keys.token(wave.id, "made-up-person")


def test_a_closed_wave_cannot_be_opened_again(stocked: Engine, open_wave: Callable[..., WaveRow]) -> None:
    wave = open_wave()
    with transaction(stocked) as session:
        row = waves.get(session, wave.id)
        waves.move(row, WaveState.CLOSING, TODAY)
        waves.move(row, WaveState.CLOSED, TODAY)
        with pytest.raises(WrongState):
            waves.move(row, WaveState.CLOSING, TODAY)


def test_a_published_version_never_changes(stocked: Engine, tmp_path: Path) -> None:
    source = next((Path(__file__).parents[3] / "surveys" / "definitions").glob("your*.md"))
    (tmp_path / source.name).write_text(source.read_text().replace("trust", "know", 1))
    with transaction(stocked) as session, pytest.raises(waves.SurveyChanged, match="new version"):
        waves.publish(session, tmp_path)
