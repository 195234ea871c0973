"""The threshold check reads what was said, asks for the rest, and forgets."""

import logging
from typing import Any

import pytest
from sqlmodel import Session

from actions.base import Desk
from actions.check import QUESTIONS
from actions.check_questions import Ask
from actions.threshold import ActionThreshold, ActionThresholdStart, ValidateThresholdForm

from .conftest import answering, ran, slots, told

HUNGRY = "comes to school hungry most days, attendance 70%"
NOTHING_ELSE = {"taken": None}


def kinds(events: list[Any]) -> list[str]:
    return [event["event"] for event in events]


async def answered(desk: Desk, domain: Any, slot: str, words: str, *more: Any, **known: Any) -> Any:
    """What the answer sets, and what is said to it."""
    messages, events = await ran(ValidateThresholdForm(desk), answering(slot, words, *more, **known), domain)
    return slots(events), messages, kinds(events)


async def begun(desk: Desk, domain: Any, words: str) -> tuple[list[Any], dict[str, Any], list[str]]:
    tracker = answering("", words, "threshold-check")
    messages, events = await ran(ActionThresholdStart(desk), tracker, domain)
    return messages, slots(events), kinds(events)


async def asked(desk: Desk, domain: Any, question: str, **known: Any) -> list[dict[str, Any]]:
    messages, _ = await ran(Ask(question, desk), told("x", **known), domain)
    assert all(message["custom"]["open"] for message in messages)
    return [message["custom"]["reply"] for message in messages]


def offered(reply: dict[str, Any]) -> dict[str, str]:
    return {choice["value"]: choice["label"] for choice in reply["choices"]}


async def test_a_new_check_says_what_it_is_and_forgets(desk: Desk, domain: Any) -> None:
    [said], known, events = await begun(desk, domain, "which level")
    assert "does not replace" in said["custom"]["reply"]["text"]
    assert said["custom"]["reply"]["topic"] == "threshold-check"
    assert events == ["reset_slots"]
    assert known == {}


async def test_the_first_message_is_understood(desk: Desk, domain: Any) -> None:
    words = "7 year old hungry most days and often late, mum refuses help, has a social worker, third time"
    _, known, _ = await begun(desk, domain, words)
    assert {name: known[name] for name in ("age", "in_place", "consent", "earlier")} == {
        "age": "5-10",
        "in_place": "worker",
        "consent": "refuses",
        "earlier": "many",
    }
    assert set(known["ticked"].split(".")) == {"punctuality", "food"}
    assert known["domains"] == "child.parenting"
    assert known["worry"]
    assert "red_flag" not in known, "a no to danger is never read into words"
    assert "signs" not in known, "what was found is to be confirmed"
    assert not [value for value in known.values() if "hungry" in str(value)], "no words are kept"


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        ("baby of 3 months with a bruise, what threshold", "baby-injury"),
        ("he told me his dad hits him, what level", "disclosure"),
        ("what level is fgm", "fgm"),
        ("teacher hit a child, is that level 4", "staff"),
    ],
)
async def test_a_red_flag_in_the_first_message_ends_the_check_at_once(
    desk: Desk, domain: Any, words: str, flag: str
) -> None:
    messages, known, events = await begun(desk, domain, words)
    assert messages == []
    assert known["red_flag"] == flag
    assert events[-1] == "followup"


