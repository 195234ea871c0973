"""Before any handler: one message of a person at a time, not too many, and nothing of it in the logs."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from weakref import WeakValueDictionary

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import AiogramError, TelegramForbiddenError
from aiogram.types import TelegramObject, Update
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from bot.telegram.identity import Identity
from bot.telegram.words import WORDS, Words, spoken, words

log = logging.getLogger(__name__)

# A quick person taps twice a second; a loop sends more.
ALLOWED = RateLimitItemPerSecond(20, 10)
TOLD = RateLimitItemPerSecond(1, 10)

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Gate(BaseMiddleware):
    """Gives handlers `chat` and `key`; groups and channels pass without either."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)
        place, bot = data.get("event_chat"), data["bot"]
        if place is None:
            return None
        if place.type != "private":
            return await _guarded(handler(event, data), bot, None, WORDS)
        own = words(spoken(data.get("event_from_user")))
        chat = self._identity.chat(place.id)
        if not self._limiter.hit(ALLOWED, chat.person):
            if self._limiter.hit(TOLD, chat.person):
                await _guarded(bot.send_message(chat.number, own.slow_down), bot, None, own)
            return None
        key = self._identity.update_key(event.update_id)
        # asyncio's locks are fair, so a person's messages are taken in the order in which they came.
        async with self._turns.setdefault(chat.person, asyncio.Lock()):
            return await _guarded(handler(event, data | {"chat": chat, "key": key}), bot, chat.number, own)


async def _guarded(work: Awaitable[Any], bot: Bot, tell: int | None, own: Words) -> Any:
    """Whatever fails is said kindly and logged by its kind: an exception's own text may hold the words."""
    try:
        return await work
    except TelegramForbiddenError:
        log.info("a person has blocked the bot")
    except Exception as fault:
        where = traceback.extract_tb(fault.__traceback__)[-1]
        log.error("a turn failed: %s at %s:%s", type(fault).__name__, where.filename, where.lineno)
        if tell is not None:
            with suppress(AiogramError):
                await bot.send_message(tell, own.failed)
    return None
