"""The worker closes waves whatever happens, and there is one of it."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from api import worker as role
from api.broadcasts.pace import Pace
from api.db import transaction
from api.one_worker import OneWorker
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState
from tests.conftest import TODAY
from tests.patience import comes, until


def close(engine: Engine, wave: WaveRow) -> None:
    with transaction(engine) as session:
        waves.move(waves.get(session, wave.id), WaveState.CLOSING, TODAY)


def closed(engine: Engine, wave: WaveRow) -> bool:
    with Session(engine) as session:
        return waves.get(session, wave.id).state == WaveState.CLOSED


def test_faults_of_an_earlier_life_are_not_waited_for_again(
    stocked: Engine,
    keys: KeyRing,
    open_wave: Callable[..., WaveRow],
    work_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    wave = open_wave()
    key = tmp_path / "keys" / f"{wave.id}.key"
    key.unlink()
    key.mkdir()  # which cannot be overwritten
    close(stocked, wave)
    monkeypatch.setattr(role, "WAIT_AFTER_FAULT", 0.1)
    first = role.Worker(stocked, keys, {}, Pace(30))
    first.start(work_url)
    try:
        until(lambda: caplog.text.count("closing a wave has to wait: IsADirectoryError") >= 3)
        # The next fault is waited for when the program is ended.
        monkeypatch.setattr(role, "WAIT_AFTER_FAULT", 600.0)
        time.sleep(0.5)
        assert not closed(stocked, wave)
    finally:
        first.stop()
    key.rmdir()
    second = role.Worker(stocked, keys, {}, Pace(30))
    second.start(work_url)
    try:
        until(lambda: closed(stocked, wave))
    finally:
        second.stop()


def test_a_second_worker_waits_until_the_first_is_gone(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow], work_url: str
) -> None:
    wave = open_wave()
    first = OneWorker(stocked)
    assert first.mine()
    second = role.Worker(stocked, keys, {}, Pace(30))
    second.start(work_url)
    try:
        close(stocked, wave)
        assert not comes(lambda: closed(stocked, wave), 3)
        with stocked.connect() as connection:
            assert connection.scalar(text("select count(*) from heartbeat")) == 0
        first.give_up()
        until(lambda: closed(stocked, wave))
    finally:
        second.stop()
        first.give_up()


def test_the_place_of_a_worker_that_died_is_free(engine: Engine) -> None:
    first, second = OneWorker(engine), OneWorker(engine)
    assert first.mine()
    assert first.mine()
    assert not second.mine()
    with engine.connect() as connection:  # as the server does when a process is killed
        connection.execute(
            text("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted")
        )
    until(second.mine)
    assert not first.mine()
    second.give_up()
    assert first.mine()
    first.give_up()