@pytest.mark.parametrize(
    ("slot", "words", "intent", "sets"),
    [
        ("red_flag", "no", "deny", {"red_flag": "none"}),
        ("red_flag", "none of these", "nlu_fallback", {"red_flag": "none"}),
        ("red_flag", "nothing like that", "deny", {"red_flag": "none"}),
        ("red_flag", "it is a teacher", "nlu_fallback", {"red_flag": "staff"}),
        ("red_flag", "yes, somebody at the nursery", "staff-allegation", {"red_flag": "staff"}),
        ("red_flag", "he is being hurt", "immediate-danger", {"red_flag": "danger-now"}),
        ("red_flag", "he's hurt badly", "immediate-danger", {"red_flag": "danger-now"}),
        ("red_flag", "no but she told her teacher that dad hit her", "deny", {"red_flag": "disclosure"}),
        ("red_flag", '/inform{"red_flag": "fgm"}', "inform", {"red_flag": "fgm"}),
        ("age", "7 years old", "nlu_fallback", {"age": "5-10"}),
        ("age", '/inform{"age": "16-17"}', "inform", {"age": "16-17"}),
        ("domains", '/inform{"domains": "parenting"}', "inform", {"domains": "parenting"}),
        ("in_place", "not sure", "nlu_fallback", {"in_place": "unsure"}),
        ("in_place", "there's a CIN plan", "after-referral", {"in_place": "worker"}),
        ("consent", "mum refuses", "consent", {"consent": "refuses"}),
        ("consent", "not yet", "deny", {"consent": "unasked"}),
        ("earlier", "no", "deny", {"earlier": "first"}),
        ("earlier", "twice", "nlu_fallback", {"earlier": "some"}),
    ],
)
async def test_an_answer_is_read(
    desk: Desk, domain: Any, slot: str, words: str, intent: str, sets: dict[str, str]
) -> None:
    known, messages, _ = await answered(desk, domain, slot, words, intent)
    assert sets.items() <= known.items()
    assert messages == []


@pytest.mark.parametrize(
    ("slot", "words", "intent"),
    [
        ("red_flag", "not sure", "deny"),
        ("red_flag", "maybe", "affirm"),
        ("red_flag", "don't know", "nlu_fallback"),
        ("red_flag", "yes", "affirm"),
        ("age", "about so high", "nlu_fallback"),
        ("worry", "?", "nlu_fallback"),
        ("domains", "blue", "nlu_fallback"),
        ("consent", "no", "deny"),
        ("earlier", "yes", "affirm"),
        ("in_place", "blue", "nlu_fallback"),
    ],
)
async def test_what_is_unclear_is_asked_again(
    desk: Desk, domain: Any, slot: str, words: str, intent: str
) -> None:
    known, [said], _ = await answered(desk, domain, slot, words, intent)
    assert known[slot] is None
    assert said["response"] == f"utter_unclear_{slot}"
    assert said["response"] in domain["responses"]


async def test_a_red_flag_ends_the_form(desk: Desk, domain: Any) -> None:
    known, _, _ = await answered(desk, domain, "red_flag", "he is being attacked right now")
    assert known["red_flag"] == "danger-now"
    assert known["requested_slot"] is None


@pytest.mark.parametrize("slot", QUESTIONS)
async def test_a_red_flag_in_words_leaves_every_question_at_once(desk: Desk, domain: Any, slot: str) -> None:
    known, _, _ = await answered(
        desk, domain, slot, "he just told me that his dad hits him", red_flag="none", offered="food"
    )
    assert known["red_flag"] == "disclosure"
    assert known["requested_slot"] is None


@pytest.mark.parametrize("slot", QUESTIONS)
async def test_danger_that_rasa_understood_leaves_every_question_at_once(
    desk: Desk, domain: Any, slot: str
) -> None:
    known, _, _ = await answered(desk, domain, slot, "quick, somebody help him", "immediate-danger")
    assert known["red_flag"] == "danger-now"
    assert known["requested_slot"] is None


async def test_the_signs_in_the_worry_are_put_to_be_confirmed(desk: Desk, domain: Any) -> None:
    known, _, _ = await answered(desk, domain, "worry", HUNGRY, red_flag="none", age="5-10")
    assert known["offered"] == known["ticked"] == "attendance.food"
    assert known["domains"] == "child.parenting"
    assert known["requested_slot"] == "signs"
    [reply] = await asked(desk, domain, "signs", **known)
    labels = offered(reply)
    assert labels['/inform{"sign": "food"}'] == "✓ Food that is uneven in amount or quality."
    assert labels['/inform{"signs": "fit"}']
    assert labels['/inform{"signs": "none"}']
    assert reply["topic"] == "threshold-check"


async def test_a_tap_takes_a_tick_away_and_puts_it_back(desk: Desk, domain: Any) -> None:
    ticking = {"offered": "attendance.food", "ticked": "attendance.food", "worry": "told", "red_flag": "none"}
    known, messages, _ = await answered(desk, domain, "signs", '/inform{"sign": "food"}', **ticking)
    assert (known["ticked"], known["signs"], messages) == ("attendance", None, [])
    now = {**ticking, "ticked": known["ticked"]}
    [reply] = await asked(desk, domain, "signs", **now)
    assert offered(reply)['/inform{"sign": "food"}'] == "Food that is uneven in amount or quality."
    again, _, _ = await answered(desk, domain, "signs", '/inform{"sign": "food"}', **now)
    assert again["ticked"] == "attendance.food"


