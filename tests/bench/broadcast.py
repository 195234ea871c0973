"""P5 and P6: a broadcast to 2,500 members as fast as Telegram allows, and one that kill -9 cuts off."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psutil
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from api import clock, db
from api.broadcasts import service as broadcasts
from api.broadcasts.tables import BroadcastState
from api.db import transaction
from api.members import addresses
from api.members.service import Address
from api.members.tables import MemberRow
from api.waves import catalogue
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.service import Plan
from bot.foundation import CONTENT, prepared
from tests.bench.meter import percentile
from tests.bench.turns import TEN_QUESTIONS, Load, crowd
from tests.journeys.conftest import ROOT, free_port
from tests.patience import until
from tests.people import ROBIN, approved

MEMBERS, KILLED_AT = 2500, 1000
RATE = 29.7  # a second; Telegram allows 30
PEOPLE, SURVEYS = 30, 150
TOKEN = "4242:bench"
FIRST_CHAT = 900_000_000
WORDS = "Places are open for the training in May. Ask the unit for one."


@dataclass(frozen=True)
class Sent:
    """What came of a broadcast, as Telegram saw it. Seconds."""

    began: float  # from the button to the first delivery
    wall: float  # from the first delivery to the last
    cpu: float
    database_cpu: float
    asked: int
    delivered: int
    doubled: int
    unanswered: int
    refused: int
    told_to_wait: int
    resumed: float | None = None

    def written(self, name: str) -> str:
        """A line of the table."""
        expected = MEMBERS - MEMBERS // 100
        each = 1000 / MEMBERS
        cells = (
            f"{expected - self.delivered}",
            f"{self.doubled} ({self.unanswered} whose answer was lost)",
            f"{self.refused} ({100 * self.refused / self.asked:.2f} %)",
            f"{self.told_to_wait}",
            f"{self.began:.1f}",
            f"{self.wall:.1f}",
            f"{self.cpu * each:.2f}",
            f"{self.database_cpu * each:.2f}",
            "" if self.resumed is None else f"{self.resumed:.1f}",
        )
        return f"| {name} | {' | '.join(cells)} |"


def measure(server: str, home: Path, postmaster: int) -> None:
    """Prints a row for each way."""
    print(f"\n{MEMBERS} members, one in a hundred of whom has blocked the bot; {RATE} a second.\n")
    columns = (
        "lost",
        "doubled",
        "refused",
        "told to wait",
        "first after s",
        "then s",
        "CPU-ms each",
        "database CPU-ms each",
    )
    print(f"| | {' | '.join(columns)} | resumed after s |")
    print("|---|---|---|---|---|---|---|---|---|---|", flush=True)
    with a_telegram() as telegram, a_house(server, home) as house:
        print(house.broadcast(telegram, postmaster).written("worker"), flush=True)
        print(house.cut_off(telegram, postmaster).written("worker, killed in the middle"), flush=True)
        print(house.taken_over(telegram, postmaster).written("of two workers one killed"), flush=True)
        row, crowd = house.beside_surveys(telegram, postmaster)
        print(row.written("while 30 people answer surveys"), flush=True)
        print(plain(telegram, "plain").written("aiogram in a plain loop"), flush=True)
        if find_spec("telegram"):
            print(plain(telegram, "limited").written("python-telegram-bot with its limiter"), flush=True)
        else:
            print("\nWithout python-telegram-bot: uv sync --group bench brings it.")
        turns = f"{percentile(crowd.turns, 0.5):.0f} ms, p95 {percentile(crowd.turns, 0.95):.0f} ms"
        print(f"\n{len(crowd.turns)} turns of surveys beside the broadcast: p50 {turns}.")


@contextmanager
def a_telegram() -> Iterator[httpx.Client]:
    """The paced Bot API in a process of its own."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.paced", str(port)], cwd=ROOT)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as telegram:
            until(lambda: answers(telegram, "/told"))
            yield telegram
    finally:
        process.terminate()
        process.wait(20)


