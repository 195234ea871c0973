"""A journey of Rasa's that waits while something else is said, and is gone on with where it was."""

import re
from collections.abc import Sequence

from api.conversation.contracts import Option, Reply
from api.conversation.turn import Turn
from api.conversation.words import say

CARRY_ON, STOP = "/carry-on", "/stop"
# What is typed to a journey that waits, and how Rasa knows it.
_TYPED = {":carry_on": CARRY_ON, ":stop": STOP}
# A button of a journey, perhaps an older one: it carries a code, and actions check it.
_BUTTON = re.compile(r'/carry-on|/stop|/inform\{"[a-z_]{1,30}": "[a-z0-9.-]{1,300}"\}')


def under_way(said: Sequence[Reply]) -> str | None:
    """What begins the journey again that waits for an answer, after what was said last."""
    return next((reply.resume for reply in reversed(said) if reply.resume), None)


def is_for_journey(turn: Turn) -> bool:
    """Whether it is a button of a journey, or words that stand for one."""
    return turn.command in _TYPED or _BUTTON.fullmatch(turn.option or "") is not None


def payload(turn: Turn) -> str | None:
    """The same as Rasa reads it; None where it is neither a word for a button nor one."""
    return _TYPED.get(turn.command or "", turn.option)


def kept(replies: list[Reply], resume: str | None) -> list[Reply]:
    """The replies, beside which the journey is not lost."""
    if not resume or not replies:
        return replies
    return [*replies[:-1], replies[-1].model_copy(update={"resume": resume})]


def in_sight(replies: list[Reply], resume: str | None, *, is_down: bool = False) -> list[Reply]:
    """The replies, of which the last leads back to the journey; `is_down`: once Rasa is back."""
    if not resume or not replies:
        return replies
    *before, last = replies
    ways = [
        Option(label=say("labels.check_on"), value=CARRY_ON),
        Option(label=say("labels.check_off"), value=STOP),
    ]
    text = say("talk.check_waits_down" if is_down else "talk.check_waits")
    update = {"text": f"{last.text}\n\n{text}", "choices": [*last.choices, *ways], "resume": resume}
    return [*before, last.model_copy(update=update)]