@pytest.mark.parametrize(
    ("words", "signs"),
    [
        ('/inform{"signs": "fit"}', "attendance"),
        ('/inform{"signs": "none"}', ""),
        ("these fit", "attendance"),
        ("2", "food"),
        ("1 and 2", "attendance.food"),
        ("none", ""),
    ],
)
async def test_the_ticked_signs_are_taken(desk: Desk, domain: Any, words: str, signs: str) -> None:
    known, _, _ = await answered(
        desk, domain, "signs", words, "nlu_fallback", offered="attendance.food", ticked="attendance"
    )
    assert known["signs"] == signs


async def test_more_words_bring_more_signs(desk: Desk, domain: Any) -> None:
    known, messages, _ = await answered(
        desk, domain, "signs", "mum is drinking as well", offered="attendance.food", ticked="food"
    )
    assert known["offered"] == "attendance.food.parental-substance"
    assert known["ticked"] == "food.parental-substance"
    assert known["signs"] is None
    assert messages == []


async def test_words_that_match_nothing_lead_to_the_part_of_life_and_its_signs(
    desk: Desk, domain: Any
) -> None:
    known, _, _ = await answered(desk, domain, "worry", "something is not right", red_flag="none", age="5-10")
    assert known["requested_slot"] == "domains"
    chosen, _, _ = await answered(
        desk, domain, "domains", '/inform{"domains": "family"}', red_flag="none", age="5-10", worry="told"
    )
    assert chosen["requested_slot"] == "signs"
    assert len(chosen["offered"].split(".")) >= 3
    assert chosen["ticked"] == ""


async def test_a_single_sign_is_offered_beside_others_of_its_part(desk: Desk, domain: Any) -> None:
    known, _, _ = await answered(desk, domain, "worry", "no coat", red_flag="none", age="5-10")
    assert known["ticked"] == "minor-care"
    assert 2 < len(known["offered"].split(".")) <= 6


async def test_what_a_long_answer_holds_besides_is_taken_and_said(desk: Desk, domain: Any) -> None:
    words = "hungry and often late, mum has agreed, and they have an EHA"
    known, _, _ = await answered(desk, domain, "worry", words, red_flag="none", age="5-10")
    assert (known["consent"], known["in_place"]) == ("agrees", "plan")
    said, question = await asked(desk, domain, "signs", **known)
    assert said["text"] == (
        "Taken from your words: an early help plan is in place; the family knows and agrees."
    )
    changes = {value for value in offered(question) if "change" in value}
    assert changes == {'/inform{"change": "consent"}', '/inform{"change": "in_place"}'}


async def test_what_was_taken_can_be_changed(desk: Desk, domain: Any) -> None:
    known, _, _ = await answered(
        desk, domain, "red_flag", '/inform{"change": "age"}', age="5-10", red_flag="none"
    )
    assert known["age"] is None
    assert known["requested_slot"] == "age"


async def test_an_older_button_corrects_its_answer(desk: Desk, domain: Any) -> None:
    known, _, _ = await answered(desk, domain, "consent", '/inform{"age": "0-4"}', age="5-10")
    assert known["age"] == "0-4"


@pytest.mark.parametrize(
    "payload", ['/inform{"age": "Zebedee"}', '/inform{"name": "Zebedee"}', "/inform", "/carry-on"]
)
async def test_a_button_that_carries_no_code_changes_nothing(desk: Desk, domain: Any, payload: str) -> None:
    known, messages, _ = await answered(desk, domain, "age", payload)
    assert known == {"age": None, "taken": None, "requested_slot": "red_flag"}
    assert messages == []


