"""A broadcast as bots usually do it: aiogram in a loop. Prints the CPU seconds that it took.

`python -m tests.bench.plain API RATE`; there is no ledger, so what a crash cuts off cannot be gone on with.
"""

import asyncio
import resource
import sys

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError, TelegramRetryAfter

from tests.bench.broadcast import FIRST_CHAT, MEMBERS, TOKEN, WORDS


async def send(address: str, rate: float) -> None:
    """To every chat, again where Telegram asks for it or gives no answer."""
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(address)))
    for number in range(MEMBERS):
        while True:
            try:
                await bot.send_message(FIRST_CHAT + number, f"Training in May\n\n{WORDS}", request_timeout=30)
            except TelegramRetryAfter as fault:
                await asyncio.sleep(fault.retry_after)
                continue
            except TelegramForbiddenError:
                pass
            except TelegramAPIError:
                continue
            break
        await asyncio.sleep(1 / rate)
    await bot.session.close()


def main() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF)
    asyncio.run(send(sys.argv[1], float(sys.argv[2])))
    after = resource.getrusage(resource.RUSAGE_SELF)
    print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


if __name__ == "__main__":
    main()
