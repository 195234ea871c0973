"""Telegram as people use it: the whole program, and the emulator in Telegram's place."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session, select

from api.broadcasts import service as broadcasts
from api.broadcasts.tables import DeliveryRow
from api.broadcasts.wishes import Wishes
from api.db import transaction
from tests.journeys.conftest import Site, a_site_with_bot
from tests.journeys.phone import TOKEN, Emulator, Phone
from tests.people import ROBIN, approved

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def site(database_url: str, tmp_path_factory: pytest.TempPathFactory, emulator: Emulator) -> Iterator[Site]:
    """A Heard with a bot. Nobody here asks Rasa anything, so it is not started."""
    with a_site_with_bot(database_url, tmp_path_factory.mktemp("telegram"), "telegram", emulator) as running:
        yield running


def test_a_young_person_answers_your_voice_matters(site: Site, emulator: Emulator) -> None:
    phone = Phone(emulator, 700_000_001)
    phone.write(f"/start {site.open_wave()}")
    assert site.url in phone.hears("aged 16 and over").text
    phone.hears("Your Voice Matters")
    phone.tap("Start")

    first = phone.hears("Question 1 of 14")
    assert {"Very safe", "Skip", "I need help"} <= set(first.labels)
    phone.tap("Safe")
    for number in range(2, 6):
        phone.hears(f"Question {number} of 14")
        phone.tap("In between")
    assert phone.buttons_left(first) == []

    phone.hears("Question 6 of 14")
    phone.tap("I need help")
    phone.hears("Childline")
    phone.hears("Question 6 of 14")
    phone.tap("Yes, one")
    for number in range(7, 15):
        phone.hears(f"Question {number} of 14")
        phone.tap("Skip")
    assert "1. How safe do you feel at home?\nSafe" in phone.hears("Please look at your answers").text
    phone.tap("Send my answers")
    phone.hears("This is your receipt code")
    phone.hears("Your answers have been sent")
    assert phone.quiet()


def test_when_the_power_fails_a_young_person_goes_on_at_the_same_question(
    site: Site, emulator: Emulator
) -> None:
    phone = Phone(emulator, 700_000_002)
    phone.write(f"/start {site.open_wave()}")
    phone.hears("Your Voice Matters")
    phone.tap("Start")
    phone.hears("Question 1 of 14")
    phone.tap("Safe")
    phone.hears("Question 2 of 14")
    site.kill()
    phone.tap("Safe")  # Telegram holds it for as long as Heard is away
    site.start()
    phone.hears("Question 3 of 14")


def test_a_member_joins_by_invitation_and_is_written_to(site: Site, emulator: Emulator) -> None:
    member, stranger = Phone(emulator, 710_000_001), Phone(emulator, 710_000_002)
    stranger.write("/start")
    stranger.hears("aged 16 and over")
    member.write(f"/start {site.invitation()}")
    member.hears("Welcome to the Safeguarding Together Action Group")

    with transaction(site.engine) as session:
        letter = approved(session, "Training in May", "Places are open.\n\nTell your team.")
        broadcasts.send(session, ROBIN, letter.id)
    assert member.hears("Training in May").text.endswith("Places are open.\n\nTell your team.")
    stranger.quiet(1.0)
    assert not any("Training in May" in bubble.text for bubble in stranger.seen)


def test_a_member_says_by_a_button_that_they_have_understood(site: Site, emulator: Emulator) -> None:
    member, label = Phone(emulator, 710_000_003), "I have read and understood it"
    member.write(f"/start {site.invitation()}")
    member.hears("Welcome to the Safeguarding Together Action Group")
    with transaction(site.engine) as session:
        letter = approved(session, "A new guide", "Please read it.", Wishes(asks=True)).id
        broadcasts.send(session, ROBIN, letter)
    assert member.hears("A new guide").labels == [label]
    for said in ("It is noted that you have read and understood “A new guide”", "It is noted already"):
        member.tap(label)
        member.hears(said)
    with Session(site.engine) as session:
        copies = session.exec(select(DeliveryRow).where(DeliveryRow.broadcast_id == letter)).all()
        assert len([copy for copy in copies if copy.understood]) == 1


def test_a_picture_and_a_voice_message_get_a_kind_sentence(site: Site, emulator: Emulator) -> None:
    phone = Phone(emulator, 700_000_003)
    phone.write("/start")
    phone.hears("aged 16 and over")
    phone.send(photo=[{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}])
    assert phone.hears("Pictures cannot be looked at here").labels == ["I need help"]
    phone.send(voice={"file_id": "f", "file_unique_id": "u", "duration": 3})
    phone.hears("Voice messages cannot be listened to here")
    phone.tap("I need help")
    phone.hears("Childline")
    commands = [command["command"] for command in emulator.stats()["commands"]]
    assert commands == ["start", "menu", "help", "stop", "hide"]


def test_when_telegram_asks_for_patience_nobody_is_left_without_an_answer(
    site: Site, emulator: Emulator
) -> None:
    phones = [Phone(emulator, 700_000_010 + number) for number in range(4)]
    refused = emulator.stats()["refused"]
    emulator.post("/limit", per_second=3)
    try:
        for phone in phones:
            phone.write("/start")
        for phone in phones:
            phone.hears("aged 16 and over")
        assert emulator.stats()["refused"] > refused
    finally:
        emulator.post("/limit")


def test_neither_the_log_nor_the_database_knows_who_answered(site: Site, emulator: Emulator) -> None:
    phone = Phone(emulator, 799_123_457, "Canaryname")
    phone.write(f"/start {site.open_wave()}")
    phone.hears("Your Voice Matters")
    phone.tap("Start")
    phone.hears("Question 1 of 14")
    with site.engine.connect() as connection:
        names = connection.exec_driver_sql(
            "select table_name from information_schema.tables where table_schema = 'public'"
        ).scalars()
        kept = [
            row
            for name in list(names)
            for row in connection.exec_driver_sql(f'select t::text from "{name}" t').scalars()
        ]
    for trace in ("799123457", "Canaryname", TOKEN):
        assert trace not in site.log()
        assert not any(trace in row for row in kept)
