"""Two turns at once, or a turn and the close: nothing is let in twice, overwritten or left behind."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func
from sqlmodel import Session, select

from api.conversation import repository
from api.conversation.contracts import Reply
from api.conversation.doors import Doors
from api.conversation.service import Desk, Turn
from api.conversation.tables import TurnRow
from api.db import transaction
from api.runs.tables import ParticipationRow, RunRow
from api.waves import closing
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import Entry, WaveRow
from surveys.model import Progress
from tests.api.conversation.conftest import Person

Opened = Callable[..., WaveRow]
Came = Callable[..., Person]
Twice = Callable[[Person], list[list[Reply]]]


def count(engine: Engine, table: type[RunRow] | type[ParticipationRow]) -> int:
    with Session(engine) as session:
        return session.exec(select(func.count()).select_from(table)).one()


@pytest.fixture
def starts_twice(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Twice:
    """Two taps on Start, both read before either is counted in."""
    both_read, count_in = threading.Barrier(2), Doors.count_in

    def wait(*arguments: Any) -> str | None:
        both_read.wait(5)
        return count_in(*arguments)

    def twice(person: Person) -> list[list[Reply]]:
        said: list[list[Reply]] = []

        def tap(key: str) -> None:
            turn = Turn(choice=":start", key=key, person=person.name)
            said.append(desk.take(person.conversation, turn))

        monkeypatch.setattr(Doors, "count_in", wait)
        threads = [threading.Thread(target=tap, args=(key,)) for key in ("a", "b")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        monkeypatch.setattr(Doors, "count_in", count_in)
        return said

    return twice


def test_a_double_tap_begins_once(orchard: Opened, person: Came, engine: Engine, starts_twice: Twice) -> None:
    begins = person(orchard().code, begins=False)
    said = starts_twice(begins)
    assert (count(engine, RunRow), count(engine, ParticipationRow)) == (1, 1)
    assert {one[-1].question.key for one in said if one[-1].question} == {"rain"}
    begins.writes("hello")
    assert begins.asked == "rain"


def test_a_double_tap_takes_no_place_that_is_gone(
    orchard: Opened, person: Came, engine: Engine, starts_twice: Twice
) -> None:
    wave = orchard(places=1)
    late = person(wave.code, "late", begins=False)
    person(wave.code, "first")
    starts_twice(late)
    assert (count(engine, RunRow), count(engine, ParticipationRow)) == (1, 1)


def test_a_double_tap_does_not_use_a_used_code(
    orchard: Opened, person: Came, engine: Engine, keys: KeyRing, starts_twice: Twice
) -> None:
    wave = orchard(entry=Entry.SINGLE_USE)
    with transaction(engine) as session:
        [code] = waves.add_codes(session, keys, waves.get(session, wave.id), 1)
    late = person(code, "late", begins=False)
    person(code, "first")
    starts_twice(late)
    assert count(engine, RunRow) == 1


def test_an_answer_to_a_run_that_has_gone_on_meanwhile_overwrites_nothing(
    orchard: Opened,
    person: Came,
    engine: Engine,
    keys: KeyRing,
    answers: Callable[[], dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    someone, lock = person(orchard().code), repository.lock

    def overtaken(*arguments: Any) -> Any:
        """Between reading and keeping, another turn takes the run on."""
        found = lock(*arguments)
        monkeypatch.setattr(repository, "lock", lock)
        with transaction(engine) as session:
            run = session.exec(select(RunRow)).one()
            run.progress = keys.seal(run.wave_id, Progress({"rain": "yes"}, "why").to_json())
        return found

    monkeypatch.setattr(repository, "lock", overtaken)
    said = someone.taps("no")
    assert "something earlier" in said[0].text
    assert someone.asked == "why"
    assert answers() == {"rain": "yes"}


def test_nothing_of_a_turn_stays_behind_when_its_wave_is_forgotten(
    orchard: Opened, person: Came, engine: Engine, keys: KeyRing
) -> None:
    wave = orchard()
    someone = person(wave.code)
    closing.forget(engine, keys, wave.id)
    someone.taps("no")
    with Session(engine) as session:
        assert session.exec(select(TurnRow).where(TurnRow.wave_id == wave.id)).all() == []


def test_a_printed_code_that_is_brought_again_leads_back(
    orchard: Opened, person: Came, engine: Engine, keys: KeyRing
) -> None:
    wave = orchard(entry=Entry.SINGLE_USE)
    with transaction(engine) as session:
        [code] = waves.add_codes(session, keys, waves.get(session, wave.id), 1)
    someone = person(code)
    for _ in range(2):
        assert "Welcome back" in someone.writes(code)[0].text
        assert someone.asked == "rain"
        someone.taps(":stop")


def test_a_wave_whose_key_is_lost_stands_in_nobodys_way(
    orchard: Opened, person: Came, engine: Engine, keys: KeyRing
) -> None:
    lost, sound = orchard(entry=Entry.SINGLE_USE), orchard(entry=Entry.SINGLE_USE)
    with transaction(engine) as session:
        [code] = waves.add_codes(session, keys, waves.get(session, lost.id), 1)
        [other] = waves.add_codes(session, keys, waves.get(session, sound.id), 1)
    someone = person(code)
    keys.destroy(lost.id)
    assert "has closed" in someone.taps("no")[0].text
    assert person(other, "another").asked == "rain"
