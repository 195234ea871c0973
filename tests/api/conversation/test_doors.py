"""Who may come in, and when: by the clock, by places, by single-use codes, and for a rehearsal."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.db import transaction
from api.errors import WrongState
from api.runs.tables import ParticipationRow, ResponseRow, RunRow
from api.safety.tables import AlertRow
from api.waves import catalogue, ending
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import Entry, EntryCodeRow, WaveRow
from tests.api.conversation.conftest import Person
from tests.conftest import OPENED

Opened = Callable[..., WaveRow]
Came = Callable[..., Person]
HOUR = timedelta(hours=1)


def at(engine: Engine, moment: datetime) -> None:
    """What the worker does when that moment has come."""
    with transaction(engine) as session:
        waves.keep_time(session, moment)


def test_a_planned_wave_opens_and_closes_by_itself(orchard: Opened, person: Came, engine: Engine) -> None:
    wave = orchard(opens=OPENED + HOUR, closes=OPENED + 3 * HOUR)
    assert "not open yet" in person(wave.code, begins=False).heard[0].text
    at(engine, OPENED + HOUR)
    someone = person(wave.code)
    assert someone.asked == "rain"
    at(engine, OPENED + 2 * HOUR)
    assert someone.taps("no")[-1].question
    at(engine, OPENED + 3 * HOUR)
    assert "has closed" in someone.taps(":skip")[0].text
    assert "has closed" in person(wave.code, "late", begins=False).heard[0].text


def test_a_wave_whose_whole_time_was_slept_through_closes(orchard: Opened, engine: Engine) -> None:
    wave = orchard(opens=OPENED + HOUR, closes=OPENED + 2 * HOUR)
    at(engine, OPENED + 9 * HOUR)
    with Session(engine) as session:
        assert waves.get(session, wave.id).state == "closing"


def test_an_extended_wave_goes_on(orchard: Opened, person: Came, engine: Engine) -> None:
    wave = orchard(closes=OPENED + HOUR)
    with transaction(engine) as session:
        ending.extend(session, waves.get(session, wave.id), OPENED + 5 * HOUR, OPENED)
    at(engine, OPENED + 2 * HOUR)
    assert person(wave.code).asked == "rain"


def test_in_the_hour_that_comes_twice_a_wave_closes_in_the_right_one(orchard: Opened, engine: Engine) -> None:
    """On 25 October 2026 clocks go back from 2 to 1 in the morning."""
    wave = orchard()
    second = datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=clock.HERE)
    first = datetime(2026, 10, 25, 1, 40, fold=0, tzinfo=clock.HERE)
    with transaction(engine) as session, pytest.raises(WrongState):
        row = waves.get(session, wave.id)
        row.opens = first - 2 * HOUR
        session.flush()
        ending.extend(session, row, first, second)


def test_a_rehearsal_has_a_day(orchard: Opened, person: Came, engine: Engine, keys: KeyRing) -> None:
    orchard()
    with transaction(engine) as session:
        yesterday = clock.now() - 25 * HOUR
        code = waves.rehearse(session, keys, catalogue.newest(session, "orchard"), yesterday).code
    assert "has closed" in person(code, begins=False).heard[0].text


def test_when_all_places_are_taken_the_next_is_told_and_nobody_else_is_thrown_out(
    orchard: Opened, person: Came
) -> None:
    wave = orchard(places=2)
    first, second = person(wave.code, "first"), person(wave.code, "second")
    assert "as many answers as it can take" in person(wave.code, "third", begins=False).heard[0].text
    assert (first.asked, second.asked) == ("rain", "rain")


def test_the_last_place_is_given_once(orchard: Opened, person: Came, engine: Engine) -> None:
    wave = orchard(places=1)
    both = [person(wave.code, name, begins=False) for name in ("one", "two")]
    begun = [someone.taps(":start")[-1].question is not None for someone in both]
    assert begun == [True, False]
    assert "as many answers" in both[1].heard[0].text
    with Session(engine) as session:
        assert len(session.exec(select(ParticipationRow)).all()) == 1


@pytest.fixture
def single_use(orchard: Opened, engine: Engine, keys: KeyRing) -> list[str]:
    """Two codes of a wave with single-use codes."""
    wave = orchard(entry=Entry.SINGLE_USE)
    with transaction(engine) as session:
        return waves.add_codes(session, keys, waves.get(session, wave.id), 2)


def test_a_single_use_code_lets_one_person_in(single_use: list[str], person: Came) -> None:
    assert person(single_use[0], "first").asked == "rain"
    assert "has been used already" in person(single_use[0], "second", begins=False).heard[0].text
    # Two codes are two people, also on one phone.
    assert person(single_use[1], "first").asked == "rain"


def test_of_single_use_codes_only_digests_are_kept(single_use: list[str], engine: Engine) -> None:
    with Session(engine) as session:
        kept = session.exec(select(EntryCodeRow)).all()
        assert len(kept) == 2
        assert not any(code.encode() in row.token for code in single_use for row in kept)


def test_the_waves_own_code_opens_nothing_where_codes_are_for_one(orchard: Opened, person: Came) -> None:
    wave = orchard(entry=Entry.SINGLE_USE)
    assert "does not open anything" in person(wave.code, begins=False).heard[0].text


def test_a_rehearsal_is_the_real_chat_and_keeps_nothing(
    orchard: Opened, person: Came, engine: Engine, keys: KeyRing
) -> None:
    orchard()
    with transaction(engine) as session:
        code = waves.rehearse(session, keys, catalogue.newest(session, "orchard"), clock.now()).code
    for _ in range(2):  # as often as one likes
        someone = person(code, begins=False)
        assert "Nothing of it is kept" in someone.heard[0].text
        someone.taps(":start")
        someone.taps("yes")
        assert someone.writes("my dad hits me")[0].signpost
        someone.taps(":done")
        someone.writes("7")
        assert [one.receipt for one in someone.taps(":send")] == [None]
    with Session(engine) as session:
        for table in (RunRow, ParticipationRow, ResponseRow, AlertRow):
            assert session.exec(select(table)).all() == []
