"""Telegram calling us."""

import httpx
from aiogram import Dispatcher
from fastapi import FastAPI

from bot.telegram.factory import create_bot
from bot.telegram.webhook import PATH, webhook_router
from tests.journeys.phone import TOKEN, Emulator, Phone

UPDATE = {
    "update_id": 1,
    "message": {"message_id": 1, "date": 1, "chat": {"id": 8, "type": "private"}, "text": "/menu"},
}


async def test_only_telegram_is_believed_at_the_webhook(emulator: Emulator, dispatcher: Dispatcher) -> None:
    bot = create_bot(TOKEN, emulator.url)
    app = FastAPI()
    app.include_router(webhook_router(bot, dispatcher, "the word"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://heard") as web:
        assert (await web.post(PATH, json=UPDATE)).status_code == 401
        wrong = {b"X-Telegram-Bot-Api-Secret-Token": "the wörd".encode("latin-1")}
        assert (await web.post(PATH, json=UPDATE, headers=wrong)).status_code == 401
        assert emulator.stats()["sent"] == 0
        word = {"X-Telegram-Bot-Api-Secret-Token": "the word"}
        assert (await web.post(PATH, json=UPDATE, headers=word)).status_code == 200
        assert (await web.post(PATH, content=b"{", headers=word)).status_code == 200
    await bot.session.close()
    assert "16 and over" in Phone(emulator, 8).hears("Telegram").text
