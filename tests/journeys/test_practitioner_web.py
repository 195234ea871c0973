"""A practitioner asks in a browser; a member of the action group joins and reads there."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from api.broadcasts import service as broadcasts
from api.db import transaction
from tests.journeys.browser import DESK, PHONE, Visitor, a_visitor
from tests.journeys.conftest import Site
from tests.people import ROBIN, approved

pytestmark = pytest.mark.journey


@pytest.fixture
def practitioner(browser: Browser, site: Site) -> Iterator[Visitor]:
    with a_visitor(browser, site.url, size=DESK) as visitor:
        yield visitor


def ask(visitor: Visitor, words: str) -> None:
    visitor.write("Ask in your own words", words)
    visitor.tap("Send")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_own_words_get_an_answer_with_its_source(
    browser: Browser, site: Site, size: dict[str, int], javascript: bool
) -> None:
    site.wait_for_assistant()
    with a_visitor(browser, site.url, size=size, javascript=javascript) as visitor:
        visitor.open("/")
        visitor.tap("Ask a question")
        visitor.reads("choose from the menu")
        visitor.can_use_the_page()
        ask(visitor, "MASH closed it and I disagree")
        visitor.reads("Stage 1")
        visitor.page.get_by_text("Where this comes from").last.click()
        visitor.reads("Version:")
        visitor.reads("Not yet confirmed by the partnership")
        visitor.can_use_the_page()
        assert visitor.strangers == set()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_survey_that_is_left_for_a_question_waits(browser: Browser, site: Site, javascript: bool) -> None:
    with a_visitor(browser, site.url, size=DESK, javascript=javascript) as visitor:
        visitor.open(f"/join/{site.open_wave('stag_practitioners')}")
        visitor.tap("Show me the questions")
        visitor.tap("Start")
        asked = visitor.page.get_by_role("heading", level=1)
        expect(visitor.page.get_by_text("Question 1 of")).to_be_visible()
        question = asked.inner_text()
        visitor.open("/")
        visitor.tap("Ask a question")
        visitor.tap("Contact MASH")
        visitor.reads("024 7678 8555")
        visitor.can_use_the_page()
        visitor.tap("Carry on with your questions")
        visitor.is_asked(question)
        visitor.can_use_the_page()


def test_a_topic_of_the_menu_is_answered(practitioner: Visitor) -> None:
    practitioner.open("/")
    practitioner.tap("Ask a question")
    practitioner.tap("Contact MASH")
    practitioner.reads("024 7678 8555")
    practitioner.can_use_the_page()


def test_words_that_nobody_understands_get_a_menu(practitioner: Visitor, site: Site) -> None:
    site.wait_for_assistant()
    practitioner.open("/")
    practitioner.tap("Ask a question")
    ask(practitioner, "flurb quonk zibble")
    expect(practitioner.page.get_by_role("log")).to_contain_text("You said: flurb quonk zibble")
    expect(practitioner.page.locator(".heard-choice").first).to_be_visible()


def test_a_member_joins_and_reads_a_broadcast(browser: Browser, site: Site) -> None:
    code = site.invitation()
    with a_visitor(browser, site.url) as member:
        member.open("/inbox")
        member.write("Invitation code", code)
        member.tap("Go")
        member.reads("You can use the code once")
        member.can_use_the_page()
        member.tap("Join")
        member.is_asked("Your messages")
        member.reads("No messages yet")
        member.can_use_the_page()
        with transaction(site.engine) as session:
            letter = approved(session, "Training in May", "Places are open.\n\nTell your team.")
            broadcasts.send(session, ROBIN, letter.id)
        member.finds("/inbox", "Training in May")
        member.reads("Tell your team.")
        member.can_use_the_page()
        member.tap("Forget me in this browser")
        member.open("/inbox")
        member.reads("This browser does not know you")


def test_an_invitation_works_once(browser: Browser, site: Site) -> None:
    code = site.invitation()
    with a_visitor(browser, site.url) as member, a_visitor(browser, site.url) as stranger:
        for visitor in (member, stranger):
            visitor.open(f"/join/{code}")
            visitor.tap("Join")
        member.is_asked("Your messages")
        stranger.reads("This invitation has been used already")
