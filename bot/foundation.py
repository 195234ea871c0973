"""What every role stands on: a database up to date, published surveys, loaded guidance, keys."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from api import db, postgres, secrets
from api.guidance import service as guidance
from api.guidance.service import Cards
from api.migrations import upgrade
from api.settings import Settings
from api.waves import service as waves
from api.waves.keys import KeyRing

ROOT = Path(__file__).parent.parent
DEFINITIONS = ROOT / "surveys" / "definitions"
CONTENT = ROOT / "api" / "guidance" / "content"


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
        """DBOS keeps its own database on the same server."""
        url = make_url(self.database_url)
        return url.set(drivername="postgresql+psycopg", database=f"{url.database}_dbos").render_as_string(
            False
        )


@contextmanager
def foundation(settings: Settings, tell: Callable[[str], None]) -> Iterator[Foundation]:
    """Raises HeardError or SurveyFault with the mend when something is missing or malformed."""
    embedded = settings.home / "postgres"
    url = settings.database_url or _embedded(embedded, tell)
    engine = db.connect(url)
    try:
        upgrade(url)
        content = CONTENT / settings.partnership
        with db.transaction(engine) as session:
            waves.publish(session, DEFINITIONS)
            guidance.load(session, content)
        yield Foundation(
            database_url=url,
            engine=engine,
            keys=KeyRing(settings.secrets / "waves"),
            cards=guidance.cards(content),
            bot_secret=secrets.keep(settings.secrets, "bot"),
            form_secret=secrets.keep(settings.secrets, "forms"),
        )
    finally:
        engine.dispose()
        if settings.database_url is None:
            postgres.stop(embedded)


def _embedded(folder: Path, tell: Callable[[str], None]) -> str:
    if not folder.exists():
        tell("Making the database (a few seconds, once).")
    server = make_url(postgres.start(folder))
    admin = create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        if not connection.scalar(text("select 1 from pg_database where datname = 'heard'")):
            connection.execute(text("create database heard"))
    admin.dispose()
    return server.set(database="heard").render_as_string(hide_password=False)
