"""A reminder reaches its member on its morning, once, through a worker that is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.broadcasts.tables import BroadcastRow, BroadcastState
from api.db import transaction
from api.members import service as members
from api.members.service import Address
from api.reminders.tables import ReminderRow
from api.waves.keys import KeyRing
from tests.patience import until

ROOT = Path(__file__).parents[3]
TODAY = clock.today()
# A worker in a process of its own. What it brings it writes down before Telegram would have said so.
PROGRAM = """
import asyncio, json, sys, time
from pathlib import Path
from api import db, worker
from api.broadcasts.pace import Pace
from api.waves.keys import KeyRing

url, work, keys, brought, hangs = sys.argv[1:]

class Post:
    async def close(self) -> None:
        pass

    async def send(self, address, message):
        if hangs == "yes":
            Path(brought).with_name("hanging").touch()
            await asyncio.sleep(3600)
        with open(brought, "a") as file:
            file.write(json.dumps([address, message.title + "\\n\\n" + message.text]) + "\\n")
        return "sent"

worker.Worker(db.connect(url), KeyRing(Path(keys)), {"telegram": Post()}, Pace(30)).start(work)
time.sleep(600)
"""


@pytest.fixture
def asked_for(stocked: Engine, keys: KeyRing) -> None:
    """A reminder whose morning has come, whatever the hour of the test."""
    with transaction(stocked) as session:
        code = members.invite(session, name="Sam Sample", agency="Example School", today=TODAY)
        members.join(session, keys, code, Address(kind="telegram", value="12345"), TODAY)
        [member] = members.everyone(session)
        yesterday = TODAY - timedelta(days=1)
        session.add(ReminderRow(member_id=member, stage="1b", due=yesterday, made=yesterday))


def test_a_kill_neither_loses_nor_doubles_it(
    stocked: Engine, asked_for: None, database_url: str, work_url: str, tmp_path: Path
) -> None:
    brought, hanging = tmp_path / "brought", tmp_path / "hanging"

    def worker(hangs: str) -> subprocess.Popen[bytes]:
        places = [database_url, work_url, str(tmp_path / "keys"), str(brought), hangs]
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *places],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stderr=subprocess.DEVNULL,
        )

    first = worker("yes")
    try:
        until(hanging.exists)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert not brought.exists()
    second = worker("no")
    try:
        until(lambda: sent(stocked))
        time.sleep(2)  # for whatever else it might bring
    finally:
        second.send_signal(signal.SIGKILL)
        second.wait()
    [line] = brought.read_text().splitlines()
    address, text = json.loads(line)
    assert address == "12345"
    assert text.startswith("Reminder: Stage 1b of the escalation policy\n\n")
    with Session(stocked) as session:
        assert session.exec(select(ReminderRow)).all() == []
        assert len(session.exec(select(BroadcastRow)).all()) == 1


def sent(engine: Engine) -> bool:
    with Session(engine) as session:
        return BroadcastState.SENT in session.exec(select(BroadcastRow.state)).all()
