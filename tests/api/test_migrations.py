"""An older database is brought up to date, and nothing that people wrote is lost on the way."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlmodel import Session

from api.members import service as members
from api.members.service import Address
from api.migrations import configuration, upgrade
from api.runs import service as runs
from api.safety import contact
from api.safety import service as safety
from api.waves import service as waves
from api.waves.keys import KeyRing
from tests.people import chats

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


CHAT, TOKEN, SAM, KIM = "7301944820", "a made-up browser", uuid4(), uuid4()


@pytest.fixture
def with_members(old: str, keys: KeyRing) -> str:
    """A database in which addresses stand readable, a browser's as a digest; one invitation is used."""
    configured = configuration(old)
    configured.attributes["keys"] = keys
    command.upgrade(configured, "0009")
    engine = create_engine(old)
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    with engine.begin() as connection:
        for member, kind, value in ((SAM, "telegram", CHAT), (KIM, "web", digest)):
            connection.execute(
                text("insert into member values (:id, 'Made Up', 'Example School', '2026-11-01')"),
                {"id": member},
            )
            connection.execute(
                text("insert into address (id, member_id, kind, value) values (:id, :member, :kind, :value)"),
                {"id": uuid4(), "member": member, "kind": kind, "value": value},
            )
        for code, used in (("CODE", False), ("USED", True)):
            connection.execute(
                text(
                    "insert into invitation (code_digest, id, name, agency, expires, used)"
                    " values (:digest, :id, 'Ada Madeup', 'Example School', '2026-12-24', :used)"
                ),
                {"digest": hashlib.sha256(code.encode()).digest(), "id": uuid4(), "used": used},
            )
        connection.execute(text("analyze address"))
    engine.dispose()
    return old


def test_addresses_are_sealed_and_members_are_known_as_before(with_members: str, keys: KeyRing) -> None:
    keys.make(WAVE)
    engine, today = create_engine(with_members), date(2026, 11, 20)
    assert _finds(engine, CHAT) == 1
    upgrade(with_members, keys)
    assert _finds(engine, CHAT) == 0
    with Session(engine) as session:
        for address, whose in ((Address("telegram", CHAT), SAM), (Address("web", TOKEN), KIM)):
            member = members.member_at(session, keys, address)
            assert member is not None
            assert member.id == whose
        assert chats(session, keys) == {SAM: CHAT}
        stranger = Address("telegram", "1")
        assert members.join(session, keys, "USED", stranger, today) is members.Joining.USED
        assert members.join(session, keys, "CODE", stranger, today) is members.Joining.JOINED
        watched = (
            "select attname from pg_stats where tablename = 'address' and attname in ('digest', 'sealed')"
        )
        session.execute(text("analyze address"))
        assert session.execute(text(watched)).all() == []
        assert (
            session.execute(text("select tablename from pg_tables where tablename like 'readable%'")).all()
            == []
        )
    engine.dispose()


def test_an_issue_that_was_put_down_before_has_a_day(old: str, keys: KeyRing) -> None:
    configured = configuration(old)
    configured.attributes["keys"] = keys
    command.upgrade(configured, "0013")
    engine = create_engine(old)
    with engine.begin() as connection:
        for state in ("escalated", "answered"):
            connection.execute(
                text(
                    "insert into issue (id, kind, state, seen, receipt, came)"
                    " values (:id, 'issue', :state, 'Made up', :receipt, '2026-11-02')"
                ),
                {"id": uuid4(), "state": state, "receipt": state.encode()},
            )
    upgrade(old, keys)
    with engine.connect() as connection:
        days = connection.execute(text("select state, escalated, reported, about from issue")).all()
    assert {tuple(row) for row in days} == {
        ("escalated", date(2026, 11, 2), None, None),
        ("answered", None, None, None),
    }
    engine.dispose()


def test_words_on_where_a_wave_asked_stay_and_no_two_old_waves_share_a_place(old: str, keys: KeyRing) -> None:
    configured = configuration(old)
    configured.attributes["keys"] = keys
    command.upgrade(configured, "0019")
    engine = create_engine(old)
    with engine.begin() as connection:
        connection.execute(text("update wave set setting = 'a hall by the canal'"))
        columns = connection.scalars(
            text("select column_name from information_schema.columns where table_name = 'wave'")
        ).all()
        values = [{"id": "gen_random_uuid()", "code": "'BCDF2346'"}.get(one, one) for one in columns]
        connection.execute(
            text(f"insert into wave ({', '.join(columns)}) select {', '.join(values)} from wave")
        )
    upgrade(old, keys)
    with Session(engine) as session:
        first, second = waves.every(session)
        assert {(one.setting, one.setting_kind, one.area) for one in (first, second)} == {
            ("a hall by the canal", None, None)
        }
        assert first.place != second.place
    engine.dispose()


def _finds(engine: Engine, words: str) -> int:
    """In how many rows of all tables the words stand as they are."""
    with engine.connect() as connection:
        tables = connection.scalars(text("select tablename from pg_tables where schemaname = 'public'")).all()
        count = "select count(*) from {} as row where row::text like '%' || :words || '%'"
        return sum(connection.scalars(text(count.format(table)), {"words": words}).one() for table in tables)
