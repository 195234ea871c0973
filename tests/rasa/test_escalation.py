"""The clock of an escalation, by buttons and by typing, left, carried on and ended."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.conversation.contracts import Reply
from api.conversation.rasa import Rasa
from api.conversation.service import Address, Desk, Turn
from api.db import transaction
from api.guidance.service import Cards
from api.members import service as members
from api.reminders.tables import ReminderRow
from api.waves.keys import KeyRing
from bot.assistant import Assistant
from tests.rasa.conftest import TOKEN

pytestmark = pytest.mark.nlu
BEGIN = "/escalation-clock"
STAGE_1A, NOT_BEGUN = '/inform{"escalation_stage": "1a"}', '/inform{"escalation_stage": "0"}'
TODAY, UNKNOWN = '/inform{"escalation_since": "today"}', '/inform{"escalation_since": "unknown"}'


def asked(said: list[dict[str, Any]]) -> list[str]:
    """The last question of a turn: its buttons' payloads."""
    if "custom" in said[-1]:
        return [choice["value"] for choice in said[-1]["custom"]["reply"]["choices"]]
    return [button["payload"] for button in said[-1].get("buttons", [])]


def test_the_buttons_lead_to_the_clock_the_next_stage_and_a_note(talk: Any) -> None:
    opening = talk.say(BEGIN)
    assert "No names" in opening[0]["custom"]["reply"]["text"]
    assert asked(opening)[:2] == [NOT_BEGUN, STAGE_1A]
    assert TODAY in asked(talk.say(STAGE_1A))
    said = talk.answer(TODAY)
    reply = said["reply"]
    assert reply["text"].startswith("A child at risk of harm now does not wait")
    assert "within 1 working day" in reply["text"]
    assert "Stage 1b. Their line managers" in reply["text"]
    assert reply["note"].startswith("Professional disagreement, Stage 1a")
    assert reply["choices"][0]["value"].startswith(":remind 1a ")
    assert (reply["topic"], said["open"]) == ("escalation", False)


def test_typed_words_do_as_well(talk: Any) -> None:
    talk.say(BEGIN)
    assert TODAY in asked(talk.say("stage 1b"))
    yesterday = clock.today() - timedelta(days=1)
    assert f"{yesterday.day} {yesterday:%B}" in talk.answer("it began yesterday")["reply"]["text"]


def test_a_stage_without_a_known_clock_asks_for_no_day_and_guesses_none(talk: Any) -> None:
    talk.say(BEGIN)
    reply = talk.answer('/inform{"escalation_stage": "2"}')["reply"]
    assert "Time limit not confirmed: ask the business unit." in reply["text"]
    assert not any(choice["value"].startswith(":remind") for choice in reply["choices"])


def test_what_has_not_begun_has_its_first_step(talk: Any) -> None:
    talk.say(BEGIN)
    assert "Nothing has begun yet. First: Stage 1a." in talk.answer("not yet started")["reply"]["text"]


def test_who_is_not_sure_of_the_day_hears_how_it_is_counted(talk: Any) -> None:
    talk.say(BEGIN)
    talk.say("1a")
    text = talk.answer("not sure")["reply"]["text"]
    assert "counted from the day after the stage begins" in text


@pytest.mark.parametrize("words", ["banana", "tomorrow", "next monday", "in the future sometime"])
def test_what_is_no_day_that_can_be_is_asked_again(talk: Any, words: str) -> None:
    talk.say(BEGIN)
    talk.say("1a")
    said = talk.say(words)
    assert "day of the last six months" in said[0]["text"]
    assert TODAY in asked(said)


@pytest.mark.parametrize("words", ["1", "stage 1a or stage 1b", "the middle one"])
def test_what_names_no_stage_is_asked_again(talk: Any, words: str) -> None:
    talk.say(BEGIN)
    said = talk.say(words)
    assert "one stage of the policy" in said[0]["text"]
    assert STAGE_1A in asked(said)


def test_an_older_button_corrects_the_stage(talk: Any) -> None:
    talk.say(BEGIN)
    talk.say(STAGE_1A)
    reply = talk.answer('/inform{"escalation_stage": "3"}')["reply"]
    assert "Where you are: Stage 3. Head of Service." in reply["text"]


