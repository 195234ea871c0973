"""Several closed waves as one: counted once, held against what is out, found again by their days."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, delete
from sqlmodel import Session, col

from api.chores import Chores
from api.db import transaction
from api.findings import pools, service
from api.findings.alike import common
from api.findings.errors import NoPool, PapersNotReady, TooFewWaves
from api.runs.tables import ResponseRow
from api.waves import catalogue
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState
from surveys.model import Choice
from tests.api.findings.made_up import SURVEY

SPRING, SUMMER, LATE = date(2026, 4, 10), date(2026, 5, 20), date(2026, 9, 1)
QUARTER = (date(2026, 4, 1), date(2026, 6, 30))
MONDAY = date(2026, 4, 6)
KEY = "your_voice_matters_primary"
PLACES = ("safe", "in_between", "not_safe")
Close = Callable[..., WaveRow]


def home(*counts: int) -> list[Mapping[str, Any]]:
    """Answers to the question on home alone."""
    return [{"safe_home": name} for name, many in zip(PLACES, counts, strict=True) for _ in range(many)]


@pytest.fixture
def close(stocked: Engine, open_wave: Close) -> Close:
    """A closed wave with these answers, and its final numbers."""

    def closed(rows: Sequence[Mapping[str, Any]], day: date, survey: str = KEY) -> WaveRow:
        wave = open_wave(survey)
        with transaction(stocked) as session:
            row, snapshot = session.get_one(WaveRow, wave.id), uuid4()
            row.state, row.closed = WaveState.CLOSED, day
            session.add_all(
                ResponseRow(wave_id=wave.id, week=MONDAY, answers=dict(one), snapshot_id=snapshot)
                for one in rows
            )
            service.take_snapshot(
                session,
                snapshot_id=snapshot,
                wave_id=wave.id,
                survey=catalogue.survey(session, row),
                answers=rows,
                invited=row.invited,
                title=row.title,
                audience=row.audience,
                weeks=[MONDAY],
                new=len(rows),
                today=day,
                closing=True,
                shown={},
            )
        return wave

    return closed


def made(engine: Engine, keys: KeyRing, first: date, last: date, survey: str = KEY) -> UUID:
    """Asked for, and counted and printed by the worker's chores."""
    with transaction(engine) as session:
        pool = pools.begin(session, survey, first, last)
    chores = Chores(engine, keys)
    chores.put_together(LATE)
    chores.print()
    return pool


def test_two_waves_that_are_too_small_have_numbers_together(
    stocked: Engine, keys: KeyRing, close: Close
) -> None:
    small = close(home(9, 6, 2), SPRING)
    close(home(8, 5, 1), SUMMER)
    close(home(30, 20, 9), LATE)
    with Session(stocked) as session:
        alone = service.latest(session, small.id)
        assert alone is not None and alone.tables[0].base is None
        assert [part.answered for part in pools.parts(session, KEY, *QUARTER)] == [None, None]
        assert pools.of(session, KEY, *QUARTER) is None
    pool = made(stocked, keys, *QUARTER)
    with Session(stocked) as session:
        together = pools.of(session, KEY, *QUARTER)
        assert together is not None and together.id == pool
        assert (together.answered, together.tables[0].base) == (30, 30)
        assert [cell.shown for cell in together.tables[0].cells][:2] == [15, 10]
        assert together.audit is not None and together.audit.tried > 0
        assert "2 waves that closed from 1 April 2026 to 30 June 2026" in together.title
        assert pools.paper(session, pool, "csv").startswith("\ufeff".encode())
        assert pools.paper(session, pool, "xlsx").startswith(b"PK")


def test_the_same_waves_are_one_pool_by_whatever_days(stocked: Engine, keys: KeyRing, close: Close) -> None:
    close(home(20, 10, 0), SPRING)
    close(home(20, 10, 0), SUMMER)
    first = made(stocked, keys, *QUARTER)
    again = made(stocked, keys, SPRING, SUMMER)
    assert first == again
    with Session(stocked) as session:
        assert pools.of(session, KEY, SPRING, SUMMER) == pools.of(session, KEY, *QUARTER)
        assert [row.id for row in pools.every(session)] == [first]


def test_one_wave_or_none_is_nothing_to_put_together(stocked: Engine, close: Close) -> None:
    close(home(20, 10, 0), SPRING)
    close(home(20, 10, 0), SUMMER, survey="parents_and_carers")
    with transaction(stocked) as session, pytest.raises(TooFewWaves, match="Fewer than two waves"):
        pools.begin(session, KEY, *QUARTER)


