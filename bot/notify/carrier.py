"""Takes a broadcast to one mailbox or one telephone, through GOV.UK Notify and its own client."""

import asyncio
import logging
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

from notifications_python_client.errors import APIError, InvalidResponse, TokenError
from notifications_python_client.notifications import NotificationsAPIClient
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, SSLError

from api.broadcasts.contracts import Later, Message, Outcome
from api.lengths import units
from bot.email.letter import one_line, plain
from bot.notify.errors import NotifyRefuses

ADDRESS = "https://api.notifications.service.gov.uk"
AT_ONCE = 4
TIMEOUT = 30  # seconds
PAUSE = 5.0
SHORT_PAUSE = 1.0
# It counts the messages of a minute, and those of a day.
MINUTE, LONG = 20.0, 600.0
# Two messages of seven-bit letters, or of any others, less what joins them.
TWO_SMS, TWO_SMS_OF_OTHERS = 306, 134
SEVEN_BIT = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE_AS_LONG = frozenset("^{}\\[~]|€")
CUT = "..."


class NotifyCarrier:
    """By e-mail or by SMS; its client blocks, and each thread needs one of its own."""

    def __init__(
        self, key: str, template: str, kind: Literal["email", "phone"], address: str = ADDRESS
    ) -> None:
        # The client writes into the log what Notify says.
        logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)
        self._key, self._template, self._kind, self._address = key, template, kind, address
        self._threads = threading.local()
        self._pool: ThreadPoolExecutor | None = None

    async def send(self, address: str, message: Message) -> Outcome:
        """One try. Raises NotifyRefuses: then nobody's copy shall count as failed."""
        self._pool = self._pool or ThreadPoolExecutor(AT_ONCE, thread_name_prefix="notify")
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._sent, address, message)

    async def close(self) -> None:
        """Ends the connections; the next message opens others."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False)

    def _sent(self, address: str, message: Message) -> Outcome:
        try:
            self._hand_over(address, message)
        except InvalidResponse:
            return Later(SHORT_PAUSE, doubted=True)  # it took it, and said so in words of somebody else
        except APIError as fault:
            return _outcome(fault)
        except TokenError:
            raise NotifyRefuses(0) from None
        return "sent"

    def _hand_over(self, address: str, message: Message) -> None:
        client: Any = getattr(self._threads, "client", None)
        if client is None:
            make: Any = NotificationsAPIClient  # it has no types
            client = make(self._key, base_url=self._address, timeout=TIMEOUT)
            self._threads.client = client
        if self._kind == "phone":
            client.send_sms_notification(address, self._template, {"text": short(message)})
            return
        words = {"title": one_line(message.title), "text": plain(message)}
        leave = {"one_click_unsubscribe_url": message.leave} if message.leave else {}
        client.send_email_notification(address, self._template, words, **leave)


def short(message: Message) -> str:
    """What two SMS hold: the title, and where the rest stands."""
    title, page = one_line(message.title), f"\n{message.page}" if message.page else ""
    if _fits(title + page):
        return title + page
    while title and not _fits(title + CUT + page):
        title = title[:-1].rstrip()
    return title + CUT + page


def _fits(text: str) -> bool:
    if SEVEN_BIT.union(TWICE_AS_LONG).issuperset(text):
        return len(text) + sum(sign in TWICE_AS_LONG for sign in text) <= TWO_SMS
    return units(text) <= TWO_SMS_OF_OTHERS


def _outcome(fault: APIError) -> Outcome:
    if fault.response is None:  # the client names its reason only so
        return Later(PAUSE, everybody=True) if _never_left(fault) else Later(SHORT_PAUSE, doubted=True)
    said = _said(fault)
    match fault.status_code:
        case 429:
            whole_day = any(error == "TooManyRequestsError" for error, _ in said)
            return Later(LONG if whole_day else MINUTE, everybody=True)
        case status if status >= 500:
            return Later(SHORT_PAUSE, doubted=True)
        case 400 if any(_of_the_address(*one) for one in said):
            return "gone"
        case 400 if any("send to this recipient" in words for _, words in said):
            return "failed"  # a service on trial, or a key for its own team
        case status:
            raise NotifyRefuses(status)


def _never_left(fault: APIError) -> bool:
    """Whether there was no connection; requests calls one that was lost by the same name."""
    said = fault.__cause__.args if fault.__cause__ else ()
    reason = getattr(said[0], "reason", None) if said else None
    return isinstance(reason, NewConnectionError | ConnectTimeoutError | SSLError)


def _of_the_address(error: str, words: str) -> bool:
    """Such as "email_address Not a valid email address"."""
    return error == "ValidationError" and words.startswith(("email_address", "phone_number"))


def _said(fault: APIError) -> Sequence[tuple[str, str]]:
    found = fault.message
    if not isinstance(found, list):
        return []
    return [(str(one.get("error")), str(one.get("message"))) for one in found if isinstance(one, dict)]
