"""What the made-up staff do with comments leaves something of each kind to look at."""

import random
from collections.abc import Callable

from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.conversation.service import Desk
from api.db import transaction
from api.guidance.service import Cards
from api.meaning.service import of_wave
from api.meaning.tables import QuoteRow
from api.staff.person import Person, Role
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow
from bot.demonstration import comments as demonstration
from bot.demonstration.scene import Scene
from bot.demonstration.words import words
from bot.foundation import Foundation
from tests import comments
from tests.staff import account

SURVEY = "your_voice_matters"


def a_scene(engine: Engine, desk: Desk, keys: KeyRing, cards: Cards) -> Scene:
    base = Foundation("", engine, keys, cards, bot_secret=b"", form_secret=b"")
    with transaction(engine) as session:
        rows = {role: account(session, f"{role} Example", roles=[role]) for role in Role}
        staff = {role: Person(row.id, row.name, row.title, {role}) for role, row in rows.items()}
    return Scene(base, desk, "http://heard.example", clock.today(), staff, lambda steps: None)


def test_a_wave_of_many_comments_gets_tone_themes_and_quotes(
    session: Session,
    stocked: Engine,
    open_wave: Callable[..., WaveRow],
    desk: Desk,
    keys: KeyRing,
    cards: Cards,
) -> None:
    chance = random.Random(1)
    said = [chance.choice(words()["comments"][SURVEY]["en"]) for _ in range(118)]
    wave = comments.closed(session, open_wave, said)
    scene = a_scene(stocked, desk, keys, cards)
    demonstration.read(scene)
    demonstration.quote(scene)
    found = of_wave(session, wave)
    assert [one.trust.labels for one in found.tone] == [110]
    assert len(found.themes[0].table.cells) > 4
    assert len(found.quotes) == 1
    assert sorted(row.state for row in session.exec(select(QuoteRow)).all()) == ["approved", "proposed"]


def test_how_a_comment_sounds_is_said_of_comments_that_are_written() -> None:
    for survey, heard in words()["heard"].items():
        written = words()["comments"][survey]["en"]
        assert [one for said in heard.values() for one in said if one not in written] == []
