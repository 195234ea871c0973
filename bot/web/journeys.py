"""The buttons of the assistant's journeys: which stand under a question, which tick, which lead on."""

from api.conversation.contracts import Reply

STOP = "/stop"
# Back to a journey that waits.
BACK = frozenset({"/carry-on"})
FITS = '/inform{"signs": "fit"}'
NONE_FITS = '/inform{"signs": "none"}'
_SIGN = '/inform{"sign": '
_CHANGE = '/inform{"change": '


def asks(reply: Reply) -> bool:
    """Whether this is a question of a journey. What else is said meanwhile leads back to it."""
    values = {one.value for one in reply.choices}
    return STOP in values and not values & BACK


def is_tick(value: str) -> bool:
    """Whether it ticks one thing of several, or takes the tick away."""
    return value.startswith(_SIGN)


def is_way_on(value: str) -> bool:
    """Whether it is no answer to the question itself."""
    return value in BACK | {STOP, FITS} or value.startswith(_CHANGE)
