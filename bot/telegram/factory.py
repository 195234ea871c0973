"""Puts the bot together: the access to Telegram, and the dispatcher that knows the desk."""

import asyncio
import logging
from collections.abc import Callable

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.utils.token import TokenValidationError

from api.conversation.service import Desk
from bot.telegram.errors import BadToken
from bot.telegram.gate import Gate
from bot.telegram.handlers import create_router
from bot.telegram.identity import Identity
from bot.telegram.talk import Talk
from bot.telegram.traces import Traces

TRIES = 6


class Patience(BaseRequestMiddleware):
    """Waits as long as Telegram asks, and tries again when the way to it fails. aiogram does neither."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        for attempt in range(1, TRIES):
            try:
                return await make_request(bot, method)
            except TelegramRetryAfter as asked:
                await asyncio.sleep(asked.retry_after)
            except (TelegramNetworkError, TelegramServerError):
                if isinstance(method, GetUpdates):
                    raise
                await asyncio.sleep(2 ** (attempt - 1))
        return await make_request(bot, method)


class Told(BaseRequestMiddleware):
    """Says that a message leaves, each time that it is tried: Telegram counts them all by the bot's token."""

    def __init__(self, spoke: Callable[[], None]) -> None:
        self._spoke = spoke

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if type(method).__name__.startswith(("Send", "Edit")):
            self._spoke()
        return await make_request(bot, method)


def create_bot(token: str, api_url: str, spoke: Callable[[], None] = lambda: None) -> Bot:
    """The access to Telegram, or to the server that `api_url` names. Raises BadToken."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api_url))
    session.middleware(Patience())
    session.middleware(Told(spoke))
    try:
        # Telegram would fetch a linked page to preview it.
        return Bot(token, session=session, default=DefaultBotProperties(link_preview_is_disabled=True))
    except TokenValidationError as fault:
        raise BadToken from fault


def create_dispatcher(desk: Desk, secret: bytes, web_address: str) -> Dispatcher:
    """Takes updates to handlers. `web_address` is where younger people are sent."""
    # aiogram logs ids, and the texts of exceptions, which may hold words.
    logging.getLogger("aiogram").setLevel(logging.CRITICAL)
    identity = Identity(secret)
    traces = Traces()
    dispatcher = Dispatcher(disable_fsm=True, talk=Talk(desk, web_address, traces))
    dispatcher.update.outer_middleware(Gate(identity, traces))
    dispatcher.include_router(create_router(identity))
    return dispatcher
