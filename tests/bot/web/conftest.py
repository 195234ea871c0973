"""A browser without scripts, over the real desk, and a made-up survey on ponds."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.app import create_app
from api.conversation.service import Desk
from api.db import transaction
from api.health.service import RemoteAssistant
from api.pages.environment import create_pages
from api.pages.install import install
from api.runs import service as runs
from api.runs.tables import RunRow
from api.waves import catalogue
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.service import Plan
from bot.web import TEMPLATES
from bot.web.routes import create_router
from tests.people import ROBIN

PONDS = Path(__file__).parents[1] / "ponds.md"
PRIVATE = "canary-words-of-a-person"

Answers = Callable[[], Mapping[str, Any]]


@pytest.fixture
def app(engine: Engine, desk: Desk) -> FastAPI:
    whole = create_app(engine, desk, lambda: RemoteAssistant("http://127.0.0.1:9").state)
    pages = create_pages([TEMPLATES], partnership="Example Partnership")
    whole.include_router(create_router(desk, pages, https=False))

    @whole.get("/broken")
    def broken() -> None:
        raise RuntimeError(PRIVATE)

    install(whole, pages, secret="made-up", https=False)
    return whole


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://heard", follow_redirects=True
    ) as client:
        yield client


@pytest.fixture
def ponds(stocked: Engine, keys: KeyRing) -> str:
    """The join code of a wave that is asked in five languages."""
    with transaction(stocked) as session:
        survey = catalogue.check_in(session, ROBIN, PONDS.read_bytes(), PONDS.name)
        wanted = Plan(title="Made-up group", watched=False, languages=survey.languages)
        return waves.plan(session, keys, survey, wanted, clock.now()).code


@pytest.fixture
def answers(engine: Engine, keys: KeyRing) -> Answers:
    """What is kept of the one run that there is."""

    def kept() -> Mapping[str, Any]:
        with Session(engine) as session:
            return runs.progress(keys, session.exec(select(RunRow)).one()).answers

    return kept


def field(page: httpx.Response, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(f'name="{name}" value="([^"]*)"', page.text)
    assert found, page.text
    return found[1]


async def send(browser: httpx.AsyncClient, path: str, page: httpx.Response, **form: str) -> httpx.Response:
    """Sends a form that stands on a page."""
    return await browser.post(path, data={"csrftoken": field(page, "csrftoken"), **form})


async def reply(browser: httpx.AsyncClient, page: httpx.Response, **form: str) -> httpx.Response:
    """Answers the question of a page with all that its form carries."""
    asked = re.search('name="question" value="([^"]*)"', page.text)
    carried = {"turn": field(page, "turn"), **({"question": asked[1]} if asked else {})}
    return await send(browser, "/chat", page, **carried, **form)


async def start(browser: httpx.AsyncClient, code: str) -> httpx.Response:
    """The first question."""
    offer = await send(browser, f"/join/{code}", await browser.get(f"/join/{code}"))
    return await reply(browser, offer, choice=":start")


async def skip(browser: httpx.AsyncClient, page: httpx.Response, times: int) -> httpx.Response:
    """Leaves some questions out."""
    for _ in range(times):
        page = await reply(browser, page, choice=":skip")
    return page