@pytest.mark.parametrize(
    ("slot", "words", "intent"),
    [
        ("age", "who is the lado", "staff-allegation"),
        ("worry", "Stop", "stop"),
        ("worry", "who is the LADO?", "staff-allegation"),
        ("signs", "what is neglect?", "neglect"),
        ("consent", "do I need consent", "consent"),
        ("in_place", "/escalation-clock", "escalation-clock"),
        ("earlier", "/stop", "stop"),
    ],
)
async def test_leaving_is_heard(desk: Desk, domain: Any, slot: str, words: str, intent: str) -> None:
    known, _, events = await answered(desk, domain, slot, words, intent)
    assert known == {slot: None}
    assert "action_execution_rejected" in events


@pytest.mark.parametrize(
    ("slot", "words", "intent", "sure"),
    [
        ("age", "about so high", "consent", 0.3),
        ("worry", "MASH closed it and he is late", "escalation", 0.9),
        ("worry", "what threshold applies when he is late", "threshold-check", 0.9),
    ],
)
async def test_a_guess_or_a_worry_does_not_throw_anybody_out(
    desk: Desk, domain: Any, slot: str, words: str, intent: str, sure: float
) -> None:
    _, _, events = await answered(desk, domain, slot, words, intent, sure)
    assert "action_execution_rejected" not in events


async def test_every_question_carries_what_begins_the_check_again(desk: Desk, domain: Any) -> None:
    everything = {
        "red_flag": "none",
        "age": "5-10",
        "worry": "told",
        "domains": "child.parenting.family",
        "signs": "attendance.food",
        "in_place": "worker",
        "consent": "refuses",
    }
    for question in QUESTIONS:
        *_, reply = await asked(desk, domain, question, **everything)
        assert len(reply["resume"]) <= 500
        _, known, _ = await begun(desk, domain, reply["resume"])
        assert known == everything


async def test_ticks_that_are_not_confirmed_yet_are_there_again(desk: Desk, domain: Any) -> None:
    ticking = {"red_flag": "none", "worry": "told", "domains": "child.parenting"}
    *_, reply = await asked(
        desk, domain, "signs", **ticking, offered="attendance.food", ticked="attendance.food"
    )
    [said], known, _ = await begun(desk, domain, reply["resume"])
    assert known == {**ticking, "offered": "attendance.food", "ticked": "attendance.food"}
    assert "goes on" in said["custom"]["reply"]["text"]


async def test_the_check_ends_in_a_level_and_forgets(desk: Desk, domain: Any) -> None:
    tracker = told("x", red_flag="none", age="5-10", signs="attendance.food", consent="agrees")
    [said], events = await ran(ActionThreshold(desk), tracker, domain)
    reply = said["custom"]["reply"]
    assert reply["text"].startswith("A level to consider: Level 2")
    assert reply["sources"]
    assert reply["note"]
    assert reply["check"] == "red_flag=none&age=5-10&signs=attendance.food&consent=agrees"
    assert "resume" not in reply
    assert said["custom"]["open"] is False
    assert kinds(events) == ["reset_slots"]


async def test_a_failure_at_the_end_can_be_tried_again(
    domain: Any, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Session:
        raise RuntimeError("canary words in a fault")

    caplog.set_level(logging.DEBUG)
    tracker = told(
        "canary words",
        red_flag="none",
        age="5-10",
        worry="told",
        domains="child",
        signs="attendance",
        in_place="plan",
        consent="agrees",
        earlier="some",
    )
    [said], events = await ran(ActionThreshold(Desk(broken)), tracker, domain)
    assert events == []
    assert "RuntimeError" in caplog.text
    assert "canary" not in caplog.text
    [again] = [value for value in offered(said["custom"]["reply"]) if value.startswith("/threshold-check")]
    _, known, kinds_of = await begun(desk, domain, again)
    assert known["signs"] == "attendance"
    assert kinds_of[-1] == "followup"


async def test_every_button_of_the_first_question_is_a_red_flag_of_the_content(
    desk: Desk, domain: Any
) -> None:
    [reply] = await asked(desk, domain, "red_flag")
    flags = [value for value in offered(reply) if "red_flag" in value]
    assert len(flags) == 7
    for flag in flags:
        known, _, _ = await answered(desk, domain, "red_flag", flag)
        [said], _ = await ran(ActionThreshold(desk), told("x", red_flag=known["red_flag"]), domain)
        text = said["custom"]["reply"]["text"]
        assert text.startswith(("Red flag: ", "Call 999 now", "Nothing in the list")), flag
