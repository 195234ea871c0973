"""A journey of Rasa's that waits while something else is said, and is gone on with where it was."""

import re
from collections.abc import Sequence

from api.conversation.contracts import Option, Reply
from api.conversation.turn import Turn
from api.conversation.words import say

CARRY_ON, STOP = "/carry-on", "/stop"
# The words for each journey, by what its payload begins with.
_CHECK, _CLOCK = "check", "clock"
_NAMED = {"/threshold-check": _CHECK, "/escalation-clock": _CLOCK}
# What is typed to a journey that waits, and how Rasa knows it.
_TYPED = {":carry_on": CARRY_ON, ":stop": STOP}
# A button of a journey, perhaps an older one: it carries a code, and actions check it.
_BUTTON = re.compile(r'/carry-on|/stop|/inform\{"[a-z_]{1,30}": "[a-z0-9.-]{1,300}"\}')


def under_way(said: Sequence[Reply]) -> str | None:
    """What begins the journey again that waits for an answer, after what was said last."""
    return next((reply.resume for reply in reversed(said) if reply.resume), None)


def after(said: Sequence[Reply], replies: list[Reply]) -> list[Reply]:
    """The replies that follow what was said: a check that waits outlasts the clock of an escalation."""
    before, now = under_way(said), under_way(replies)
    check = next((reply.waits for reply in reversed(said) if reply.waits), None)
    if before and _name(before) == _CHECK:
        check = before
    if not check or not replies or (now and _name(now) == _CHECK):
        return replies
    if now:
        return [*replies[:-1], replies[-1].model_copy(update={"waits": check})]
    # A check that was under way itself has just ended.
    return in_sight(replies, check) if before and _name(before) == _CLOCK else replies


def is_for_journey(turn: Turn) -> bool:
    """Whether it is a button of a journey, or words that stand for one."""
    return turn.command in _TYPED or _BUTTON.fullmatch(turn.option or "") is not None


def payload(turn: Turn) -> str | None:
    """The same as Rasa reads it; None where it is neither a word for a button nor one."""
    return _TYPED.get(turn.command or "", turn.option)


def beside(cards: list[Reply], said: Sequence[Reply]) -> list[Reply]:
    """Help cards after what was said last, for which no journey is lost that is under way."""
    resume = under_way(said)
    if resume and cards:
        cards = [*cards[:-1], cards[-1].model_copy(update={"resume": resume})]
    return after(said, cards)


def in_sight(replies: list[Reply], resume: str | None, *, is_down: bool = False) -> list[Reply]:
    """The replies, of which the last leads back to the journey; `is_down`: once Rasa is back."""
    if not resume or not replies:
        return replies
    *before, last = replies
    name = _name(resume)
    ways = [
        Option(label=say(f"labels.{name}_on"), value=CARRY_ON),
        Option(label=say(f"labels.{name}_off"), value=STOP),
    ]
    text = say(f"talk.{name}_waits_down" if is_down else f"talk.{name}_waits")
    update = {"text": f"{last.text}\n\n{text}", "choices": [*last.choices, *ways], "resume": resume}
    return [*before, last.model_copy(update=update)]


def _name(resume: str) -> str:
    return _NAMED[resume.partition("{")[0]]
