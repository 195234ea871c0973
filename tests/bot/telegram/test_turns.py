"""What a person meets in the chat: real desk, real database, updates as Telegram writes them."""

import asyncio
import logging
from typing import Any

import pytest
from aiogram import Dispatcher
from aiogram.methods import AnswerCallbackQuery, EditMessageReplyMarkup, LeaveChat
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session

from api.conversation.rasa import Rasa
from api.conversation.service import Desk
from api.guidance import service as guidance
from api.waves.keys import KeyRing
from bot.telegram.factory import create_dispatcher
from bot.telegram.words import WORDS
from tests.bot.telegram.conftest import SECRET, WEB, Answers
from tests.bot.telegram.wire import NAME, Wire
from tests.conftest import CONTENT
from tests.patience import until
from tests.people import chats

NUMBER = 990_017_283


@pytest.fixture
def person(dispatcher: Dispatcher) -> Wire:
    return Wire(dispatcher, NUMBER)


def everything_kept(engine: Engine) -> str:
    with engine.connect() as connection:
        tables = connection.execute(
            text("select table_name from information_schema.tables where table_schema = 'public'")
        ).scalars()
        return "\n".join(
            str(row)
            for table in list(tables)
            for row in connection.execute(text(f'select t::text from "{table}" t')).scalars()
        )


async def begun(person: Wire, code: str) -> list[str]:
    await person.writes(f"/start {code}")
    return await person.taps("Start")


async def test_the_first_words_send_younger_people_to_the_web_chat(person: Wire, code: str) -> None:
    first, opening = await person.writes(f"/start {code}")
    assert "16 and over" in first and WEB in first
    assert "Four questions on gardens." in opening


async def test_someone_who_never_pressed_start_reads_the_first_words_too(person: Wire) -> None:
    assert "16 and over" in (await person.writes("hello"))[0]
    assert "16 and over" not in (await person.writes("hello"))[0]


async def test_a_survey_is_answered_by_tapping_and_the_taps_do_not_show(
    person: Wire, code: str, answers: Answers
) -> None:
    assert "Question 1 of 4\n\nDo you like rain?" in await begun(person, code)
    assert "Question 2 of 4\n\nDo you like snow?" in await person.taps("Yes")
    assert person.did(AnswerCallbackQuery) == 2
    assert person.did(EditMessageReplyMarkup) == 1
    await person.taps("Skip")
    await person.taps("Ferns")
    assert "Question 4 of 4" in (await person.taps("That's all"))[0]
    (look,) = await person.writes("An apple tree")
    assert "Which plants do you like?\nFerns" in look
    assert answers() == {"rain": "yes", "snow": None, "plants": ["fern"], "wish": "An apple tree"}


async def test_a_second_tap_on_a_question_does_not_answer_the_next_one(
    person: Wire, code: str, answers: Answers
) -> None:
    await begun(person, code)
    await person.taps("Yes")
    assert await person.taps("Yes", on=-2) == []
    assert answers() == {"rain": "yes"}


async def test_a_tap_on_an_old_question_changes_its_answer_and_no_other(
    person: Wire, code: str, answers: Answers
) -> None:
    await begun(person, code)
    await person.writes("yes")
    told, question = await person.taps("No", on=-2)
    assert "Your newer answer counts" in told
    assert question == "Question 2 of 4\n\nDo you like snow?"
    assert answers() == {"rain": "no"}


async def test_skip_on_an_old_question_skips_nothing_else(person: Wire, code: str, answers: Answers) -> None:
    await begun(person, code)
    await person.writes("yes")
    await person.taps("Skip", on=-2)
    assert "snow" not in answers()


async def test_a_message_that_telegram_brings_again_is_stored_once(
    person: Wire, code: str, answers: Answers
) -> None:
    await begun(person, code)
    first = await person.writes("yes", update_id=77)
    assert await person.writes("yes", update_id=77) == first
    assert answers() == {"rain": "yes"}


async def test_after_a_restart_the_same_chat_goes_on_at_the_same_question(
    person: Wire, code: str, desk: Desk, answers: Answers
) -> None:
    await begun(person, code)
    await person.writes("yes")
    again = Wire(create_dispatcher(desk, SECRET, WEB), NUMBER)
    assert "Which plants" in (await again.writes("no", update_id=500))[0]
    assert answers() == {"rain": "yes", "snow": "no"}


@pytest.mark.parametrize("command", ["/menu", "/start"])
async def test_a_command_is_never_an_answer(person: Wire, code: str, answers: Answers, command: str) -> None:
    await begun(person, code)
    for _ in range(3):
        await person.taps("Skip")
    await person.writes(command)
    assert "wish" not in answers()


