"""A practitioner's questions, through Rasa, the actions and the guidance."""

from typing import Any

import pytest

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
