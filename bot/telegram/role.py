"""The bot as a part of the running program."""

import asyncio
import logging
from collections.abc import Callable

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import BotCommand
from fastapi import APIRouter

from api.conversation.service import Desk
from bot.telegram.errors import BadToken
from bot.telegram.factory import create_bot, create_dispatcher
from bot.telegram.identity import Identity
from bot.telegram.intake import SLOWEST_RETRY, Intake
from bot.telegram.webhook import PATH, webhook_router
from bot.telegram.words import DEFAULT, LANGUAGES, Words, words

log = logging.getLogger(__name__)


class TelegramRole:
    """Runs until cancelled; turns in flight are finished first."""

    def __init__(
        self,
        desk: Desk,
        secret: bytes,
        token: str,
        api_url: str,
        web_address: str,
        spoke: Callable[[], None] = lambda: None,
    ) -> None:
        """`spoke` hears of each message that leaves. Raises BadToken for a token that cannot be one."""
        self._bot = create_bot(token, api_url, spoke)
        self._dispatcher = create_dispatcher(desk, secret, web_address)
        self._hook = web_address.rstrip("/") + PATH
        self._word = Identity(secret).webhook_word()

    async def run(self) -> None:
        """Long polling. Raises BadToken when Telegram does not know the bot."""
        try:
            await self._arrive()
            # A webhook that was set once makes polling fail; what waits at Telegram is kept.
            await self._bot.delete_webhook(drop_pending_updates=False)
            await Intake(self._bot, self._dispatcher).run()
        finally:
            await self._bot.session.close()

    async def run_webhook(self) -> None:
        """Asks Telegram to call `router()`, which the web role must serve; it stays asked."""
        try:
            await self._arrive()
            await self._bot.set_webhook(
                self._hook,
                secret_token=self._word,
                allowed_updates=self._dispatcher.resolve_used_update_types(),
                drop_pending_updates=False,
            )
            await asyncio.Event().wait()
        finally:
            await self._bot.session.close()

    def router(self) -> APIRouter:
        """The webhook's route."""
        return webhook_router(self._bot, self._dispatcher, self._word)

    async def _arrive(self) -> None:
        """Waits for Telegram if need be: the rest of Heard does not depend on it."""
        pause = 1
        while True:
            try:
                await self._bot.get_me()
                # English for everybody, then what people with another language read instead.
                for language in (None, *sorted(LANGUAGES - {DEFAULT})):
                    await self._bot.set_my_commands(_menu(words(language)), language_code=language)
                return
            except (TelegramUnauthorizedError, TelegramNotFound) as fault:
                raise BadToken from fault
            except (TelegramAPIError, ClientDecodeError) as fault:
                log.warning("Telegram does not answer (%s); trying again", type(fault).__name__)
                await asyncio.sleep(pause)
                pause = min(2 * pause, SLOWEST_RETRY)


def _menu(own: Words) -> list[BotCommand]:
    return [BotCommand(command=name, description=purpose) for name, purpose in own.commands.items()]
