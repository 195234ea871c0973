"""Which of some replies is the one that is answered now."""

from collections.abc import Sequence

from api.conversation.contracts import Option, Reply
from api.conversation.service import Setting
from bot.web import journeys

HIDE = ":hide"
CONTACT = ":contact"
REMIND = ":remind "


def card_of(replies: Sequence[Reply], setting: Setting) -> Reply | None:
    """A question, of a survey or of a journey; or words that only want a go-ahead, or a topic to be chosen.

    The newest reply that is one; None where people are just talked with.
    """
    asked = next((reply for reply in reversed(replies) if reply.question or reply.review), None)
    if asked is not None or not replies:
        return asked
    last = replies[-1]
    offers = setting.audience == "practitioner" and _only_topics(last)
    asks = journeys.asks(last) or (last.signpost is None and only_commands(last))
    return last if asks or offers else None


def is_command(option: Option) -> bool:
    """Whether it is no answer and no topic, but a way on or out."""
    return _is_ours(option.value) or journeys.is_way_on(option.value)


def _is_ours(value: str) -> bool:
    return value.startswith(":") and not value.startswith(REMIND)


def only_commands(reply: Reply) -> bool:
    """Whether there is nothing but ways on; what stands beside a help card is none."""
    beside = {HIDE, CONTACT, ":help"} if reply.signpost else {HIDE, CONTACT}
    values = {one.value for one in reply.choices} - beside
    return bool(values) and ":menu" not in values and all(value.startswith(":") for value in values)


def _only_topics(reply: Reply) -> bool:
    """Whether it answers nothing, and offers some topics and the menu of all."""
    values = {one.value for one in reply.choices}
    is_answer = bool(reply.sources or reply.signpost)
    return not is_answer and ":menu" in values and not all(map(_is_ours, values))
