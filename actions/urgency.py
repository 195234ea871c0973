"""When words may tell of danger, that is answered, and no ordinary page."""

from typing import Any

from rasa_sdk.interfaces import Tracker

from actions.base import guesses
from api.guidance.model import Audience

TOPICS = ("immediate-danger", "my-safety")
# How likely such a topic must be beside the likeliest one. Chosen by measurement: docs/guidance.md.
NEARLY = 0.3
# The same where the screen saw harm in the raw words, told by whom it happens to.
WITH_HARM = 0.1


def urgent(tracker: Tracker) -> str | None:
    """The topic of danger that is nearly as likely as the likeliest topic of all; None where there is none.

    What a practitioner reports of a child is a question like others.
    """
    likely = guesses(tracker)
    harm = seen(tracker).get("tier") is not None and not seen(tracker).get("reported")
    enough = (WITH_HARM if harm else NEARLY) * max(likely.values(), default=1.0)
    near = [topic for topic in TOPICS if likely.get(topic, 0.0) >= enough]
    return max(near, key=lambda topic: likely[topic], default=None)


def seen(tracker: Tracker) -> dict[str, Any]:
    """What came along with the words: "audience", and "tier" and "reported" where the screen saw harm."""
    return tracker.latest_message.get("metadata") or {}


def audience(tracker: Tracker) -> Audience:
    """Whom Heard talks with; a practitioner where nobody has said."""
    said: Audience = seen(tracker).get("audience") or "practitioner"
    return said
