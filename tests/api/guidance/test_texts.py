"""What the words of Coventry's pack must and must not say."""

import re
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from api.guidance import service
from api.guidance.content import read
from api.guidance.model import Audience, Urgency
from api.guidance.pack import Contact

CONTENT = Path(service.__file__).parent / "content" / "coventry"
PACK = read(CONTENT)
CARDS = service.cards(CONTENT)
EVERY_CARD = list(product(get_args(Audience), get_args(Urgency)))
SLUGS = {
    "levels-of-need", "threshold-check", "escalation", "contact-mash", "contact-out-of-hours",
    "staff-allegation", "immediate-danger", "consent", "exploitation", "child-disclosure-advice",
    "my-safety", "who-are-you", "greet", "goodbye", "out-of-scope", "start-survey",
}  # fmt: skip


def _numbers(contact: Contact) -> str:
    return contact.phone or contact.text or ""


def test_every_topic_is_there_with_a_source() -> None:
    assert {topic.slug for topic in PACK.topics} == SLUGS
    assert all(topic.sources for topic in PACK.topics)


def test_no_file_but_the_contacts_holds_a_phone_number() -> None:
    numbers = {re.sub(r"\D", "", _numbers(contact)) for contact in PACK.contacts}
    for path in CONTENT.rglob("*.yml"):
        if path.name == "contacts.yml":
            continue
        for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            # Dates and spans of years are no numbers to ring; comments are for the editor.
            line = re.sub(r"20\d\d-\d\d(-\d\d)?", "", line.split(" #")[0])
            assert not re.search(r"\d[\d\s().-]{5,}\d", line), f"{path.name}, row {row}"
            assert not numbers & set(re.findall(r"\d+", line)), f"{path.name}, row {row}"


def test_nothing_claims_to_be_confirmed_that_nobody_confirmed() -> None:
    assert not any(contact.confirmed or contact.verified for contact in PACK.contacts)
    assert not any(source.confirmed for source in PACK.sources)
    assert [level.name for level in PACK.levels.levels] == ["Universal", "Early help", None, None]
    assert [level.confirmed for level in PACK.levels.levels] == [True, True, False, False]
    assert not any(indicator.confirmed for indicator in PACK.levels.indicators)
    assert {stage.key: stage.days for stage in PACK.stages} == {
        "1a": 1, "1b": 1, "2": None, "3": None, "4": None,
    }  # fmt: skip


def test_every_indicator_above_level_one_can_be_found() -> None:
    assert all(bool(indicator.words) == (indicator.level > 1) for indicator in PACK.levels.indicators)


@pytest.mark.parametrize(("audience", "urgency"), EVERY_CARD)
def test_a_card_leads_to_people_at_once(audience: Audience, urgency: Urgency) -> None:
    card = service.signpost(CARDS, audience, urgency)
    for needed in ("999", "55", "0800 1111", "85258", "024 7678 8555", "024 7683 2222"):
        assert re.search(rf"(?<!\d){needed}(?!\d)", card.text), needed
    assert re.search(r"tell a person", card.text)
    assert re.search(r"automated service\. Nobody is reading it now and it cannot pass this on", card.text)
    assert card.sources
    assert len(card.text.split()) < 150


@pytest.mark.parametrize(("audience", "urgency"), EVERY_CARD)
def test_a_card_promises_nothing_and_asks_nothing(audience: Audience, urgency: Urgency) -> None:
    card = service.signpost(CARDS, audience, urgency)
    assert not re.search(r"\bI\b|\bI'(m|ll|ve)\b", card.text)
    assert not re.search(r"secret|confidential|private|anonym|between us|promise", card.text, re.IGNORECASE)
    assert not re.search(r"\bwill (help|act|call|come|ring|contact)\b|on the way", card.text, re.IGNORECASE)
    assert "?" not in card.text
    assert "business unit" not in card.text
    assert card.unconfirmed


def test_an_immediate_card_opens_with_999() -> None:
    for audience in get_args(Audience):
        opening = service.signpost(CARDS, audience, "immediate").text.split("\n\n")[0]
        assert "call 999 now" in opening


def test_cards_need_no_database_and_say_when_they_are_overdue(folder: Path) -> None:
    cards = service.cards(folder)
    card = next(card for card in cards.pack.cards if card.audience == "parent")
    assert not service.signpost(cards, "parent", "support", today=card.review_by).overdue
    late = card.review_by.replace(year=card.review_by.year + 1)
    assert service.signpost(cards, "parent", "support", today=late).overdue
