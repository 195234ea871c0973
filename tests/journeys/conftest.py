"""A whole Heard, as ./heard run starts it, for people to walk through."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from api import clock, db
from api.console.access import COOKIE
from api.db import transaction
from api.members import service as members
from api.settings import Settings
from api.staff import links
from api.staff.person import Role
from api.waves import catalogue
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.service import Plan
from bot.listening import Server
from tests import staff
from tests.filled import Filled, a_filled, web_role
from tests.journeys.browser import a_browser
from tests.journeys.phone import TOKEN, Emulator
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@dataclass
class Site:
    """A running Heard, and the few things that a test arranges behind its back."""

    url: str
    home: Path
    engine: Engine
    settings: dict[str, str]
    process: subprocess.Popen[bytes]

    @property
    def keys(self) -> KeyRing:
        """The keys that the program uses."""
        return KeyRing(self.home / "secrets" / "waves")

    def open_wave(
        self, survey: str = "your_voice_matters", title: str = "Made-up group", watched: bool = False
    ) -> str:
        """The join code of a new wave."""
        with transaction(self.engine) as session:
            asked = catalogue.newest(session, survey)
            wanted = Plan(title=title, watched=watched, invited=30, languages=asked.languages)
            return waves.plan(session, self.keys, asked, wanted, clock.now()).code

    def invitation(self, name: str = "Sam Sample", agency: str = "Example School") -> str:
        """The code of a new invitation."""
        with transaction(self.engine) as session:
            return members.invite(session, name=name, agency=agency, today=clock.today())

    def let_in(self, page: Page, name: str = "Robin Madeup", roles: Iterable[Role] = Role) -> None:
        """Signs a browser in with an account of its own, and opens the console."""
        value = staff.cookie(self.engine, name, roles=roles)
        page.context.add_cookies([{"name": COOKIE, "value": value, "url": f"{self.url}/console"}])
        page.goto(f"{self.url}/console")

    def sign_in_link(self) -> str:
        """A link into the console that works once."""
        with transaction(self.engine) as session:
            return f"{self.url}/console/welcome/{links.make(session, clock.now())}"

    def start(self) -> None:
        """Starts the program (again) and waits until surveys can be answered."""
        with (self.home / "site.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"], cwd=ROOT, env=self.settings, stdout=log, stderr=log
            )
        self._wait(lambda ready: ready["status"] == "ready", PATIENCE)

    def wait_for_assistant(self) -> None:
        """Until Rasa answers; the first time its model is trained."""
        self._wait(lambda ready: ready["assistant"] == "ready", 2 * PATIENCE)

    def wait_until_assistant_is_missed(self) -> None:
        """Heard looks every two seconds: before, a Rasa that is dead still counts as ready."""
        self._wait(lambda ready: ready["assistant"] != "ready", PATIENCE)

    def kill(self) -> None:
        """The power goes off: nothing is told, nothing can be tidied."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)

    def log(self) -> str:
        """What it printed."""
        return (self.home / "site.log").read_text()

    def _wait(self, good: Callable[[dict[str, str]], bool], seconds: float) -> None:
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            assert self.process.poll() is None, self.log()
            try:
                if good(httpx.get(f"{self.url}/health/ready", timeout=5).json()):
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"not up after {seconds:g} s\n{self.log()}")


@contextmanager
def a_site(
    server: str, home: Path, name: str, first: Callable[[Site], object] = lambda _: None, /, **more: str
) -> Iterator[Site]:
    """A Heard with a database and a home of its own; `first` happens before it starts."""
    admin = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {name}"))
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    home.mkdir(parents=True, exist_ok=True)
    models = ROOT / "var" / "models"
    models.mkdir(parents=True, exist_ok=True)
    (home / "models").symlink_to(models)
    port = free_port()
    clean = {key: value for key, value in os.environ.items() if not key.startswith("HEARD_")}
    own = {"HEARD_DATABASE_URL": url, "HEARD_HOME": str(home), "HEARD_PORT": str(port)}
    # Journeys are made by day and by night.
    settings = clean | own | {"HEARD_QUIET_HOURS": "none"} | more
    site = Site(f"http://127.0.0.1:{port}", home, db.connect(url), settings, process=None)  # type: ignore[arg-type]
    try:
        first(site)
        site.start()
        yield site
    finally:
        site.engine.dispose()
        if site.process is not None and site.process.poll() is None:
            site.stop()
        with admin.connect() as connection:
            connection.execute(text(f"drop database if exists {name} with (force)"))
            connection.execute(text(f"drop database if exists {name}_dbos with (force)"))
        admin.dispose()


@pytest.fixture(scope="session")
def site(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A Heard that all journeys share; Rasa may still be warming up."""
    with a_site(database_url, tmp_path_factory.mktemp("site"), f"heard_site_{os.getpid()}") as running:
        yield running


@dataclass(frozen=True)
class Office:
    """The console over one of everything. No worker moves anything on."""

    url: str
    filled: Filled

    def let_in(self, page: Page, role: Role | None = None) -> None:
        """Signs a browser in as the person who has this role alone; without one, as who has them all."""
        who = self.filled.everyone if role is None else self.filled.staff[role]
        value = self.filled.cookie(who)
        page.context.add_cookies([{"name": COOKIE, "value": value, "url": f"{self.url}/console"}])


@pytest.fixture(scope="session")
def office(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that all journeys share."""
    port, up = free_port(), threading.Event()
    url, home = f"http://127.0.0.1:{port}", tmp_path_factory.mktemp("office")
    with a_filled(database_url, home, f"heard_office_{os.getpid()}") as filled, web_role(filled, url) as app:
        server = Server(app, Settings(_env_file=None, port=port), up.set)
        thread = threading.Thread(target=server.run)
        thread.start()
        assert up.wait(20)
        yield Office(url, filled)
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one for each file of journeys."""
    with a_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """Telegram."""
    started = Emulator()
    yield started
    started.stop()


@contextmanager
def a_site_with_bot(server: str, home: Path, name: str, emulator: Emulator) -> Iterator[Site]:
    """A Heard with a bot, whose Rasa is away for good."""
    more = {
        "HEARD_TELEGRAM_TOKEN": TOKEN,
        "HEARD_TELEGRAM_API": emulator.url,
        "HEARD_RASA_URL": "http://127.0.0.1:9",
    }
    with a_site(server, home, f"heard_{name}_{os.getpid()}", **more) as running:
        yield running
