"""Each action says what a person needs, from the real guidance."""

import logging
from typing import Any

import pytest
from sqlmodel import Session

from actions.answer import ActionAnswer
from actions.base import Desk
from actions.search import ActionSearch

from .conftest import ran, slots, told

FORM = "threshold_form"


async def test_a_topic_is_answered_with_its_source(desk: Desk, domain: Any) -> None:
    [said], events = await ran(ActionAnswer(desk), told("who is the lado", "staff-allegation"), domain)
    assert said["custom"]["reply"]["topic"] == "staff-allegation"
    assert said["custom"]["reply"]["sources"]
    assert said["custom"]["open"] is False
    assert events == []


async def test_small_talk_without_a_page_brings_the_menu(desk: Desk, domain: Any) -> None:
    [said], _ = await ran(ActionAnswer(desk), told("yes", "affirm"), domain)
    assert said["custom"]["reply"]["text"] == domain["responses"]["utter_affirm"][0]["text"]
    assert "escalation" in [choice["value"] for choice in said["custom"]["reply"]["choices"]]


async def test_a_topic_in_the_middle_of_the_check_leaves_it_waiting(desk: Desk, domain: Any) -> None:
    tracker = told("disagree", "escalation", form=FORM, requested_slot="age", red_flag="none")
    messages, events = await ran(ActionAnswer(desk), tracker, domain)
    assert messages[0]["custom"]["open"] is True
    assert "is waiting" in messages[1]["custom"]["reply"]["text"]
    assert {"event": "active_loop", "name": None, "timestamp": None} in events
    assert "red_flag" not in slots(events)


async def test_stopping_forgets_the_answers(desk: Desk, domain: Any) -> None:
    [said], events = await ran(
        ActionAnswer(desk), told("stop", "stop", form=FORM, requested_slot="age"), domain
    )
    assert said["custom"]["open"] is False
    assert "reset_slots" in [event["event"] for event in events]


async def test_harm_that_is_nearly_as_likely_comes_first(desk: Desk, domain: Any) -> None:
    tracker = told("he will share my pictures", "consent", 0.32)
    tracker.latest_message["intent_ranking"].append({"name": "my-safety", "confidence": 0.3})
    [said], _ = await ran(ActionAnswer(desk), tracker, domain)
    assert said["custom"]["reply"]["signpost"] == "support"


async def test_words_that_fit_nothing_are_searched_for(desk: Desk, domain: Any) -> None:
    [said], _ = await ran(ActionSearch(desk), told("county lines gang"), domain)
    values = [choice["value"] for choice in said["custom"]["reply"]["choices"]]
    assert values[0] == "exploitation"
    assert len(values) == len(set(values))


async def test_words_that_find_nothing_bring_the_menu(desk: Desk, domain: Any) -> None:
    [said], _ = await ran(ActionSearch(desk), told("zzz"), domain)
    assert said["custom"]["reply"]["text"] == domain["responses"]["utter_not_found"][0]["text"]
    assert len(said["custom"]["reply"]["choices"]) > 3


async def test_two_levels_that_are_named_are_compared(desk: Desk, domain: Any) -> None:
    tracker = told("difference between level 3 and level 2", "levels-of-need")
    [said], _ = await ran(ActionAnswer(desk), tracker, domain)
    reply = said["custom"]["reply"]
    assert reply["topic"] == "levels-of-need"
    assert "beside" in reply["text"]
    assert "levels-of-need:1-2" in [choice["value"] for choice in reply["choices"]]


async def test_a_check_that_can_begin_again_is_not_kept_by_rasa_meanwhile(desk: Desk, domain: Any) -> None:
    tracker = told("disagree", "escalation", form=FORM, requested_slot="age")
    tracker.latest_message["metadata"] = {"resume": '/threshold-check{"known": "red_flag=none"}'}
    messages, _ = await ran(ActionAnswer(desk), tracker, domain)
    assert messages[-1]["custom"]["open"] is False
    assert messages[-1]["custom"]["reply"]["resume"] == '/threshold-check{"known": "red_flag=none"}'
    assert "/carry-on" in [choice["value"] for choice in messages[-1]["custom"]["reply"]["choices"]]


@pytest.mark.parametrize("action", [ActionAnswer, ActionSearch])
async def test_a_failure_is_kind_and_keeps_words_out_of_the_log(
    action: type[ActionAnswer], domain: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Session:
        raise RuntimeError("canary words in a fault")

    caplog.set_level(logging.DEBUG)
    [said], _ = await ran(action(Desk(broken)), told("canary words"), domain)
    assert said["response"] == "utter_failed"
    assert said["response"] in domain["responses"]
    assert "RuntimeError" in caplog.text
    assert "canary" not in caplog.text
