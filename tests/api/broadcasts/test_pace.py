"""One gate for a bot's token: live replies leave at once, and broadcasts give way to them."""

import asyncio
import time

from api.broadcasts.pace import Pace


async def test_what_does_not_wait_takes_the_place_of_what_does() -> None:
    pace, times = Pace(20), list[float]()

    async def broadcast() -> None:
        for _ in range(20):
            await pace.wait()
            times.append(time.monotonic())

    began, work = time.monotonic(), asyncio.create_task(broadcast())
    await asyncio.sleep(0.2)
    for _ in range(10):  # from another thread, as the bot's loop is
        await asyncio.to_thread(pace.give_way)
    await work
    assert times[-1] - began > 20 / 20 + 10 / 20 - 0.15
    for at in times:
        assert sum(at <= other < at + 1 for other in times) <= 21