@pytest.mark.parametrize("words", ["/stop", "stop", "never mind"])
@pytest.mark.parametrize("answers", [[], ["1a"]])
def test_it_can_be_left_at_every_question(talk: Any, words: str, answers: list[str]) -> None:
    talk.say(BEGIN)
    for answer in answers:
        talk.say(answer)
    said = talk.answer(words)
    assert "stopped" in said["reply"]["text"]
    assert said["open"] is False


def test_another_question_is_answered_and_the_clock_waits(talk: Any) -> None:
    talk.say(BEGIN)
    talk.say("1a")
    resume = '/escalation-clock{"escalation_stage": "1a"}'
    answer, waiting = talk.say("who is the lado", resume=resume)
    assert answer["custom"]["reply"]["topic"] == "staff-allegation"
    assert answer["custom"]["open"] is True
    assert "escalation policy" in waiting["custom"]["reply"]["text"]
    assert asked([waiting]) == ["/carry-on", "/stop"]
    assert TODAY in asked(talk.say("/carry-on", resume=resume))
    assert "within 1 working day" in talk.answer(TODAY)["reply"]["text"]


@pytest.mark.parametrize("words", ["a child is being attacked right now", "he is hurting her right now help"])
def test_danger_goes_before_every_stage(talk: Any, words: str) -> None:
    talk.say(BEGIN)
    assert talk.say(words)[0]["custom"]["reply"]["topic"] in {"immediate-danger", "my-safety"}


def test_a_date_that_was_taken_out_of_the_words_is_read_all_the_same(talk: Any) -> None:
    day = clock.today() - timedelta(days=2)
    talk.say(BEGIN)
    talk.say("1a")
    reply = talk.answer("on the [date]", day=day.isoformat())["reply"]
    assert f"It began on {day:%A} {day.day} {day:%B}" in reply["text"]


def test_words_that_name_stage_and_day_are_answered_at_once(talk: Any) -> None:
    reply = talk.answer("escalation, we are at stage 1a since yesterday, when must they answer")["reply"]
    assert "Where you are: Stage 1a." in reply["text"]
    assert "within 1 working day" in reply["text"]


def test_words_that_name_the_stage_alone_are_asked_for_the_day(talk: Any) -> None:
    assert TODAY in asked(talk.say("escalation policy: we are at stage 1b, what is next"))
    assert "Where you are: Stage 1b." in talk.answer(UNKNOWN)["reply"]["text"]


def test_words_without_either_bring_the_page_and_its_button(talk: Any) -> None:
    reply = talk.answer("MASH closed it and I disagree")["reply"]
    assert reply["choices"][0] == {"label": "Where am I, and by when?", "value": "escalation-clock"}


def test_a_new_clock_has_forgotten_the_last(talk: Any) -> None:
    for answer in (BEGIN, "1a", "stop"):
        talk.say(answer)
    assert STAGE_1A in asked(talk.say(BEGIN))


def test_a_members_whole_way_from_the_page_to_the_reminder(
    assistant: Assistant, stocked: Engine, keys: KeyRing, cards: Cards
) -> None:
    address, today = Address(kind="telegram", value="12345"), clock.today()
    with transaction(stocked) as session:
        code = members.invite(session, name="Sam Sample", agency="Example School", today=today)
        members.join(session, keys, code, address, today)
    rasa = Rasa(lambda: assistant.url, TOKEN)
    desk = Desk(stocked, keys, cards, rasa)
    place = desk.open("telegram", "practitioner")

    def last(**turn: Any) -> Reply:
        return desk.take(place, Turn(address=address, **turn))[-1]

    page = last(choice="escalation")
    assert page.choices[0].value == "escalation-clock"
    stages = last(choice=page.choices[0].value)
    assert stages.topic == "escalation"
    stage = next(choice.value for choice in stages.choices if choice.label == "Stage 1a")
    assert "On which day" in last(choice=stage).text
    # In figures it is taken out of what Rasa gets to read.
    answer = last(text=f"it began on {today:%d/%m/%Y}")
    assert f"It began on {today:%A} {today.day} {today:%B}." in answer.text
    assert answer.note and f"Began: {today:%A} {today.day} {today:%B}" in answer.note
    remind = answer.choices[0]
    assert remind.label.startswith("Remind me on ")
    assert "A reminder is set" in last(choice=remind.value).text
    rasa.close()
    with Session(stocked) as session:
        [row] = session.exec(select(ReminderRow)).all()
    assert remind.value == f":remind {row.stage} {row.due}"
