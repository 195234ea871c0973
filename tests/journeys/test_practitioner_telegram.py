"""A practitioner in Telegram: a threshold check with its note, and a reminder that comes."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from tests.journeys.conftest import Site, a_site
from tests.journeys.phone import TOKEN, Bubble, Emulator, Phone

pytestmark = pytest.mark.journey

STORY = (
    "What threshold applies? Y4 pupil comes in hungry and in dirty clothes, third time this month, "
    "mum refuses early help, he is on a CIN plan"
)


@pytest.fixture(scope="module")
def site(database_url: str, tmp_path_factory: pytest.TempPathFactory, emulator: Emulator) -> Iterator[Site]:
    """A Heard with a bot and with Rasa."""
    more = {"HEARD_TELEGRAM_TOKEN": TOKEN, "HEARD_TELEGRAM_API": emulator.url}
    with a_site(database_url, tmp_path_factory.mktemp("asking"), "heard_asking", **more) as running:
        running.wait_for_assistant()
        yield running


def tap(phone: Phone, bubble: Bubble, label: str) -> None:
    """Taps a button by its words; long ones carry a number before them."""
    phone.tap(next(one for one in bubble.labels if re.sub(r"^\d+\. ", "", one) == label), on=bubble)


def test_a_threshold_check_ends_with_a_page_and_a_note_to_copy(site: Site, emulator: Emulator) -> None:
    phone = Phone(emulator, 720_000_001)
    phone.write(STORY)
    phone.hears("Taken from your words: age 5 to 10")
    tap(phone, phone.hears("Is any of these true now?"), "None of these")
    tap(phone, phone.hears("Which of these signs fit?"), "These fit")
    result = phone.hears("A level to consider: Level")
    assert f"One page to print: {site.url}/summary?" in result.text
    assert "tel:" not in result.text and "024 7678 8555" in result.text
    note = phone.hears("A note for your record")
    assert "Level considered: Level" in note.copied
    assert "Contact MASH" in note.labels


def test_a_member_is_reminded_and_nobody_else(site: Site, emulator: Emulator) -> None:
    member, stranger = Phone(emulator, 720_000_002), Phone(emulator, 720_000_003)
    member.write(f"/start {site.invitation()}")
    member.hears("Welcome to the Safeguarding Together Action Group")
    for phone in (member, stranger):
        phone.write("/menu")
        tap(phone, phone.hears("choose from the menu"), "I disagree with a decision")
        tap(phone, phone.hears("Stage 1a"), "Where am I, and by when?")
        tap(phone, phone.hears("Which stage of the escalation policy"), "Stage 1a")
        tap(phone, phone.hears("On which day did this stage begin?"), "Today")
        phone.hears("Where you are: Stage 1a")
        last = phone.hears("A note for your record")
        phone.tap(next(label for label in last.labels if "Remind me on" in label), on=last)
    member.hears("A reminder is set for the morning of")
    stranger.hears("Only members of the Safeguarding Together Action Group can be reminded")
    with site.engine.begin() as connection:  # the days between are passed over
        assert connection.execute(text("update reminder set due = due - 30")).rowcount == 1
    assert member.hears("Reminder: Stage 1a of the escalation policy").labels == []
    assert stranger.quiet(1.0)
