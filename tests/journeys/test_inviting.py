"""A sender invites an agency and a file of people in a browser, on a phone and without a script."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from api.staff.person import Role
from tests.journeys.browser import DESK, PHONE, a_visitor
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey

LOOKS = [(PHONE, True), (DESK, False)]


@pytest.mark.parametrize(("size", "javascript"), LOOKS, ids=["phone", "no-script"])
def test_an_agency_is_invited_and_one_of_it_joins(
    browser: Browser, site: Site, size: dict[str, int], javascript: bool
) -> None:
    with (
        a_visitor(browser, site.url, size=size, javascript=javascript) as sender,
        a_visitor(browser, site.url, size=PHONE, javascript=javascript) as member,
    ):
        site.let_in(sender.page, roles={Role.SENDER})
        sender.open("/console/members/invitations")
        sender.tap("Make an invitation for them")
        sender.reads("Write for how many people")
        sender.can_use_the_page()
        sender.write("Their agency", "Example Harbour School")
        sender.write("For how many people", "2")
        sender.tap("Make an invitation for them")
        sender.reads("An invitation for Example Harbour School")
        sender.can_use_the_page()
        code = sender.page.locator(".heard-code").first.inner_text()
        member.open("/")
        member.write("Your code", code)
        member.tap("Go")
        member.tap("Join")
        member.reads("What is your first and last name?")
        member.can_use_the_page()
        member.page.get_by_role("textbox").fill("Ada Madeup")
        member.tap("Send")
        member.reads("Welcome to the Safeguarding Together Action Group")
        member.tap("What is kept about me")
        member.reads("Example Harbour School")
        member.can_use_the_page()
        member.tap("Leave the action group")
        member.tap("Yes, delete what is kept about me")
        member.reads("You have left the Safeguarding Together Action Group")
        member.can_use_the_page()


@pytest.mark.parametrize(("size", "javascript"), LOOKS, ids=["phone", "no-script"])
def test_a_file_is_mended_and_becomes_a_sheet(
    browser: Browser, site: Site, size: dict[str, int], javascript: bool, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    with a_visitor(browser, site.url, size=size, javascript=javascript) as sender:
        site.let_in(sender.page, roles={Role.SENDER})
        sender.open("/console/members/import")
        sender.can_use_the_page()
        file.write_text("Name,Agency\nSam Sheet,\n=1+1,Example\n", "utf-8")
        sender.page.locator('input[type="file"]').set_input_files(file)
        sender.tap("Look at the file")
        sender.reads("There is no agency.")
        sender.reads("looks like a formula")
        sender.can_use_the_page()
        name = f"Sam Sheet {size['width']}"
        file.write_text(f"Name,Agency\n{name},Example Harbour School\n", "utf-8")
        sender.page.locator('input[type="file"]').set_input_files(file)
        sender.tap("Look at the file")
        sender.reads("One person would be invited.")
        sender.can_use_the_page()
        with sender.page.expect_download() as sheet:
            sender.tap("Invite them and make the sheet (PDF)")
        assert sheet.value.path().read_bytes().startswith(b"%PDF")
        sender.open("/console/members/invitations")
        sender.reads(name)
        sender.can_use_the_page()
