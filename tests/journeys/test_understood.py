"""A sender chooses who gets a broadcast, and asks them whether they have understood it; a member says so."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from api.staff.person import Role
from tests.journeys.browser import DESK, PHONE, Visitor, a_visitor
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey

LOOKS = [(PHONE, True), (DESK, False)]


def choose(sender: Visitor) -> None:
    """Types of agencies that nobody is of, then everybody."""
    police = sender.page.get_by_label("Police", exact=True)
    for tick, said in ((police.check, "No member is like that"), (police.uncheck, "It would go to")):
        tick()
        if not sender.javascript:
            sender.tap("Count again")
        sender.reads(said)
        sender.can_use_the_page()


@pytest.mark.parametrize(("size", "javascript"), LOOKS, ids=["phone", "no-script"])
def test_from_the_choice_of_readers_to_their_word(
    browser: Browser, site: Site, size: dict[str, int], javascript: bool, tmp_path: Path
) -> None:
    title, ada, paper = f"Guide for {size['width']}", f"Ada of {size['width']}", tmp_path / "guide.pdf"
    paper.write_bytes(b"%PDF-1.7 made up")
    with (
        a_visitor(browser, site.url, size=size, javascript=javascript) as sender,
        a_visitor(browser, site.url, size=size, javascript=javascript) as second,
        a_visitor(browser, site.url, size=size, javascript=javascript) as member,
    ):
        member.open(f"/join/{site.invitation(ada, 'Example Harbour School')}")
        member.tap("Join")
        member.reads("No messages yet")
        site.let_in(sender.page, roles={Role.SENDER})
        sender.open("/console/broadcasts/new")
        sender.can_use_the_page()
        sender.page.get_by_label("Title", exact=True).fill(title)
        sender.page.get_by_label("Text", exact=True).fill("Please read it.")
        choose(sender)
        sender.page.get_by_label("Ask readers to say that they have read and understood it").check()
        sender.tap("Save and look at it")
        sender.is_asked(title)
        sender.page.get_by_role("link", name="Add Urdu").click()
        sender.write("Title in Urdu", "نئی ہدایت")
        sender.write("Text in Urdu", "متن")
        sender.can_use_the_page()
        sender.tap("Save and look at it")
        expect(sender.page.get_by_text("متن").first).to_be_visible()
        sender.can_use_the_page()
        sender.page.locator('input[type="file"]').set_input_files(paper)
        sender.tap("Add the document")
        sender.reads("guide.pdf")
        sender.can_use_the_page()
        sender.tap("Ask for approval")
        site.let_in(second.page, "Kim Example", {Role.APPROVER})
        second.open(sender.page.url.removeprefix(sender.site).partition("?")[0])
        second.can_use_the_page()
        second.tap("Approve it")
        place = second.page.url.removeprefix(second.site)
        sender.open(place)
        sender.tap("Send it now")
        sender.finds(place, "Handed out")
        sender.reads("have said that they have read and understood it")
        sender.can_use_the_page()

        member.finds("/inbox", title)
        member.can_use_the_page()
        letter = member.page.get_by_role("article").filter(has_text=title)
        with member.page.expect_download() as kept:
            letter.get_by_role("link", name="guide.pdf").click()
        assert kept.value.path().read_bytes() == paper.read_bytes()
        letter.get_by_role("button", name="I have read and understood it").click()
        member.reads("It was noted on")
        member.can_use_the_page()

        sender.open(f"{place}/missing")
        sender.can_use_the_page()
        expect(sender.page.get_by_text(ada)).to_have_count(0)
