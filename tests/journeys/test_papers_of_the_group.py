"""The newsletter and the highlight report: one of the unit writes, another lets it out, and it is read."""

import io
import os
from collections.abc import Iterator

import pikepdf
import pytest
from playwright.sync_api import Browser, expect

from api.staff.person import Role
from tests.journeys.conftest import Site, a_site
from tests.journeys.test_business_unit import Unit, a_unit, download, follow

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def site(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A Heard of its own, that is empty at first. Nobody here asks Rasa anything."""
    away = {"HEARD_RASA_URL": "http://127.0.0.1:9"}
    name = f"heard_papers_{os.getpid()}"
    with a_site(database_url, tmp_path_factory.mktemp("papers"), name, **away) as running:
        yield running


@pytest.fixture
def sender(browser: Browser, site: Site) -> Iterator[Unit]:
    with a_unit(browser, site, javascript=True) as unit:
        site.let_in(unit.page, "Robin Madeup", [Role.SENDER])
        yield unit


@pytest.fixture
def approver(browser: Browser, site: Site) -> Iterator[Unit]:
    with a_unit(browser, site, javascript=True) as unit:
        site.let_in(unit.page, "Kim Example", [Role.APPROVER])
        yield unit


def is_for_another(sender: Unit) -> None:
    """Whoever has written it is told that somebody else has to approve it."""
    sender.tap("Ask for approval")
    sender.reads("You have written in it, so a second person has to approve it")
    sender.everybody_can_use_the_page()
    expect(sender.page.get_by_role("button", name="Approve and publish it")).to_have_count(0)


def comes_back(sender: Unit, approver: Unit, task: str) -> None:
    """The second person says why, and whoever has written it finds it on their first page."""
    approver.write("Or say why it goes back", "Say it shorter")
    approver.tap("Send it back")
    sender.open("/console")
    sender.everybody_can_use_the_page()
    follow(sender, task)
    sender.reads("Say it shorter")
    is_for_another(sender)
    approver.open("/console")


def is_let_out(approver: Unit) -> None:
    approver.everybody_can_use_the_page()
    approver.tap("Approve and publish it")
    approver.reads("approved by Kim Example")


def test_an_issue_of_the_newsletter_is_read_by_anybody(site: Site, sender: Unit, approver: Unit) -> None:
    sender.open("/console/newsletter")
    sender.everybody_can_use_the_page()
    sender.tap("Begin an issue")
    title = sender.page.get_by_role("heading", level=1).inner_text()
    sender.tap("Add an item")
    sender.everybody_can_use_the_page()
    sender.page.get_by_role("radio").first.check()
    sender.write("Title", "Places on the made-up course")
    sender.write("Words (optional)", "Ten places are free.")
    sender.tap("Save")
    sender.reads("Places on the made-up course")
    is_for_another(sender)
    approver.open("/console")
    follow(approver, "One issue of the newsletter to approve")
    comes_back(sender, approver, "One issue of the newsletter was sent back to you")
    follow(approver, "One issue of the newsletter to approve")
    is_let_out(approver)
    approver.open("/newsletter")
    approver.everybody_can_use_the_page()
    follow(approver, title)
    approver.reads("Places on the made-up course")
    approver.everybody_can_use_the_page()


def test_a_highlight_report_comes_to_the_partners(sender: Unit, approver: Unit) -> None:
    sender.open("/console/highlights/new")
    sender.everybody_can_use_the_page()
    sender.tap("Count and begin")
    title = sender.page.get_by_role("heading", level=1).inner_text()
    sender.tap("Write in it")
    sender.everybody_can_use_the_page()
    sender.page.locator("#opening").fill("A quiet quarter.")
    sender.tap("Save and look at it")
    sender.reads("A quiet quarter.")
    is_for_another(sender)
    approver.open("/console")
    follow(approver, "One highlight report to approve")
    comes_back(sender, approver, "One highlight report was sent back to you")
    follow(approver, "One highlight report to approve")
    is_let_out(approver)
    with pikepdf.open(io.BytesIO(download(approver, "PDF"))) as pdf:
        assert str(pdf.docinfo["/Title"]) == title
        assert bool(pdf.Root.MarkInfo.Marked)