async def test_stop_keeps_the_answers_and_carry_on_puts_the_same_question(person: Wire, code: str) -> None:
    await begun(person, code)
    await person.taps("Yes")
    await person.writes("/stop")
    assert await person.taps("Carry on") == ["Question 2 of 4\n\nDo you like snow?"]


async def test_help_comes_with_the_question_after_it(person: Wire, code: str) -> None:
    await begun(person, code)
    card, question = await person.writes("/help")
    assert "Childline" in card
    assert question == "Question 1 of 4\n\nDo you like rain?"


async def test_words_that_show_harm_bring_the_card_in_the_same_turn(person: Wire, code: str) -> None:
    await begun(person, code)
    for _ in range(3):
        await person.taps("Skip")
    assert "Childline" in (await person.writes("my dad hits me"))[0]


MEDIA: dict[str, dict[str, Any]] = {
    "photo": {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]},
    "voice": {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 1}},
    "sticker": {
        "sticker": {
            "file_id": "f",
            "file_unique_id": "u",
            "type": "regular",
            "width": 1,
            "height": 1,
            "is_animated": False,
            "is_video": False,
        }
    },
    "document": {"document": {"file_id": "f", "file_unique_id": "u"}},
    "location": {"location": {"latitude": 52.4, "longitude": -1.5}},
    "contact": {"contact": {"phone_number": "07700900123", "first_name": "Canary"}},
    "other": {"dice": {"emoji": "🎲", "value": 3}},
}


@pytest.mark.parametrize("kind", MEDIA)
async def test_what_is_not_words_gets_a_kind_sentence_and_is_not_kept(
    person: Wire, engine: Engine, kind: str
) -> None:
    await person.writes("/menu")
    before = everything_kept(engine)
    assert await person.sends(**MEDIA[kind]) == [WORDS.not_taken[kind]]
    assert everything_kept(engine) == before
    assert "Childline" in (await person.taps(WORDS.help_button))[0]


async def test_words_under_a_picture_are_heard(person: Wire) -> None:
    await person.writes("/menu")
    card, *_, sentence = await person.sends(**MEDIA["photo"], caption="my dad hits me")
    assert "Childline" in card
    assert sentence == WORDS.not_taken["photo"]


async def test_harm_under_a_picture_does_not_wait_for_a_database_that_hangs(
    person: Wire, engine: Engine, desk: Desk
) -> None:
    await person.writes("/menu")
    with engine.connect() as connection, connection.begin():
        connection.execute(text("lock table conversation in access exclusive mode"))
        slow = asyncio.create_task(person.sends(**MEDIA["photo"], caption="my dad hits me"))
        await asyncio.to_thread(until, lambda: any("Childline" in words for words in person.said))
        assert not slow.done()  # the database is still waited for
    await slow
    desk._urgent.shutdown()


async def test_harm_in_the_first_words_opens_the_chat_and_is_answered(person: Wire) -> None:
    first, card, *rest = await person.writes("my dad hits me with a belt")
    assert "16 and over" in first and "Childline" in card
    assert not any("not working" in words for words in rest)
    assert "16 and over" not in (await person.writes("hello"))[0]


async def test_help_as_the_first_thing_opens_the_chat(person: Wire) -> None:
    first, card, *rest = await person.writes("/help")
    assert "16 and over" in first and "Childline" in card
    assert not any("not working" in words for words in rest)


async def test_a_changed_message_changes_nothing(person: Wire, code: str, answers: Answers) -> None:
    await begun(person, code)
    await person.writes("yes")
    assert await person.sends(event="edited_message", text="no", edit_date=2) == [WORDS.not_taken["edited"]]
    assert answers() == {"rain": "yes"}


async def test_harm_in_a_changed_message_brings_the_card_first(
    person: Wire, code: str, answers: Answers
) -> None:
    await begun(person, code)
    card, refusal = await person.sends(event="edited_message", text="my dad hits me", edit_date=2)
    assert "Childline" in card
    assert refusal == WORDS.not_taken["edited"]
    assert answers() == {}


@pytest.mark.parametrize(("kind", "event"), [("group", "message"), ("channel", "channel_post")])
async def test_heard_leaves_a_chat_of_many(
    dispatcher: Dispatcher, engine: Engine, kind: str, event: str
) -> None:
    crowd = Wire(dispatcher, -100_123, kind)
    assert await crowd.sends(event=event, text="my dad hits me") == [WORDS.private_only]
    assert crowd.did(LeaveChat) == 1
    assert "conversation" not in everything_kept(engine)


