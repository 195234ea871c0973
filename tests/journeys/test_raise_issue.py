"""Practitioners raise an issue on the web and in Telegram; the answer reaches its sender alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import select

from api import clock
from api.db import transaction
from api.feedback import triage
from api.feedback.tables import IssueRow
from tests.journeys.browser import DESK, PHONE, a_visitor
from tests.journeys.conftest import Site, a_site
from tests.journeys.phone import TOKEN, Bubble, Emulator, Phone
from tests.people import ROBIN

pytestmark = pytest.mark.journey
PAGE = "Raise an issue or share good practice"


@pytest.fixture(scope="module")
def telegram(
    database_url: str, tmp_path_factory: pytest.TempPathFactory, emulator: Emulator
) -> Iterator[Site]:
    """A Heard with a bot."""
    more = {"HEARD_TELEGRAM_TOKEN": TOKEN, "HEARD_TELEGRAM_API": emulator.url}
    with a_site(database_url, tmp_path_factory.mktemp("raising"), "heard_raising", **more) as running:
        yield running


def tap(phone: Phone, bubble: Bubble, label: str) -> None:
    """Taps a button by its words; where one is long, each carries a number before them."""
    phone.tap(next(one for one in bubble.labels if re.sub(r"^\d+\. ", "", one) == label), on=bubble)


def answered(site: Site, words: str) -> None:
    with transaction(site.engine) as session:
        issue = session.exec(select(IssueRow.id)).one()
        triage.tag(session, ROBIN, issue, theme="gaps", lens="", priority="high")
        triage.answer(session, ROBIN, issue, words, clock.today())


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_an_issue_is_raised_on_a_phone_and_asked_after(
    browser: Browser, site: Site, javascript: bool
) -> None:
    with a_visitor(browser, site.url, size=PHONE, javascript=javascript) as visitor:
        visitor.open("/")
        visitor.tap("Ask a question")
        visitor.tap("Training, the action group and more")
        visitor.tap(PAGE)
        visitor.can_use_the_page()
        visitor.tap("Raise an issue here")
        visitor.reads("no names of children")
        visitor.is_asked("What is it about?")
        visitor.can_use_the_page()
        visitor.tap("Gaps in services and waiting")
        visitor.is_asked("What do you see?")
        visitor.write("What do you see?", "There is no evening group for young carers")
        visitor.tap("Send")
        visitor.is_asked("Roughly where?")
        visitor.can_use_the_page()
        visitor.tap("Stop")
        visitor.reads("Nothing was sent")
        visitor.can_use_the_page()
        visitor.tap("Carry on")
        visitor.tap("Skip")
        visitor.tap("Often")
        visitor.tap("Skip")
        visitor.reads("There is no evening group for young carers")
        visitor.can_use_the_page()
        visitor.tap("Send my answers")
        visitor.reads("It has been sent to the business unit")
        code = visitor.page.locator(".heard-receipt__code").inner_text()
        visitor.can_use_the_page()
        assert visitor.strangers == set()
    with a_visitor(browser, site.url, size=DESK, javascript=javascript) as later:
        later.open("/")
        later.tap("Ask a question")
        later.write("Ask in your own words", code)
        later.tap("Send")
        expect(later.page.get_by_text("Nobody has looked at it yet.")).to_be_visible()


def test_own_words_lead_to_it(browser: Browser, site: Site) -> None:
    site.wait_for_assistant()
    with a_visitor(browser, site.url, size=DESK) as visitor:
        visitor.open("/")
        visitor.tap("Ask a question")
        visitor.write("Ask in your own words", "I want to raise an issue with the partnership")
        visitor.tap("Send")
        visitor.tap("Share good practice here")
        visitor.is_asked("What is it about?")


def test_an_answer_reaches_its_sender_in_telegram_and_nobody_else(telegram: Site, emulator: Emulator) -> None:
    member, colleague = Phone(emulator, 720_000_041), Phone(emulator, 720_000_042)
    for phone in (member, colleague):
        phone.write(f"/start {telegram.invitation()}")
        phone.hears("Welcome to the Safeguarding Together Action Group")
    member.write("/menu")
    tap(member, member.hears("choose from the menu"), "Training, the action group and more")
    tap(member, member.hears("Choose a topic"), PAGE)
    tap(member, member.hears("short questions"), "Raise an issue here")
    tap(member, member.hears("What is it about?"), "Gaps in services and waiting")
    member.hears("What do you see?")
    member.write("There is no evening group for young carers")
    for question in ("Roughly where?", "How often does it happen?", "What would help?"):
        tap(member, member.hears(question), "Skip")
    tap(member, member.hears("There is no evening group"), "Send my answers")
    member.hears("It has been sent to the business unit")
    answered(telegram, "Thank you: one begins in January.")
    member.hears("Thank you: one begins in January.")
    assert colleague.quiet(1.0)
