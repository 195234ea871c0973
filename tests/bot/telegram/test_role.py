"""The bot as a part of the running program, on the emulator."""

import asyncio
from contextlib import suppress

import pytest

from api.conversation.service import Desk
from bot.telegram.errors import BadToken
from bot.telegram.role import TelegramRole
from tests.bot.telegram.conftest import SECRET, WEB
from tests.journeys.phone import TOKEN, Emulator, Phone


async def test_a_wrong_token_ends_in_one_sentence_with_the_mend(desk: Desk, emulator: Emulator) -> None:
    with pytest.raises(BadToken, match="HEARD_TELEGRAM_TOKEN"):
        await TelegramRole(desk, SECRET, "7:stranger", emulator.url, WEB).run()


async def test_the_bot_waits_for_telegram_and_loses_nothing_that_came_meanwhile(
    desk: Desk, emulator: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = TelegramRole(desk, SECRET, TOKEN, "http://127.0.0.1:9", WEB)
    waiting = asyncio.create_task(nowhere.run())
    phone = Phone(emulator, 6)
    await asyncio.to_thread(phone.write, "/start")
    running = asyncio.create_task(TelegramRole(desk, SECRET, TOKEN, emulator.url, WEB).run())
    assert await asyncio.to_thread(phone.hears, "aged 16 and over")
    assert not waiting.done()
    for task in (waiting, running):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    assert TOKEN not in caplog.text