@dataclass
class House:
    """A database with members, and a worker that can be started."""

    engine: Engine
    keys: KeyRing
    settings: dict[str, str]

    def broadcast(self, telegram: httpx.Client, postmaster: int) -> Sent:
        """One that nothing disturbs."""
        with self.worker(telegram) as process:
            telegram.post("/begin")
            before = cpu(process), database_cpu(postmaster)
            began, letter = time.time(), self.begin()
            until(lambda: self.over(letter), 600)
            after = cpu(process), database_cpu(postmaster)
        return sent(telegram, began, after[0] - before[0], after[1] - before[1])

    def cut_off(self, telegram: httpx.Client, postmaster: int) -> Sent:
        """One in whose middle the worker is killed and started again."""
        telegram.post("/begin")
        begun_with = database_cpu(postmaster)
        with self.worker(telegram) as process:
            idle = cpu(process)
            began, letter = time.time(), self.begin()
            until(lambda: telegram.get("/told").json()["delivered"] >= KILLED_AT, 600)
            used = cpu(process) - idle
            process.kill()
            process.wait()
        time.sleep(1)
        again = time.time()
        with self.worker(telegram) as process:
            until(lambda: self.over(letter), 600)
            used += cpu(process)
        resumed = min(at for at in telegram.get("/told").json()["times"] if at > again) - again
        return sent(telegram, began, used, database_cpu(postmaster) - begun_with, resumed)

    def taken_over(self, telegram: httpx.Client, postmaster: int) -> Sent:
        """One whose worker is killed in the middle while another waits."""
        telegram.post("/begin")
        begun_with = database_cpu(postmaster)
        with self.worker(telegram) as first, self.worker(telegram) as second:
            idle = cpu(first) + cpu(second)
            began, letter = time.time(), self.begin()
            until(lambda: telegram.get("/told").json()["delivered"] >= KILLED_AT, 600)
            used = cpu(first)
            killed = time.time()
            first.kill()
            first.wait()
            until(lambda: self.over(letter), 600)
            used += cpu(second) - idle
        resumed = min(at for at in telegram.get("/told").json()["times"] if at > killed + 0.3) - killed
        return sent(telegram, began, used, database_cpu(postmaster) - begun_with, resumed)

    def beside_surveys(self, telegram: httpx.Client, postmaster: int) -> tuple[Sent, Load]:
        """One while people answer surveys of ten questions, each of them thinking for a second."""
        with self.role("web") as (_, address), self.worker(telegram) as process:
            code = self.open_wave()
            with multiprocessing.get_context("spawn").Pool(1) as outside:
                outside.apply(crowd, (address, code, PEOPLE, PEOPLE, 0.0))  # warms every connection up
                telegram.post("/begin")
                before = cpu(process), database_cpu(postmaster)
                began, letter = time.time(), self.begin()
                asked = outside.apply_async(crowd, (address, code, PEOPLE, SURVEYS, 1.0))
                until(lambda: self.over(letter), 600)
                after = cpu(process), database_cpu(postmaster)
                load: Load = asked.get(600)
        return sent(telegram, began, after[0] - before[0], after[1] - before[1]), load

    def open_wave(self) -> str:
        """The join code of a wave."""
        with transaction(self.engine) as session:
            asked = catalogue.newest(session, TEN_QUESTIONS)
            wanted = Plan(title="Made-up group", watched=False, invited=30, languages=asked.languages)
            return waves.plan(session, self.keys, asked, wanted, clock.now()).code

    @contextmanager
    def worker(self, telegram: httpx.Client) -> Iterator[psutil.Process]:
        """The worker role, up."""
        own = {"HEARD_TELEGRAM_API": str(telegram.base_url), "HEARD_TELEGRAM_TOKEN": TOKEN}
        with self.role("worker", **own) as (process, _):
            yield process

    @contextmanager
    def role(self, name: str, **more: str) -> Iterator[tuple[psutil.Process, str]]:
        """A role, up, with its address."""
        port = free_port()
        own = more | {"HEARD_PORT": str(port)}
        worker = [sys.executable, "-m", "bot", "serve", name]
        process = psutil.Popen(worker, cwd=ROOT, env=self.settings | own, stdout=subprocess.DEVNULL)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}") as door:
                until(lambda: answers(door, "/health/live"))
            yield process, f"http://127.0.0.1:{port}"
        finally:
            if process.is_running():
                process.terminate()
                process.wait(30)

    def begin(self) -> UUID:
        """Sends a broadcast; its id."""
        with transaction(self.engine) as session:
            letter = approved(session, "Training in May", WORDS).id
            broadcasts.send(session, ROBIN, letter)
        return letter

    def over(self, letter: UUID) -> bool:
        """Whether every copy has ended."""
        with transaction(self.engine) as session:
            return broadcasts.get(session, letter).state == BroadcastState.SENT


