"""A person answers a survey at the desk."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session, select

from api.conversation import retention
from api.conversation.contracts import Reply
from api.conversation.rasa import Rasa
from api.conversation.service import Desk, Turn
from api.conversation.tables import ConversationRow, TurnRow
from api.db import transaction
from api.errors import NotFound, Unavailable
from api.guidance import service as guidance
from api.runs import service as runs
from api.runs.tables import ParticipationRow, ResponseRow, RunRow
from api.safety import service as safety
from api.safety.tables import AlertRow
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState
from bot.foundation import CONTENT as PACKS

Opened = Callable[..., WaveRow]
CONTENT = PACKS / "coventry"
TEXT_ANSWER = "More lights near the bus stop would help"


def begin(desk: Desk, wave: WaveRow, person: str = "made-up-person") -> tuple[UUID, list[Reply]]:
    conversation = desk.open("test")
    desk.take(conversation, Turn(text=wave.code, person=person))
    return conversation, desk.take(conversation, Turn(choice=":start", person=person))


def first_choice(reply: Reply) -> Turn:
    if reply.question and reply.question.kind == "text":
        return Turn(text=TEXT_ANSWER)
    return Turn(choice=next(one.value for one in reply.choices if not one.value.startswith(":")))


def until_text(desk: Desk, conversation: UUID, replies: list[Reply]) -> list[Reply]:
    while (question := replies[-1].question) and question.kind != "text":
        replies = desk.take(conversation, first_choice(replies[-1]))
    return replies


def answer_all(desk: Desk, conversation: UUID, replies: list[Reply]) -> list[Reply]:
    while replies[-1].question:
        replies = desk.take(conversation, first_choice(replies[-1]))
    return desk.take(conversation, Turn(choice=":send"))


def answers(engine: Engine, keys: KeyRing) -> dict[str, Any]:
    """What is kept of the only run."""
    with Session(engine) as session:
        return dict(runs.progress(keys, session.exec(select(RunRow)).one()).answers)


def test_the_opening_words_come_before_anything_begins(desk: Desk, open_wave: Opened, engine: Engine) -> None:
    wave = open_wave()
    conversation = desk.open("test")
    offered = desk.take(conversation, Turn(text=wave.code))[0]
    assert "Nobody is reading" in offered.text
    assert [one.value for one in offered.choices][:2] == [":start", ":no"]
    with Session(engine) as session:
        assert session.exec(select(RunRow)).all() == []
        assert session.exec(select(ParticipationRow)).all() == []


def test_a_watched_wave_says_so(desk: Desk, open_wave: Opened) -> None:
    wave = open_wave(watched=True)
    offered = desk.take(desk.open("test"), Turn(text=wave.code))[0]
    assert "reads worrying answers" in offered.text


def test_every_question_offers_skip_and_help(desk: Desk, open_wave: Opened) -> None:
    conversation, replies = begin(desk, open_wave())
    seen, of = 0, replies[-1].question.progress.of if replies[-1].question else 0
    while replies[-1].question:
        assert {":skip", ":help"} <= {one.value for one in replies[-1].choices}
        seen += 1
        replies = desk.take(conversation, Turn(choice=":skip"))
    assert seen == of


def test_answers_are_kept_and_nothing_leads_back(
    desk: Desk, open_wave: Opened, engine: Engine, keys: KeyRing
) -> None:
    conversation, replies = begin(desk, open_wave())
    last = answer_all(desk, conversation, replies)
    assert "Thank you" in last[-1].text
    with Session(engine) as session:
        assert session.exec(select(RunRow)).one().finished
        row = session.get_one(ConversationRow, conversation)
        assert (row.run_id, row.offered_wave) == (None, None)
    assert TEXT_ANSWER in answers(engine, keys).values()


def test_the_same_turn_key_gives_the_same_replies_and_stores_once(
    desk: Desk, open_wave: Opened, engine: Engine, keys: KeyRing
) -> None:
    conversation, replies = begin(desk, open_wave())
    turn = Turn(choice=first_choice(replies[-1]).choice, key="made-up-key")
    first = desk.take(conversation, turn)
    assert desk.take(conversation, turn) == first
    assert len(answers(engine, keys)) == 1


def test_the_same_turn_key_twice_at_once_stores_once(
    desk: Desk, open_wave: Opened, engine: Engine, keys: KeyRing
) -> None:
    conversation, replies = begin(desk, open_wave())
    turn = Turn(choice=first_choice(replies[-1]).choice, key="made-up-key")
    with ThreadPoolExecutor(8) as crowd:
        heard = list(crowd.map(lambda _: desk.take(conversation, turn), range(8)))
    assert all(one == heard[0] for one in heard)
    with Session(engine) as session:
        keyed = session.exec(select(TurnRow).where(TurnRow.key == "made-up-key")).all()
        assert len(keyed) == 1
    assert len(answers(engine, keys)) == 1


def test_an_unknown_choice_is_asked_again_and_stores_nothing(
    desk: Desk, open_wave: Opened, engine: Engine, keys: KeyRing
) -> None:
    conversation, replies = begin(desk, open_wave())
    again = desk.take(conversation, Turn(choice="no_such_answer"))
    assert "choose one of the buttons" in again[0].text
    assert again[-1].question == replies[-1].question
    assert answers(engine, keys) == {}


def test_an_empty_turn_is_asked_again(desk: Desk, open_wave: Opened) -> None:
    conversation, replies = begin(desk, open_wave())
    again = desk.take(conversation, Turn(text="   "))
    assert "Nothing came through" in again[0].text
    assert again[-1].question == replies[-1].question


def test_over_long_words_are_refused_kindly_and_not_kept(
    desk: Desk, open_wave: Opened, engine: Engine
) -> None:
    conversation, replies = begin(desk, open_wave())
    asked = until_text(desk, conversation, replies)
    again = desk.take(conversation, Turn(text="lights " * 400))
    assert "2,000" in again[0].text
    assert again[-1].question == asked[-1].question
    with Session(engine) as session:
        assert "lights" not in str(session.exec(select(RunRow)).one().progress)


def test_a_second_start_goes_on_where_the_first_stopped(desk: Desk, open_wave: Opened) -> None:
    wave = open_wave()
    conversation, replies = begin(desk, wave)
    replies = desk.take(conversation, first_choice(replies[-1]))
    again = desk.take(conversation, Turn(text=wave.code))
    assert again[-1].question == replies[-1].question


def test_a_second_answer_by_the_same_person_is_refused_kindly(
    desk: Desk, open_wave: Opened, engine: Engine
) -> None:
    wave = open_wave()
    conversation, replies = begin(desk, wave)
    answer_all(desk, conversation, replies)
    elsewhere = desk.open("test")
    refused = desk.take(elsewhere, Turn(text=wave.code, person="made-up-person"))
    assert "already taken part" in refused[0].text
    with Session(engine) as session:
        assert len(session.exec(select(RunRow)).all()) == 1


def test_a_crash_right_after_counting_in_locks_nobody_out(
    desk: Desk, open_wave: Opened, engine: Engine, keys: KeyRing
) -> None:
    wave = open_wave()
    conversation = desk.open("test")
    desk.take(conversation, Turn(text=wave.code, person="made-up-person"))
    with transaction(engine) as session:
        token = desk._doors._keys.token(wave.id, "made-up-person")
        session.add(ParticipationRow(wave_id=wave.id, token=token))
        session.get_one(ConversationRow, conversation).starting = True
    assert desk.take(conversation, Turn(choice=":start", person="made-up-person"))[-1].question


def test_help_comes_and_the_question_stays(desk: Desk, open_wave: Opened) -> None:
    conversation, replies = begin(desk, open_wave())
    helped = desk.take(conversation, Turn(choice=":help"))
    assert helped[0].signpost == "support"
    assert helped[-1].question == replies[-1].question
    assert desk.take(conversation, Turn(text="I need help"))[0].signpost == "support"


def test_asking_for_help_now_brings_the_card(desk: Desk, open_wave: Opened) -> None:
    conversation, replies = begin(desk, open_wave())
    while (question := replies[-1].question) and question.key != "help_now":
        replies = desk.take(conversation, Turn(choice=":skip"))
    last = desk.take(conversation, Turn(choice="yes"))
    assert last[0].signpost == "support"
    assert last[-1].question or last[-1].review


def test_alerted_words_move_to_the_queue_and_the_card_comes_in_the_same_turn(
    desk: Desk, open_wave: Opened, engine: Engine, keys: KeyRing
) -> None:
    conversation, replies = begin(desk, open_wave())
    until_text(desk, conversation, replies)
    said = desk.take(conversation, Turn(text="my dad hits me"))
    assert said[0].signpost == "support"
    assert said[-1].question is not None
    with Session(engine) as session:
        [alert] = safety.queue(session, keys)
        assert "hits me" in str(alert.text)
    assert "hits" not in str(answers(engine, keys))


def test_urgent_words_stop_the_survey_until_the_person_carries_on(desk: Desk, open_wave: Opened) -> None:
    conversation, replies = begin(desk, open_wave())
    until_text(desk, conversation, replies)
    said = desk.take(conversation, Turn(text="I want to kill myself"))
    assert [reply.signpost for reply in said] == ["immediate"]
    assert "999" in said[0].text
    assert [one.value for one in said[0].choices] == [":carry_on", ":stop", ":hide"]
    waiting = desk.take(conversation, Turn(text="ok"))
    assert waiting[0].question is None
    assert desk.take(conversation, Turn(choice=":carry_on"))[-1].question is not None


def test_stop_keeps_the_answers_and_carrying_on_finds_the_question(desk: Desk, open_wave: Opened) -> None:
    conversation, replies = begin(desk, open_wave())
    asked = desk.take(conversation, first_choice(replies[-1]))
    stopped = desk.take(conversation, Turn(choice=":stop"))
    assert stopped[0].question is None
    assert desk.take(conversation, Turn(choice=":carry_on"))[-1].question == asked[-1].question


def test_help_during_a_pause_leaves_the_way_back(desk: Desk, open_wave: Opened) -> None:
    conversation, replies = begin(desk, open_wave())
    desk.take(conversation, Turn(choice=":stop"))
    card = desk.take(conversation, Turn(choice=":help"))[0]
    assert (card.signpost, [one.value for one in card.choices]) == ("support", [":carry_on", ":help"])
    assert desk.take(conversation, Turn(choice=":carry_on"))[-1].question == replies[-1].question


def test_a_closed_wave_says_so_in_the_middle_of_a_run(desk: Desk, open_wave: Opened, engine: Engine) -> None:
    wave = open_wave()
    conversation, replies = begin(desk, wave)
    with transaction(engine) as session:
        waves.move(waves.get(session, wave.id), WaveState.CLOSING, date(2026, 11, 20))
    said = desk.take(conversation, first_choice(replies[-1]))
    assert "has closed" in said[0].text
    assert "has closed" in desk.take(desk.open("test"), Turn(text=wave.code))[0].text


def test_names_are_taken_out_before_words_are_kept(
    desk: Desk, open_wave: Opened, engine: Engine, keys: KeyRing
) -> None:
    conversation, replies = begin(desk, open_wave())
    until_text(desk, conversation, replies)
    desk.take(conversation, Turn(text="My friend Zebedee could ring 07700 900123 for the bus"))
    kept = str(answers(engine, keys))
    assert "900123" not in kept
    assert "[number]" in kept


def test_wrong_codes_are_refused_and_then_slowed_down(desk: Desk, open_wave: Opened) -> None:
    conversation = desk.open("test")
    assert "does not open" in desk.take(conversation, Turn(text="BCDF-2345"))[0].text
    for _ in range(8):
        last = desk.take(conversation, Turn(choice=":join 9999-ZZZZ"))
    assert "try again tomorrow" in last[0].text
    # Guessing must not go on while it waits, not even with a right code.
    assert "try again tomorrow" in desk.take(conversation, Turn(text=open_wave().code))[0].text


def test_an_unknown_conversation_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.take(uuid4(), Turn(text="hello"))


def test_what_was_said_last_can_be_shown_again(desk: Desk, open_wave: Opened) -> None:
    conversation, replies = begin(desk, open_wave())
    assert desk.latest(conversation) == replies


def test_long_conversations_keep_only_their_latest_turns(
    desk: Desk, open_wave: Opened, engine: Engine
) -> None:
    conversation, _ = begin(desk, open_wave())
    for _number in range(70):
        desk.take(conversation, Turn(choice=":help"))
    with Session(engine) as session:
        assert len(session.exec(select(TurnRow)).all()) <= 60


def test_no_response_is_kept_before_it_is_settled(desk: Desk, open_wave: Opened, engine: Engine) -> None:
    conversation, replies = begin(desk, open_wave())
    answer_all(desk, conversation, replies)
    with Session(engine) as session:
        assert session.exec(select(ResponseRow)).all() == []


def test_with_the_database_down_harm_still_brings_the_card(keys: KeyRing) -> None:
    nowhere = create_engine(
        "postgresql+psycopg://nobody@127.0.0.1:9/nothing", connect_args={"connect_timeout": 1}
    )
    desk = Desk(nowhere, keys, guidance.cards(CONTENT), Rasa(lambda: "http://127.0.0.1:9"))
    said = desk.take(uuid4(), Turn(text="I want to kill myself", key="k"))
    assert [reply.signpost for reply in said] == ["immediate"]
    assert desk.take(uuid4(), Turn(choice=":help"))[0].signpost == "support"
    with pytest.raises(Unavailable, match="try again"):
        desk.take(uuid4(), Turn(text="hello"))


@pytest.mark.parametrize("choice", [":menu", ":start", ":carry_on", ":no", ":join 2222-BBBB", "very_safe"])
def test_a_button_of_something_earlier_never_becomes_words(
    desk: Desk, open_wave: Opened, engine: Engine, keys: KeyRing, choice: str
) -> None:
    conversation, replies = begin(desk, open_wave())
    asked = until_text(desk, conversation, replies)
    said = desk.take(conversation, Turn(choice=choice))
    assert said[-1].question == asked[-1].question
    assert choice not in (answers(engine, keys).get("own_words") or "")


def test_who_has_paused_a_survey_goes_on_or_deletes_it_before_another(
    desk: Desk, open_wave: Opened, engine: Engine
) -> None:
    conversation, _ = begin(desk, open_wave())
    desk.take(conversation, Turn(choice=":stop"))
    other = open_wave("parents_and_carers")
    refused = desk.take(conversation, Turn(text=other.code))[0]
    assert "not finished" in refused.text
    assert [one.value for one in refused.choices] == [":carry_on", ":discard", ":help"]
    desk.take(conversation, Turn(choice=":discard"))
    with Session(engine) as session:
        assert session.exec(select(RunRow)).all() == []
    desk.take(conversation, Turn(text=other.code))
    assert desk.take(conversation, Turn(choice=":start"))[-1].question is not None


@pytest.mark.parametrize("words", [":( my dad hits me", ":'( I want to kill myself"])
def test_words_that_begin_like_a_button_are_words(
    desk: Desk, open_wave: Opened, engine: Engine, words: str
) -> None:
    conversation, replies = begin(desk, open_wave())
    until_text(desk, conversation, replies)
    assert desk.take(conversation, Turn(text=words))[0].signpost
    with Session(engine) as session:
        assert len(session.exec(select(AlertRow)).all()) == 1


@pytest.mark.parametrize("words", ["6 year old", "14 yrs old", "she is 9 yo"])
def test_an_age_is_no_code(desk: Desk, words: str) -> None:
    assert "does not open" not in desk.take(desk.open("test"), Turn(text=words))[0].text


def test_harm_brings_the_card_wherever_a_conversation_stands(
    desk: Desk, open_wave: Opened, engine: Engine
) -> None:
    harm = "I want to kill myself"
    wave = open_wave()
    offered, paused, closing, finished = (desk.open("test") for _ in range(4))
    desk.take(offered, Turn(text=wave.code))
    for conversation in (paused, closing, finished):
        desk.take(conversation, Turn(text=wave.code))
        replies = desk.take(conversation, Turn(choice=":start"))
    answer_all(desk, finished, replies)
    desk.take(paused, Turn(choice=":stop"))
    turns = [
        (offered, Turn(text=harm)),
        (offered, Turn(text=harm, choice=":no")),
        (paused, Turn(text=harm)),
        (closing, Turn(text=harm, choice=":skip")),
        (finished, Turn(text=harm)),
        (desk.open("test"), Turn(text=harm + " please" * 4000, key="long\x00key")),
    ]
    for conversation, turn in turns:
        assert desk.take(conversation, turn)[0].signpost == "immediate"
    with transaction(engine) as session:
        waves.move(waves.get(session, wave.id), WaveState.CLOSING, date(2026, 11, 20))
    assert desk.take(closing, Turn(text=harm))[0].signpost == "immediate"


def test_a_repeated_turn_raises_one_alert(desk: Desk, open_wave: Opened, engine: Engine) -> None:
    conversation, replies = begin(desk, open_wave())
    until_text(desk, conversation, replies)
    turn = Turn(text="my dad hits me", key="made-up-key")
    with ThreadPoolExecutor(4) as crowd:
        heard = list(crowd.map(lambda _: desk.take(conversation, turn), range(4)))
    assert all(one == heard[0] for one in heard)
    with Session(engine) as session:
        assert len(session.exec(select(AlertRow)).all()) == 1


def test_many_at_once_each_get_their_turn(desk: Desk, open_wave: Opened, engine: Engine) -> None:
    wave = open_wave()
    people = [desk.open("test") for _ in range(60)]
    for number, conversation in enumerate(people):
        desk.take(conversation, Turn(text=wave.code, person=str(number)))

    def start(number: int) -> bool:
        replies = desk.take(people[number], Turn(choice=":start", person=str(number)))
        return replies[-1].question is not None

    with ThreadPoolExecutor(40) as crowd:
        assert all(crowd.map(start, range(60)))
    with Session(engine) as session:
        assert len(session.exec(select(ParticipationRow)).all()) == 60


def test_one_person_in_two_conversations_answers_once(desk: Desk, open_wave: Opened, engine: Engine) -> None:
    wave = open_wave()
    both = [desk.open("test"), desk.open("test")]
    for conversation in both:
        desk.take(conversation, Turn(text=wave.code, person="made-up-person"))
    first, second = (desk.take(one, Turn(choice=":start", person="made-up-person")) for one in both)
    assert first[-1].question is not None
    assert "already taken part" in second[0].text


def test_a_database_that_hangs_does_not_hold_back_the_card(
    desk: Desk, open_wave: Opened, engine: Engine
) -> None:
    conversation, _ = begin(desk, open_wave())
    with engine.connect() as connection, connection.begin():
        connection.execute(text("lock table conversation in access exclusive mode"))
        began = time.monotonic()
        assert desk.take(conversation, Turn(text="my dad hits me"))[0].signpost == "support"
        assert time.monotonic() - began < 4
    desk._urgent.shutdown()  # what was held back goes on now, before the tables are emptied


def test_a_closed_wave_leaves_nothing_in_its_conversations(
    desk: Desk, open_wave: Opened, engine: Engine
) -> None:
    wave = open_wave()
    conversation, replies = begin(desk, wave)
    desk.take(conversation, first_choice(replies[-1]))
    with transaction(engine) as session:
        run_id = session.get_one(ConversationRow, conversation).run_id
        assert run_id is not None
        retention.forget_wave(session, wave.id, [run_id])
    with Session(engine) as session:
        assert session.get_one(ConversationRow, conversation).run_id is None
        assert session.exec(select(TurnRow)).all() == []
