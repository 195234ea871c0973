"""The clock of an escalation, each of its actions beside the real guidance."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from actions.answer import ActionAnswer
from actions.base import Desk
from actions.escalation import ActionAskStage, ActionEscalation, ActionEscalationStart, ValidateEscalationForm
from tests.conftest import TODAY

from .conftest import ran, slots, told

pytestmark = pytest.mark.usefixtures("noon")

FORM, STAGE, SINCE = "escalation_form", "escalation_stage", "escalation_since"


def answering(slot: str, words: str, intent: str = "nlu_fallback", sure: float = 0.9, **known: Any) -> Any:
    """The form has asked for `slot`, and Rasa has put the words into it."""
    tracker = told(words, intent, sure, form=FORM)
    tracker.slots |= {"requested_slot": slot, slot: words}
    tracker.latest_message["metadata"] = known
    tracker.events = [
        {"event": "action", "name": FORM},
        {"event": "slot", "name": slot, "value": words},
    ]
    return tracker


async def test_the_stages_to_tap_are_those_of_the_guidance(desk: Desk, domain: Any) -> None:
    [asked], _ = await ran(ActionAskStage(desk), told("x"), domain)
    choices = asked["custom"]["reply"]["choices"]
    assert [choice["label"] for choice in choices] == [
        "Not begun yet", "Stage 1a", "Stage 1b", "Stage 2", "Stage 3", "Beyond stage 3", "Stop here",
    ]  # fmt: skip
    assert choices[2]["value"] == '/inform{"escalation_stage": "1b"}'


async def test_a_new_clock_forgets_the_last_and_no_other_check(desk: Desk, domain: Any) -> None:
    _, events = await ran(ActionEscalationStart(desk), told("x"), domain)
    assert slots(events) == {STAGE: None, SINCE: None}


@pytest.mark.parametrize(
    ("slot", "words", "kept"),
    [
        (STAGE, "stage 1b please", "1b"),
        (STAGE, "2", "2"),
        (STAGE, "not begun yet", "0"),
        (SINCE, "today", TODAY.isoformat()),
        (SINCE, "it began yesterday", (TODAY - timedelta(days=1)).isoformat()),
        (SINCE, "not sure", "unknown"),
        (SINCE, "unknown", "unknown"),
    ],
)
async def test_an_answer_is_read(desk: Desk, domain: Any, slot: str, words: str, kept: str) -> None:
    messages, events = await ran(ValidateEscalationForm(desk), answering(slot, words), domain)
    assert slots(events)[slot] == kept
    assert messages == []


async def test_a_date_that_was_taken_out_of_the_words_is_told_beside_them(desk: Desk, domain: Any) -> None:
    tracker = answering(SINCE, "on [date]", day="2026-11-20")
    _, events = await ran(ValidateEscalationForm(desk), tracker, domain)
    assert slots(events)[SINCE] == "2026-11-20"


@pytest.mark.parametrize(
    ("slot", "words"), [(STAGE, "1"), (STAGE, "who knows"), (SINCE, "tomorrow"), (SINCE, "soon")]
)
async def test_what_cannot_be_read_is_asked_again(desk: Desk, domain: Any, slot: str, words: str) -> None:
    [said], events = await ran(ValidateEscalationForm(desk), answering(slot, words), domain)
    assert slots(events)[slot] is None
    assert said["response"] == f"utter_unclear_{slot}"
    assert said["response"] in domain["responses"]


@pytest.mark.parametrize(
    ("words", "intent"), [("who is the lado", "staff-allegation"), ("he is hitting her", "immediate-danger")]
)
async def test_another_question_lets_go_of_the_form(desk: Desk, domain: Any, words: str, intent: str) -> None:
    _, events = await ran(ValidateEscalationForm(desk), answering(STAGE, words, intent), domain)
    assert "action_execution_rejected" in [event["event"] for event in events]
    guess = answering(STAGE, words, intent, sure=0.3)
    _, events = await ran(ValidateEscalationForm(desk), guess, domain)
    assert "action_execution_rejected" not in [event["event"] for event in events]


async def test_it_waits_while_something_else_is_answered(desk: Desk, domain: Any) -> None:
    tracker = told(
        "who is the lado", "staff-allegation", form=FORM, requested_slot=SINCE, escalation_stage="1a"
    )
    messages, events = await ran(ActionAnswer(desk), tracker, domain)
    assert "are waiting" in messages[1]["custom"]["reply"]["text"]
    assert STAGE not in slots(events)


async def test_the_end_offers_a_reminder_while_the_day_is_to_come(desk: Desk, domain: Any) -> None:
    tracker = told("x", escalation_stage="1a", escalation_since=TODAY.isoformat())
    [said], events = await ran(ActionEscalation(desk), tracker, domain)
    reply = said["custom"]["reply"]
    assert reply["choices"][0]["value"].startswith(":remind 1a 20")
    assert reply["choices"][0]["label"].startswith("Remind me on ")
    assert reply["note"]
    assert slots(events) == {STAGE: None, SINCE: None}


@pytest.mark.parametrize("since", [(TODAY - timedelta(days=30)).isoformat(), "unknown", None])
async def test_no_reminder_for_a_day_that_is_over_or_not_known(desk: Desk, domain: Any, since: Any) -> None:
    [said], _ = await ran(
        ActionEscalation(desk), told("x", escalation_stage="1a", escalation_since=since), domain
    )
    values = [choice["value"] for choice in said["custom"]["reply"]["choices"]]
    assert not any(value.startswith(":remind") for value in values)


async def test_words_that_name_a_stage_and_a_day_need_no_question(desk: Desk, domain: Any) -> None:
    tracker = told("we are at stage 1b since yesterday", "escalation")
    [said], events = await ran(ActionAnswer(desk), tracker, domain)
    assert "Where you are: Stage 1b." in said["custom"]["reply"]["text"]
    assert events == []


@pytest.mark.parametrize(
    ("words", "known"),
    [
        ("we are at stage 1b, who is next", {STAGE: "1b", SINCE: None}),
        ("they have had it since yesterday", {STAGE: None, SINCE: (TODAY - timedelta(days=1)).isoformat()}),
    ],
)
async def test_words_that_name_one_of_them_begin_the_questions(
    desk: Desk, domain: Any, words: str, known: dict[str, Any]
) -> None:
    messages, events = await ran(ActionAnswer(desk), told(words, "escalation"), domain)
    assert messages == []
    assert slots(events) == known
    assert {"event": "followup", "name": FORM, "timestamp": None} in events


async def test_the_page_has_the_button(desk: Desk, domain: Any) -> None:
    [said], _ = await ran(ActionAnswer(desk), told("MASH closed it yesterday", "escalation"), domain)
    assert said["custom"]["reply"]["choices"][0]["value"] == "escalation-clock"


@pytest.mark.parametrize("action", [ActionEscalation, ActionAskStage, ValidateEscalationForm])
async def test_a_failure_is_kind_and_keeps_words_out_of_the_log(
    action: type[ActionEscalation], domain: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Session:
        raise RuntimeError("canary words in a fault")

    caplog.set_level(logging.DEBUG)
    tracker = answering(STAGE, "canary words")
    [said], _ = await ran(action(Desk(broken)), tracker, domain)
    response = said.get("response")
    kind = domain["responses"][response][0]["text"] if response else said["custom"]["reply"]["text"]
    assert "could not be looked up just now" in kind
    assert "canary" not in f"{said}{caplog.text}"
