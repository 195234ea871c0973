"""What every help card must say and must not say, in each language."""

import re
from datetime import date
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from api.guidance import service
from api.guidance.content import ContentFault, read
from api.guidance.model import CardKind, Reader
from surveys import reading

CONTENT = Path(service.__file__).parent / "content" / "coventry"
CARDS = service.cards(CONTENT)
LANGUAGES = ("en", "pa", "pl", "ro", "ur")
YOUNG: tuple[Reader, ...] = ("child", "young_person")
EVERY = [
    (reader, kind)
    for reader, kind in product(get_args(Reader), get_args(CardKind))
    if kind != "reported" or reader == "practitioner"
]
TRANSLATED = [
    (reader, kind, language)
    for (reader, kind), language in product(EVERY, LANGUAGES[1:])
    if reader != "practitioner"
]
NUMBER = re.compile(r"\d+(?: \d+)*")
# Years of age that English words are for: a child of year 3 is seven.
OLDEST = {"child": 7, "young_person": 9}
SECRECY = re.compile(
    r"secret|confidential|private|anonym|between us|promise"
    r"|tajemnic|poufn|sekret|confiden|anonim|ਗੁਪਤ|ਰਾਜ਼|ਗੁਮਨਾਮ|راز|خفیہ|گمنام",
    re.IGNORECASE,
)


def numbers(text: str) -> set[str]:
    return set(NUMBER.findall(text))


def length(text: str) -> int:
    """How many words somebody reads; a number is one."""
    return len(NUMBER.sub("1", text).replace("- ", "").split())


def card(reader: Reader, kind: CardKind, language: str = "en") -> service.Answer:
    return service.signpost(CARDS, reader, kind, language)


@pytest.mark.parametrize("reader", get_args(Reader))
def test_who_is_in_danger_reads_999_first_and_every_way_to_a_person(reader: Reader) -> None:
    text = card(reader, "immediate").text
    assert "call 999 now" in text.split("\n")[0]
    needed = {"999", "55", "0800 1111", "85258", "024 7678 8555", "024 7683 2222"}
    assert needed <= numbers(text)
    assert "This is a computer program. Nobody is reading now" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", YOUNG)
def test_the_urgent_card_of_the_young_is_one_short_message(reader: Reader, language: str) -> None:
    assert length(card(reader, "immediate", language).text) <= (60 if language == "en" else 72)


@pytest.mark.parametrize(("reader", "kind"), EVERY)
def test_a_card_that_is_asked_for_or_called_for_leads_to_people(reader: Reader, kind: CardKind) -> None:
    said = card(reader, kind)
    if kind in ("support", "asked"):
        assert {"999", "55", "0800 1111", "85258", "024 7678 8555", "024 7683 2222"} <= numbers(said.text)
        assert "This is a computer program. Nobody is reading now" in said.text
    assert length(said.text) <= {"check_in": 40, "ending": 40}.get(kind, 150)
    assert said.sources and said.unconfirmed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_says_of_its_reading_what_is_true_of_the_wave(language: str) -> None:
    book = CARDS.pack.cards[language]
    told: list[tuple[Reader, CardKind]] = [
        ("young_person", "support"),
        ("parent", "support"),
        ("parent", "immediate"),
    ]
    for reader, kind in told:
        assert book.unwatched in service.signpost(CARDS, reader, kind, language).text
        watched = service.signpost(CARDS, reader, kind, language, watched=True).text
        assert book.watched in watched and book.unwatched not in watched
    assert not SECRECY.search(book.watched)


def test_a_parent_finds_the_line_for_grown_ups() -> None:
    assert "0808 800 5000" in numbers(card("parent", "immediate").text)


def test_who_only_asked_for_help_is_not_spoken_to_as_if_something_had_been_said() -> None:
    for reader in get_args(Reader):
        assert not re.search(r"thank you|fault|saying this|told|sorry", card(reader, "asked").text, re.I)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", get_args(Reader))
def test_a_check_in_is_one_sentence(reader: Reader, language: str) -> None:
    said = NUMBER.sub("1", card(reader, "check_in", language).text)
    assert len(re.findall(r"[.!?।۔](?=\s|$)", said)) == 1
    assert "\n" not in said


def test_a_practitioner_who_reports_is_told_what_to_do_now() -> None:
    told = card("practitioner", "reported").text
    for needed in (
        "safeguarding lead at once",
        "Do not investigate",
        "Never promise to keep it to yourself",
        "the child's own words",
        "not a referral",
    ):
        assert needed in told
    assert {"999", "55", "024 7678 8555", "024 7683 2222"} <= numbers(told)


