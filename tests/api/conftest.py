"""What other programs talk to, as bot.server puts it together."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from api.conversation.service import Desk
from api.guidance.service import Cards
from api.health.service import RemoteAssistant
from api.settings import Settings
from api.waves.keys import KeyRing
from bot.foundation import Foundation
from bot.server import Talking, web_app
from bot.warming import NOWHERE


@pytest.fixture
def app(
    stocked: Engine, database_url: str, keys: KeyRing, desk: Desk, cards: Cards, tmp_path: Path
) -> FastAPI:
    """The whole web role, without Rasa behind it."""
    settings = Settings(_env_file=None, database_url=database_url, home=tmp_path)
    base = Foundation(database_url, stocked, keys, cards, bot_secret=b"b" * 32, form_secret=b"f" * 32)
    return web_app(settings, base, Talking(desk, RemoteAssistant(NOWHERE), "the word"))
