"""What a button carries: the value, and the question that it was drawn for, in Telegram's 64 bytes."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.conversation.contracts import Reply

LONGEST = 64
# These mean the same wherever they stand.
ALWAYS = frozenset({":help", ":stop", ":hide", ":contact"})
# Keys are letters, digits and "_"; one that is too long to be carried is marked by six signs after a "~".
SHAPE = re.compile(r"(?P<question>~[0-9a-f]{6}|\w+)?(?P<form>[:#])(?P<body>.+)", re.DOTALL)
MARKED = "~"


@dataclass(frozen=True)
class Tap:
    """A tap as it was drawn; `question` is a key or the mark of one, None for a button of no question."""

    question: str | None
    value: str | None
    digest: str | None

    @property
    def says_all(self) -> bool:
        """Whether it can be handed on as it is; else it only means something beside what was said last."""
        marked = self.question is not None and self.question.startswith(MARKED)
        return self.value in ALWAYS or (self.value is not None and not marked)

    def meant(self, latest: Sequence[Reply]) -> tuple[str, str | None] | None:
        """The value and the key to hand on, or None when the conversation has moved on since."""
        if self.says_all and self.value is not None:
            return self.value, None if self.value in ALWAYS else self.question
        asked = next((reply for reply in reversed(latest) if reply.question), None)
        key = asked.question.key if asked and asked.question else None
        if self.question is not None and (key is None or self.question not in (key, _mark(key))):
            return None
        offered = [choice.value for reply in latest for choice in reply.choices]
        value = self.value or next((one for one in offered if _digest(one, 16) == self.digest), None)
        return (value, key if self.question else None) if value else None


def pack(value: str, question: str | None) -> str:
    """Callback data for one choice of a question, or of a menu when `question` is None."""
    readable = question is None or re.fullmatch(r"\w+", question)
    keys = [question or ""] if readable else []
    for key in [*keys, _mark(question or "")]:
        for data in (f"{key}:{value}", f"{key}#{_digest(value, 16)}"):
            if len(data.encode()) <= LONGEST:
                return data
    raise AssertionError("a mark and a digest always fit")


def unpack(data: str) -> Tap | None:
    """None for what Heard never drew."""
    match = SHAPE.fullmatch(data)
    if not match:
        return None
    body = match["body"]
    return Tap(match["question"], body, None) if match["form"] == ":" else Tap(match["question"], None, body)


def _mark(question: str) -> str:
    return MARKED + _digest(question, 6)


def _digest(words: str, length: int) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:length]
