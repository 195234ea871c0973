"""Misunderstandings are sums by month, written ten taps at a time, and nobody stands behind them."""

from datetime import date, timedelta

from sqlalchemy import Engine, text
from sqlmodel import Session

from api import clock
from api.db import transaction
from api.understanding import service
from api.understanding.service import NOT_MEANT, TOGETHER, MisunderstandingRow, Tally


def kept(engine: Engine, months: int = 1) -> dict[tuple[str, str], int]:
    with Session(engine) as session:
        return {(row.guessed, row.chosen): row.times for row in service.misunderstandings(session, months)}


def test_fewer_than_ten_taps_wait_in_memory(engine: Engine) -> None:
    tally = Tally(engine)
    for _ in range(TOGETHER - 1):
        tally.note("consent", "information-sharing")
    tally.write()
    assert kept(engine) == {}
    tally.note("consent", NOT_MEANT)
    tally.write()
    assert kept(engine) == {("consent", "information-sharing"): TOGETHER - 1, ("consent", NOT_MEANT): 1}


def test_sums_grow_and_are_written_together(engine: Engine) -> None:
    tally = Tally(engine)
    for _ in range(2):
        for number in range(TOGETHER):
            tally.note("missing", "exploitation" if number % 2 else "missing-education")
        tally.write()
    assert kept(engine) == {("missing", "exploitation"): TOGETHER, ("missing", "missing-education"): TOGETHER}
    with engine.connect() as connection:
        assert connection.scalar(text("select count(distinct xmin::text) from misunderstanding")) == 1


def test_without_the_database_nothing_is_lost_and_nobody_is_held_up(engine: Engine) -> None:
    tally = Tally(engine)
    for _ in range(TOGETHER):
        tally.note("greet", "goodbye")
    with engine.begin() as connection:
        connection.execute(text("alter table misunderstanding rename to elsewhere"))
    try:
        tally.write()
    finally:
        with engine.begin() as connection:
            connection.execute(text("alter table elsewhere rename to misunderstanding"))
    tally.write()
    assert kept(engine) == {("greet", "goodbye"): TOGETHER}


def test_nothing_but_topics_a_month_and_a_number_is_kept() -> None:
    assert set(MisunderstandingRow.model_fields) == {"month", "guessed", "chosen", "times"}


def test_months_long_ago_are_past_and_go(engine: Engine) -> None:
    this = clock.today().replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    with transaction(engine) as session:
        for month in (this, last, date(this.year - 2, this.month, 1), date(this.year - 3, 1, 1)):
            session.add(MisunderstandingRow(month=month, guessed="missing", chosen="fgm", times=3))
    with transaction(engine) as session:
        assert len(service.misunderstandings(session, months=1)) == 1
        assert len(service.misunderstandings(session, months=2)) == 2
        assert service.past(session, this, months=24) == 1
        assert service.forget_past(session, this, months=24) == 1
        assert service.past(session, this, months=24) == 0
