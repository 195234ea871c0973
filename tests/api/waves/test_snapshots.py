"""Snapshots are taken one at a time, and the last one says that it is the last."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine, delete
from sqlmodel import Session, select

from api.db import transaction
from api.findings import service as findings
from api.findings.tables import SnapshotRow
from api.runs import service as runs
from api.runs.tables import RunRow
from api.waves import closing
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState
from surveys.model import Progress
from tests.conftest import TODAY

AT_ONCE = 4


def answered(engine: Engine, keys: KeyRing, wave: WaveRow, people: int) -> None:
    for _ in range(people):
        with transaction(engine) as session:
            come = Progress(answers={"safe_home": "safe"})
            runs.finish(keys, runs.begin(session, keys, wave.id, come), come)
    closing.settle(engine, keys, wave.id, TODAY, closing=False)


def test_two_never_count_the_same_responses(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    answered(stocked, keys, wave, 22)
    together = threading.Barrier(AT_ONCE)

    def take(_: int) -> None:
        together.wait()
        closing.take_snapshot(stocked, keys, wave.id, TODAY, closing=False)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(take, range(AT_ONCE)))
    with Session(stocked) as session:
        assert [row.number for row in session.exec(select(SnapshotRow))] == [1]


def test_nobody_has_to_wait_for_a_snapshot_to_finish_the_survey(
    stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    with transaction(stocked) as counting:
        waves.count_alone(counting, wave.id)
        with transaction(stocked) as session:
            session.connection().exec_driver_sql("set local lock_timeout = '1s'")
            assert waves.hold_open(session, wave.id)


def test_answers_that_are_taken_back_stop_neither_numbers_nor_the_close(
    stocked: Engine, open_wave: Callable[..., WaveRow], keys: KeyRing
) -> None:
    wave = open_wave()
    with transaction(stocked) as session:
        receipts = []
        for answer in ["safe"] * 28 + ["very_safe"] * 25:
            come = Progress(answers={"safe_home": answer})
            receipts.append(runs.finish(keys, runs.begin(session, keys, wave.id, come), come))
        runs.settle(session, keys, wave.id, TODAY, closing=lambda _: True)
    closing.take_snapshot(stocked, keys, wave.id, TODAY, closing=False)
    with transaction(stocked) as session:
        assert runs.take_back(session, keys, receipts[0])  # 28 were shown as 30, 27 are shown as 25
        runs.finish(keys, runs.begin(session, keys, wave.id, come), come)
        waves.move(waves.get(session, wave.id), WaveState.CLOSING, TODAY)
    closing.settle(stocked, keys, wave.id, TODAY, closing=True)
    closing.take_snapshot(stocked, keys, wave.id, TODAY, closing=True)
    with transaction(stocked) as session:
        published = findings.latest(session, wave.id)
        assert published is not None
        home = next(table for table in published.tables if table.key == "safe_home")
        assert [cell.shown for cell in home.cells if cell.value == "safe"] == [25]


def test_a_wave_that_closes_without_new_responses_has_final_numbers(
    stocked: Engine, open_wave: Callable[..., WaveRow], keys: KeyRing
) -> None:
    wave = open_wave()
    answered(stocked, keys, wave, 31)
    closing.take_snapshot(stocked, keys, wave.id, TODAY, closing=False)
    with transaction(stocked) as session:
        before = findings.latest(session, wave.id)
        assert before is not None
        assert not before.final
        findings.store_papers(session, before.id)
        session.execute(delete(RunRow))  # those who stayed behind have taken their answers back
        waves.move(waves.get(session, wave.id), WaveState.CLOSING, TODAY)
    for _again in range(2):
        closing.settle(stocked, keys, wave.id, TODAY, closing=True)
        closing.take_snapshot(stocked, keys, wave.id, TODAY, closing=True)
        closing.seal(stocked, wave.id, TODAY)
    with transaction(stocked) as session:
        after = findings.latest(session, wave.id)
        assert after is not None
        assert after == before.model_copy(update={"final": True})
        # They are printed again, once.
        assert list(findings.without_papers(session)) == [after.id]
        findings.store_papers(session, after.id)
        assert findings.has_papers(session, after.id)
    closing.seal(stocked, wave.id, TODAY)
    with transaction(stocked) as session:
        assert findings.has_papers(session, after.id)
