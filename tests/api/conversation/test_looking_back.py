"""People look at their answers, change them, send them, take them back; in a language of their own."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.conversation.rasa import Rasa
from api.conversation.service import Desk, Turn
from api.errors import TooMany
from api.guidance.service import Cards
from api.runs.tables import ResponseRow, RunRow
from api.safety.tables import AlertRow
from api.waves import closing
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow
from tests.api.conversation.conftest import Person

Opened = Callable[..., WaveRow]
Came = Callable[..., Person]
Answers = Callable[[], dict[str, Any]]


@pytest.fixture
def someone(orchard: Opened, person: Came) -> Person:
    """Somebody at the first question."""
    return person(orchard().code)


def test_all_answers_are_shown_before_they_are_sent(someone: Person) -> None:
    someone.answers_all()
    lines = [(line.label, line.answer) for line in someone.heard[-1].review]
    assert lines == [
        ("Do you like rain?", "No"),
        ("Which plants do you like?", "Roses"),
        ("How many trees do you see?", "7"),
    ]
    assert someone.offered == [
        ":send", ":change rain", ":change plants", ":change trees", ":discard", ":help",
    ]  # fmt: skip
    assert "counted when the survey closes" in someone.heard[-1].text


def test_a_changed_answer_leads_back_to_the_look(someone: Person, answers: Answers) -> None:
    someone.answers_all()
    assert someone.taps(":change trees")[-1].question is not None
    someone.writes("9")
    assert [line.answer for line in someone.heard[-1].review] == ["No", "Roses", "9"]
    assert answers()["trees"] == 9


def test_an_answer_that_is_looked_at_again_can_be_kept(someone: Person, answers: Answers) -> None:
    someone.answers_all()
    before = answers()
    seen = someone.taps(":change rain")[-1]
    assert ":keep" in someone.offered
    assert [one.label for one in seen.choices][:2] == ["Yes", "✓ No"]
    assert someone.taps(":keep")[-1].review
    written = someone.taps(":change trees")[-1].question
    assert written is not None
    assert written.answer == "7"
    someone.taps(":keep")
    assert answers() == before


def test_nothing_is_kept_of_a_question_that_waits_for_the_first_time(someone: Person) -> None:
    assert ":keep" not in someone.offered
    assert "something earlier" in someone.taps(":keep")[0].text


def test_a_change_that_opens_a_branch_asks_what_is_new_and_nothing_else(someone: Person) -> None:
    someone.answers_all()
    someone.taps(":change rain")
    someone.taps("yes")
    assert someone.asked == "why"
    someone.writes("The smell of it")
    assert [line.answer for line in someone.heard[-1].review] == ["Yes", "The smell of it", "Roses", "7"]


def test_back_from_the_look_is_the_last_question(someone: Person) -> None:
    someone.answers_all()
    someone.taps(":back")
    assert someone.asked == "trees"


def test_a_question_that_is_not_there_cannot_be_changed(someone: Person, answers: Answers) -> None:
    someone.answers_all()
    before = answers()
    for choice in (":change why", ":change nothing", ":change", "yes", ":skip", ":done"):
        assert someone.taps(choice)[-1].review or someone.asked
        someone.taps(":stop")
        someone.taps(":carry_on")
    assert answers() == before


def test_sending_shows_a_receipt_and_keeps_it_nowhere(
    someone: Person, desk: Desk, engine: Engine, keys: KeyRing, cards: Cards
) -> None:
    someone.answers_all()
    sent = someone.taps(":send", key="made-up-key")
    receipt = sent[0].receipt
    assert receipt is not None
    assert "Thank you for the orchard" in sent[-1].text
    assert all(one.receipt is None for one in desk.latest(someone.conversation))
    # Brought again because the line broke: the same replies, out of this program's memory.
    assert someone.taps(":send", key="made-up-key") == sent
    assert all(one.receipt is None for one in someone.taps(":send", key="another-key"))
    restarted = Desk(engine, keys, cards, Rasa(lambda: "http://127.0.0.1:9"))
    again = restarted.take(someone.conversation, Turn(choice=":send", key="made-up-key"))
    assert again == sent[1:]
    with Session(engine) as session:
        assert receipt.replace("-", "") not in str(session.exec(select(RunRow)).one().model_dump())


def test_a_receipt_takes_the_answers_back(someone: Person, desk: Desk, engine: Engine) -> None:
    someone.answers_all()
    receipt = someone.taps(":send")[0].receipt
    assert receipt is not None
    other = desk.open("test")
    assert "taken back and deleted" in desk.take(other, Turn(text=receipt.lower()))[0].text
    with Session(engine) as session:
        assert session.exec(select(RunRow)).all() == []
    assert "does not fit any answers" in desk.take(other, Turn(text=receipt))[0].text
    assert not desk.withdraw(receipt)


def test_deleting_sends_nothing_and_the_person_is_told(someone: Person, engine: Engine) -> None:
    someone.answers_all()
    assert "Nothing was sent" in someone.taps(":discard")[0].text
    with Session(engine) as session:
        assert session.exec(select(RunRow)).all() == []


def test_a_look_without_sending_counts_when_the_wave_closes(
    orchard: Opened, person: Came, engine: Engine, keys: KeyRing
) -> None:
    wave = orchard()
    looks, changes = person(wave.code), person(wave.code, "changes")
    looks.answers_all()
    changes.answers_all()
    changes.taps(":change rain")
    person(wave.code, "leaves").taps("no")
    closing.settle(engine, keys, wave.id, wave.opened, closing=True)
    with Session(engine) as session:
        assert len(session.exec(select(ResponseRow)).all()) == 2


def test_another_language_in_the_middle(someone: Person, answers: Answers) -> None:
    someone.taps("no")
    asked = someone.taps(":language pl")[-1]
    assert asked.text.startswith("Które rośliny")
    assert asked.language == "pl"
    assert [one.label for one in asked.choices][:2] == ["Róże", "Paprocie"]
    someone.writes("paprocie")
    assert answers() == {"rain": "no", "plants": ["fern"]}


def test_another_language_is_offered_at_every_question(someone: Person) -> None:
    assert ":language" in someone.offered
    someone.taps("no")
    assert ":language" in someone.offered


def test_trying_receipts_in_a_row_is_slowed_down(desk: Desk) -> None:
    with pytest.raises(TooMany, match="again in a minute"):
        for _ in range(61):
            assert not desk.withdraw("2222-3333-4444-BBBB")


def test_which_language_is_asked_in_each_ones_own_name(someone: Person) -> None:
    someone.taps(":language")
    assert [one.value for one in someone.heard[-1].choices] == [":language en", ":language pl", ":help"]
    assert "does not have that language" in someone.taps(":language xx")[0].text
    assert someone.asked == "rain"


def test_the_opening_words_offer_the_languages_of_the_wave(orchard: Opened, person: Came) -> None:
    someone = person(orchard().code, begins=False)
    assert ":language pl" in someone.offered
    assert "Cztery pytania" in someone.taps(":language pl")[0].text
    assert ":language en" in someone.offered
    someone.taps(":start")
    assert someone.heard[-1].text == "Czy lubisz deszcz?"


def test_a_wave_in_one_language_is_put_in_it(orchard: Opened, person: Came) -> None:
    someone = person(orchard(languages=("pl",)).code, language="ur")
    assert someone.heard[-1].language == "pl"
    assert not any(one.startswith(":language") for one in someone.offered)


def test_the_help_card_follows_the_language(someone: Person) -> None:
    someone.taps(":language pl")
    card = someone.taps(":help")[0]
    assert (card.signpost, card.language) == ("support", "pl")
    assert "0800 1111" in card.text and "Dobrze jest prosić o pomoc." in card.text


def test_a_later_answer_from_another_window_counts_and_says_so(someone: Person, answers: Answers) -> None:
    someone.taps("yes", question="rain")
    late = someone.taps("no", question="rain")
    assert "Your newer answer counts" in late[-2].text
    assert late[0].signpost == "support"  # "no" brings the card here, whichever window it comes from
    assert someone.asked == "plants"
    assert answers() == {"rain": "no"}


def test_an_answer_to_a_question_that_was_not_put_yet_changes_nothing(
    someone: Person, answers: Answers
) -> None:
    said = someone.writes("7", question="trees")
    assert "something earlier" in said[0].text
    assert someone.asked == "rain"
    assert answers() == {}


@pytest.mark.parametrize("choice", [":skip", ":back", ":done"])
def test_an_old_button_of_another_question_moves_nothing(someone: Person, choice: str) -> None:
    someone.taps("no", question="rain")
    assert "something earlier" in someone.taps(choice, question="rain")[0].text
    assert someone.asked == "plants"


def test_harm_for_an_earlier_question_moves_to_the_queue_and_replaces_nothing(
    someone: Person, answers: Answers, engine: Engine
) -> None:
    someone.taps("yes")
    someone.writes("The smell", question="why")
    said = someone.writes("my dad hits me", question="why")
    assert any(one.signpost for one in said)
    assert answers()["why"] == "The smell"
    with Session(engine) as session:
        assert len(session.exec(select(AlertRow)).all()) == 1


def test_what_is_kept_of_a_turn_cannot_be_read_without_the_key(
    someone: Person, desk: Desk, keys: KeyRing, engine: Engine
) -> None:
    someone.taps("no")
    assert desk.latest(someone.conversation)
    with Session(engine) as session:
        wave_id: UUID = session.exec(select(RunRow.wave_id)).one()
    keys.destroy(wave_id)
    assert desk.latest(someone.conversation) == []
