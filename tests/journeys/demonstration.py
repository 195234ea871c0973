"""A Heard that ./heard demo has filled, and ways into it as the people of the demonstration."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from api import clock
from api.console.access import COOKIE
from api.db import transaction
from api.staff import accounts, sessions
from api.staff.person import Person
from api.staff.tables import Stage
from bot.demonstration import office
from tests.journeys.conftest import ROOT, Site, a_site

NO_RASA = {"HEARD_RASA_URL": "http://127.0.0.1:9"}


@contextmanager
def a_demonstration(server: str, home: Path, name: str) -> Iterator[tuple[Site, str]]:
    """It runs, without Rasa; with what the command printed."""
    said: list[str] = []
    with a_site(server, home, name, lambda site: said.append(demo(site)), **NO_RASA) as site:
        yield site, said[0]


def demo(site: Site) -> str:
    """What ./heard demo prints; it has to end well."""
    command = [sys.executable, "-m", "bot", "demo"]
    done = subprocess.run(command, cwd=ROOT, env=site.settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def staff(site: Site) -> list[Person]:
    """The people of its business unit, whoever holds every role first."""
    with transaction(site.engine) as session:
        return office.people(session)


def sign_in(site: Site, page: Page, who: Person) -> None:
    """As somebody of the demonstration."""
    assert who.id is not None
    with transaction(site.engine) as session:
        token = sessions.start(session, accounts.get(session, who.id), Stage.IN, clock.now())
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": f"{site.url}/console"}])
