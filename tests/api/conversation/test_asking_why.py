"""Where an answer comes from, asked of the desk alone; Rasa is away."""

from collections.abc import Callable

import pytest

from api.conversation.service import Desk
from api.waves.tables import WaveRow
from tests.api.conversation.conftest import Person


@pytest.fixture
def practitioner(desk: Desk) -> Person:
    """Somebody who asks for guidance."""
    return Person(desk, desk.open("test", "practitioner"), "made-up-person", [])


@pytest.mark.parametrize("words", ["why", "Why?", "says who", "what's the source"])
def test_the_sources_of_the_last_answer_are_shown(practitioner: Person, words: str) -> None:
    [page] = practitioner.taps("escalation")
    [why] = practitioner.writes(words)
    assert page.sources
    assert (why.topic, why.sources) == ("escalation", page.sources)
    [again] = practitioner.taps(":why")
    assert again.sources == page.sources


def test_before_any_answer_there_is_a_kind_sentence(practitioner: Person) -> None:
    [said] = practitioner.writes("why")
    assert said.sources == []
    assert "source" in said.text
    assert ":menu" in practitioner.offered


def test_an_answer_that_was_not_meant_leads_to_the_menu_where_nothing_else_was_likely(
    practitioner: Person,
) -> None:
    practitioner.taps("escalation")
    practitioner.writes("not what I asked")
    assert "contact-mash" in practitioner.offered


def test_in_a_survey_why_is_an_answer_like_any_other(
    orchard: Callable[..., WaveRow],
    person: Callable[..., Person],
    answers: Callable[[], dict[str, object]],
) -> None:
    someone = person(orchard().code)
    someone.taps("yes")
    someone.writes("why")
    assert answers()["why"] == "why"
