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
from api.waves import catalogue, closing
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState
from surveys.model import Progress
from tests.conftest import TODAY

MONDAY = date(2026, 11, 16)


def finish(engine: Engine, keys: KeyRing, wave: WaveRow, number: int) -> str:
    """The receipt of a made-up person who has sent their answers."""
    come = Progress(answers={"safe_home": "very", "number": number})
    with transaction(engine) as session:
        return runs.finish(keys, runs.begin(session, keys, wave.id, come), come)


def settle(engine: Engine, keys: KeyRing, wave: WaveRow, *, closing: bool = False) -> int:
    with transaction(engine) as session:
        return runs.settle(session, keys, wave.id, TODAY, closing=is_sent if closing else None)


def is_sent(come: Progress) -> bool:
    return come.at is None


def numbers(engine: Engine) -> list[int]:
    """Who is among the responses."""
    with Session(engine) as session:
        return sorted(one.answers["number"] for one in session.exec(select(ResponseRow)))


def test_nineteen_finished_runs_wait(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    for number in range(19):
        finish(stocked, keys, wave, number)
    assert settle(stocked, keys, wave) == 0
    with Session(stocked) as session:
        assert len(session.exec(select(RunRow)).all()) == 19


def test_a_batch_has_new_ids_and_the_week_only_and_leaves_ten_behind(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    for number in range(24):
        finish(stocked, keys, wave, number)
    with Session(stocked) as session:
        old = {run.id for run in session.exec(select(RunRow))}
    assert settle(stocked, keys, wave) == 14
    with Session(stocked) as session:
        kept = session.exec(select(ResponseRow)).all()
        assert old.isdisjoint(one.id for one in kept)
        assert {one.week for one in kept} == {MONDAY}
    assert settle(stocked, keys, wave) == 0
    assert settle(stocked, keys, wave, closing=True) == 10
    assert numbers(stocked) == list(range(24))


def test_who_stays_behind_is_drawn_by_lot(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    left = []
    for _ in range(3):
        wave = open_wave()
        for number in range(20):
            finish(stocked, keys, wave, number)
        settle(stocked, keys, wave)
        with Session(stocked) as session:
            waiting = session.exec(select(RunRow).where(RunRow.wave_id == wave.id)).all()
            left.append({runs.progress(keys, run).answers["number"] for run in waiting})
    assert not left[0] == left[1] == left[2]


def test_who_answered_everything_and_did_not_send_it_is_counted_at_close(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    with transaction(stocked) as session:
        runs.begin(session, keys, wave.id, Progress(answers={"number": 1}, at=None))
        runs.begin(session, keys, wave.id, Progress(answers={"number": 2}, at="safe_school"))
    assert settle(stocked, keys, wave, closing=True) == 1
    assert numbers(stocked) == [1]


def test_a_receipt_takes_the_answers_back_before_and_after_settling(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    receipts = [finish(stocked, keys, wave, number) for number in range(24)]

    def take_back(receipt: str) -> bool:
        with transaction(stocked) as session:
            return runs.take_back(session, keys, receipt)

    assert take_back(receipts[3])
    settle(stocked, keys, wave)
    assert take_back(receipts[7].lower())
    assert not take_back(receipts[7])
    assert not take_back("2222-3333-4444-BBBB")
    settle(stocked, keys, wave, closing=True)
    assert take_back(receipts[9])
    assert numbers(stocked) == [number for number in range(24) if number not in (3, 7, 9)]


def test_after_the_close_nobody_can_say_whose_answers_a_receipt_stands_for(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    receipt = finish(stocked, keys, wave, 1)
    settle(stocked, keys, wave, closing=True)
    closing.forget(stocked, keys, wave.id)
    with transaction(stocked) as session:
        assert not runs.take_back(session, keys, receipt)
        assert [row.receipt for row in session.exec(select(ResponseRow))] == [None]


def test_closing_settles_what_is_there_and_destroys_every_link(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    for number in range(4):
        finish(stocked, keys, wave, number)
    with transaction(stocked) as session:
        unfinished = Progress(answers={"safe_home": "canary"}, at="safe_school")
        runs.begin(session, keys, wave.id, unfinished)
        runs.count_in(session, wave.id, keys.token(wave.id, "made-up-person"))
        waves.move(waves.get(session, wave.id), WaveState.CLOSING, TODAY)
    for _again in range(2):  # a crash may repeat any step
        closing.settle(stocked, keys, wave.id, TODAY, closing=True)
        closing.take_snapshot(stocked, keys, wave.id, TODAY, closing=True)
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
    assert not keys.has(wave.id)
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
    (tmp_path / source.name).write_text(source.read_text().replace("safe", "well", 1))
    with transaction(stocked) as session, pytest.raises(catalogue.SurveyChanged, match="new version"):
        catalogue.publish_folder(session, tmp_path, TODAY)