@contextmanager
def a_house(server: str, home: Path) -> Iterator[House]:
    """A Heard of its own with 2,500 members in Telegram."""
    name = "heard_bench_broadcast"
    admin = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {name}"))
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    keys = KeyRing(home / "secrets" / "waves")
    clean = {key: value for key, value in os.environ.items() if not key.startswith("HEARD_")}
    settings = clean | {
        "HEARD_DATABASE_URL": url,
        "HEARD_HOME": str(home),
        "HEARD_RASA_URL": "http://127.0.0.1:9",
        "HEARD_BROADCAST_RATE": str(RATE),
        "HEARD_QUIET_HOURS": "none",
    }
    try:
        with prepared(url, CONTENT / "coventry", keys) as engine:
            fill(engine, keys)
        engine = db.connect(url)
        yield House(engine, keys, settings)
        engine.dispose()
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"drop database if exists {name} with (force)"))
            connection.execute(text(f"drop database if exists {name}_dbos with (force)"))
        admin.dispose()


def fill(engine: Engine, keys: KeyRing) -> None:
    """Everybody who is written to."""
    with transaction(engine) as session:
        rows = [
            MemberRow(name=f"Example {number}", agency="Example", joined=clock.today())
            for number in range(MEMBERS)
        ]
        session.add_all(rows)
        session.flush()
        chats = [Address("telegram", str(FIRST_CHAT + number)) for number in range(MEMBERS)]
        session.add_all(addresses.row(keys, row.id, chat) for row, chat in zip(rows, chats, strict=True))


def plain(telegram: httpx.Client, how: str) -> Sent:
    """What bots do: one after the other, with a pause between two; or all at once by a library's limiter."""
    telegram.post("/begin")
    began = time.time()
    loop = [sys.executable, "-m", f"tests.bench.{how}", str(telegram.base_url), str(RATE)]
    done = subprocess.run(loop, cwd=ROOT, check=True, capture_output=True, text=True)
    return sent(telegram, began, float(done.stdout), 0.0)


def sent(
    telegram: httpx.Client, began: float, used: float, database: float, resumed: float | None = None
) -> Sent:
    """What Telegram tells of it."""
    told: dict[str, Any] = telegram.get("/told").json()
    times = told.pop("times")
    first, last = min(times), max(times)
    return Sent(
        began=first - began, wall=last - first, cpu=used, database_cpu=database, resumed=resumed, **told
    )


def cpu(process: psutil.Process) -> float:
    """Seconds so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def database_cpu(postmaster: int) -> float:
    """Seconds so far, of PostgreSQL's processes that live, and of those that have ended."""
    leader = psutil.Process(postmaster)
    ended = leader.cpu_times()
    return sum(map(cpu, [leader, *leader.children()])) + float(ended.children_user + ended.children_system)


def answers(door: httpx.Client, path: str) -> bool:
    """Whether somebody is there."""
    try:
        return door.get(path).status_code == 200
    except httpx.HTTPError:
        return False
