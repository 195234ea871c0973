"""Nothing that Telegram has brought is lost, whenever the bot stops."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import Message

from bot.telegram.errors import BadToken
from bot.telegram.factory import create_bot
from bot.telegram.intake import Intake
from tests.journeys.phone import TOKEN, Emulator, Phone
from tests.patience import PATIENCE


@pytest.fixture
async def bot(emulator: Emulator) -> AsyncIterator[Bot]:
    made = create_bot(TOKEN, emulator.url)
    yield made
    await made.session.close()


@dataclass
class Reader:
    """A bot that takes words down, "slow" ones when it may go on."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)
    taken: list[str] = field(default_factory=list)

    def dispatcher(self) -> Dispatcher:
        dispatcher = Dispatcher(disable_fsm=True)

        @dispatcher.message()
        async def take(message: Message) -> None:
            words = message.text or ""
            if words == "slow":
                self.begun.set()
                await self.goes_on.wait()
            self.taken.append(words)

        return dispatcher

    async def has(self, *words: str) -> None:
        """Waits until these are what it took."""
        async with asyncio.timeout(PATIENCE):
            while self.taken != list(words):
                await asyncio.sleep(0.02)


async def test_a_slow_turn_holds_up_nobody_else(emulator: Emulator, bot: Bot) -> None:
    reader = Reader()
    task = asyncio.create_task(Intake(bot, reader.dispatcher()).run())
    await asyncio.to_thread(Phone(emulator, 1).write, "slow")
    await reader.begun.wait()
    await asyncio.to_thread(Phone(emulator, 2).write, "quick")
    await reader.has("quick")
    reader.goes_on.set()
    await reader.has("quick", "slow")
    task.cancel()


async def test_stopping_waits_for_the_turn_in_flight_and_confirms_it(emulator: Emulator, bot: Bot) -> None:
    reader = Reader()
    task = asyncio.create_task(Intake(bot, reader.dispatcher()).run())
    await asyncio.to_thread(Phone(emulator, 1).write, "slow")
    await reader.begun.wait()
    task.cancel()
    await asyncio.sleep(0.3)
    assert not task.done()
    reader.goes_on.set()
    with suppress(asyncio.CancelledError):
        await task
    assert reader.taken == ["slow"]
    assert await bot.get_updates(timeout=0) == []


async def test_a_turn_that_a_crash_cut_off_comes_again(emulator: Emulator, bot: Bot) -> None:
    reader = Reader()
    task = asyncio.create_task(Intake(bot, reader.dispatcher()).run())
    await asyncio.to_thread(Phone(emulator, 1).write, "slow")
    await asyncio.to_thread(Phone(emulator, 2).write, "done")
    await reader.begun.wait()
    await reader.has("done")
    await asyncio.sleep(0.5)  # for whatever it might confirm
    # What Telegram would bring to the next start if the bot died now.
    again = await bot.get_updates(timeout=0)
    assert "slow" in [update.message.text for update in again if update.message]
    task.cancel()


async def test_an_update_of_an_unknown_shape_does_not_block_the_others(
    emulator: Emulator, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    reader = Reader()
    task = asyncio.create_task(Intake(bot, reader.dispatcher()).run())
    await asyncio.to_thread(lambda: Phone(emulator, 1).send(text={"canary": "unheard of"}))
    await asyncio.to_thread(Phone(emulator, 1).write, "after it")
    await reader.has("after it")
    task.cancel()
    assert "unknown shape" in caplog.text
    assert "canary" not in caplog.text


async def test_a_token_that_telegram_does_not_know_ends_in_one_sentence(emulator: Emulator) -> None:
    stranger = create_bot("7:stranger", emulator.url)
    with pytest.raises(BadToken, match="HEARD_TELEGRAM_TOKEN"):
        await Intake(stranger, Dispatcher(disable_fsm=True)).run()
    await stranger.session.close()
    with pytest.raises(BadToken):
        create_bot("not a token", emulator.url)
