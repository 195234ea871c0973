"""Each action says what a person needs, from the real guidance."""

import logging
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action
from sqlmodel import Session

from actions.answer import ActionAnswer
from actions.base import Desk
from actions.search import ActionSearch
from actions.threshold import ActionThreshold, ActionThresholdStart, ValidateThresholdForm

from .conftest import answering, told

FORM = "threshold_form"


async def ran(action: Action, tracker: Any, domain: Any) -> tuple[list[Any], list[Any]]:
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, tracker, domain)
    return dispatcher.messages, events


def slots(events: list[Any]) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


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
    tracker = told("disagree", "escalation", form=FORM, requested_slot="age", concerns_staff=False)
    messages, events = await ran(ActionAnswer(desk), tracker, domain)
    assert messages[0]["custom"]["open"] is True
    assert messages[1]["response"] == "utter_check_paused"
    assert {"event": "active_loop", "name": None, "timestamp": None} in events
    assert "concerns_staff" not in slots(events)


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


async def test_a_new_check_says_what_it_is_and_forgets(desk: Desk, domain: Any) -> None:
    [said], events = await ran(ActionThresholdStart(desk), told("which level", "threshold-check"), domain)
    assert said["response"] == "utter_threshold_start"
    assert [event["event"] for event in events] == ["reset_slots"]


@pytest.mark.parametrize(
    ("slot", "words", "intent", "kept"),
    [
        ("immediate_danger", "yes she is", "affirm", True),
        ("immediate_danger", "i dont think so", "deny", False),
        ("immediate_danger", "he is being hurt", "immediate-danger", True),
        ("concerns_staff", "it is a teacher", "staff-allegation", True),
        ("age", "7 years old", "nlu_fallback", "5-10"),
        ("age", "16-17", "inform", "16-17"),
        ("worry", "MASH closed it", "escalation", "MASH closed it"),
        ("worry", "never enough food", "stop", "never enough food"),
    ],
)
async def test_an_answer_is_read(
    desk: Desk, domain: Any, slot: str, words: str, intent: str, kept: Any
) -> None:
    tracker = answering(slot, words, intent)
    messages, events = await ran(ValidateThresholdForm(desk), tracker, domain)
    assert slots(events)[slot] == kept
    assert messages == []


@pytest.mark.parametrize("slot", ["immediate_danger", "concerns_staff"])
async def test_doubt_is_not_taken_for_no(desk: Desk, domain: Any, slot: str) -> None:
    tracker = answering(slot, "not sure", "deny")
    [said], events = await ran(ValidateThresholdForm(desk), tracker, domain)
    assert slots(events)[slot] is None
    assert said["response"] == f"utter_unclear_{slot}"


async def test_a_red_flag_ends_the_form(desk: Desk, domain: Any) -> None:
    tracker = answering("immediate_danger", "yes", "affirm")
    _, events = await ran(ValidateThresholdForm(desk), tracker, domain)
    assert slots(events) == {"immediate_danger": True, "requested_slot": None}


@pytest.mark.parametrize(
    ("slot", "words", "intent"), [("age", "who is the lado", "staff-allegation"), ("worry", "Stop", "stop")]
)
async def test_leaving_is_heard(desk: Desk, domain: Any, slot: str, words: str, intent: str) -> None:
    tracker = answering(slot, words, intent)
    _, events = await ran(ValidateThresholdForm(desk), tracker, domain)
    assert slots(events) == {slot: None}
    assert "action_execution_rejected" in [event["event"] for event in events]


async def test_a_guess_does_not_throw_anybody_out(desk: Desk, domain: Any) -> None:
    tracker = answering("age", "about so high", "consent", 0.3)
    _, events = await ran(ValidateThresholdForm(desk), tracker, domain)
    assert "action_execution_rejected" not in [event["event"] for event in events]


async def test_the_check_ends_in_a_level_and_forgets(desk: Desk, domain: Any) -> None:
    tracker = told(
        "x",
        worry="hungry most days, poor attendance",
        age="5-10",
        immediate_danger=False,
        concerns_staff=False,
    )
    [said], events = await ran(ActionThreshold(desk), tracker, domain)
    assert "level" in said["custom"]["reply"]["text"].lower()
    assert said["custom"]["reply"]["sources"]
    assert [event["event"] for event in events] == ["reset_slots"]


@pytest.mark.parametrize("action", [ActionAnswer, ActionSearch, ActionThreshold])
async def test_a_failure_is_kind_and_keeps_words_out_of_the_log(
    action: type[ActionAnswer], domain: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Session:
        raise RuntimeError("canary words in a fault")

    caplog.set_level(logging.DEBUG)
    [said], _ = await ran(action(Desk(broken)), told("canary words"), domain)
    assert said["response"] in {"utter_failed", "utter_threshold_failed"}
    assert said["response"] in domain["responses"]
    assert "RuntimeError" in caplog.text
    assert "canary" not in caplog.text
