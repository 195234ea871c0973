"""A practitioner's questions, through Rasa, the actions and the guidance."""

from typing import Any

import pytest

from tests.rasa.practitioner import Practitioner

pytestmark = pytest.mark.nlu


@pytest.mark.parametrize(
    ("words", "topic"),
    [
        ("MASH closed it and I disagree", "escalation"),
        ("they said no further action and I'm not happy", "escalation"),
        ("who is the LADO", "staff-allegation"),
        ("whats the levels of need", "levels-of-need"),
        ("do I need consent to refer", "consent"),
        ("a child has told me something", "child-disclosure-advice"),
        ("hello", "greet"),
        ("are you a bot", "who-are-you"),
    ],
)
def test_a_question_is_answered_from_the_guidance_with_its_source(talk: Any, words: str, topic: str) -> None:
    said = talk.answer(words)
    assert said["reply"]["topic"] == topic
    assert said["reply"]["sources"]
    assert said["open"] is False


def test_words_about_ones_own_safety_bring_the_help_card(talk: Any) -> None:
    said = talk.answer("my dad hits me")
    assert said["reply"]["signpost"] == "support"
    assert said["reply"]["topic"] == "my-safety"


def test_words_that_are_not_understood_bring_buttons(talk: Any) -> None:
    said = talk.answer("flurbish the wobbulator zog")
    assert said["reply"]["text"]
    assert len(said["reply"]["choices"]) >= 3
    values = [choice["value"] for choice in said["reply"]["choices"]]
    assert len(values) == len(set(values))


def test_what_lies_outside_is_said_to_lie_outside(talk: Any) -> None:
    said = talk.answer("what's the weather like")
    assert said["reply"]["topic"] == "out-of-scope"
    assert said["reply"]["choices"]


@pytest.mark.parametrize(
    "words",
    [
        "?",
        "😀",
        "/",
        "/nonsense",
        "/consent",
        '/inform{"age": "0-4"}',
        "{}",
        "no",
        "x" * 2000,
        "yes",
        "/carry-on",
    ],
)
def test_nothing_is_met_with_silence(talk: Any, words: str) -> None:
    assert talk.say(words)


@pytest.mark.parametrize(
    "words",
    [
        "as a social worker who is being abused at home who do i ring",
        "i am a victim of domestic abuse",
        "im being blackmailed with nudes",
    ],
)
def test_a_practitioner_who_speaks_of_themselves_meets_the_card_for_it(
    practitioner: Practitioner, words: str
) -> None:
    practitioner.does(words)
    assert {reply.card for reply in practitioner.said} & {"support", "check_in"}


def test_a_practitioner_who_asks_for_a_child_is_not_asked_how_they_are(practitioner: Practitioner) -> None:
    practitioner.does("a pupil self harms, what do i do")
    assert not {reply.card for reply in practitioner.said} & {"support", "check_in"}
