"""Danger that is nearly as likely as something else is answered first, the more so where harm was seen."""

from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.answer import ActionAnswer
from actions.base import Desk
from actions.search import ActionSearch

from .conftest import told

SEEN = {"tier": "alert", "reported": False}


def doubtful(other: str, likely: float, **known: Any) -> Tracker:
    """Words that are rather about consent, and to some degree about something else."""
    tracker = told("he says he will share it", "consent", 0.6)
    tracker.latest_message["intent_ranking"].append({"name": other, "confidence": likely})
    tracker.latest_message["metadata"] = known
    return tracker


async def topic(desk: Desk, tracker: Tracker, domain: Any, action: type = ActionAnswer) -> str:
    dispatcher = CollectingDispatcher()
    await action(desk).run(dispatcher, tracker, domain)
    said: str = dispatcher.messages[0]["custom"]["reply"]["topic"]
    return said


@pytest.mark.parametrize("danger", ["my-safety", "immediate-danger"])
@pytest.mark.parametrize(
    ("likely", "known", "meets_danger"),
    [
        (0.3, {}, True),
        (0.1, {}, False),
        (0.1, SEEN, True),
        (0.01, SEEN, False),
        (0.1, {"tier": "alert", "reported": True}, False),
    ],
)
async def test_words_that_may_tell_of_danger(
    desk: Desk, domain: Any, danger: str, likely: float, known: dict[str, Any], meets_danger: bool
) -> None:
    met = await topic(desk, doubtful(danger, likely, **known), domain)
    assert met == (danger if meets_danger else "consent")


async def test_harm_that_was_seen_is_not_searched_for(desk: Desk, domain: Any) -> None:
    tracker = doubtful("my-safety", 0.2, **SEEN)
    assert await topic(desk, tracker, domain, ActionSearch) == "my-safety"


async def test_an_unsure_answer_offers_to_say_so_and_a_sure_one_does_not(desk: Desk, domain: Any) -> None:
    for sure, offered in ((0.5, True), (0.9, False)):
        dispatcher = CollectingDispatcher()
        await ActionAnswer(desk).run(dispatcher, told("do I need consent", "consent", sure), domain)
        reply = dispatcher.messages[0]["custom"]["reply"]
        assert (":meant" in [choice["value"] for choice in reply["choices"]]) is offered
        assert (reply.get("meant", []) == ["consent"]) is offered


async def test_danger_is_never_asked_whether_it_was_meant(desk: Desk, domain: Any) -> None:
    dispatcher = CollectingDispatcher()
    await ActionAnswer(desk).run(dispatcher, told("something", "my-safety", 0.4), domain)
    reply = dispatcher.messages[0]["custom"]["reply"]
    assert ":meant" not in [choice["value"] for choice in reply["choices"]]
