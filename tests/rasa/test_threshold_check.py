"""The threshold check from its first question to its end, by buttons and by typing."""

from typing import Any

import pytest

pytestmark = pytest.mark.nlu
NO_DANGER = '/inform{"immediate_danger": false}'
NO_STAFF = '/inform{"concerns_staff": false}'
HUNGRY = "comes to school hungry most days and has poor attendance"
CHECK = "threshold-check"


def asked(said: list[dict[str, Any]]) -> list[str]:
    """The last question of a turn: its buttons' payloads."""
    return [button["payload"] for button in said[-1].get("buttons", [])]


def test_the_buttons_lead_to_a_level(talk: Any) -> None:
    opening = talk.say("what threshold applies?")
    assert "names" in opening[0]["text"]
    assert NO_DANGER in asked(opening)
    assert NO_STAFF in asked(talk.say(NO_DANGER))
    assert '/inform{"age": "5-10"}' in asked(talk.say(NO_STAFF))
    assert asked(talk.say('/inform{"age": "5-10"}')) == ["/stop"]
    said = talk.answer(HUNGRY)
    assert "level" in said["reply"]["text"].lower()
    assert said["reply"]["sources"]
    assert said["open"] is False


def test_typed_words_do_as_well(talk: Any) -> None:
    talk.say("what level is this")
    assert NO_STAFF in asked(talk.say("no, not right now"))
    assert '/inform{"age": "5-10"}' in asked(talk.say("no she isn't"))
    assert asked(talk.say("7 years old")) == ["/stop"]
    assert "level" in talk.answer(HUNGRY)["reply"]["text"].lower()


@pytest.mark.parametrize("yes", ['/inform{"immediate_danger": true}', "yes she is", "he is being attacked"])
def test_danger_leaves_at_once_for_its_route(talk: Any, yes: str) -> None:
    talk.say("/threshold-check")
    said = talk.answer(yes)
    assert said["reply"]["topic"] == "immediate-danger"
    assert said["open"] is False


@pytest.mark.parametrize("yes", ['/inform{"concerns_staff": true}', "yeah its a teacher"])
def test_a_worry_about_staff_leaves_at_once_for_its_route(talk: Any, yes: str) -> None:
    talk.say("/threshold-check")
    talk.say("no")
    said = talk.answer(yes)
    assert said["reply"]["topic"] == "staff-allegation"
    assert said["open"] is False


@pytest.mark.parametrize("question", ["danger", "staff"])
def test_an_unsure_answer_is_asked_again_and_never_taken_for_no(talk: Any, question: str) -> None:
    talk.say("/threshold-check")
    if question == "staff":
        talk.say("no")
    said = talk.say("not sure")
    assert "Yes" in said[0]["text"]
    assert (NO_STAFF if question == "staff" else NO_DANGER) in asked(said)


@pytest.mark.parametrize("words", ["stop", "never mind", "/stop", "please cancel that"])
@pytest.mark.parametrize("answers", [[], ["no"], ["no", "no"], ["no", "no", "15"]])
def test_it_can_be_left_at_every_question(talk: Any, words: str, answers: list[str]) -> None:
    talk.say("/threshold-check")
    for answer in answers:
        talk.say(answer)
    said = talk.answer(words)
    assert "stopped" in said["reply"]["text"]
    assert said["open"] is False
    assert "buttons" not in talk.say("7 years old")[-1]


def test_another_question_is_answered_and_the_check_waits(talk: Any) -> None:
    talk.say("/threshold-check")
    talk.say("no")
    talk.say("no")
    answer, waiting = talk.say("MASH closed it and I disagree")
    assert answer["custom"]["reply"]["topic"] == "escalation"
    assert answer["custom"]["open"] is True
    assert asked([waiting]) == ["/carry-on", "/stop"]
    assert '/inform{"age": "unborn"}' in asked(talk.say("/carry-on"))
    talk.say("unborn baby")
    assert "level" in talk.texts(HUNGRY).lower()


@pytest.mark.parametrize(
    "worry",
    [
        "MASH closed it last year and it is happening again",
        "mum will not give consent to early help",
        "she told me that she is scared at home",
        "no food in the house",
        "yes there are bruises",
        "he said his dad would never stop shouting",
        "the LADO was told about the uncle years ago",
        "thank you for asking, he is often tired and dirty",
        "what threshold applies when a child is always late",
        "I want to stop worrying but he is losing weight",
        "who are you to say it but the house is filthy",
    ],
)
def test_a_worry_is_a_worry_whatever_it_sounds_like(talk: Any, worry: str) -> None:
    for answer in ("/threshold-check", "no", "no", "12"):
        talk.say(answer)
    said = talk.answer(worry)
    assert said["open"] is False
    # A red flag in the words may lead to its own route; the other endings are the check's.
    assert said["reply"]["topic"] not in {"consent", "escalation", "goodbye", "who-are-you", "stop"}
    assert said["reply"]["sources"]


def test_a_new_check_has_forgotten_the_last(talk: Any) -> None:
    for answer in ("/threshold-check", "no", "no", "15", "stop", "/threshold-check"):
        said = talk.say(answer)
    assert NO_DANGER in asked(said)
    assert NO_STAFF in asked(talk.say("no"))


def test_an_older_button_corrects_its_answer(talk: Any) -> None:
    for answer in ("/threshold-check", "no", "no", "15"):
        talk.say(answer)
    assert asked(talk.say('/inform{"age": "0-4"}')) == ["/stop"]
    assert talk.answer(HUNGRY)["reply"]["sources"]
    # And once the check is over, the same button says so.
    assert "no longer open" in talk.texts('/inform{"age": "0-4"}')
