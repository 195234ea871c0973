"""What a button carries: the value, and the question that it belongs to, in Telegram's 64 bytes."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.conversation.contracts import Reply

LONGEST = 64
# Help and stop mean the same wherever they stand; anything else on an old question is not an answer.
ALWAYS = frozenset({":help", ":stop"})
SHAPE = re.compile(r"(?P<tag>[0-9a-f]{6})?(?P<form>[:#])(?P<body>.+)", re.DOTALL)


@dataclass(frozen=True)
class Tap:
    """A tap as it was drawn; `question` is a mark, None when the button belongs to no question."""

    question: str | None
    value: str | None
    digest: str | None

    def choice(self, latest: Sequence[Reply]) -> str | None:
        """The value to hand on, or None when the conversation has moved on since the button was drawn."""
        value = self.value or next(
            (c.value for reply in latest for c in reply.choices if _digest(c.value, 16) == self.digest), None
        )
        if value in ALWAYS or self.question is None:
            return value
        return value if self.question == _mark(asked(latest)) else None


def pack(value: str, question: str | None) -> str:
    """Callback data for one choice of a question, or of a menu when `question` is None."""
    tag = _mark(question) or ""
    plain = f"{tag}:{value}"
    return plain if len(plain.encode()) <= LONGEST else f"{tag}#{_digest(value, 16)}"


def unpack(data: str) -> Tap | None:
    """None for what Heard never drew."""
    match = SHAPE.fullmatch(data)
    if not match:
        return None
    body = match["body"]
    return Tap(match["tag"], body, None) if match["form"] == ":" else Tap(match["tag"], None, body)


def asked(replies: Sequence[Reply]) -> str | None:
    """The key of the question that these replies end with."""
    return next((r.question.key for r in reversed(replies) if r.question), None)


def _mark(question: str | None) -> str | None:
    return _digest(question, 6) if question else None


def _digest(words: str, length: int) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:length]