async def test_a_flood_is_answered_once_and_slows_nobody_else(person: Wire, dispatcher: Dispatcher) -> None:
    said = [await person.sends(**MEDIA["sticker"]) for _ in range(40)]
    assert said.count([WORDS.slow_down]) == 1
    assert said.count([WORDS.not_taken["sticker"]]) == 20
    assert said.count([]) == 19
    assert await Wire(dispatcher, 3).sends(**MEDIA["sticker"]) == [WORDS.not_taken["sticker"]]


async def test_harm_in_a_flood_is_seen_though_it_is_not_taken(
    person: Wire, code: str, answers: Answers
) -> None:
    await begun(person, code)
    while await person.sends(**MEDIA["sticker"]) != [WORDS.slow_down]:
        pass
    assert person.keyboards[-1].inline_keyboard[0][0].text == WORDS.help_button
    (card,) = await person.writes("my dad hits me")
    assert "Childline" in card
    assert await person.writes("my dad hits me") == []  # the same card once is enough
    (urgent,) = await person.writes("I am going to kill myself tonight")
    assert WORDS.urgent in urgent
    assert answers() == {}


async def test_a_persons_messages_are_taken_in_their_order(person: Wire, code: str, answers: Answers) -> None:
    await begun(person, code)
    await asyncio.gather(*(person.writes(word, update_id=200 + at) for at, word in enumerate(["yes", "no"])))
    assert answers() == {"rain": "yes", "snow": "no"}


async def test_without_the_database_help_still_comes_and_the_rest_says_so(keys: KeyRing) -> None:
    nowhere = create_engine("postgresql+psycopg://nobody@127.0.0.1:9/none")
    desk = Desk(nowhere, keys, guidance.cards(CONTENT), Rasa(lambda: "http://127.0.0.1:9"))
    person = Wire(create_dispatcher(desk, SECRET, WEB), NUMBER)
    await person.sends(**MEDIA["photo"])
    assert "Childline" in (await person.taps(WORDS.help_button))[0]
    assert "Please try again in a minute" in (await person.writes("hello"))[0]


async def test_neither_the_database_nor_the_log_knows_who_spoke(
    person: Wire, code: str, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await begun(person, code)
    await person.sends(**MEDIA["contact"])
    await person.taps("Yes", on=-2)
    await person.writes("canaryword")
    kept = everything_kept(engine)
    for trace in (str(NUMBER), NAME, NAME.lower(), "07700900123", "canaryword"):
        assert trace not in caplog.text
        assert trace not in kept


async def test_a_member_joins_by_invitation_and_only_then_the_chat_is_kept_and_sealed(
    person: Wire, invitation: str, engine: Engine, keys: KeyRing
) -> None:
    def kept() -> list[str]:
        with Session(engine) as session:
            return list(chats(session, keys).values())

    await person.writes("/menu")
    assert kept() == []
    assert "Safeguarding Together Action Group" in (await person.writes(f"/start {invitation}"))[-1]
    assert kept() == [str(NUMBER)]
    assert str(NUMBER) not in everything_kept(engine)


async def test_a_member_stops_and_nothing_of_them_is_left(
    person: Wire, invitation: str, engine: Engine
) -> None:
    await person.writes(f"/start {invitation}")
    assert "Do you want to leave" in (await person.writes("/stop"))[-1]
    assert "You have left" in (await person.taps("Yes, delete what is kept about me"))[-1]
    assert "A. Member" not in everything_kept(engine)


async def finished(person: Wire, code: str) -> list[str]:
    await begun(person, code)
    for _ in range(4):
        await person.taps("Skip")
    return await person.taps("Send my answers")


async def test_an_answer_is_changed_before_all_are_sent(person: Wire, code: str, answers: Answers) -> None:
    await begun(person, code)
    await person.taps("Yes")
    for _ in range(3):
        await person.taps("Skip")
    assert "Do you like rain?" in (await person.taps("Change 1"))[0]
    (look,) = await person.taps("No")
    assert "1. Do you like rain?\nNo" in look
    assert answers()["rain"] == "no"


async def test_the_receipt_is_shown_once_and_takes_the_answers_back(
    person: Wire, code: str, engine: Engine
) -> None:
    told = (await finished(person, code))[0]
    receipt = told.split("\n\n")[1]
    assert told.endswith(WORDS.receipt)
    assert receipt not in everything_kept(engine)
    assert "taken back and deleted" in (await person.writes(receipt))[0]
    assert "does not fit any answers" in (await person.writes(receipt))[0]