@pytest.mark.parametrize(("reader", "kind"), EVERY)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_asks_nothing_and_promises_nothing(reader: Reader, kind: CardKind, language: str) -> None:
    text = card(reader, kind, language).text
    assert not re.search(r"[?؟]", text)
    assert not SECRECY.search(text.replace("Never promise to keep it to yourself", ""))
    assert not re.search(r"\bI\b|\bI'(m|ll|ve)\b", text)
    assert not re.search(r"\b(will|can) (help|act|come)\b|on the way", text, re.IGNORECASE)
    assert not re.search(r"[{}<>*_#–—]", text)


@pytest.mark.parametrize(("reader", "kind", "language"), TRANSLATED)
def test_a_translation_holds_every_number_of_the_english_card(
    reader: Reader, kind: CardKind, language: str
) -> None:
    said = card(reader, kind, language)
    assert said.language == language
    assert sorted(NUMBER.findall(said.text)) == sorted(NUMBER.findall(card(reader, kind).text))


@pytest.mark.parametrize(("reader", "kind"), [(reader, kind) for reader, kind in EVERY if reader in YOUNG])
def test_the_young_can_read_their_cards(reader: Reader, kind: CardKind) -> None:
    # Names and numbers of services are for tapping, not for reading.
    said = re.sub(r"^- .*$", "", card(reader, kind).text, flags=re.MULTILINE)
    age = reading.age_of(NUMBER.sub("", re.sub(r"Childline: |Shout: text |\(free\)", "", said)))
    assert age is not None and age <= OLDEST[reader], age


def test_a_language_that_lacks_a_card_says_it_in_english() -> None:
    for language in ("pl", "so", None):
        said = service.signpost(CARDS, "practitioner", "asked", language)
        assert (said.language, said.text) == ("en", card("practitioner", "asked").text)


def test_nobody_has_approved_a_card_yet_and_nothing_says_otherwise() -> None:
    books = CARDS.pack.cards
    assert set(books) == set(LANGUAGES)
    assert not any(one.approved_by for book in books.values() for one in book.cards)


def test_numbers_keep_their_order_among_words_from_right_to_left() -> None:
    assert "\u2066024 7678 8555\u2069" in card("young_person", "immediate", "ur").text
    assert "\u2066" not in card("young_person", "immediate", "pl").text


def test_an_expired_number_says_so_in_the_language_of_the_card(folder: Path) -> None:
    contacts = (folder / "contacts.yml").read_text(encoding="utf-8")
    before, after = contacts.split("key: childline\n")
    after = after.replace("verified: null", "verified: 2026-10-01", 1)
    after = after.replace("expires: null", "expires: 2026-12-31", 1)
    (folder / "contacts.yml").write_text(f"{before}key: childline\n{after}", encoding="utf-8")
    cards = service.cards(folder)
    for language, said in (("en", "not checked lately"), ("pl", "dawno nie sprawdzano")):
        late = service.signpost(cards, "child", "immediate", language, today=date(2027, 1, 1))
        assert f"0800 1111 ({said}" in late.text
        in_time = service.signpost(cards, "child", "immediate", language, today=date(2026, 12, 31))
        assert said not in in_time.text


def test_cards_need_no_database_and_say_when_they_are_overdue(folder: Path) -> None:
    cards = service.cards(folder)
    one = next(one for one in cards.pack.cards["en"].cards if one.audience == "parent")
    assert not service.signpost(cards, "parent", one.kind, today=one.review_by).overdue
    late = one.review_by.replace(year=one.review_by.year + 1)
    assert service.signpost(cards, "parent", one.kind, today=late).overdue


def test_english_is_complete_and_no_card_is_there_twice(folder: Path) -> None:
    english = folder / "cards" / "en.yml"
    words = english.read_text(encoding="utf-8")
    for old, new, fault in (
        ("kind: reported", "kind: ending", "the card for practitioner, ending is there twice"),
        ("kind: check_in", "kind: asked", "the card for child, asked is there twice"),
        (
            "audience: practitioner\n    kind: reported",
            "audience: parent\n    kind: reported",
            "one card is needed for practitioner, reported",
        ),
    ):
        english.write_text(words.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(ContentFault, match=fault):
            read(folder)
