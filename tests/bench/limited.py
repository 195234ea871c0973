"""The same by python-telegram-bot and its limiter, as its users do it. Prints the CPU seconds that it took.

`python -m tests.bench.limited API RATE`; `uv sync --group bench` brings the library.
"""

import asyncio
import resource
import sys
from typing import Any

from telegram.error import Forbidden, NetworkError, TelegramError
from telegram.ext import AIORateLimiter, ExtBot

from tests.bench.broadcast import FIRST_CHAT, MEMBERS, TOKEN, WORDS

TRIES = 5


async def send(address: str, rate: float) -> None:
    """To every chat at once: the limiter lets so many a second pass, and waits where Telegram asks for it."""
    limiter = AIORateLimiter(overall_max_rate=rate, overall_time_period=1, max_retries=TRIES)
    bot: Any = ExtBot(TOKEN, base_url=f"{address.rstrip('/')}/bot", rate_limiter=limiter)

    async def one(chat: int) -> None:
        for _ in range(TRIES):
            try:
                await bot.send_message(chat, f"Training in May\n\n{WORDS}", read_timeout=30, pool_timeout=600)
            except Forbidden:
                return
            except (NetworkError, TelegramError):
                continue
            return

    await bot._request[1].initialize()  # without getMe, which is no part of the work
    await asyncio.gather(*(one(FIRST_CHAT + number) for number in range(MEMBERS)))
    await bot._request[1].shutdown()


def main() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF)
    asyncio.run(send(sys.argv[1], float(sys.argv[2])))
    after = resource.getrusage(resource.RUSAGE_SELF)
    print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


if __name__ == "__main__":
    main()
