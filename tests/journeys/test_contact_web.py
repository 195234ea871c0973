"""Somebody asks to be contacted in a browser, and a worker of the partnership deals with it."""

import re

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import Session, select

from api.db import transaction
from api.safety import contact
from api.safety.contact import Office
from api.safety.contact_tables import RequestRow
from tests.journeys.browser import DESK, PHONE, Visitor, a_visitor
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey
OFFICE = Office(True, "A made-up worker", "Monday to Friday, 9 to 5", 24)


def open_form(site: Site) -> None:
    with transaction(site.engine) as session:
        contact.arrange(session, OFFICE)


def requests(site: Site) -> list[RequestRow]:
    with Session(site.engine) as session:
        return list(session.exec(select(RequestRow)).all())


def fill(visitor: Visitor, name: str) -> None:
    visitor.write("What name should the person use for you?", name)
    visitor.write("Your phone number or e-mail address", "07700 900123")
    visitor.write("When is it safe to contact you?", "Tuesdays after four")
    for question, answer in (("leave a message", "No"), ("say who is calling", "Yes")):
        group = visitor.page.get_by_role("group", name=re.compile(question))
        group.get_by_label(answer, exact=True).check()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_from_the_form_to_the_end(browser: Browser, site: Site, javascript: bool) -> None:
    open_form(site)
    with a_visitor(browser, site.url, size=PHONE, javascript=javascript) as robin:
        robin.open("/contact?for=young_person&language=en")
        robin.reads("a person has to know who you are")
        robin.can_use_the_page()
        robin.tap("Send this")
        robin.reads("There is a problem")
        robin.can_use_the_page()
        fill(robin, "Robin")
        robin.tap("Send this")
        robin.is_asked("Your message has been sent")
        robin.reads("Monday to Friday, 9 to 5")
        robin.can_use_the_page()
        code = robin.page.locator(".heard-receipt__code").inner_text()
        robin.open("/contact/back?for=young_person&language=en")
        robin.can_use_the_page()
        robin.write("The code you wrote down", code)
        robin.tap("Take my message back")
        robin.is_asked("Your message has been deleted")
        robin.can_use_the_page()
    assert requests(site) == []


@pytest.mark.parametrize("language", ["pa", "pl", "ro", "ur"])
def test_every_language_fits_a_phone(browser: Browser, site: Site, language: str) -> None:
    open_form(site)
    with a_visitor(browser, site.url, size=PHONE) as parent:
        parent.open(f"/contact?for=parent&language={language}")
        parent.can_use_the_page()
        parent.page.locator("form[action^='/contact?'] button[type=submit]").click()
        expect(parent.page.locator(".govuk-error-summary")).to_be_visible()
        parent.can_use_the_page()


def test_a_worker_takes_a_request_and_ends_it(browser: Browser, site: Site) -> None:
    with a_visitor(browser, site.url, size=DESK) as worker:
        site.let_in(worker.page, "Sam Madeup")
        worker.open("/console/contacts/settings")
        worker.page.get_by_label("Yes", exact=True).check()
        worker.write("Who reads the requests", OFFICE.readers)
        worker.write("When they are read", OFFICE.times)
        worker.write("Read within how many hours", "24")
        worker.can_use_the_page()
        worker.tap("Save")
        with a_visitor(browser, site.url, size=PHONE) as robin:
            robin.open("/contact")
            fill(robin, "Robin Canary")
            robin.tap("Send this")
            robin.is_asked("Your message has been sent")
        worker.open("/console/contacts")
        assert "Robin Canary" not in worker.page.content()
        worker.can_use_the_page()
        worker.page.get_by_role("link", name="Request of").first.click()
        worker.tap("Take it and read it")
        worker.reads("Robin Canary")
        worker.reads("Do not leave a message.")
        for size in (PHONE, DESK):
            worker.page.set_viewport_size({"width": size["width"], "height": size["height"]})
            worker.can_use_the_page()
        worker.page.get_by_label("Yes", exact=True).check()
        worker.tap("It is dealt with")
        worker.reads("They were reached.")
    [left] = requests(site)
    assert (left.state, left.outcome, left.sealed, left.code) == ("done", "reached", None, None)
