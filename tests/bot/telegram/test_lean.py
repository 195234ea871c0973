"""What the bot adds to the memory of the program."""

import subprocess
import sys

WEIGH = """
import psutil, pydantic, aiohttp
def weight(): return psutil.Process().memory_info().rss / 2**20
before = weight()
import bot.telegram
from aiogram.types import Update
message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "hello"}
Update.model_validate({"update_id": 1, "message": message})
print(weight() - before)
"""


def test_aiogram_weighs_a_third_of_what_it_does_by_itself() -> None:
    told = subprocess.run([sys.executable, "-c", WEIGH], capture_output=True, text=True, check=True)
    assert float(told.stdout) < 50, "aiogram builds its types at import again: see bot/telegram/lean.py"
