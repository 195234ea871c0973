"""Names for a chat that nobody can turn back without the bot's secret, and that the bot need not store."""

import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Chat:
    """One private chat, by the names that the backend may know."""

    person: str
    conversation: UUID
    # Telegram's own number: handed on with a turn, kept only when a member joins to be written to.
    number: int


class Identity:
    """The same chat gives the same names for as long as the secret lives."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def chat(self, number: int) -> Chat:
        conversation = self._digest("conversation", number)[:16]
        return Chat(self._digest("person", number).hex(), UUID(bytes=conversation, version=4), number)

    def update_key(self, update: int) -> str:
        """The key of a turn that an update brings; Telegram's running number would tell the order."""
        return self._digest("update", update).hex()

    def tap_key(self, chat: int, message: int) -> str:
        """One key for all taps on one question, so that a second tap never answers the next one."""
        return self._digest("tap", f"{chat}:{message}").hex()

    def webhook_word(self) -> str:
        """What Telegram must say to be believed at the webhook."""
        return self._digest("webhook", "").hex()

    def _digest(self, purpose: str, value: int | str) -> bytes:
        return hmac.digest(self._secret, f"{purpose}:{value}".encode(), hashlib.sha256)
