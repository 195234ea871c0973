"""Puts the roles together: the only place that knows every app factory."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass

from fastapi import FastAPI
from sqlmodel import Session

from actions.webhook import create_router as action_router
from api import db, secrets
from api.actions.said_reading import SaidDesk
from api.app import create_app
from api.broadcasts.calm import Calm
from api.broadcasts.pace import Pace
from api.broadcasts.reading import ReadingDesk
from api.caller import Caller
from api.clerk import Clerk
from api.console import TEMPLATES as CONSOLE_TEMPLATES
from api.console.oidc import Elsewhere
from api.console.routes import create_router as console_router
from api.conversation.membership import Membership
from api.conversation.rasa import Rasa
from api.conversation.service import Desk
from api.conversation.ways_in import WaysIn
from api.errors import HeardError
from api.guidance.summary import SummaryDesk
from api.health.service import RemoteAssistant
from api.newsletter.reading import NewsDesk
from api.pages.environment import create_pages
from api.pages.install import install
from api.pages.reference import create_router as reference_router
from api.safety.contact_desk import ContactDesk
from api.settings import Settings
from api.worker import Worker
from bot.assistant import Doors
from bot.carriers import carriers
from bot.foundation import ROOT, Foundation
from bot.listening import Halt, Server
from bot.warming import NOWHERE, WarmingAssistant
from bot.web import TEMPLATES as CHAT_TEMPLATES
from bot.web.contact import create_router as contact_router
from bot.web.letter import create_router as letter_router
from bot.web.member_routes import create_router as member_router
from bot.web.newsletter import create_router as newsletter_router
from bot.web.routes import create_router as chat_router
from bot.web.summary import create_router as summary_router
from bot.web.we_did import create_router as we_did_router

log = logging.getLogger(__name__)

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Talking:
    """A desk, with the assistant behind it and the secret of its actions."""

    desk: Desk
    assistant: RemoteAssistant | WarmingAssistant
    action_secret: str


@contextmanager
def talking(settings: Settings, base: Foundation, tell: Tell, *, own_rasa: bool) -> Iterator[Talking]:
    """A desk over the foundation; with `own_rasa` Rasa is trained and run as our child."""
    secret, token = secrets.given(settings.action_secret), secrets.given(settings.rasa_token)
    with ExitStack() as stack:
        assistant: RemoteAssistant | WarmingAssistant
        if own_rasa and settings.rasa_url is None:
            hook = f"http://127.0.0.1:{settings.port}/actions/webhook"
            assistant = WarmingAssistant(ROOT, settings.home / "models", Doors(hook, secret, token), tell)
            assistant.start()
            stack.callback(assistant.stop)
        else:
            assistant = RemoteAssistant((settings.rasa_url or NOWHERE).rstrip("/"))
        rasa = Rasa(lambda: assistant.url, token)
        stack.callback(rasa.close)
        yield Talking(Desk(base.engine, base.keys, base.cards, rasa, settings.address), assistant, secret)


def web_app(settings: Settings, base: Foundation, talk: Talking) -> FastAPI:
    """The web role: API, action webhook, web chat and console."""
    app = create_app(base.engine, talk.desk, lambda: talk.assistant.state)
    app.state.keys = base.keys
    app.state.settings = settings
    app.include_router(action_router(talk.action_secret, lambda: Session(base.engine)))
    name, folders = base.cards.pack.partnership.name, [CHAT_TEMPLATES, CONSOLE_TEMPLATES]
    pages = create_pages(folders, partnership=name, home=settings.address)
    # Its name may be changed in the console.
    pages.context_processors.append(lambda _: {"partnership": base.cards.pack.partnership.name})
    https = settings.address.startswith("https://")
    app.include_router(chat_router(talk.desk, pages, https=https))
    app.include_router(contact_router(ContactDesk(base.engine, base.keys), talk.desk, pages))
    members = Membership(base.engine, base.keys), WaysIn(base.engine, base.keys, settings.address)
    usual = settings.quiet_hours
    app.include_router(member_router(*members, carriers(settings), pages, https=https, usual=usual))
    app.include_router(summary_router(SummaryDesk(base.engine), pages))
    app.include_router(we_did_router(SaidDesk(base.engine), pages))
    app.include_router(newsletter_router(NewsDesk(base.engine), pages))
    app.include_router(letter_router(ReadingDesk(base.engine, base.keys), pages))
    provider, secret = settings.provider, base.form_secret.hex()
    elsewhere = Elsewhere(provider, secret) if provider else None
    app.include_router(console_router(pages, settings.address, settings.clocks, elsewhere))
    app.include_router(reference_router(pages))
    install(app, pages, secret=secret, https=https)
    return app


def bare_app() -> FastAPI:
    """For roles without pages: only that they live."""
    app = FastAPI(openapi_url=None)

    @app.get("/health/live")
    def live() -> dict[str, str]:
        return {"status": "live"}

    return app


@contextmanager
def working(settings: Settings, base: Foundation, pace: Pace) -> Iterator[Worker]:
    """The worker role, on connections of its own: rewriting tables may take longer than a page may."""
    engine = db.connect(base.database_url, patient=True)
    try:
        worker = Worker(
            engine,
            base.keys,
            carriers(settings),
            pace,
            settings.clocks,
            # Carriers belong to one event loop, and each of the three has its own.
            caller=Caller(engine, base.keys, carriers(settings)),
            clerk=Clerk(engine, carriers(settings).get("email"), settings.address),
            address=settings.address,
            calm=Calm(settings.quiet_hours),
            rules=settings.rules,
        )
        worker.start(base.work_url)
        try:
            yield worker
        finally:
            worker.stop()
    finally:
        engine.dispose()


def add_telegram(
    app: FastAPI,
    settings: Settings,
    base: Foundation,
    desk: Desk,
    pace: Pace,
    failed: Callable[[str], None],
) -> None:
    """Runs the bot beside the pages, in the same loop; `failed` hears when its token is no good."""
    from bot.telegram.role import TelegramRole  # aiogram costs seconds and 170 MB: only who has a token pays

    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    role = TelegramRole(desk, base.bot_secret, token, settings.telegram_api, settings.address, pace.give_way)
    if settings.telegram_webhook:
        app.include_router(role.router())

    async def run() -> None:
        try:
            await (role.run_webhook() if settings.telegram_webhook else role.run())
        except HeardError as fault:
            failed(str(fault))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(run())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    app.router.lifespan_context = lifespan


def serve(
    settings: Settings,
    base: Foundation,
    tell: Tell,
    roles: set[str],
    up: Callable[[], None],
    halt: Halt | None = None,
) -> None:
    """Runs roles in this process until Ctrl-C, SIGTERM or `halt`.

    Raises HeardError for a Telegram token that is no good.
    """
    with ExitStack() as stack:
        talk = stack.enter_context(talking(settings, base, tell, own_rasa="rasa" in roles))
        # One gate for the bot's token: live replies do not wait, and broadcasts give way to them.
        pace = Pace(settings.broadcast_rate)
        if "worker" in roles:
            stack.enter_context(working(settings, base, pace))
        app = web_app(settings, base, talk) if "web" in roles else bare_app()
        server = Server(app, settings, up)
        if halt is not None:
            halt.reaches(server)
        if settings.telegram_token and "bot" in roles:
            add_telegram(app, settings, base, talk.desk, pace, server.fail)
        server.run()
        if server.fault:
            raise HeardError(server.fault)
