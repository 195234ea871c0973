"""Telegram calls us: the other way for updates to arrive, chosen by a setting."""

import logging
import secrets
from typing import Annotated

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from fastapi import APIRouter, Header, Request, Response
from pydantic import ValidationError

log = logging.getLogger(__name__)

PATH = "/telegram/webhook"


def webhook_router(bot: Bot, dispatcher: Dispatcher, word: str) -> APIRouter:
    """The route that Telegram posts to; `word` is the secret that it must bring."""
    router = APIRouter()

    @router.post(PATH, include_in_schema=False)
    async def update(
        request: Request, x_telegram_bot_api_secret_token: Annotated[str, Header()] = ""
    ) -> Response:
        if not secrets.compare_digest(x_telegram_bot_api_secret_token.encode(), word.encode()):
            return Response(status_code=401)
        try:
            arrived = Update.model_validate(await request.json(), context={"bot": bot})
        except (ValidationError, ValueError):
            # Any other answer would make Telegram bring it again for a day.
            log.warning("an update of an unknown shape was passed over")
            return Response()
        await dispatcher.feed_update(bot, arrived)
        return Response()

    return router
