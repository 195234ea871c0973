"""Every route is in the table of permissions, and the table tells the truth."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine

from api.conversation.rasa import Rasa
from api.conversation.service import Desk
from api.db import transaction
from api.guidance import service as guidance
from api.health.service import RemoteAssistant
from api.settings import Settings
from api.staff import keys
from api.staff.keys import Scope
from api.staff.permissions import PERMISSIONS, PUBLIC
from api.staff.person import Person
from api.waves.keys import KeyRing
from bot.foundation import CONTENT, Foundation
from bot.server import Talking, web_app
from bot.telegram.role import TelegramRole
from bot.warming import NOWHERE

SOME_ID = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def app(engine: Engine, database_url: str, tmp_path: Path) -> Iterator[FastAPI]:
    """The whole web role, with Telegram's webhook, as bot.server puts it together."""
    settings = Settings(_env_file=None, database_url=database_url, home=tmp_path)
    cards = guidance.cards(CONTENT / settings.partnership)
    keys = KeyRing(tmp_path / "keys")
    base = Foundation(database_url, engine, keys, cards, bot_secret=b"b" * 32, form_secret=b"f" * 32)
    rasa = Rasa(lambda: NOWHERE)
    desk = Desk(engine, keys, cards, rasa)
    app = web_app(settings, base, Talking(desk, RemoteAssistant(NOWHERE), "the word"))
    app.include_router(TelegramRole(desk, b"s" * 32, "1:token", NOWHERE, settings.address).router())
    yield app
    rasa.close()


def doors(app: FastAPI) -> Iterator[str]:
    """Every method and path, as the table writes them."""
    for route in iter_route_contexts(app.routes):
        if route.methods is None:  # a folder of files
            assert isinstance(route.app, StaticFiles)
            yield f"GET {route.path}/{{path:path}}"
        else:
            yield from (f"{method} {route.path}" for method in route.methods - {"HEAD", "OPTIONS"})


def test_every_route_is_in_the_table_and_the_table_holds_no_other(app: FastAPI) -> None:
    there = set(doors(app))
    assert there - set(PERMISSIONS) == set()
    assert set(PERMISSIONS) - there == set()


async def test_a_stranger_is_turned_away_from_every_route_that_is_not_public(app: FastAPI) -> None:
    guarded = [door for door, who in PERMISSIONS.items() if who != PUBLIC]
    assert guarded
    entered = []
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://heard") as stranger:
        # A form token of one's own is easy to get, so it must not be what keeps strangers out.
        page = await stranger.get("/console/sign-in")
        token = re.search(r'name="csrftoken" value="([^"]+)"', page.text)
        assert token
        for door in guarded:
            method, path = door.split(" ")
            form = {"csrftoken": token.group(1)} if method == "POST" else None
            reply = await stranger.request(method, re.sub(r"\{[^}]+\}", SOME_ID, path), data=form)
            if reply.status_code != 401:
                entered.append(f"{door}: {reply.status_code}")
    assert entered == []


@pytest.mark.parametrize("scope", Scope)
async def test_a_key_opens_no_route_but_those_of_its_scope(
    app: FastAPI, engine: Engine, scope: Scope
) -> None:
    with transaction(engine) as session:
        maker = Person(None, "Robin Madeup", "Administrator")
        shown = {"Authorization": f"Bearer {keys.make(session, maker, 'A program', [scope], 1)}"}
    guarded = {door: who for door, who in PERMISSIONS.items() if who != PUBLIC}
    assert scope in guarded.values()
    wrong = []
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://heard", headers=shown) as program:
        for door, who in guarded.items():
            method, path = door.split(" ")
            if method != "GET":  # what changes something is turned away above, with a form token
                continue
            status = (await program.get(re.sub(r"\{[^}]+\}", SOME_ID, path))).status_code
            # 422: the door is open, and what stands in the address names no kind of file.
            wanted = {200, 404, 422} if who is scope else {403} if isinstance(who, Scope) else {401}
            if status not in wanted:
                wrong.append(f"{door}: {status}")
    assert wrong == []
