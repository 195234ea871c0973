"""Takes a broadcast to one chat. Plain HTTP: the worker shall not carry aiogram's weight for one method."""

import json
import logging
import ssl
from collections.abc import Mapping
from typing import Any

import aiohttp
import certifi

from api.broadcasts.contracts import Button, Later, Message, Moved, Outcome
from api.lengths import head, units
from bot.telegram.errors import BadToken
from bot.telegram.taps import pack

log = logging.getLogger(__name__)

# Without a word from Telegram on how long to wait, in seconds.
PAUSE = 5.0
# A fault of Telegram's own is over sooner as a rule; each further one is waited for longer.
SHORT_PAUSE = 1.0
LONGEST_MESSAGE = 4096  # in UTF-16 units, as Telegram counts
CUT = " …"
# In what Telegram says of a 400 where the chat itself is at fault, and not what was sent to it.
GONE = ("chat not found", "user not found", "deactivated", "peer_id_invalid")


class TelegramCarrier:
    """Belongs to the event loop in which it is first used."""

    def __init__(self, token: str, api_url: str) -> None:
        self._place = f"{api_url.rstrip('/')}/bot{token}/sendMessage"
        self._http: aiohttp.ClientSession | None = None

    async def send(self, address: str, message: Message) -> Outcome:
        """One try. Raises BadToken: then nobody's copy shall count as failed."""
        self._http = self._http or _session()
        letter: dict[str, Any] = {
            "chat_id": address,
            "text": fitted(message),
            "link_preview_options": {"is_disabled": True},
        }
        if message.button is not None:
            letter["reply_markup"] = _keyboard(message.button)
        try:
            async with self._http.post(self._place, json=letter) as answer:
                return _outcome(answer.status, await answer.read())
        except (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError):
            # Nothing has left, so waiting for the network repeats nothing and fails nobody.
            log.warning("Telegram cannot be reached; the broadcast waits")
            return Later(PAUSE, everybody=True)
        except (aiohttp.ClientError, TimeoutError):
            return Later(SHORT_PAUSE, doubted=True)

    async def close(self) -> None:
        """Ends the connections; the next copy opens others."""
        if self._http is not None:
            await self._http.close()
            self._http = None


def fitted(message: Message) -> str:
    """Its words; of more than Telegram takes the beginning, and where the whole of it stands.

    One copy is one message: of several, those that had arrived would come again after a fault.
    """
    whole = f"{message.title}\n\n{message.text}"
    if units(whole) <= LONGEST_MESSAGE:
        return whole
    end = f"{CUT}\n\n{message.page}" if message.page else CUT
    begins = head(whole, LONGEST_MESSAGE - units(end))
    return begins[: max(begins.rfind(" "), begins.rfind("\n"), len(begins) // 2)] + end


def _keyboard(button: Button) -> Mapping[str, Any]:
    return {"inline_keyboard": [[{"text": button.label, "callback_data": pack(button.value, None)}]]}


def _session() -> aiohttp.ClientSession:
    """A timeout of its own for the connection alone tells what has left from what has not."""
    trusted = ssl.create_default_context(cafile=certifi.where())
    waits = aiohttp.ClientTimeout(total=30, sock_connect=10)
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trusted), timeout=waits)


def _outcome(status: int, body: bytes) -> Outcome:
    said = _read(body)
    match status:
        case 200:
            return "sent"
        case 401 | 404:
            raise BadToken
        case 429:
            return Later(float(_parameters(said).get("retry_after", PAUSE)), everybody=True)
        case code if code >= 500:
            return Later(SHORT_PAUSE, doubted=True)
    if "migrate_to_chat_id" in _parameters(said):
        return Moved(str(_parameters(said)["migrate_to_chat_id"]))
    why = str(said.get("description", "")).lower()
    if any(words in why for words in GONE):
        return "gone"
    return "blocked" if status == 403 else "failed"


def _parameters(said: Mapping[str, Any]) -> Mapping[str, Any]:
    found = said.get("parameters")
    return found if isinstance(found, dict) else {}


def _read(body: bytes) -> Mapping[str, Any]:
    """What stands between us and Telegram may answer in its stead, with a page of its own."""
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
