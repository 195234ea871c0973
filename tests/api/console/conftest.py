"""The console without a network: its pages over a real database."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from api.app import create_app
from api.console import TEMPLATES
from api.console.routes import create_router
from api.conversation.service import Desk
from api.db import transaction
from api.pages.environment import create_pages
from api.pages.install import install
from api.staff import service as staff
from api.waves.keys import KeyRing

ADDRESS = "http://heard.example"
ROBIN = {"name": "Robin Madeup", "title": "Designated safeguarding lead"}


@dataclass
class Browser:
    """Somebody at the console, with a form token of their own."""

    http: httpx.AsyncClient

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(path, headers=headers)

    async def post(self, path: str, **fields: str | list[str]) -> httpx.Response:
        return await self.http.post(path, data={"csrftoken": await self.token(), **fields})

    async def upload(self, path: str, name: str, data: bytes, **fields: str) -> httpx.Response:
        form = {"csrftoken": await self.token()} | fields
        return await self.http.post(path, data=form, files={"file": (name, data)})

    async def token(self) -> str:
        page = await self.http.get("/console/sign-in/any")
        found = re.search(r'name="csrftoken" value="([^"]+)"', page.text)
        assert found
        return found.group(1)


@pytest.fixture
def console(stocked: Engine, desk: Desk, keys: KeyRing) -> FastAPI:
    """The API with the console's pages."""
    app = create_app(stocked, desk, lambda: "down")
    app.state.keys = keys
    pages = create_pages([TEMPLATES], partnership="Example Partnership")
    app.include_router(create_router(pages, ADDRESS))
    install(app, pages, secret="0" * 64, https=False)
    return app


@asynccontextmanager
async def a_browser(console: FastAPI) -> AsyncIterator[Browser]:
    """One that nobody else uses."""
    transport = httpx.ASGITransport(app=console)
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as http:
        yield Browser(http)


async def sign_in(browser: Browser, engine: Engine, person: dict[str, str]) -> None:
    """By a link of their own."""
    with transaction(engine) as session:
        token = staff.make_link(session)
    entered = await browser.post(f"/console/sign-in/{token}", **person)
    assert (entered.status_code, entered.headers["location"]) == (303, "/console")


@pytest.fixture
async def stranger(console: FastAPI) -> AsyncIterator[Browser]:
    """A browser in which nobody is signed in."""
    async with a_browser(console) as browser:
        yield browser


@pytest.fixture
async def unit(stranger: Browser, stocked: Engine) -> Browser:
    """The business unit, signed in."""
    await sign_in(stranger, stocked, ROBIN)
    return stranger
