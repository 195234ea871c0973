"""Three of the unit, each with their own roles: nothing goes out that one person alone wanted."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from api.staff.person import Role
from tests.journeys.conftest import ROOT, Site, a_site
from tests.journeys.test_business_unit import Unit, a_unit, follow, join, look_until

pytestmark = pytest.mark.journey

BENCH = ROOT / "tests" / "api" / "console" / "bench.md"


@pytest.fixture(scope="module")
def site(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A Heard of its own, that is empty at first. Nobody here asks Rasa anything."""
    away = {"HEARD_RASA_URL": "http://127.0.0.1:9"}
    name = f"heard_second_{os.getpid()}"
    with a_site(database_url, tmp_path_factory.mktemp("second"), name, **away) as running:
        yield running


def come_in(unit: Unit, site: Site, name: str, *roles: Role) -> None:
    site.let_in(unit.page, name, roles)
    unit.is_asked("Today")


def write(sender: Unit, title: str) -> None:
    """As far as the page that says who can approve it."""
    follow(sender, "Action group")
    sender.everybody_can_use_the_page()
    sender.tap("Write a broadcast")
    sender.write("Title", title)
    sender.tap("Save and look at it")
    sender.reads("There is a problem")
    sender.everybody_can_use_the_page()
    expect(sender.page.get_by_label("Title")).to_have_value(title)
    sender.write("Text", "Places are open.\n\n- Tell your team")
    sender.tap("Save and look at it")
    sender.is_asked(title)
    sender.everybody_can_use_the_page()
    sender.tap("Ask for approval")
    sender.reads("Kim Example (Designated safeguarding lead) can do that")
    sender.everybody_can_use_the_page()


def look_and_decide(approver: Unit, button: str) -> None:
    """From the first page."""
    approver.open("/console")
    approver.everybody_can_use_the_page()
    follow(approver, "One broadcast to approve")
    approver.everybody_can_use_the_page()
    approver.tap(button)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_broadcast_is_sent_back_changed_approved_and_sent(
    browser: Browser, site: Site, javascript: bool
) -> None:
    title = f"Training in {'May' if javascript else 'June'}"
    with (
        a_unit(browser, site, javascript=javascript) as sender,
        a_unit(browser, site, javascript=javascript) as approver,
        a_unit(browser, site, javascript=javascript) as member,
    ):
        come_in(approver, site, "Kim Example", Role.APPROVER)
        come_in(sender, site, "Robin Madeup", Role.SENDER)
        join(member, site.invitation("Made Up"))
        write(sender, title)
        look_and_decide(approver, "Send it back")
        approver.reads("Say in a few words why it goes back")
        approver.everybody_can_use_the_page()
        approver.write("Or say why it goes back", "The month is missing")
        approver.tap("Send it back")
        sender.open("/console")
        follow(sender, "One broadcast was sent back to you")
        sender.reads("The month is missing")
        sender.tap("Change it")
        sender.everybody_can_use_the_page()
        sender.write("Text", "Places are open all month.\n\n- Tell your team")
        sender.tap("Save and look at it")
        sender.tap("Ask for approval")
        look_and_decide(approver, "Approve it")
        approver.reads("Somebody with the role of a sender can send it now")
        approver.everybody_can_use_the_page()
        sender.open("/console")
        follow(sender, "One broadcast is approved and not sent")
        sender.everybody_can_use_the_page()
        sender.tap("Send it now")
        look_until(sender, sender.page.get_by_role("heading", name="Handed out"))
        sender.everybody_can_use_the_page()
        member.open("/inbox")
        letter = member.page.get_by_role("article").filter(has_text=title)
        expect(letter).to_contain_text("Places are open all month.")
        assert sender.strangers == approver.strangers == set()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_survey_is_brought_by_one_and_published_by_another(
    browser: Browser, site: Site, javascript: bool
) -> None:
    version = "1" if javascript else "2"
    file = {
        "name": "bench.md",
        "mimeType": "text/markdown",
        "buffer": BENCH.read_text()
        .replace("| orchard_bench | 1 |", f"| orchard_bench | {version} |")
        .encode(),
    }
    with (
        a_unit(browser, site, javascript=javascript) as author,
        a_unit(browser, site, javascript=javascript) as approver,
    ):
        come_in(author, site, "Robin Madeup", Role.AUTHOR, Role.APPROVER)
        come_in(approver, site, "Kim Example", Role.APPROVER)
        author.open("/console/surveys/new")
        author.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        author.tap("Check it in")
        author.reads("You brought this draft, so a second person has to publish it")
        author.everybody_can_use_the_page()
        expect(author.page.get_by_role("button", name="Publish this version")).to_have_count(0)
        approver.open("/console")
        follow(approver, "One survey to publish")
        approver.everybody_can_use_the_page()
        approver.tap("Publish this version")
        approver.everybody_can_use_the_page()
        approver.tap("Publish it")
        approver.reads("This version never changes")
        approver.open("/console")
        expect(approver.page.get_by_text("One survey to publish")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_the_quarter_is_turned_by_link(browser: Browser, site: Site, javascript: bool) -> None:
    with a_unit(browser, site, javascript=javascript) as unit:
        come_in(unit, site, "Sam Sample", *Role)
        unit.everybody_can_use_the_page()
        follow(unit, "See what this quarter brings")
        here = unit.page.get_by_role("heading", level=1).inner_text()
        unit.everybody_can_use_the_page()
        unit.page.get_by_role("link", name="Later").click()
        expect(unit.page.get_by_role("heading", level=1)).not_to_have_text(here)
        unit.everybody_can_use_the_page()
        follow(unit, "Back to this quarter")
        unit.is_asked(here)
