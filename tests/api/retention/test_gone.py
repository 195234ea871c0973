"""Deleted means gone: not in a table's file, not in the statistics that PostgreSQL keeps of it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from api.db import transaction
from api.members.tables import InvitationRow
from api.retention import service as retention
from api.runs.tables import ResponseRow
from api.safety.contact_tables import RequestRow
from api.waves import service as waves
from api.waves.tables import WaveRow, WaveState
from tests.api.retention.conftest import TODAY, alert

GOES, STAYS = "canary-that-goes", "canary-that-stays"
DAY = timedelta(days=1)


@pytest.fixture
def files(engine: Engine) -> Callable[[str], list[str]]:
    """The files of the database, without the write-ahead log, that hold some words."""
    with engine.connect() as connection:
        folder = Path(str(connection.scalar(text("show data_directory"))), "base")
        number = connection.scalar(text("select oid from pg_database where datname = current_database()"))
    if not folder.is_dir():
        pytest.skip("the database's files are on another machine")

    def holding(words: str) -> list[str]:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("checkpoint"))
        there = (path for path in (folder / str(number)).iterdir() if path.is_file())
        return [path.name for path in there if words.encode() in _read(path)]

    return holding


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # the server removed it just now
        return b""


@pytest.fixture
def words(engine: Engine, open_wave: Callable[[], WaveRow]) -> Iterator[None]:
    """Forty rows of each kind that are past their clock, one that is not, and the statistics of them."""
    old, recent = open_wave(), open_wave()
    with transaction(engine) as session:
        for wave, ago in ((old, 500), (recent, 0)):
            row = waves.get(session, wave.id)
            row.state, row.closed = WaveState.CLOSED, TODAY - ago * DAY
        for number in range(41):
            goes = number < 40
            word = f"{GOES if goes else STAYS} {number}"
            session.add(alert(recent, word, raised_ago=500 if goes else 1))
            session.add(ResponseRow(wave_id=(old if goes else recent).id, week=TODAY, answers={"best": word}))
            raised = TODAY - (500 if goes else 1) * DAY
            session.add(RequestRow(day=raised, sealed=word.encode(), code=f"{word} code".encode()))
            expires = TODAY - DAY if goes else TODAY
            session.add(
                InvitationRow(
                    code_digest=bytes([number]), name=word, agency="Example School", expires=expires
                )
            )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("analyze"))
    yield


@pytest.mark.usefixtures("words")
def test_deleted_words_are_in_no_file(
    engine: Engine, broom: retention.Broom, files: Callable[[str], list[str]]
) -> None:
    assert len(files(GOES)) >= 4
    for kind in ("alerts", "responses", "invitations", "contacts"):
        retention.delete(engine, kind, broom)
    assert files(GOES) == []
    assert len(files(STAYS)) >= 4


def test_answers_that_were_taken_back_are_in_no_file_by_the_next_day(
    engine: Engine,
    open_wave: Callable[[], WaveRow],
    broom: retention.Broom,
    files: Callable[[str], list[str]],
) -> None:
    wave, taken, left = open_wave(), "canary-taken-back", "canary-left-there"
    with transaction(engine) as session:
        for word in (taken, left):
            session.add(ResponseRow(wave_id=wave.id, week=TODAY, answers={"best": word}))
    with transaction(engine) as session:
        session.execute(text(f"delete from response where answers->>'best' = '{taken}'"))
    assert len(files(taken)) == 1
    retention.delete(engine, "responses", broom)
    assert files(taken) == []
    assert len(files(left)) == 1


@pytest.mark.usefixtures("words")
def test_no_statistics_are_kept_of_peoples_words(engine: Engine) -> None:
    told = (
        "select tablename, attname, cast(most_common_vals as text), cast(histogram_bounds as text)"
        " from pg_stats where schemaname in ('public', 'contact')"
    )
    with engine.connect() as connection:
        gathered = connection.execute(text(told)).all()
    assert gathered
    canary = "canary-that"
    told_on = {
        f"{table}.{column}"
        for table, column, *values in gathered
        for value in values
        if value and (canary in value or canary.encode().hex() in value)
    }
    assert told_on == set()
