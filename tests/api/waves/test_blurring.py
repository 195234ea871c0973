"""PostgreSQL's own traces tell neither who answered what nor whose words were alerted."""

import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from api.conversation.tables import ConversationRow
from api.db import transaction
from api.runs import service as runs
from api.runs.tables import RunRow
from api.safety import service as safety
from api.waves import closing
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow
from nlu.screen import Tier, Verdict
from surveys.model import Progress
from tests.conftest import TODAY

TABLES = ("run", "participation", "alert")


def pass_through(engine: Engine, keys: KeyRing, wave: WaveRow, number: int, *, finished: bool = True) -> None:
    """One person: counted in, alerted, and done, each in a transaction of its own beside the conversation."""
    with transaction(engine) as session:
        session.add(ConversationRow(channel="web", audience=None, language=None, day=TODAY))
    with transaction(engine) as session:
        runs.count_in(session, wave.id, number.to_bytes(32, "big"))
    with transaction(engine) as session:
        words = f"Words {number:04}"
        verdict = Verdict(tier=Tier.alert, family="made-up")
        safety.raise_alert(
            session, keys, verdict, words, wave_id=wave.id, audience="young_person", today=TODAY
        )
    with transaction(engine) as session:
        run = runs.begin(session, keys, wave.id, Progress(answers={"number": number}))
        run.finished = finished


def numbers(engine: Engine, table: str) -> set[str]:
    with engine.connect() as connection:
        return set(connection.scalars(text(f"select cast(xmin as text) from {table}")))


def filed(engine: Engine, table: str) -> list[bytes]:
    """The rows in the order in which they lie in the file."""
    telling = {"run": "progress", "participation": "token", "alert": "sealed"}
    with engine.connect() as connection:
        return list(connection.scalars(text(f"select {telling[table]} from {table} order by ctid")))


def ids(engine: Engine) -> set[UUID]:
    """Names of the alerts."""
    with engine.connect() as connection:
        return set(connection.scalars(text("select id from alert")))


@pytest.mark.parametrize("table", TABLES)
def test_neither_number_nor_place_tells_a_row_from_another(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow], table: str
) -> None:
    wave = open_wave()
    for number in range(40):
        pass_through(stocked, keys, wave, number)
    came = filed(stocked, table)
    assert len(numbers(stocked, table)) == 40
    closing.blur(stocked)
    assert len(numbers(stocked, table)) == 1
    assert sorted(filed(stocked, table)) == sorted(came)
    assert filed(stocked, table) != came
    assert numbers(stocked, table).isdisjoint(numbers(stocked, "conversation"))


def test_what_is_mixed_already_is_left_alone_until_something_comes(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    pass_through(stocked, keys, wave, 1)
    alone, named = numbers(stocked, "alert"), ids(stocked)
    common = closing.blur(stocked)
    assert ids(stocked) == named
    assert numbers(stocked, "alert") == {common} != alone
    assert closing.blur(stocked, common) == common
    assert numbers(stocked, "alert") == {common}
    pass_through(stocked, keys, wave, 2)
    again = closing.blur(stocked, common)
    assert again != common
    assert {*numbers(stocked, "alert"), *numbers(stocked, "run")} == {again}


def test_a_run_that_goes_on_is_not_touched(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    pass_through(stocked, keys, wave, 1, finished=False)
    pass_through(stocked, keys, wave, 2)
    closing.blur(stocked)
    with Session(stocked) as session:
        [going, done] = sorted(session.exec(select(RunRow)), key=lambda run: run.finished)
        kept = [runs.progress(keys, run).answers for run in (going, done)]
        assert kept == [{"number": 1}, {"number": 2}]
    assert len(numbers(stocked, "run")) == 2


def test_after_closing_alerts_and_responses_have_one_number_each(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    for number in range(6):
        pass_through(stocked, keys, wave, number)
        with transaction(stocked) as session:
            runs.settle(session, keys, wave.id, TODAY, closing=lambda come: come.at is None)
    assert len(numbers(stocked, "response")) == 6
    closing.rewrite(stocked)
    assert len(numbers(stocked, "response")) == 1
    assert len(numbers(stocked, "alert")) == 1
    with stocked.connect() as connection:
        ids = list(connection.scalars(text("select id from alert order by ctid")))
    assert ids == sorted(ids, key=lambda one: UUID(str(one)).bytes)


def test_closing_forgets_which_conversation_was_in_the_wave(
    stocked: Engine, open_wave: Callable[..., WaveRow], keys: KeyRing
) -> None:
    wave = open_wave()
    with transaction(stocked) as session:
        run = runs.begin(session, keys, wave.id, Progress(answers={}))
        going = ConversationRow(
            id=uuid4(), channel="web", audience=None, language=None, day=TODAY, run_id=run.id
        )
        asked = ConversationRow(
            id=uuid4(), channel="web", audience=None, language=None, day=TODAY, offered_wave=wave.id
        )
        session.add_all([going, asked])
    closing.forget(stocked, keys, wave.id)
    with Session(stocked) as session:
        for row in session.exec(select(ConversationRow)):
            assert (row.run_id, row.offered_wave) == (None, None)


def test_the_last_settling_waits_for_runs_that_somebody_holds(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    pass_through(stocked, keys, wave, 1)
    settled: list[int] = []

    def settle() -> None:
        with transaction(stocked) as session:
            settled.append(runs.settle(session, keys, wave.id, TODAY, closing=lambda come: come.at is None))

    with transaction(stocked) as session:
        session.execute(text("select 1 from run for update"))
        thread = threading.Thread(target=settle)
        thread.start()
        thread.join(0.5)
    thread.join()
    assert settled == [1]
