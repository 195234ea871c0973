"""Everything that a phone can send while a survey asks, and in which language Heard speaks of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from aiogram import Dispatcher

from bot.telegram.words import LANGUAGES, words
from tests.bot.telegram.conftest import PONDS, Answers
from tests.bot.telegram.wire import Wire

NUMBER = 990_017_284
ZERO_WIDTH = "\u200b\u200d\ufeff\u2060"
STICKER = {
    "file_id": "f",
    "file_unique_id": "u",
    "type": "regular",
    "width": 1,
    "height": 1,
    "is_animated": False,
    "is_video": False,
}
FREE_TEXT = {
    "emoji": "🦆🦆 👍🏽 👨‍👩‍👧",
    "Gurmukhi": "ਹੋਰ ਬੱਤਖਾਂ",
    "Urdu": "مزید بطخیں",
    "Chinese": "更多鸭子",
}


@pytest.fixture
def ponds(open_one: Callable[[Path], str]) -> str:
    return open_one(PONDS)


@pytest.fixture
def person(dispatcher: Dispatcher) -> Wire:
    return Wire(dispatcher, NUMBER)


async def begun(person: Wire, code: str, start: str = "Start") -> list[str]:
    await person.writes(f"/start {code}")
    return await person.taps(start)


async def at_the_free_text(person: Wire, code: str) -> None:
    await begun(person, code)
    for _ in range(6):
        await person.taps("Skip")


@pytest.mark.parametrize("script", FREE_TEXT)
async def test_any_script_is_an_answer_in_words(
    person: Wire, ponds: str, answers: Answers, script: str
) -> None:
    await at_the_free_text(person, ponds)
    await person.writes(FREE_TEXT[script])
    assert answers()["wish"] == FREE_TEXT[script]


@pytest.mark.parametrize("words", ["🦆", "鸭", "x" * 4000, ZERO_WIDTH, "11", "-1", "seven hundred"])
async def test_what_is_no_step_of_a_scale_brings_the_question_again(
    person: Wire, ponds: str, answers: Answers, words: str
) -> None:
    await begun(person, ponds)
    for _ in range(2):
        await person.taps("Skip")
    *_, again = await person.writes(words)
    assert "How deep should a pond be" in again
    assert "depth" not in answers()


async def test_4000_letters_are_too_many_and_the_person_is_told(
    person: Wire, ponds: str, answers: Answers
) -> None:
    await at_the_free_text(person, ponds)
    told, again = await person.writes("duck " * 800)
    assert "2,000" in told
    assert "What would you change" in again
    assert "wish" not in answers()


async def test_letters_that_cannot_be_seen_are_no_answer(person: Wire, ponds: str, answers: Answers) -> None:
    await at_the_free_text(person, ponds)
    told, again = await person.writes(ZERO_WIDTH)
    assert "Nothing came through" in told
    assert "What would you change" in again
    assert "wish" not in answers()


async def test_harm_is_seen_between_letters_that_cannot_be_seen(person: Wire, ponds: str) -> None:
    await at_the_free_text(person, ponds)
    assert "Childline" in (await person.writes("my dad h\u200bits me"))[0]


async def test_a_voice_message_in_mid_survey_leaves_the_question_as_it_is(
    person: Wire, ponds: str, answers: Answers
) -> None:
    await begun(person, ponds)
    await person.sends(voice={"file_id": "f", "file_unique_id": "u", "duration": 1})
    assert answers() == {}
    assert "How often do you hear frogs?" in (await person.taps("🙂 Happy", on=-2))[0]


async def test_a_steady_thumb_answers_each_question_once(person: Wire, ponds: str, answers: Answers) -> None:
    await begun(person, ponds)
    await person.taps("🙂 Happy")
    for _ in range(3):
        assert await person.taps("🙁 Sad", on=-2) == []
    assert answers() == {"ducks": "happy"}


async def test_a_tick_on_an_old_list_changes_that_list_only(
    person: Wire, ponds: str, answers: Answers
) -> None:
    await begun(person, ponds)
    for _ in range(4):
        await person.taps("Skip")
    await person.taps("Moss")
    await person.writes("That's all")
    assert "rule" not in answers()
    await person.taps("Rushes", on=-2)
    assert "rule" not in answers()


async def test_a_survey_is_spoken_in_the_language_of_the_phone(dispatcher: Dispatcher, ponds: str) -> None:
    person = Wire(dispatcher, NUMBER, language="pl-PL")
    first, opening = await person.writes(f"/start {ponds}")
    assert "co najmniej 16 lat" in first
    assert "Kilka pytań o stawy." in opening
    (question,) = await person.taps("Zaczynam")
    assert question.startswith("Pytanie 1 z 7\nNad stawem\n\nCo czujesz")


async def test_another_language_is_chosen_before_the_start_and_stays(person: Wire, ponds: str) -> None:
    await person.writes(f"/start {ponds}")
    (opening,) = await person.taps("اردو")
    assert "تالابوں" in opening
    (question,) = await person.taps("شروع کریں")
    assert question.startswith("سوال 1 از 7")
    assert (await person.sends(sticker=STICKER))[0] == words("ur").not_taken["sticker"]


async def test_a_phone_in_a_language_of_nobody_here_is_spoken_to_in_english(dispatcher: Dispatcher) -> None:
    first, *_ = await Wire(dispatcher, NUMBER, language="xx").writes("/start")
    assert "aged 16 and over" in first


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_whatever_is_sent_has_a_sentence_in_every_language(language: str) -> None:
    own, english = words(language), words("en")
    assert set(own.not_taken) == set(english.not_taken)
    assert set(own.commands) == set(english.commands)
    assert "{web}" in own.first and "{at}" in own.progress and "{of}" in own.progress
