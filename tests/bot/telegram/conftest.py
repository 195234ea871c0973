"""A Telegram server, and a desk with a small survey behind it."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from aiogram import Dispatcher
from sqlalchemy import Engine

from api.conversation.service import Desk
from api.db import transaction
from api.members import service as members
from api.waves import service as waves
from api.waves.keys import KeyRing
from bot.telegram.factory import create_dispatcher
from tests.journeys.phone import Emulator

SECRET = bytes(range(32))
WEB = "https://heard.example"
GARDEN = Path(__file__).parent / "garden.md"


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    started = Emulator()
    yield started
    started.stop()


@pytest.fixture
def code(stocked: Engine, keys: KeyRing, tmp_path: Path) -> str:
    """The join code of an open wave of garden.md."""
    folder = tmp_path / "definitions"
    folder.mkdir()
    shutil.copy(GARDEN, folder)
    with transaction(stocked) as session:
        (survey,) = waves.publish(session, folder)
        return waves.open_wave(
            session, keys, survey, title="Spring", watched=False, invited=None, today=date.today()
        ).code


@pytest.fixture
def invitation(engine: Engine) -> str:
    with transaction(engine) as session:
        return members.invite(session, name="A. Member", agency="School", today=date.today())


@pytest.fixture
def dispatcher(desk: Desk) -> Dispatcher:
    return create_dispatcher(desk, SECRET, WEB)
