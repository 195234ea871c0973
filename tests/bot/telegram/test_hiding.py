"""Hiding a chat: what may be deleted is, and one neutral line says what is left."""

from itertools import chain, repeat
from typing import Any

import pytest
from aiogram import Dispatcher
from aiogram.methods import DeleteMessages
from limits import RateLimitItemPerSecond

from api.conversation.service import Desk
from bot.telegram import factory, gate
from bot.telegram.traces import DELETABLE, MOST_CHATS, Traces
from bot.telegram.words import WORDS
from tests.bot.telegram.conftest import SECRET, WEB
from tests.bot.telegram.wire import Wire

NUMBER = 990_017_284
STICKER: dict[str, Any] = {"dice": {"emoji": "🎲", "value": 3}}


@pytest.fixture
def person(dispatcher: Dispatcher) -> Wire:
    return Wire(dispatcher, NUMBER)


def deleted(person: Wire) -> list[list[int]]:
    """The numbers of each call that deleted."""
    return [call.message_ids for call in person.calls if isinstance(call, DeleteMessages)]


def gone(person: Wire, but: int) -> set[int]:
    """The numbers of all calls that Telegram did not refuse for one's sake."""
    return {number for call in deleted(person) if but not in call for number in call}


@pytest.mark.parametrize("words", ["/hide", "hide this chat"])
async def test_everything_that_was_said_goes_and_a_neutral_line_stays(
    person: Wire, code: str, words: str
) -> None:
    await person.writes(f"/start {code}", message_id=301)
    sent = person.sent
    assert await person.writes(words, message_id=400) == [WORDS.hiding]
    (numbers, *_) = deleted(person)
    assert numbers == sorted(numbers, reverse=True)
    everything = {number for call in deleted(person) for number in call}
    assert {301, 400, *sent} <= everything
    assert person.sent[-1] not in everything
    for line in (WORDS.hiding, WORDS.hidden):
        assert not {"Childline", "survey", "help"} & set(line.split())


async def test_the_button_beside_the_urgent_card_hides_and_the_survey_waits(person: Wire, code: str) -> None:
    await person.writes(f"/start {code}")
    await person.taps("Start")
    (card,) = await person.writes("I am going to kill myself tonight")
    assert card.startswith(f"🆘 {WORDS.urgent}")
    assert await person.taps("Hide this") == [WORDS.hiding]
    assert deleted(person)
    # The words that answered are struck out with the rest; what waits is the question after them or the same.
    assert "Question" in (await person.writes("carry on"))[-1]


async def test_after_a_restart_the_numbers_below_the_line_and_the_message_are_tried(person: Wire) -> None:
    await person.writes("/hide", message_id=900)
    (known, *tried) = deleted(person)
    assert known == [900]
    numbers = {number for call in tried for number in call}
    assert {person.sent[-1] - 1, 899, 700} <= numbers
    assert person.sent[-1] not in numbers
    assert all(len(call) <= 100 for call in tried)
    assert person.rewritten == []  # nobody knows that this was all


def test_after_a_restart_what_came_after_the_tapped_card_is_tried() -> None:
    known, tried = Traces().clear("made-up", 100, 108)
    assert known == [100]
    assert set(range(101, 108)) <= set(tried)


@pytest.fixture
def known_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Wire:
    """A chat with a bot that has run for longer than messages can be deleted."""
    times = chain([-DELETABLE - 10], repeat(0.0))
    monkeypatch.setattr(factory, "Traces", lambda: Traces(lambda: next(times)))
    return Wire(factory.create_dispatcher(desk, SECRET, WEB), NUMBER)


async def test_where_all_was_known_and_went_the_line_says_so(known_whole: Wire) -> None:
    await known_whole.writes("/menu", message_id=300)
    assert await known_whole.writes("/hide", message_id=400) == [WORDS.hiding]
    assert known_whole.rewritten == [WORDS.hidden]


async def test_what_telegram_refuses_keeps_nothing_else_and_is_not_called_gone(known_whole: Wire) -> None:
    for number in range(100, 115):
        await known_whole.sends(message_id=number, **STICKER)
    known_whole.will_not_delete(105)
    assert await known_whole.writes("/hide", message_id=400) == [WORDS.hiding]
    assert {*range(100, 115)} - {105} <= gone(known_whole, but=105)
    assert known_whole.rewritten == []


async def test_a_guess_that_telegram_refuses_keeps_nothing_else(person: Wire) -> None:
    await person.writes("/menu", message_id=899)
    person.will_not_delete(250)
    await person.writes("/hide", message_id=900)
    assert {900, 899, 251, 249, 150} <= gone(person, but=250)


async def test_what_the_bot_says_by_itself_goes_with_the_rest(
    person: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [await person.sends(message_id=100 + at, **STICKER) for at in range(21)]
    assert said[-1] == [WORDS.slow_down]
    line = person.sent[-1]
    monkeypatch.setattr(gate, "ALLOWED", RateLimitItemPerSecond(1000, 10))
    await person.writes("/hide", message_id=400)
    known = {number for call in deleted(person)[:1] for number in call}
    assert line in known


def test_what_telegram_no_longer_lets_go_is_not_tried() -> None:
    clock = [0.0]
    traces = Traces(lambda: clock[0])
    traces.note("made-up", 500)
    clock[0] = DELETABLE + 10
    traces.note("made-up", 600)
    assert traces.clear("made-up", 601, 602) == ([601, 600], [])
    assert traces.clear("made-up", 601, 602) == ([601], [])


def test_no_more_chats_are_remembered_than_fit() -> None:
    clock = [0.0]
    traces = Traces(lambda: clock[0])
    for number in range(MOST_CHATS + 1):
        traces.note(f"made-up {number}", 300)
    clock[0] = DELETABLE - 1
    assert 300 not in traces.clear("made-up 0", 250, 251)[0]
    assert 300 in traces.clear("made-up 1", 301, 302)[0]
