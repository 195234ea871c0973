"""The real program, as ./heard run starts it, with its own embedded database, and a wave in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from sqlalchemy import text

from api import clock, db, postgres
from api.db import transaction
from api.safety import contact
from api.safety.contact import Office
from api.waves import catalogue
from api.waves import service as waves
from api.waves.tables import WaveState
from tests.journeys.conftest import ROOT, Site, free_port
from tests.journeys.phone import TOKEN, Emulator
from tests.patience import until

DEFINITIONS = Path(__file__).parent / "definitions"
NO_RASA = "http://127.0.0.1:9"
LONGEST_CLOSE = 120.0


@contextmanager
def running(home: Path, emulator: Emulator | None, *, rasa: bool) -> Iterator[Site]:
    """A Heard whose database, log and secrets lie under `home`."""
    (home / "models").parent.mkdir(parents=True, exist_ok=True)
    (ROOT / "var" / "models").mkdir(parents=True, exist_ok=True)
    (home / "models").symlink_to(ROOT / "var" / "models")
    port = free_port()
    settings = {key: value for key, value in os.environ.items() if not key.startswith("HEARD_")}
    settings |= {"HEARD_HOME": str(home), "HEARD_PORT": str(port)}
    if emulator is not None:
        settings |= {"HEARD_TELEGRAM_TOKEN": TOKEN, "HEARD_TELEGRAM_API": emulator.url}
    if not rasa:
        settings["HEARD_RASA_URL"] = NO_RASA
    site = Site(f"http://127.0.0.1:{port}", home, None, settings, process=None)  # type: ignore[arg-type]
    try:
        site.start()
        site.engine = db.connect(postgres.find(home / "postgres"))
        yield site
    finally:
        if site.engine is not None:
            site.engine.dispose()
        if site.process is not None and site.process.poll() is None:
            site.stop()


def open_wave(site: Site) -> str:
    """The code of a wave of the made-up questionnaire."""
    with transaction(site.engine) as session:
        catalogue.publish_folder(session, DEFINITIONS, clock.today())
        contact.arrange(session, Office(is_open=True, readers="A made-up worker", times="Always", hours=24))
    return site.open_wave("allotment", "Made-up garden")


def close_wave(site: Site, code: str) -> None:
    """Ends the wave, and waits until the worker has done with it."""
    with transaction(site.engine) as session:
        wave = waves.with_code(session, code)
        assert wave is not None
        waves.move(wave, WaveState.CLOSING, clock.today())
    until(lambda: _state(site, code) == WaveState.CLOSED, LONGEST_CLOSE)


def _state(site: Site, code: str) -> str:
    with site.engine.connect() as connection:
        return str(connection.scalar(text("select state from wave where code = :code"), {"code": code}))


def processes(site: Site) -> dict[str, list[int]]:
    """The program, and Rasa."""
    program = psutil.Process(site.process.pid)
    children = [
        child.pid for child in program.children(recursive=True) if "nlu.components.run" in child.cmdline()
    ]
    return {"memory of the program": [program.pid], "memory of Rasa": children}
