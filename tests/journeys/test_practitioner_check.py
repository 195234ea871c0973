"""A practitioner with ninety seconds: a threshold check, its note and its page, a clock, whom to ring now."""

import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
import pypdfium2
import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import text

from tests.journeys.browser import DESK, PHONE, Visitor, a_visitor
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey

STORY = (
    "What threshold applies? Y4 pupil comes in hungry and in dirty clothes, third time this month, "
    "mum refuses early help, he is on a CIN plan"
)
IN_HAND: dict[str, Any] = {"has_touch": True, "is_mobile": True}


@pytest.fixture
def practitioner(browser: Browser, site: Site) -> Iterator[Visitor]:
    site.wait_for_assistant()
    with a_visitor(browser, site.url) as visitor:
        begin(visitor)
        yield visitor


def begin(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.tap("Ask a question")
    visitor.is_asked("Ask in your own words")


def ask(visitor: Visitor, words: str) -> None:
    visitor.page.locator("#text").fill(words)
    visitor.tap("Send")


def paper(body: bytes) -> str:
    """All that stands on a paper of one page."""
    with pypdfium2.PdfDocument(io.BytesIO(body)) as pdf:
        assert len(pdf) == 1
        return " ".join(pdf[0].get_textpage().get_text_bounded().split())


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_from_a_long_first_message_to_a_level_a_note_and_a_page(
    browser: Browser, site: Site, javascript: bool
) -> None:
    site.wait_for_assistant()
    with a_visitor(browser, site.url, size=PHONE, javascript=javascript, **IN_HAND) as visitor:
        begin(visitor)
        ask(visitor, STORY)
        visitor.is_asked("Is any of these true now?")
        visitor.reads("Taken from your words: age 5 to 10")
        visitor.can_use_the_page()
        visitor.tap("None of these")
        visitor.is_asked("Which of these signs fit?")
        ticked = visitor.page.locator("#turn [aria-pressed=true]")
        before = ticked.count()
        assert before > 0
        ticked.first.click()
        expect(ticked).to_have_count(before - 1)
        visitor.page.locator("#turn [aria-pressed=false]").first.click()
        expect(ticked).to_have_count(before)
        visitor.can_use_the_page()
        visitor.tap("These fit")
        visitor.reads("A level to consider: Level")
        visitor.reads("supports your judgement")
        visitor.can_use_the_page()
        takes_the_note(visitor)
        prints_the_page(visitor)
        assert visitor.strangers == set()


def takes_the_note(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_text("A note for your record").last.click()
    note = page.get_by_label("Copy this into your own record")
    expect(note).to_have_value(re.compile("Level considered: Level"))
    assert "hungry and in dirty clothes" not in note.input_value(), "nobody's own words are in it"
    copy = page.get_by_role("button", name="Copy the note")
    if not visitor.javascript:
        expect(copy).to_have_count(0)
        return
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copy.click()
    expect(page.get_by_role("status").last).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == note.input_value()
    visitor.can_use_the_page()


def prints_the_page(visitor: Visitor) -> None:
    page = visitor.page
    level = re.search(r"Level \d", page.get_by_text("A level to consider: Level").last.inner_text())
    page.get_by_role("link", name="One page to print").click()
    visitor.is_asked("Threshold check")
    visitor.can_use_the_page()
    assert "hungry" not in urlsplit(page.url).query
    from_browser = paper(page.pdf(prefer_css_page_size=True))
    as_pdf = page.get_by_role("button", name="Open as PDF").get_attribute("href")
    from_heard = paper(httpx.get(f"{visitor.site}{as_pdf}", timeout=30).raise_for_status().content)
    for said in (from_browser, from_heard):
        assert level and f"A level to consider: {level[0]}" in said
        assert "a social worker or a plan of theirs is in place" in said
        assert "To fill in by hand" in said
    assert "Exit this page" not in from_browser
    page.get_by_role("link", name="Back to the chat").click()
    visitor.reads("A level to consider: Level")


def test_a_question_in_between_is_answered_and_the_check_goes_on(practitioner: Visitor) -> None:
    practitioner.tap("What threshold applies?")
    practitioner.tap("None of these")
    practitioner.is_asked("How old is the child?")
    ask(practitioner, "who is the LADO")
    practitioner.reads("designated officer")
    practitioner.can_use_the_page()
    practitioner.tap("Carry on with the check")
    practitioner.is_asked("How old is the child?")
    practitioner.tap("5 to 10")
    practitioner.is_asked("What is the worry?")


def test_when_the_assistant_dies_in_mid_check_the_check_goes_on_once_it_is_back(
    practitioner: Visitor, site: Site
) -> None:
    practitioner.tap("What threshold applies?")
    practitioner.tap("None of these")
    practitioner.is_asked("How old is the child?")
    kill_the_assistant(site)
    practitioner.tap("5 to 10")
    practitioner.reads("The threshold check waits for the assistant")
    practitioner.can_use_the_page()
    practitioner.tap("Contact MASH")
    practitioner.reads("024 7678 8555")
    site.wait_for_assistant()
    practitioner.tap("Carry on with the check")
    practitioner.is_asked("How old is the child?")
    practitioner.tap("5 to 10")
    practitioner.is_asked("What is the worry?")


def kill_the_assistant(site: Site) -> None:
    """Rasa alone; Heard starts it again by itself."""
    for child in psutil.Process(site.process.pid).children(recursive=True):
        if "rasa" in " ".join(child.cmdline()):
            child.kill()
    site.wait_until_assistant_is_missed()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_member_is_told_by_when_and_reminded_in_the_inbox(
    browser: Browser, site: Site, size: dict[str, int]
) -> None:
    site.wait_for_assistant()
    with a_visitor(browser, site.url, size=size) as member:
        member.open(f"/join/{site.invitation()}")
        member.tap("Join")
        member.is_asked("Your messages")
        begin(member)
        member.tap("I disagree with a decision")
        member.tap("Where am I, and by when?")
        member.is_asked("Which stage of the escalation policy has begun?")
        member.can_use_the_page()
        member.tap("Stage 1a")
        member.is_asked("On which day did this stage begin?")
        member.tap("Today")
        member.reads("Where you are: Stage 1a")
        member.page.get_by_text("A note for your record").last.click()
        expect(member.page.get_by_label("Copy this into your own record")).to_have_value(re.compile("1a"))
        member.can_use_the_page()
        member.page.get_by_role("button", name=re.compile("^Remind me on")).click()
        member.reads("A reminder is set for the morning of")
        member.can_use_the_page()
        its_morning_comes(site)
        member.finds("/inbox", re.compile("^Reminder: Stage 1a"))
        member.can_use_the_page()


def its_morning_comes(site: Site) -> None:
    """The days between are passed over."""
    with site.engine.begin() as connection:
        moved = connection.execute(text("update reminder set due = due - 30"))
    assert moved.rowcount == 1


def test_on_a_phone_whom_to_ring_now_is_one_tap(browser: Browser, site: Site) -> None:
    with a_visitor(browser, site.url, **IN_HAND) as visitor:
        begin(visitor)
        visitor.tap("Who is open now")
        calls = visitor.page.get_by_role("link", name=re.compile("^Ring "))
        expect(calls.first).to_be_visible()
        expect(calls.first).to_have_attribute("href", "tel:999")
        mash = visitor.page.get_by_role("link", name="Ring MASH, 024 7678 8555")
        expect(mash).to_have_attribute("href", "tel:+442476788555")
        visitor.can_use_the_page()


def test_at_a_desk_the_numbers_are_read(browser: Browser, site: Site) -> None:
    with a_visitor(browser, site.url, size=DESK) as visitor:
        begin(visitor)
        visitor.tap("Who is open now")
        visitor.reads("024 7678 8555")
        expect(visitor.page.get_by_role("link", name=re.compile("^Ring "))).to_have_count(0)
        visitor.can_use_the_page()


def test_an_answer_says_why_and_takes_no_for_an_answer(practitioner: Visitor) -> None:
    practitioner.tap("Contact MASH")
    practitioner.reads("024 7678 8555")
    ask(practitioner, "why")
    practitioner.reads("The last answer comes from what is named here")
    practitioner.page.get_by_text("Where this comes from").last.click()
    expect(practitioner.page.get_by_text("One Minute Guide to MASH").last).to_be_visible()
    ask(practitioner, "that's not what I asked")
    practitioner.reads("All right.")
    practitioner.can_use_the_page()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("size", [PHONE, DESK, {"width": 320, "height": 640}], ids=["phone", "desk", "small"])
def test_the_menu_opens_in_parts(
    browser: Browser, site: Site, size: dict[str, int], javascript: bool
) -> None:
    with a_visitor(browser, site.url, size=size, javascript=javascript) as visitor:
        begin(visitor)
        visitor.can_use_the_page()
        assert "Neglect" not in visitor.buttons()
        visitor.tap("Kinds of harm")
        visitor.reads("Choose a topic")
        visitor.can_use_the_page()
        visitor.tap("Neglect")
        expect(visitor.page.get_by_text("Where this comes from").last).to_be_visible()
        visitor.can_use_the_page()
        visitor.tap("All topics")
        expect(visitor.page.get_by_role("button", name="Kinds of harm", exact=True)).to_be_visible()
