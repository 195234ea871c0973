"""Reads updates by long polling and confirms only those that have been handled."""

import asyncio
import logging
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates
from aiogram.types import Update
from pydantic import ValidationError

from bot.telegram.errors import BadToken

log = logging.getLogger(__name__)

LONG_POLL = 25
# How long a slow turn may hold up the reading of others.
GLANCE = 0.3
LAST_WAIT = 10
SLOWEST_RETRY = 30


class Intake:
    """aiogram's own polling confirms an update as soon as it is read, so a crash would lose it."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._flying: dict[int, asyncio.Task[None]] = {}
        self._landed: set[int] = set()
        self._last = -1
        self._pause = 1

    async def run(self) -> None:
        """Until cancelled; then waits for the turns in flight and confirms them."""
        try:
            while True:
                if self._flying:
                    await asyncio.wait(
                        self._flying.values(), timeout=GLANCE, return_when=asyncio.FIRST_COMPLETED
                    )
                for update in await self._fetch():
                    self._start(update)
        finally:
            await self._land()

    def _start(self, update: Update) -> None:
        if update.update_id in self._flying or update.update_id in self._landed:
            return
        self._last = update.update_id
        self._flying[update.update_id] = asyncio.create_task(self._handle(update))

    async def _handle(self, update: Update) -> None:
        try:
            await self._dispatcher.feed_update(self._bot, update)
        finally:
            self._flying.pop(update.update_id)
            self._landed.add(update.update_id)

    async def _land(self) -> None:
        if self._flying:
            await asyncio.wait(self._flying.values(), timeout=LAST_WAIT)
        try:
            await self._bot(GetUpdates(offset=self._offset(), timeout=0, limit=1), request_timeout=2)
        except (TelegramAPIError, ClientDecodeError):
            log.info("the last updates could not be confirmed; their turns are known by their keys")

    def _offset(self) -> int:
        return min(self._flying, default=self._last + 1)

    async def _fetch(self) -> list[Update]:
        if not self._flying:
            self._landed.clear()
        wait = 0 if self._flying else LONG_POLL
        request = GetUpdates(
            offset=self._offset(),
            timeout=wait,
            allowed_updates=self._dispatcher.resolve_used_update_types(),
        )
        try:
            updates = await self._bot(request, request_timeout=wait + 10)
        except (TelegramUnauthorizedError, TelegramNotFound) as fault:
            raise BadToken from fault
        except TelegramConflictError:
            return await self._later("another program reads this bot's messages; stop one of the two")
        except ClientDecodeError as fault:
            return self._readable(fault.data) or await self._later("Telegram's answer cannot be read")
        except TelegramAPIError as fault:
            return await self._later(f"Telegram does not answer ({type(fault).__name__})")
        self._pause = 1
        return updates

    def _readable(self, answer: Any) -> list[Update]:
        """One update of an unknown shape must not hold up the others for ever."""
        updates = []
        for raw in answer.get("result", []) if isinstance(answer, dict) else []:
            try:
                updates.append(Update.model_validate(raw, context={"bot": self._bot}))
            except ValidationError:
                log.warning("an update of an unknown shape was passed over")
                self._last = raw["update_id"]
        return updates

    async def _later(self, reason: str) -> list[Update]:
        log.warning("%s; trying again in %s s", reason, self._pause)
        await asyncio.sleep(self._pause)
        self._pause = min(2 * self._pause, SLOWEST_RETRY)
        return []
