"""From an action to what young people read of it on a phone: written, and approved by a second person."""

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from api import clock
from api.staff.person import Role
from bot.web.wording import words
from tests.journeys.browser import a_visitor
from tests.journeys.conftest import Site, a_site
from tests.journeys.test_business_unit import Unit, a_unit, follow

pytestmark = pytest.mark.journey

SAID = "The way to the bus is dark."
DID = "There are forty lamps now. You can see the way."
URDU = {"said": "بس تک کا راستہ اندھیرا ہے۔", "did": "اب وہاں چالیس بتیاں ہیں۔", "speaker": "شراکت"}
DUE = clock.today() + timedelta(days=30)


@pytest.fixture(scope="module")
def site(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A Heard of its own, that is empty at first. Nobody here asks Rasa anything."""
    away = {"HEARD_RASA_URL": "http://127.0.0.1:9"}
    name = f"heard_we_did_{os.getpid()}"
    with a_site(database_url, tmp_path_factory.mktemp("we_did"), name, **away) as running:
        yield running


def put_down(analyst: Unit) -> None:
    """An action, wrongly at first, that is done already."""
    follow(analyst, "Issues and actions")
    follow(analyst, "Actions")
    analyst.everybody_can_use_the_page()
    analyst.tap("Put down an action")
    analyst.write("What is to change?", "The way to the bus is lit")
    analyst.tap("Put it down")
    analyst.reads("There is a problem")
    analyst.everybody_can_use_the_page()
    expect(analyst.page.get_by_label("What is to change?")).to_have_value("The way to the bus is lit")
    for label, typed in (
        ("How will one see it?", "Fewer feel unsafe on the way"),
        ("Which agency looks after it?", "Made-up Council"),
        ("Which post answers for it?", "Head of Highways"),
        ("Day", str(DUE.day)),
        ("Month", str(DUE.month)),
        ("Year", str(DUE.year)),
    ):
        analyst.page.get_by_label(label, exact=True).fill(typed)
    analyst.tap("Put it down")
    analyst.is_asked("The way to the bus is lit")
    analyst.everybody_can_use_the_page()
    analyst.write("What has changed, and how can one see it?", "Forty lamps stand there")
    analyst.page.locator("form[action$='/evidence']").get_by_role("button").click()
    analyst.page.get_by_label("It is done").check()
    analyst.page.locator("form[action$='/move']").get_by_role("button").click()
    expect(analyst.page.locator("dt", has_text="Closed")).to_be_visible()


def tell(analyst: Unit) -> None:
    """What young people are told of it, in English and in Urdu."""
    analyst.tap("Tell people what was done")
    expect(analyst.page.get_by_label("What was done, or why it cannot be done")).to_have_value(
        "Forty lamps stand there"
    )
    analyst.everybody_can_use_the_page()
    analyst.page.get_by_label("Young people in years 7 to 13").check()
    analyst.write("You said", SAID)
    analyst.write("What was done, or why it cannot be done", DID)
    analyst.write("Who says so?", "The partnership")
    analyst.tap("Save and look at it")
    analyst.reads("For readers of about")
    analyst.everybody_can_use_the_page()
    follow(analyst, "اردو")
    analyst.everybody_can_use_the_page()
    for name, typed in URDU.items():
        analyst.page.locator(f"#{name}").fill(typed)
    analyst.tap("Save and look at it")
    analyst.reads("Not checked yet")
    analyst.tap("Ask for approval")
    analyst.reads("Kim Example (Designated safeguarding lead) can do that")
    analyst.everybody_can_use_the_page()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_what_was_done_reaches_those_who_said_it(browser: Browser, site: Site, javascript: bool) -> None:
    with (
        a_unit(browser, site, javascript=javascript) as analyst,
        a_unit(browser, site, javascript=javascript) as approver,
        a_visitor(browser, site.url, javascript=javascript) as young,
        a_visitor(browser, site.url, javascript=javascript, locale="ur") as elsewhere,
    ):
        site.let_in(approver.page, "Kim Example", [Role.APPROVER])
        site.let_in(analyst.page, "Jo Fictional", [Role.ANALYST])
        put_down(analyst)
        tell(analyst)
        approver.open("/console")
        follow(approver, "One entry of “you said, we did” to approve")
        approver.everybody_can_use_the_page()
        approver.tap("Approve and publish it")
        approver.reads("Anybody can read it at")
        young.open("/")
        follow(young, "You said, we did")
        young.is_asked("You said, we did")
        young.can_use_the_page()
        follow(young, "I am in year 7 or above")
        young.reads(SAID)
        young.reads(DID)
        young.can_use_the_page()
        young.page.get_by_role("link", name="Just this one").first.click()
        young.reads(DID)
        young.can_use_the_page()
        expect(young.page.get_by_role("link", name="I need help now")).to_be_visible()
        # Whoever is passed the link without a language reads it in that of the browser.
        elsewhere.open("/we-did?for=young_person")
        elsewhere.reads(URDU["did"])
        elsewhere.reads(words("ur")["we_did"]["unchecked"])
        expect(elsewhere.page.locator("html")).to_have_attribute("dir", "rtl")
        elsewhere.can_use_the_page()
        assert young.strangers | elsewhere.strangers | analyst.strangers == set()