def test_a_wave_whose_answers_are_gone_is_left_out(stocked: Engine, keys: KeyRing, close: Close) -> None:
    gone = close(home(40, 20, 0), SPRING)
    close(home(20, 10, 0), SUMMER)
    close(home(20, 10, 0), SUMMER)
    with transaction(stocked) as session:
        session.execute(delete(ResponseRow).where(col(ResponseRow.wave_id) == gone.id))
    pool = made(stocked, keys, *QUARTER)
    with Session(stocked) as session:
        _, together = pools.get(session, pool)
        assert together is not None and together.answered == 60
        # Numbers without it are not those of all waves of these days.
        assert pools.of(session, KEY, *QUARTER) is None


def test_a_pool_does_not_stand_for_a_wave_that_closed_after_it_was_counted(
    stocked: Engine, keys: KeyRing, close: Close
) -> None:
    for _ in range(2):
        close(home(20, 10, 0), SPRING)
    first = made(stocked, keys, *QUARTER)
    close(home(30, 10, 0), SUMMER)
    with Session(stocked) as session:
        assert pools.of(session, KEY, *QUARTER) is None
    again = made(stocked, keys, *QUARTER)
    with Session(stocked) as session:
        together = pools.of(session, KEY, *QUARTER)
        assert together is not None and together.id == again != first
        assert together.answered == 100


def test_a_wave_that_nobody_answered_is_missed_in_no_pool(
    stocked: Engine, keys: KeyRing, close: Close, open_wave: Close
) -> None:
    for _ in range(2):
        close(home(20, 10, 0), SPRING)
    pool, empty = made(stocked, keys, *QUARTER), open_wave(KEY)
    with transaction(stocked) as session:
        row = session.get_one(WaveRow, empty.id)
        row.state, row.closed = WaveState.CLOSED, SUMMER
    with Session(stocked) as session:
        together = pools.of(session, KEY, *QUARTER)
        assert together is not None and together.id == pool


def test_a_pool_is_withheld_where_it_would_tell_of_the_small_wave_in_it(
    stocked: Engine, keys: KeyRing, close: Close
) -> None:
    # 26 or 27 of the pool said "safe", of two waves at least 13 each: of the third there is one at most.
    for counts in ((13, 20, 0), (13, 20, 0), (1, 3, 0)):
        close(home(*counts), SPRING)
    made(stocked, keys, *QUARTER)
    with Session(stocked) as session:
        together = pools.of(session, KEY, *QUARTER)
        assert together is not None
        assert together.audit is not None and "safe_home" in together.audit.withheld
        assert together.tables[0].base is None


def test_a_second_pool_is_held_against_the_first(stocked: Engine, keys: KeyRing, close: Close) -> None:
    chance = random.Random(3)
    for day in (SPRING, SUMMER, LATE):
        people = chance.randint(24, 32)
        close(home(people - 9, 8, 1), day)
    made(stocked, keys, *QUARTER)
    made(stocked, keys, SUMMER, LATE)
    made(stocked, keys, SPRING, LATE)
    with Session(stocked) as session:
        assert [len(row.waves) for row in pools.every(session)].count(2) == 2
        for row in pools.every(session):
            _, published = pools.get(session, row.id)
            assert published is not None and published.audit is not None
            assert published.audit.narrowest is None or published.audit.narrowest >= 4


def test_what_is_not_there_says_so(session: Session) -> None:
    with pytest.raises(NoPool):
        pools.get(session, uuid4())
    with pytest.raises(NoPool):
        pools.paper(session, uuid4(), "csv")


def test_papers_of_a_pool_come_after_its_numbers(stocked: Engine, close: Close) -> None:
    close(home(20, 10, 0), SPRING)
    close(home(20, 10, 0), SUMMER)
    with transaction(stocked) as session:
        pool = pools.begin(session, KEY, *QUARTER)
        assert list(pools.uncounted(session)) == [pool]
        with pytest.raises(PapersNotReady):
            pools.paper(session, pool, "json")


def test_only_questions_that_are_asked_alike_are_counted_together() -> None:
    safe, heard, *about = SURVEY.questions
    reworded = replace(safe, label={"en": "Do you feel safe?"})
    fewer = replace(heard, choices=(Choice("yes", {"en": "Yes"}),))
    newer = replace(SURVEY, version="2", questions=(reworded, fewer, *about))
    both = common([SURVEY, newer])
    assert [question.key for question in both.questions] == ["safe", "sex", "area"]
    assert both.questions[0].label == {"en": "Do you feel safe?"}
