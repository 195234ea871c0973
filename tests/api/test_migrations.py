"""An older database is brought up to date, and nothing that people wrote is lost on the way."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlmodel import Session

from api.migrations import configuration, upgrade
from api.runs import service as runs
from api.safety import contact
from api.safety import service as safety
from api.waves import service as waves
from api.waves.keys import KeyRing

WAVE, RUN, ALERT, CONVERSATION = uuid4(), uuid4(), uuid4(), uuid4()
PROGRESS = {"answers": {"safe_home": "safe", "own_words": "The lamps help"}, "at": "help_now"}


@pytest.fixture
def old(database_url: str) -> Iterator[str]:
    """A database of the first schema, with somebody in the middle of a survey."""
    server = make_url(database_url).set(drivername="postgresql+psycopg")
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("create database heard_old"))
    url = server.set(database="heard_old").render_as_string(hide_password=False)
    command.upgrade(configuration(url), "0001")
    engine = create_engine(url)
    with engine.begin() as connection:
        _fill(connection.execute)
    engine.dispose()
    yield url
    with admin.connect() as connection:
        connection.execute(text("drop database heard_old with (force)"))
    admin.dispose()


def _fill(execute) -> None:  # type: ignore[no-untyped-def]
    execute(text("insert into published_survey values ('your_voice_matters', '1', 'as it was')"))
    execute(
        text(
            "insert into wave (id, survey, version, title, audience, code, state, watched, opened)"
            " values (:wave, 'your_voice_matters', '1', 'Made up', 'young_person', 'BCDF2345', 'open', true,"
            " '2026-11-09')"
        ),
        {"wave": WAVE},
    )
    execute(
        text("insert into run (id, wave_id, progress, finished) values (:run, :wave, :progress, false)"),
        {"run": RUN, "wave": WAVE, "progress": json.dumps(PROGRESS)},
    )
    execute(
        text(
            "insert into alert (id, wave_id, audience, day, tier, family, text, state)"
            " values (:alert, :wave, 'young_person', '2026-11-10', 'alert', 'made-up', 'Some words', 'seen')"
        ),
        {"alert": ALERT, "wave": WAVE},
    )
    execute(
        text(
            "insert into conversation (id, channel, run_id, starting, paused, wrong_codes, talk_id, day)"
            " values (:id, 'web', :run, false, false, 0, :id, '2026-11-10')"
        ),
        {"id": CONVERSATION, "run": RUN},
    )
    execute(
        text("insert into turn (conversation_id, number, key, replies) values (:id, 1, 'k', '[]')"),
        {"id": CONVERSATION},
    )


def test_open_runs_and_alerts_are_sealed_and_go_on(old: str, keys: KeyRing) -> None:
    keys.make(WAVE)
    upgrade(old, keys)
    engine = create_engine(old)
    with Session(engine) as session:
        run = runs.get(session, RUN)
        assert run is not None
        assert runs.progress(keys, run).to_json() == PROGRESS
        [alert] = safety.queue(session, keys)
        assert (alert.text, alert.family, alert.state) == ("Some words", "made-up", "seen")
        assert safety.find(session, keys, alert.name)[0].id == ALERT
        # What was shown before is not known: the wave is counted from here on.
        assert runs.shown(session, keys, WAVE) == {}
        runs.note(session, keys, run, {"asked"})
        assert runs.progress(keys, run).to_json() == PROGRESS
        assert not contact.is_open(session)
        wave = waves.get(session, WAVE)
        assert wave.answer_within == "next_working_day"
        assert (wave.languages, wave.entry, wave.opens.date().isoformat()) == (["en"], "link", "2026-11-09")
    assert _finds(engine, "The lamps help") == _finds(engine, "Some words") == 0
    engine.dispose()


def _finds(engine: Engine, words: str) -> int:
    """In how many rows of all tables the words stand as they are."""
    with engine.connect() as connection:
        tables = connection.scalars(text("select tablename from pg_tables where schemaname = 'public'")).all()
        count = "select count(*) from {} as row where row::text like '%' || :words || '%'"
        return sum(connection.scalars(text(count.format(table)), {"words": words}).one() for table in tables)
