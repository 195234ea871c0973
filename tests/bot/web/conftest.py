"""A browser without scripts, over the real desk, and a made-up survey on ponds."""

import re
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as of
from email import message_from_bytes, policy
from email.headerregistry import Address
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Client
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.app import create_app
from api.conversation.membership import Membership
from api.conversation.service import Desk
from api.conversation.ways_in import WaysIn
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
from bot.email.carrier import EmailCarrier
from bot.web import TEMPLATES
from bot.web.member_routes import create_router as create_member_router
from bot.web.routes import create_router
from tests.people import ROBIN

PONDS = Path(__file__).parents[1] / "ponds.md"
PRIVATE = "canary-words-of-a-person"

Answers = Callable[[], Mapping[str, Any]]


@dataclass
class Mailbox:
    """A mail server on this machine that takes everything, and what it was given: to whom, and the words."""

    port: int
    mails: list[tuple[str, str]] = of(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Client, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        plain = mail.get_body(("plain",))
        assert plain is not None
        self.mails.append((envelope.rcpt_tos[0], plain.get_content()))
        return "250 OK"

    def link(self) -> str:
        """Where the only link of the only mail leads; the mail is taken out."""
        [(_, words)] = self.mails
        self.mails.clear()
        [found] = re.findall(r"http://heard(/\S+)", words)
        return str(found)


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Mailbox]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        handler = Mailbox(free.getsockname()[1])
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def mailbox(mail_server: Mailbox) -> Mailbox:
    """The mail server without the mails of other tests."""
    mail_server.mails.clear()
    return mail_server


@pytest.fixture
def app(engine: Engine, desk: Desk, keys: KeyRing, mailbox: Mailbox) -> FastAPI:
    whole = create_app(engine, desk, lambda: RemoteAssistant("http://127.0.0.1:9").state)
    pages = create_pages([TEMPLATES], partnership="Example Partnership")
    whole.include_router(create_router(desk, pages, https=False))
    sender = Address("Example Partnership", "heard", "partnership.example")
    carriers = {"email": EmailCarrier(f"smtp://127.0.0.1:{mailbox.port}", sender)}
    members = Membership(engine, keys), WaysIn(engine, keys, "http://heard")
    whole.include_router(create_member_router(*members, carriers, pages, https=False))

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
