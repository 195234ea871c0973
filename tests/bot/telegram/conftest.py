"""A Telegram server, and a desk with a small survey behind it."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiogram import Dispatcher
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.conversation.service import Desk
from api.db import transaction
from api.members import service as members
from api.runs import service as runs
from api.runs.tables import RunRow
from api.waves import catalogue
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.service import Plan
from bot.telegram.factory import create_dispatcher
from tests.journeys.phone import Emulator
from tests.people import ROBIN

SECRET = bytes(range(32))
WEB = "https://heard.example"
GARDEN = Path(__file__).parent / "garden.md"
PONDS = Path(__file__).parents[1] / "ponds.md"

Answers = Callable[[], Mapping[str, Any]]


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    started = Emulator()
    yield started
    started.stop()


@pytest.fixture
def open_one(stocked: Engine, keys: KeyRing) -> Callable[[Path], str]:
    """Opens a wave of a definition, in all its languages; its join code."""

    def opened(definition: Path) -> str:
        with transaction(stocked) as session:
            survey = catalogue.check_in(session, ROBIN, definition.read_bytes(), definition.name)
            wanted = Plan(title="Spring", watched=False, languages=survey.languages)
            return waves.plan(session, keys, survey, wanted, clock.now()).code

    return opened


@pytest.fixture
def code(open_one: Callable[[Path], str]) -> str:
    """The join code of an open wave of garden.md."""
    return open_one(GARDEN)


@pytest.fixture
def answers(engine: Engine, keys: KeyRing) -> Answers:
    """What is kept of the one run that there is."""

    def kept() -> Mapping[str, Any]:
        with Session(engine) as session:
            return runs.progress(keys, session.exec(select(RunRow)).one()).answers

    return kept


@pytest.fixture
def invitation(engine: Engine) -> str:
    with transaction(engine) as session:
        return members.invite(session, name="A. Member", agency="School", today=clock.today())


@pytest.fixture
def dispatcher(desk: Desk) -> Dispatcher:
    return create_dispatcher(desk, SECRET, WEB)
