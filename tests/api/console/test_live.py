"""Parts of pages that change by themselves, over a real server: what comes, and when it ends."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select, update

from api import clock
from api.console import live
from api.db import transaction
from api.staff import sessions
from api.staff.person import Role
from api.staff.tables import AccountRow, StaffSessionRow
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState
from tests import staff
from tests.api.console.conftest import Listener
from tests.api.console.test_visits import people
from tests.patience import until


def close(engine: Engine, wave: WaveRow) -> None:
    """As the worker does it."""
    with transaction(engine) as session:
        waves.move(waves.get(session, wave.id), WaveState.CLOSED, clock.today())


@pytest.fixture
def closing(stocked: Engine, open_wave: Callable[..., WaveRow]) -> WaveRow:
    """A wave that the worker is closing."""
    wave = open_wave()
    with transaction(stocked) as session:
        waves.move(waves.get(session, wave.id), WaveState.CLOSING, clock.today())
    return wave


def test_a_wave_that_is_closing_tells_when_it_is_done(
    listener: Listener, stocked: Engine, closing: WaveRow
) -> None:
    path = f"/console/waves/{closing.id}/news?state=closing"
    with listener.news(path, staff.cookie(stocked)) as lines:
        assert "data: " in listener.until(lines, "The wave is being closed")
        close(stocked, closing)
        listener.until(lines, "event: over")
        assert [line for line in lines if line.startswith("event")] == []  # and nothing more


def test_numbers_come_in_steps_and_only_when_they_have_changed(
    listener: Listener,
    stocked: Engine,
    keys: KeyRing,
    open_wave: Callable[..., WaveRow],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("api.console.one_wave.SELDOM", 1)
    wave = open_wave()
    path = f"/console/waves/{wave.id}/news?state=open"
    with listener.news(path, staff.cookie(stocked)) as lines:
        first = listener.until(lines, "Finished so far")
        assert "fewer than 10" in first
        people(stocked, keys, wave, joined=14, finished=3)
        told = listener.until(lines, "10 or more")
        assert "14" not in told
        assert told.count("Joined so far") == 1
    # A page that shows another state than there is has to be asked for anew.
    with listener.news(f"/console/waves/{wave.id}/news?state=planned", staff.cookie(stocked)) as lines:
        listener.until(lines, "event: over")


def test_listening_is_no_sign_of_life_and_ends_with_the_session(
    listener: Listener, stocked: Engine, closing: WaveRow
) -> None:
    cookie = staff.cookie(stocked)
    path = f"/console/waves/{closing.id}/news?state=closing"
    before = clock.now() - sessions.IDLE + timedelta(seconds=3)
    with transaction(stocked) as session:
        session.exec(update(StaffSessionRow).values(seen=before))
    with listener.news(path, cookie) as lines:
        begun = time.monotonic()
        listener.until(lines, "The wave is being closed")
        listener.until(lines, "event: over")
        assert 1 < time.monotonic() - begun < 15
    with Session(stocked) as session:
        assert session.exec(select(StaffSessionRow.seen)).one() == before


def test_a_stream_ends_when_the_role_is_taken_away(
    listener: Listener, stocked: Engine, closing: WaveRow
) -> None:
    cookie = staff.cookie(stocked, roles={Role.AUTHOR})
    with listener.news(f"/console/waves/{closing.id}/news?state=closing", cookie) as lines:
        listener.until(lines, "The wave is being closed")
        with transaction(stocked) as session:
            session.exec(update(AccountRow).values(roles=[Role.SENDER]))
        listener.until(lines, "event: over")


def test_who_may_not_see_the_page_hears_nothing(
    listener: Listener, stocked: Engine, closing: WaveRow
) -> None:
    for cookie in ("", staff.cookie(stocked, roles={Role.SAFETY})):
        with (
            pytest.raises(AssertionError),
            listener.news(f"/console/waves/{closing.id}/news?state=closing", cookie),
        ):
            pass


def test_streams_are_bounded_and_their_places_come_free(
    listener: Listener, stocked: Engine, closing: WaveRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_room", type(live._room)(1))
    cookie = staff.cookie(stocked)
    path = f"/console/waves/{closing.id}/news?state=closing"
    with listener.news(path, cookie) as lines:
        listener.until(lines, "The wave is being closed")
        with listener.news(path, cookie) as turned_away:
            told = list(turned_away)  # it ends at once
            assert f"retry: {live.FULL}" in told
            assert not [line for line in told if line.startswith("data")]
    until(lambda: live._room.acquire(blocking=False))  # who has left leaves their place
    live._room.release()


def test_the_server_does_not_wait_for_who_listens(
    listener: Listener, stocked: Engine, closing: WaveRow
) -> None:
    with listener.news(f"/console/waves/{closing.id}/news?state=closing", staff.cookie(stocked)) as lines:
        listener.until(lines, "The wave is being closed")
        begun = time.monotonic()
        listener.server.should_exit = True
        assert list(lines) is not None
        assert time.monotonic() - begun < 5
    with Session(stocked) as session:
        assert session.exec(select(WaveRow.state).where(col(WaveRow.id) == closing.id)).one() == "closing"
