"""Takes a broadcast to one chat. Plain HTTP: the worker shall not carry aiogram's weight for one method."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Literal

import httpx

from bot.telegram.errors import BadToken

log = logging.getLogger(__name__)

Outcome = Literal["sent", "blocked", "failed"]

TRIES = 8
# Without a word from Telegram on how long to wait, in seconds.
PAUSE = 5.0


class TelegramCarrier:
    """Belongs to the event loop in which it is first used."""

    def __init__(self, token: str, api_url: str) -> None:
        # httpx logs every address, and the token is a part of it.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        place = f"{api_url.rstrip('/')}/bot{token}/"
        self._http = httpx.AsyncClient(base_url=place, timeout=30, trust_env=False)

    async def send(self, address: str, text: str) -> Outcome:
        """Waits when Telegram asks for it. Raises BadToken: then nobody's copy shall count as failed."""
        letter = {"chat_id": address, "text": text, "link_preview_options": {"is_disabled": True}}
        for _ in range(TRIES):
            answer = await self._post(letter)
            match answer.status_code if answer is not None else None:
                case 200:
                    return "sent"
                case 401 | 404:
                    raise BadToken
                case 403:
                    return "blocked"
                case 429:
                    await asyncio.sleep(_asked_pause(answer))
                case code if code is None or code >= 500:
                    await asyncio.sleep(PAUSE)
                case _:
                    return "failed"
        return "failed"

    async def close(self) -> None:
        """Ends the connections."""
        await self._http.aclose()

    async def _post(self, letter: Mapping[str, object]) -> httpx.Response | None:
        """None when the answer was lost on the way."""
        while True:
            try:
                return await self._http.post("sendMessage", json=letter)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                # Nothing has left, so waiting for the network repeats nothing and fails nobody.
                log.warning("Telegram cannot be reached; the broadcast waits")
                await asyncio.sleep(PAUSE)
            except httpx.TransportError:
                return None


def _asked_pause(answer: httpx.Response | None) -> float:
    asked = answer.json().get("parameters", {}) if answer is not None else {}
    return float(asked.get("retry_after", PAUSE))
