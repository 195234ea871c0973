"""The console of a large partnership, with a browser for each role, and what each page costs there."""

import gzip
import http.client
import itertools
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import psutil
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from api.console.access import COOKIE
from api.db import transaction
from api.safety import service as safety
from api.settings import Settings
from api.staff.person import Role
from api.waves.keys import KeyRing
from bot.foundation import CONTENT, prepared
from tests import staff
from tests.bench.large import fill
from tests.bench.meter import timed
from tests.journeys.conftest import ROOT, free_port

LONGEST_START = 60.0  # seconds
GZIPPED = b"\x1f\x8b"
# What a page brings with it the first time.
BROUGHT = re.compile(r'<(?:link[^>]*rel="stylesheet"[^>]*href|script[^>]*src|img[^>]*src)="([^"]+)"')
GAP = re.compile(r"\{(\w+)(?::\w+)?\}")
STREAM = "text/event-stream"
PAGE = "text/html"
# What fills the gaps in a path: of each all that may, and a page is measured with what makes it slowest.
FILLINGS = {
    "key": "select distinct key from survey_version where key = 'your_voice_matters'",
    "version": "select version from survey_version where key = 'your_voice_matters'",
    "wave_id": "(select id from wave where state = 'rehearsal') union all"
    " (select distinct on (state, entry, survey) id from wave where state <> 'rehearsal')",
    "broadcast_id": "select distinct on (state) id from broadcast",
    "change_id": "select distinct on (state) id from guidance_change",
    "request_id": "select distinct on (state) id from contact.request",
    "account_id": "select id from account limit 1",
    "key_id": "select id from api_key limit 1",
    "number": "select max(number) from audit",
}
KINDS = {
    "/console/guidance/items/": ("topic", "contact", "levels"),
    "/console/guidance/new/": ("topic", "contact"),
    "/console/waves/": ("pdf", "csv"),
    "/console/findings/": ("pdf", "csv"),
}
NAMES = ("contact-mash", "mash", "levels")


class NotUp(Exception):
    """The web role has not come up."""


@dataclass(frozen=True)
class Load:
    """One answer; seconds, and bytes as they came."""

    status: int
    kind: str
    took: float
    body: bytes


@dataclass
class Console:
    """The pages of a large partnership, a browser for each role, and what they cost."""

    address: str
    engine: Engine
    keys: KeyRing
    processes: Sequence[psutil.Process]
    cookies: Mapping[Role, str]

    def paths(self, door: str) -> Iterator[str]:
        gaps = [match[1] for match in GAP.finditer(door)]
        for filling in itertools.product(*(self._fillings(door, gap) for gap in gaps)):
            path = door
            for words in filling:
                path = GAP.sub(words, path, count=1)
            yield path

    def _fillings(self, door: str, gap: str) -> Sequence[str]:
        if gap == "kind":
            return next((kinds for start, kinds in KINDS.items() if door.startswith(start)), ())
        if gap == "name" and door.startswith("/console/alerts/"):
            return self._alerts()
        if gap == "name":
            return NAMES
        with self.engine.connect() as connection:
            return [str(one) for one in connection.scalars(text(FILLINGS[gap]))]

    def _alerts(self) -> Sequence[str]:
        """The names of one alert of each state lie sealed in them."""
        with transaction(self.engine) as session:
            each = {alert.state: alert for alert in safety.queue(session, self.keys)}
            return [str(alert.name) for alert in each.values()]

    def load(self, path: str, role: Role) -> Load:
        """Over a connection of its own: opening it on this machine takes a tenth of a millisecond."""
        http_ = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=120)
        headers = {"Cookie": f"{COOKIE}={self.cookies[role]}", "Accept-Encoding": "gzip"}
        began = time.perf_counter()
        http_.request("GET", path, headers=headers)
        answer = http_.getresponse()
        kind = answer.headers.get("content-type", "")
        body = answer.readline() if kind.startswith(STREAM) else answer.read()
        took = time.perf_counter() - began
        http_.close()
        return Load(answer.status, kind, took, body)

    def brought(self, path: str, page: Load) -> Iterator[int]:
        """The bytes of styles, scripts and pictures of a page."""
        if page.kind.startswith(PAGE):
            # A page below the smallest size for packing comes as it is.
            html = gzip.decompress(page.body) if page.body.startswith(GZIPPED) else page.body
            for link in set(BROUGHT.findall(html.decode())):
                yield len(self.load(urljoin(path, unescape(link)), next(iter(self.cookies))).body)

    def cpu(self) -> float:
        """CPU seconds so far, of the program and its database."""
        program, database = self.processes
        times = [process.cpu_times() for process in (program, database, *database.children())]
        return sum(time.user + time.system for time in times)


@contextmanager
def large(server: str, home: Path, postmaster: int) -> Iterator[Console]:
    """The web role alone over a large partnership: no worker shall tidy it meanwhile."""
    driven = make_url(server).set(drivername="postgresql+psycopg")
    with create_engine(driven, isolation_level="AUTOCOMMIT").connect() as admin:
        admin.execute(text("create database heard_console"))
    url = make_url(server).set(database="heard_console").render_as_string(hide_password=False)
    settings = Settings(_env_file=None, database_url=url, home=home)
    keys = KeyRing(settings.secrets / "waves")
    with prepared(url, CONTENT / settings.partnership, keys) as engine:
        took, _ = timed(lambda: fill(url, keys), time.perf_counter)
        print(f"filled in {took:.0f} s", flush=True)
        cookies = {role: staff.cookie(engine, f"Kim {role}", roles=[role]) for role in Role}
        with _web(url, home) as (address, process):
            processes = [psutil.Process(process), psutil.Process(postmaster)]
            yield Console(address, engine, keys, processes, cookies)


@contextmanager
def _web(url: str, home: Path) -> Iterator[tuple[str, int]]:
    """The web role in a process of its own: its address and number."""
    port = free_port()
    clean = {key: value for key, value in os.environ.items() if not key.startswith("HEARD_")}
    own = {"HEARD_DATABASE_URL": url, "HEARD_HOME": str(home), "HEARD_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "bot", "serve", "web"], cwd=ROOT, env=clean | own)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + LONGEST_START
    while process.poll() is None and time.monotonic() < give_up:
        with suppress(httpx.TransportError):
            httpx.get(f"{address}/health/live")
            return
        time.sleep(0.1)
    raise NotUp
