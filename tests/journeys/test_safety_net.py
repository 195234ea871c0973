"""People who are in harm's way tell it, and meet help in the same breath, whatever else is broken."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from nlu.screen import Tier, screen
from tests.journeys.browser import Visitor, a_visitor
from tests.journeys.conftest import Site, a_site_with_bot
from tests.journeys.phone import Emulator, Phone
from tests.journeys.program import Program

pytestmark = pytest.mark.journey

URGENT = "I am going to kill myself tonight"
TOLD = "my stepdad hits me with his belt"
SMALLEST = {"width": 320, "height": 568}
# The second tier learns from sentences that grow: one of these is always among what it sees.
UNEASY = (
    "he makes me feel uncomfortable",
    "i am scared of someone",
    "things are not right at home and i hate it",
)


@pytest.fixture(scope="module")
def site(database_url: str, tmp_path_factory: pytest.TempPathFactory, emulator: Emulator) -> Iterator[Site]:
    """A Heard with a bot, whose Rasa is away for good."""
    with a_site_with_bot(database_url, tmp_path_factory.mktemp("net"), "net", emulator) as running:
        yield running


@contextmanager
def stopped(server: str, site: Site) -> Iterator[None]:
    """The site's database is gone for a while: no connection stands, none is taken."""
    name = site.engine.url.database
    admin = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"alter database {name} with allow_connections false"))
        connection.execute(
            text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :name"),
            {"name": name},
        )
        try:
            yield
        finally:
            connection.execute(text(f"alter database {name} with allow_connections true"))
            site.engine.dispose()  # its own connections were cut off too
    admin.dispose()


def to_words(visitor: Visitor, code: str, language: str = "en") -> None:
    """From the code to the first question that is answered in words."""
    visitor.open(f"/join/{code}?language={language}")
    visitor.page.locator("main form button").first.click()
    if language != "en":
        visitor.page.locator(f'[value=":language {language}"]').or_(
            visitor.page.locator(f'html[lang="{language}"]')
        ).first.wait_for()
    visitor.page.locator('[value=":start"]').click()
    visitor.page.locator(".heard-way").wait_for()
    visitor.page.wait_for_load_state()
    while not visitor.page.locator("textarea").count():
        number = visitor.page.locator(".heard-way__number").inner_text()
        visitor.page.locator('[value=":skip"]').click()
        expect(visitor.page.locator(".heard-way__number")).not_to_have_text(number)
        visitor.page.wait_for_load_state()


def sees(words: str) -> bool:
    """Whether the second tier sees something in the words."""
    seen = screen(words)
    return seen is not None and seen.tier is Tier.check_in


def tells(visitor: Visitor, words: str) -> None:
    visitor.page.locator("textarea").fill(words)
    visitor.page.locator(".heard-go").last.click()


@pytest.mark.parametrize("language", ["en", "ur"])
def test_urgent_words_on_the_smallest_phone(site: Site, browser: Browser, language: str) -> None:
    with a_visitor(browser, site.url, size=SMALLEST) as visitor:
        to_words(visitor, site.open_wave(), language)
        tells(visitor, URGENT)
        card = visitor.page.locator(".heard-signpost--urgent")
        expect(card).to_contain_text("999")
        expect(card).to_contain_text("0800 1111")
        for value in (":carry_on", ":stop", ":hide"):
            expect(visitor.page.locator(f'#turn [value="{value}"]')).to_be_in_viewport(ratio=1)
        assert visitor.page.locator("#turn .heard-way").count() == 0
        visitor.can_use_the_page()
        visitor.page.locator('#turn [value=":hide"]').click()
        expect(visitor.page).to_have_title("Weather")
        visitor.open("/chat")
        expect(visitor.page.locator("body")).not_to_contain_text("999")


def test_told_harm_and_a_check_in_without_scripts(site: Site, browser: Browser) -> None:
    with a_visitor(browser, site.url, javascript=False) as visitor:
        to_words(visitor, site.open_wave())
        asked = visitor.page.locator(".heard-way__number").inner_text()
        tells(visitor, TOLD)
        visitor.reads("Thank you for saying this.")
        expect(visitor.page.locator(".heard-way__number")).not_to_have_text(asked)
        visitor.can_use_the_page()
    with a_visitor(browser, site.url) as visitor:
        to_words(visitor, site.open_wave())
        tells(visitor, next(words for words in UNEASY if sees(words)))
        expect(visitor.page.locator(".heard-said--quiet")).to_contain_text("0800 1111")
        assert visitor.page.locator(".heard-signpost").count() == 0
        visitor.can_use_the_page()


def test_a_practitioner_is_led_to_people_while_rasa_is_away(site: Site, browser: Browser) -> None:
    with a_visitor(browser, site.url) as visitor:
        visitor.open("/")
        visitor.tap("Ask a question")
        tells(visitor, "my partner hits me")
        visitor.reads("MASH: 024 7678 8555")
        visitor.reads("The assistant that reads whole sentences is starting or resting.")
        tells(visitor, "What applies to Zebedee Smithson")
        visitor.reads("Names are not needed to find guidance")
        visitor.can_use_the_page()


def test_the_card_comes_while_the_database_is_stopped_and_the_survey_goes_on_after(
    site: Site, browser: Browser, database_url: str, emulator: Emulator
) -> None:
    code = site.open_wave()
    program, phone = Program(site.url), Phone(emulator, 700_000_901)
    program.begin(code)
    phone.write(f"/start {code}")
    phone.hears("Your Voice Matters")
    with a_visitor(browser, site.url) as visitor:
        to_words(visitor, code, "ur")
        with stopped(database_url, site):
            began = time.monotonic()
            (card,) = program.turn(text=URGENT)
            assert time.monotonic() - began < 4
            assert card["signpost"] == "immediate" and "0800 1111" in card["text"]
            tells(visitor, TOLD)
            visitor.reads("یہ آپ کا قصور نہیں")
            visitor.can_use_the_page()
            phone.write(URGENT)
            phone.hears("Get help now")
        visitor.page.locator('[value=":carry_on"]').click()
        visitor.page.locator("textarea").wait_for()
    program.close()


def test_hiding_a_telegram_chat_leaves_one_neutral_line(site: Site, emulator: Emulator) -> None:
    phone = Phone(emulator, 700_000_902)
    phone.write(f"/start {site.open_wave()}")
    phone.hears("Your Voice Matters")
    phone.tap("Start")
    phone.hears("Question 1 of")
    phone.write(URGENT)
    urgent = phone.hears("Get help now")
    assert urgent.labels == ["Carry on", "Stop", "Hide this"]
    phone.tap("Hide this")
    phone.hears("Telegram has been asked to delete")
    gone = emulator.stats()["deleted"]
    assert {bubble.id for bubble in phone.seen[:-1]} <= set(gone)
    phone.write("carry on")
    phone.hears("Question 1 of")
