"""Words that were not understood, or not as they were meant: what is offered, and what is counted of it."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from api.conversation.contracts import Reply
from api.conversation.service import Desk, Turn
from api.understanding.service import TOGETHER, misunderstandings

pytestmark = pytest.mark.nlu
UNCLEAR = "the paper about the meeting"
# Each is a little unsure; better examples may make one of them sure or unclear.
UNSURE = ("who do i ask about forms", "what happens about the thing at school", "how long does it all take")


@pytest.fixture
def said(desk: Desk) -> Callable[..., list[Reply]]:
    """Somebody who asks; each call is one turn of the same conversation."""
    conversation = desk.open("test", "practitioner")

    def turn(words: str | None = None, tap: str | None = None) -> list[Reply]:
        return desk.take(conversation, Turn(text=words, choice=tap))

    return turn


def values(reply: Reply) -> list[str]:
    return [one.value for one in reply.choices]


def test_unclear_words_bring_three_topics_and_the_menu_and_the_tap_is_counted(
    said: Callable[..., list[Reply]], stocked: Engine
) -> None:
    for _ in range(TOGETHER):
        [offer] = said(UNCLEAR)
        assert offer.topic is None
        topics = [value for value in values(offer) if not value.startswith(":")]
        assert 1 <= len(topics) <= 3
        assert ":menu" in values(offer)
        [answer] = said(tap=topics[-1])
        assert answer.topic == topics[-1]
    with Session(stocked) as session:
        [row] = misunderstandings(session, months=1)
    assert (row.guessed, row.chosen, row.times) == (offer.meant[0], topics[-1], TOGETHER)


def test_an_unsure_answer_can_be_told_that_it_is_not_what_was_meant(
    said: Callable[..., list[Reply]], stocked: Engine
) -> None:
    unsure = None
    for words in UNSURE:
        answer = said(words)[-1]
        if ":meant" in values(answer):
            unsure = answer
            break
    assert unsure is not None, "no answer was unsure"
    [others] = said(tap=":meant")
    assert unsure.topic not in values(others)
    assert ":menu" in values(others)
    assert values(others)[0] in unsure.meant


def test_a_second_tap_on_the_same_button_is_counted_once(
    said: Callable[..., list[Reply]], desk: Desk
) -> None:
    if not any(":meant" in values(said(words)[-1]) for words in UNSURE):
        pytest.fail("no answer was unsure")
    for _ in range(TOGETHER):
        said(tap=":meant")
    assert sum(desk._talk_lane._tally._waiting.values()) == 1


def test_why_is_understood_in_other_words(said: Callable[..., list[Reply]]) -> None:
    [page] = said("MASH closed it and I disagree")
    [why] = said("where does that come from, which document says so")
    assert why.topic == page.topic == "escalation"
    assert why.sources == page.sources


def test_the_replies_of_a_check_name_their_topic(said: Callable[..., list[Reply]]) -> None:
    begun = said("start a threshold check")
    assert "threshold-check" in [reply.topic for reply in begun]


def test_a_practitioners_question_that_sounds_urgent_is_answered_below_the_card(
    said: Callable[..., list[Reply]],
) -> None:
    card, page = said("Son hitting his mother. He's twelve. Is that still DA?")
    assert (card.card, page.topic) == ("immediate", "domestic-abuse")
    assert page.sources


@pytest.mark.parametrize(
    "words", ["he is strangling her right now, help", "stabbed in the yard, not breathing"]
)
def test_danger_now_is_met_by_the_card_and_by_no_page(said: Callable[..., list[Reply]], words: str) -> None:
    (card,) = said(words)
    assert card.card == "immediate"
