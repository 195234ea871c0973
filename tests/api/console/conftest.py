"""The console without a network: its pages over a real database."""

import re
import socket
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from api.app import create_app
from api.console import TEMPLATES
from api.console.access import COOKIE
from api.console.routes import create_router
from api.conversation.rasa import Rasa
from api.conversation.service import Desk
from api.guidance.service import Cards
from api.pages.environment import create_pages
from api.pages.install import install
from api.settings import Settings
from api.staff.person import Role
from api.waves.keys import KeyRing
from bot.listening import Server
from bot.warming import NOWHERE
from tests import staff

ADDRESS = "http://heard.example"
ROBIN = "Robin Madeup"


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
        page = await self.http.get("/console/sign-in")
        found = re.search(r'name="csrftoken" value="([^"]+)"', page.text)
        assert found
        return found.group(1)


def build(engine: Engine, desk: Desk, keys: KeyRing, home: Path) -> FastAPI:
    """The API with the console's pages."""
    app = create_app(engine, desk, lambda: "down")
    app.state.keys = keys
    app.state.settings = Settings(_env_file=None, home=home)
    pages = create_pages([TEMPLATES], partnership="Example Partnership")
    app.include_router(create_router(pages, ADDRESS))
    install(app, pages, secret="0" * 64, https=False)
    return app


@pytest.fixture(scope="session")
def built(shared_engine: Engine, cards: Cards, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """One for all tests: to look at its routes takes half a second."""
    home = tmp_path_factory.mktemp("console")
    keys = KeyRing(home / "keys")
    return build(shared_engine, Desk(shared_engine, keys, cards, Rasa(lambda: NOWHERE)), keys, home)


@pytest.fixture
def console(built: FastAPI, stocked: Engine, desk: Desk, keys: KeyRing, tmp_path: Path) -> FastAPI:
    """That one, as it is at its start; but it goes on counting who tries to sign in."""
    built.state.engine, built.state.desk, built.state.keys = stocked, desk, keys
    built.state.settings, built.state.stopping = Settings(_env_file=None, home=tmp_path), False
    return built


@pytest.fixture
def unused_console(stocked: Engine, desk: Desk, keys: KeyRing, tmp_path: Path) -> FastAPI:
    """One where nobody has tried to sign in."""
    return build(stocked, desk, keys, tmp_path)


@asynccontextmanager
async def a_browser(console: FastAPI) -> AsyncIterator[Browser]:
    """One that nobody else uses."""
    transport = httpx.ASGITransport(app=console)
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as http:
        yield Browser(http)


def sign_in(browser: Browser, engine: Engine, name: str, roles: Iterable[Role] = Role) -> None:
    """With an account of their own; how one comes to it is tested in test_sign_in.py."""
    browser.http.cookies.set(COOKIE, staff.cookie(engine, name, roles=roles))


@dataclass
class Listener:
    """A browser that listens for news of a page, at a server of its own."""

    address: str
    server: Server

    @contextmanager
    def news(self, path: str, cookie: str) -> Iterator[Iterator[str]]:
        """The lines of a stream, as they come."""
        headers = {"Accept": "text/event-stream", "Cookie": f"{COOKIE}={cookie}"}
        with httpx.stream("GET", self.address + path, headers=headers, timeout=20) as reply:
            assert reply.status_code == 200, reply.read()
            assert reply.headers["content-type"].startswith("text/event-stream")
            yield reply.iter_lines()

    def until(self, lines: Iterator[str], words: str) -> str:
        """Reads on until a line holds the words; what came until then."""
        seen = []
        for line in lines:
            seen.append(line)
            if words in line:
                return "\n".join(seen)
        raise AssertionError(f"the stream ended without {words!r}: {seen}")


@pytest.fixture
def listener(console: FastAPI) -> Iterator[Listener]:
    """The console behind the server that people get."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = int(door.getsockname()[1])
    up = threading.Event()
    server = Server(console, Settings(_env_file=None, port=port), up.set)
    thread = threading.Thread(target=server.run)
    thread.start()
    assert up.wait(20)
    yield Listener(f"http://127.0.0.1:{port}", server)
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive()


@pytest.fixture
async def stranger(console: FastAPI) -> AsyncIterator[Browser]:
    """A browser in which nobody is signed in."""
    async with a_browser(console) as browser:
        yield browser


@pytest.fixture
async def unit(stranger: Browser, stocked: Engine) -> Browser:
    """The business unit, signed in."""
    sign_in(stranger, stocked, ROBIN)
    return stranger
