"""Before any handler: one message of a person at a time, not too many, and nothing of it in the logs."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import AiogramError, TelegramForbiddenError
from aiogram.types import TelegramObject, Update
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from bot.telegram.identity import Chat, Identity
from bot.telegram.talk import Talk
from bot.telegram.traces import Traces
from bot.telegram.words import spoken, words

log = logging.getLogger(__name__)

# A quick person taps twice a second; a loop sends more.
ALLOWED = RateLimitItemPerSecond(20, 10)
TOLD = RateLimitItemPerSecond(1, 10)

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Gate(BaseMiddleware):
    """Gives handlers `chat` and `key`; groups and channels pass without either."""

    def __init__(self, identity: Identity, traces: Traces) -> None:
        self._identity = identity
        self._traces = traces
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)
        place, bot = data.get("event_chat"), data["bot"]
        if place is None:
            return None
        if place.type != "private":
            return await _guarded(handler(event, data), None)
        language = spoken(data.get("event_from_user"))
        own, chat, talk = words(language), self._identity.chat(place.id), data["talk"]
        tell = partial(talk.tell, bot, chat, own)
        if event.message:
            self._traces.note(chat.person, event.message.message_id)
        if not self._limiter.hit(ALLOWED, chat.person):
            await _guarded(self._show_card(event, bot, chat, talk, language), None)
            if self._limiter.hit(TOLD, chat.person):
                await _guarded(tell(own.slow_down), None)
            return None
        key = self._identity.update_key(event.update_id)
        # asyncio's locks are fair, so a person's messages are taken in the order in which they came.
        async with self._turns.setdefault(chat.person, asyncio.Lock()):
            work = handler(event, data | {"chat": chat, "key": key})
            return await _guarded(work, partial(tell, own.failed))

    async def _show_card(self, event: Update, bot: Bot, chat: Chat, talk: Talk, language: str | None) -> None:
        """Words that come too fast are not taken, but harm in them is seen; the same card is not repeated."""
        said = event.message or event.edited_message
        cards = await talk.card_for((said.text or said.caption or "") if said else "", language)
        if cards and self._limiter.hit(TOLD, chat.person, str(cards[0].card)):
            await talk.say(bot, chat, cards)


async def _guarded(work: Awaitable[Any], tell: Callable[[], Awaitable[None]] | None) -> Any:
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
                await tell()
    return None
