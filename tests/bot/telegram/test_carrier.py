"""A broadcast's way to one chat, on the emulator."""

import pytest

from bot.telegram.carrier import TelegramCarrier
from bot.telegram.errors import BadToken
from tests.journeys.phone import TOKEN, Emulator, Phone


async def test_a_refusal_for_haste_is_waited_out_and_nobody_is_left_out(emulator: Emulator) -> None:
    emulator.post("/limit", per_second=3)
    carrier = TelegramCarrier(TOKEN, emulator.url)
    outcomes = [await carrier.send(str(number), "Training on Monday") for number in range(1, 8)]
    await carrier.close()
    assert outcomes == ["sent"] * 7
    assert emulator.stats()["refused"] > 0
    assert all(Phone(emulator, number).hears("Training on Monday") for number in range(1, 8))


async def test_a_member_who_blocked_the_bot_is_told_apart(emulator: Emulator) -> None:
    emulator.post("/block", chat_id=5)
    carrier = TelegramCarrier(TOKEN, emulator.url + "/")
    assert await carrier.send("5", "Training on Monday") == "blocked"
    await carrier.close()


async def test_a_bad_token_stops_the_sending_instead_of_failing_every_copy(emulator: Emulator) -> None:
    carrier = TelegramCarrier("1:wrong", emulator.url)
    with pytest.raises(BadToken, match="@BotFather"):
        await carrier.send("5", "Training on Monday")
    await carrier.close()
