"""Real parts for every suite: an embedded PostgreSQL of the tests' own, emptied after each test."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlmodel import Session, SQLModel

from api import clock, db, postgres
from api.conversation.rasa import Rasa
from api.conversation.service import Desk
from api.guidance import service as guidance
from api.guidance import tables as guidance_tables
from api.guidance.service import Cards
from api.waves import catalogue
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.service import Plan
from api.waves.tables import WaveRow

OPENED = datetime(2026, 11, 9, 9, tzinfo=clock.HERE)
TODAY = date(2026, 11, 20)  # a Friday
ROOT = Path(__file__).parents[1]
CONTENT = ROOT / "api" / "guidance" / "content" / "coventry"


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noon of TODAY and the clock goes on: no midnight comes between reading a test and running it."""
    real, began = clock.now, clock.now()
    at = datetime.combine(TODAY, time(12), clock.HERE).astimezone(UTC)
    monkeypatch.setattr(clock, "now", lambda: at + (real() - began))


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """A database that is thrown away; HEARD_TEST_DATABASE_URL names another server to make it on."""
    folder = Path(tempfile.mkdtemp(prefix="heard-pg-"))
    given = os.environ.get("HEARD_TEST_DATABASE_URL")
    server = given or postgres.start(folder / "data")
    name = f"heard_test_{os.getpid()}"
    admin = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        if given is None:  # our own, and thrown away: it need not survive a power cut
            connection.execute(text("alter system set fsync = off"))
            connection.execute(text("select pg_reload_conf()"))
        connection.execute(text(f"create database {name}"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))
    admin.dispose()
    postgres.stop(folder / "data")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def shared_engine(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The schema as the migrations make it."""
    from api.migrations import upgrade

    upgrade(database_url, KeyRing(tmp_path_factory.mktemp("keys")))
    engine = db.connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(shared_engine: Engine, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The shared database; what a test wrote is gone after it.

    The guidance alone stays for the next test that wants it (`stocked`): loading it costs half a second.
    """
    if "stocked" not in request.fixturenames:
        empty(shared_engine, guidance=True)
    yield shared_engine
    empty(shared_engine, guidance=False)


def empty(engine: Engine, *, guidance: bool) -> None:
    """Empties the tables of the guidance, or all others."""
    ours = {row.__tablename__ for row in vars(guidance_tables).values() if hasattr(row, "__tablename__")}
    with engine.begin() as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):  # a row goes before what it points to
            if (table.name in ours) == guidance and table.name != "audit":
                connection.execute(table.delete())
        if not guidance and connection.scalar(text("select exists (select from audit)")):
            # Which only its owner can do, and not by deleting.
            connection.execute(text("alter table audit disable trigger user"))
            connection.execute(text("delete from audit"))
            connection.execute(text("alter table audit enable trigger user"))


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """An open transaction that the test may commit."""
    with Session(engine, expire_on_commit=False) as opened:
        yield opened


@pytest.fixture
def keys(tmp_path: Path) -> KeyRing:
    """Keys of waves, in a folder that is thrown away."""
    return KeyRing(tmp_path / "keys")


@pytest.fixture(scope="session")
def cards() -> Cards:
    """The help cards."""
    return guidance.cards(CONTENT)


@pytest.fixture
def stocked(engine: Engine) -> Engine:
    """A database with the published surveys and the guidance."""
    with db.transaction(engine) as session:
        catalogue.publish_folder(session, ROOT / "surveys" / "definitions", clock.today())
        guidance.load(session, CONTENT)
    return engine


@pytest.fixture
def desk(stocked: Engine, keys: KeyRing, cards: Cards) -> Desk:
    """The desk with no Rasa behind it: as it is while Rasa warms up."""
    return Desk(stocked, keys, cards, Rasa(lambda: "http://127.0.0.1:9"))


@pytest.fixture
def open_wave(stocked: Engine, keys: KeyRing) -> Callable[..., WaveRow]:
    """Opens a wave of a survey."""

    def opened(
        survey: str = "your_voice_matters",
        *,
        watched: bool = False,
        invited: int | None = 30,
        languages: Sequence[str] = ("en",),
        **wanted: Any,
    ) -> WaveRow:
        with db.transaction(stocked) as session:
            plan = Plan(
                title="Made-up group", watched=watched, invited=invited, languages=languages, **wanted
            )
            return waves.plan(session, keys, catalogue.newest(session, survey), plan, OPENED)

    return opened
