"""./heard check audit, as somebody who looks after the machine runs it."""

import argparse
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlmodel import Session, col, select

from api import db, postgres
from api.audit import service as audit
from api.audit.tables import AuditRow
from api.db import transaction
from api.errors import HeardError
from api.migrations import upgrade
from api.settings import Settings
from api.staff.person import Person
from api.waves.keys import KeyRing
from bot import trail
from bot.foundation import ROOT

ROBIN = Person(uuid4(), "Robin Madeup", "Safeguarding lead")


def note(engine: Engine, times: int) -> str:
    """Adds entries; the digest of the newest."""
    for _ in range(times):
        with transaction(engine) as session:
            audit.record(session, ROBIN, "signed_in", None)
    with Session(engine) as session:
        newest = select(AuditRow.digest).order_by(col(AuditRow.number).desc()).limit(1)
        return session.exec(newest).one().hex()


@pytest.fixture
def settings(database_url: str, engine: Engine) -> Settings:
    return Settings(_env_file=None, database_url=database_url)


def check(settings: Settings, against: str | None = None) -> None:
    trail.check(settings, argparse.Namespace(against=against))


def force(engine: Engine, statement: str) -> None:
    """As somebody with all rights in the database could."""
    with engine.begin() as connection:
        connection.execute(text("alter table audit disable trigger user"))
        connection.execute(text(statement))
        connection.execute(text("alter table audit enable trigger user"))


def test_it_says_how_long_the_trail_is_and_what_to_keep(
    settings: Settings, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    check(settings)
    assert "The audit trail is empty." in capsys.readouterr().out
    newest = note(engine, 3)
    check(settings)
    said = capsys.readouterr().out
    assert "as it was written: 3 entries" in said and newest in said


def test_a_trail_that_lost_its_newest_is_told_by_a_digest_that_was_kept(
    settings: Settings, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = note(engine, 3)
    note(engine, 2)
    check(settings, kept.upper())
    assert "still there: number 3" in capsys.readouterr().out
    force(engine, "delete from audit where number > 2")
    check(settings)
    with pytest.raises(trail.Changed, match="the newest entries were cut off"):
        check(settings, kept)


def test_a_trail_that_lost_its_oldest_says_how_many_have_gone(
    settings: Settings, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    note(engine, 5)
    check(settings)
    assert "have gone" not in capsys.readouterr().out
    force(engine, "delete from audit where number < 3")
    check(settings)
    said = capsys.readouterr().out
    assert "3 entries" in said
    assert "2 more were written" in said and "older than six years" in said


def test_a_changed_entry_ends_with_a_sentence(settings: Settings, engine: Engine) -> None:
    note(engine, 3)
    force(engine, "update audit set who = 'Nobody' where number = 2")
    with pytest.raises(trail.Changed, match="entry 2 was changed"):
        check(settings)


@pytest.mark.parametrize("word", ["made up", "abc", "00" * 31, ""])
def test_what_is_no_digest_is_refused(settings: Settings, word: str) -> None:
    with pytest.raises(HeardError, match="64 signs"):
        check(settings, word)


def program(home: Path, *words: str) -> tuple[int, str]:
    """The command as a person starts it: its exit code, and what it said."""
    told = subprocess.run(
        [sys.executable, "-m", "bot", "trail", *words],
        cwd=ROOT,
        env={"HEARD_HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    return told.returncode, told.stdout + told.stderr


def test_the_embedded_database_is_started_for_the_occasion_and_ended_again(tmp_path: Path) -> None:
    assert program(tmp_path)[1] == "heard: There is no audit trail here yet: Heard has never been started.\n"
    folder = tmp_path / "postgres"
    server = make_url(postgres.start(folder)).set(drivername="postgresql+psycopg")
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("create database heard"))
    admin.dispose()
    url = postgres.find(folder)
    with pytest.raises(HeardError, match="of another Heard"):
        check(Settings(_env_file=None, database_url=url))
    upgrade(url, KeyRing(tmp_path / "keys"))
    engine = db.connect(url)
    note(engine, 2)
    with engine.begin() as connection:
        connection.execute(text("alter table audit disable trigger user"))
        connection.execute(text("update audit set who = 'Nobody' where number = 2"))
    engine.dispose()
    postgres.stop(folder)
    code, said = program(tmp_path)
    assert (code, "entry 2 was changed" in said) == (1, True)
    with pytest.raises(HeardError, match="not running"):
        postgres.find(folder)
