"""Rasa dies, is restarted, forgets, and never outlives the program that started it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import pytest

from bot.assistant import Assistant, Doors
from tests.patience import until

from .conftest import ROOT, in_rasa

pytestmark = pytest.mark.nlu
STARTS = """
import sys, time
from pathlib import Path
from bot.assistant import Assistant, Doors
assistant = Assistant(Path({root!r}), Path({model!r}), Doors("http://127.0.0.1:9/none", "none", "none"))
assistant.start()
while not assistant.pid:
    time.sleep(0.05)
print(assistant.pid, flush=True)
time.sleep(600)
"""
FORGETS = """
import asyncio, time
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from nlu.components.forgetful import ForgetfulTrackerStore

async def main() -> None:
    store = ForgetfulTrackerStore(Domain.empty(), conversations=2, minutes=1 / 60)
    for person in ("a", "b", "c"):
        tracker = await store.create_tracker(person)
        tracker.update(UserUttered("canary words"))
        await store.save(tracker)
    full = [person for person in ("a", "b", "c") if await store.exists(person)]
    kept = (await store.retrieve("c")).latest_message.text
    time.sleep(1.2)
    await store.exists("somebody else")
    print(full, kept, len(store.store), "canary" in repr(dict(store.store)))

asyncio.run(main())
"""


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_killed_rasa_comes_back_and_a_stopped_one_is_gone(model: Path) -> None:
    assistant = Assistant(ROOT, model, Doors("http://127.0.0.1:9/none", "none", "none"))
    assistant.start()
    until(lambda: assistant.state == "ready")
    first = assistant.pid
    assert first
    os.kill(first, signal.SIGKILL)
    until(lambda: assistant.state != "ready")
    until(lambda: assistant.state == "ready")
    second = assistant.pid
    assert second and second != first
    assert httpx.get(assistant.url, trust_env=False).is_success
    assistant.stop()
    assert assistant.state == "down"
    assert gone(second)


def test_rasa_does_not_outlive_a_killed_program(model: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", STARTS.format(root=str(ROOT), model=str(model))],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout
    rasa = int(program.stdout.readline())
    until(lambda: psutil.Process(rasa).num_threads() > 1)
    program.kill()
    program.communicate()
    until(lambda: gone(rasa))


def test_conversations_are_bounded_and_forgotten() -> None:
    assert in_rasa("-c", FORGETS)[-1] == "['b', 'c'] canary words 0 False"
