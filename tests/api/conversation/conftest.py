"""People in a made-up survey about an orchard, in two languages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.conversation.contracts import Reply
from api.conversation.service import Desk, Turn
from api.db import transaction
from api.runs import service as runs
from api.runs.tables import RunRow
from api.waves import catalogue
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow

ORCHARD = Path(__file__).with_name("orchard.md")


@dataclass
class Person:
    """Somebody in a conversation; `heard` is what was said last."""

    desk: Desk
    conversation: UUID
    name: str
    heard: list[Reply]

    def taps(self, choice: str, **more: Any) -> list[Reply]:
        self.heard = self.desk.take(self.conversation, Turn(choice=choice, person=self.name, **more))
        return self.heard

    def writes(self, text: str, **more: Any) -> list[Reply]:
        self.heard = self.desk.take(self.conversation, Turn(text=text, person=self.name, **more))
        return self.heard

    @property
    def asked(self) -> str | None:
        """The key of the question that waits."""
        question = self.heard[-1].question
        return question.key if question else None

    @property
    def offered(self) -> list[str]:
        """What can be tapped now."""
        return [one.value for one in self.heard[-1].choices]

    def answers_all(self) -> None:
        """Everything but the sending."""
        self.taps("no")
        self.writes("roses")
        self.taps(":done")
        self.writes("7")


@pytest.fixture
def orchard(
    desk: Desk, open_wave: Callable[..., WaveRow], engine: Engine, tmp_path: Path
) -> Callable[..., WaveRow]:
    """Opens a wave of the orchard survey; `strict`: what is good about rain must be answered."""
    folder = tmp_path / "definitions"
    folder.mkdir()

    def opened(*, strict: bool = False, **wanted: Any) -> WaveRow:
        form = ORCHARD.read_text()
        if strict:
            form = form.replace("selected(${rain}, 'yes') | | |", "selected(${rain}, 'yes') | | yes |")
            form = form.replace("| orchard | 1 |", "| orchard | 2 |")
        (folder / ORCHARD.name).write_text(form)
        with transaction(engine) as session:
            catalogue.publish_folder(session, folder, date(2026, 11, 9))
        return open_wave("orchard", **{"languages": ("en", "pl"), **wanted})

    return opened


@pytest.fixture
def person(desk: Desk) -> Callable[..., Person]:
    """Somebody who has brought a code, and, unless told otherwise, begun."""

    def came(code: str, name: str = "made-up-person", *, begins: bool = True, **opened: Any) -> Person:
        someone = Person(desk, desk.open("test", **opened), name, [])
        someone.taps(f":join {code}")
        if begins:
            someone.taps(":start")
        return someone

    return came


@pytest.fixture
def answers(engine: Engine, keys: KeyRing) -> Callable[[], dict[str, Any]]:
    """What is kept of the only run."""

    def kept() -> dict[str, Any]:
        with Session(engine) as session:
            return dict(runs.progress(keys, session.exec(select(RunRow)).one()).answers)

    return kept
