"""Takes a broadcast to one mailbox, through the partnership's mail server."""

import logging
import re
from email.headerregistry import Address
from urllib.parse import SplitResult, unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from api.broadcasts.contracts import Later, Message, Outcome
from bot.email.errors import NoMail
from bot.email.letter import write

log = logging.getLogger(__name__)

# How the connection is kept secret: from the start, before anything is said, or not at all.
SCHEMES = {"smtps": (465, True, False), "smtp+starttls": (587, False, True), "smtp": (25, False, False)}
TIMEOUT = 20.0  # seconds
PAUSE = 5.0  # seconds, without a connection
# A server that knows nobody yet wants to be asked again after some minutes (greylisting).
REFUSED_FOR_NOW = 60.0
SHORT_PAUSE = 1.0
# RFC 3463: the address is not one; the mailbox has been shut. Other reasons are the server's, or ours.
GONE, SHUT = re.compile(r"\b5\.1\.\d+\b"), re.compile(r"\b5\.2\.1\b")
ENHANCED = re.compile(r"\b5\.\d{1,3}\.\d{1,3}\b")
WITHOUT_A_REASON = frozenset({550, 551, 553})  # RFC 5321: no such mailbox


class EmailCarrier:
    """Keeps its connections for the next mail; several may be under way at once."""

    def __init__(self, url: str, sender: Address) -> None:
        self._place = urlsplit(url)
        self._sender = sender
        self._idle: list[SMTP] = []

    async def send(self, address: str, message: Message) -> Outcome:
        """One try. Raises NoMail: then nobody's copy shall count as failed."""
        try:
            server, outcome = await self._begun(address)
        except (SMTPConnectError, SMTPTimeoutError, SMTPServerDisconnected):
            # Nothing has left, so waiting for the network repeats nothing and fails nobody.
            log.warning("the mail server cannot be reached; the mails wait")
            return Later(PAUSE, everybody=True)
        if outcome is None:
            outcome = await self._carried(server, write(message, self._sender, address).as_bytes())
        if server.is_connected:
            self._idle.append(server)
        return outcome

    async def close(self) -> None:
        """Ends the connections; the next mail opens others."""
        idle, self._idle = self._idle, []
        for server in idle:
            try:
                await server.quit()
            except SMTPException:
                server.close()

    async def _begun(self, address: str) -> tuple[SMTP, Outcome | None]:
        """A server that waits for the mail's words, or what it has against the address."""
        while self._idle:
            server = self._idle.pop()
            try:
                return server, await self._named(server, address)
            except (SMTPServerDisconnected, SMTPTimeoutError):
                server.close()  # it had enough of waiting
        server = _server(self._place)
        try:
            await server.connect()
            return server, await self._named(server, address)
        except (SMTPConnectError, SMTPTimeoutError, SMTPServerDisconnected, NoMail):
            server.close()
            raise
        except SMTPException as fault:  # of the password, or of TLS
            server.close()
            code = fault.code if isinstance(fault, SMTPResponseException) else 0
            if 400 <= code < 500:
                raise SMTPConnectError(str(code)) from None
            raise NoMail(code) from None

    async def _named(self, server: SMTP, address: str) -> Outcome | None:
        try:
            await server.mail(self._sender.addr_spec)
        except SMTPResponseException as fault:
            if isinstance(fault, SMTPAuthenticationError) or fault.code >= 500:
                server.close()
                raise NoMail(fault.code) from None
            await _forget(server)
            return Later(REFUSED_FOR_NOW, everybody=True)
        try:
            await server.rcpt(address)
        except SMTPRecipientRefused as fault:
            await _forget(server)
            return _refused(fault.code, fault.message)
        except UnicodeEncodeError:  # a name before the @ that this server does not take
            await _forget(server)
            return "failed"
        return None

    async def _carried(self, server: SMTP, words: bytes) -> Outcome:
        try:
            await server.data(words)
        except SMTPDataError as fault:
            await _forget(server)
            # Of the words or of the sender: no fault of the address.
            return Later(REFUSED_FOR_NOW) if fault.code < 500 else "failed"
        except (SMTPException, OSError):
            server.close()
            return Later(SHORT_PAUSE, doubted=True)
        return "sent"


def _server(place: SplitResult) -> SMTP:
    port, tls, start = SCHEMES[place.scheme]
    return SMTP(
        hostname=place.hostname,
        port=place.port or port,
        username=unquote(place.username) if place.username else None,
        password=unquote(place.password) if place.password else None,
        use_tls=tls,
        start_tls=start,
        timeout=TIMEOUT,
        local_hostname=None,
    )


def _refused(code: int, said: str) -> Outcome:
    if code < 500:
        return Later(REFUSED_FOR_NOW)
    if SHUT.search(said):
        return "blocked"
    known = ENHANCED.search(said)
    nobody = GONE.search(said) if known else code in WITHOUT_A_REASON
    return "gone" if nobody else "failed"


async def _forget(server: SMTP) -> None:
    """What was begun, so that the connection serves the next mail."""
    try:
        await server.rset()
    except SMTPException:
        server.close()
