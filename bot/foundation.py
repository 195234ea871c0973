"""What every role stands on: a database up to date, published surveys, loaded guidance, keys."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg.errors import InsufficientPrivilege
from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from api import clock, db, postgres, secrets
from api.errors import NotFound
from api.guidance import service as guidance
from api.guidance.service import Cards
from api.migrations import upgrade
from api.settings import Settings
from api.waves import catalogue
from api.waves.keys import KeyRing

ROOT = Path(__file__).parent.parent
DEFINITIONS = ROOT / "surveys" / "definitions"
CONTENT = ROOT / "api" / "guidance" / "content"
STARTING = 4_211_973  # the number of the advisory lock; any would do
# What the embedded server may not write to its log: rows that clash, and what was asked when it failed.
QUIET = {"log_error_verbosity": "terse", "log_min_error_statement": "panic"}


@dataclass(frozen=True)
class Foundation:
    """Open for as long as the program runs."""

    database_url: str
    engine: Engine
    keys: KeyRing
    cards: Cards
    bot_secret: bytes
    form_secret: bytes

    @property
    def work_url(self) -> str:
        """Address of DBOS's database."""
        url = make_url(self.database_url).set(drivername="postgresql+psycopg")
        return url.set(database=work_database(url)).render_as_string(hide_password=False)


@contextmanager
def foundation(settings: Settings, tell: Callable[[str], None]) -> Iterator[Foundation]:
    """Raises HeardError or SurveyFault with the mend when something is missing or malformed."""
    content = _content(settings.partnership)
    keys = KeyRing(settings.secrets / "waves")
    with _database(settings, tell) as url, prepared(url, content, keys) as engine:
        cards = guidance.published(engine)
        with guidance.following(engine, cards):
            yield Foundation(
                database_url=url,
                engine=engine,
                keys=keys,
                cards=cards,
                bot_secret=secrets.keep(settings.secrets, "bot"),
                form_secret=secrets.keep(settings.secrets, "forms"),
            )


@contextmanager
def prepared(url: str, content: Path, keys: KeyRing) -> Iterator[Engine]:
    """The database at `url`, brought up to date. Roles that start together do it one after the other."""
    engine = db.connect(url)
    try:
        with _alone(url) as connection, _rights(engine):
            _make_work_database(connection, engine.url)
            upgrade(url, keys)
            with db.transaction(engine) as session:
                catalogue.publish_folder(session, DEFINITIONS, clock.today())
                guidance.load(session, content)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _alone(url: str) -> Iterator[Connection]:
    """A connection that holds the lock of this database."""
    patient = db.connect(url, patient=True)
    try:
        with patient.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("select pg_advisory_lock(:number)"), {"number": STARTING})
            yield connection
    finally:
        patient.dispose()  # ends the lock as well


@contextmanager
def _rights(engine: Engine) -> Iterator[None]:
    """Says which right is missing, instead of how it was missed."""
    try:
        yield
    except DBAPIError as fault:
        if not isinstance(fault.orig, InsufficientPrivilege):
            raise
        raise _lacking(engine.url, fault.orig.diag.message_primary or "permission denied") from fault


def _lacking(url: URL, right: str) -> db.WrongDatabase:
    user, database = url.username, url.database
    return db.WrongDatabase(
        f"The user {user} of HEARD_DATABASE_URL lacks a right ({right}): it must own {database}, and have "
        f"CREATEDB or own a second one, made by hand with: create database {database}_dbos owner {user}."
    )


def work_database(url: URL) -> str:
    """DBOS keeps its own database on the same server."""
    return f"{url.database}_dbos"


def _make(connection: Connection, database: str) -> None:
    there = text("select 1 from pg_database where datname = :name")
    if not connection.scalar(there, {"name": database}):
        name = connection.dialect.identifier_preparer.quote(database)
        connection.execute(text(f"create database {name}"))


def _make_work_database(connection: Connection, url: URL) -> None:
    """DBOS would make its database as well, but could not say what stood in its way."""
    database = work_database(url)
    _make(connection, database)
    usable = text("select has_database_privilege(:name, 'create')")
    if not connection.scalar(usable, {"name": database}):
        raise _lacking(url, f"permission denied for database {database}")


def _content(partnership: str) -> Path:
    folders = sorted(folder.name for folder in CONTENT.iterdir() if folder.is_dir())
    if partnership not in folders:
        raise NotFound(
            f"HEARD_PARTNERSHIP is {partnership}, and api/guidance/content/ has no such folder. "
            f"It has: {', '.join(folders)}."
        )
    return CONTENT / partnership


@contextmanager
def _database(settings: Settings, tell: Callable[[str], None]) -> Iterator[str]:
    if settings.database_url is not None:
        yield settings.database_url
        return
    folder = settings.home / "postgres"
    try:
        yield _embedded(folder, tell)
    finally:
        postgres.stop(folder)


def _embedded(folder: Path, tell: Callable[[str], None]) -> str:
    if not folder.exists():
        tell("Making the database (a few seconds, once).")
    server = make_url(postgres.start(folder))
    admin = create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        _make(connection, "heard")
        for setting, value in QUIET.items():
            connection.execute(text(f"alter system set {setting} = '{value}'"))
        connection.execute(text("select pg_reload_conf()"))
    admin.dispose()
    return server.set(database="heard").render_as_string(hide_password=False)
