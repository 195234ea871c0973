"""Long lists of the console in a browser: by hand, by keyboard, on a phone and without a script."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import col, delete

from api.db import transaction
from api.members.tables import MemberRow
from api.staff.person import Role
from tests.journeys.browser import DESK, PHONE, Visitor, a_visitor
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey

MANY = 120
AGENCY = "Made-up Lighthouse Trust"


@pytest.fixture(scope="module")
def stocked(site: Site) -> Iterator[Site]:
    """A Heard with more members than a page holds."""
    with transaction(site.engine) as session:
        session.add_all(
            MemberRow(name=f"Lighthouse {number:03}", agency=AGENCY, joined=date(2026, 1, 1 + number % 28))
            for number in range(1, MANY + 1)
        )
    yield site
    with transaction(site.engine) as session:  # other journeys write to everybody
        session.exec(delete(MemberRow).where(col(MemberRow.agency) == AGENCY))


def first(visitor: Visitor) -> str:
    return visitor.page.get_by_role("rowheader").first.inner_text().strip()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_members_are_searched_sorted_and_paged_by_links(
    browser: Browser, stocked: Site, size: dict[str, int], javascript: bool
) -> None:
    with a_visitor(browser, stocked.url, size=size, javascript=javascript) as sender:
        stocked.let_in(sender.page, roles={Role.SENDER})
        sender.open("/console/members")
        sender.write("Search names and agencies", "lighthouse trust")
        sender.tap("Show")
        expect(sender.page.get_by_label("Search names and agencies")).to_have_value("lighthouse trust")
        sender.reads(f"Showing 1 to 50 of {MANY} members")
        assert first(sender) == "Lighthouse 001"
        sender.can_use_the_page()
        # The headings are there for who hears the page, also where rows are cards.
        table = sender.page.get_by_role("table", name="Members")
        expect(table.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
        expect(table.get_by_role("columnheader", name="Reached by")).to_have_count(1)
        table.get_by_role("link", name="Name").click()
        assert first(sender) == f"Lighthouse {MANY}"
        sender.page.get_by_role("link", name="Page 3").click()
        sender.reads(f"Showing 101 to {MANY} of {MANY} members")
        assert first(sender) == "Lighthouse 020"
        expect(sender.page).to_have_title("Members (page 3 of 3) - Heard console")
        sender.can_use_the_page()
        sender.page.get_by_role("link", name="Clear the search").click()
        expect(sender.page.get_by_label("Search names and agencies")).to_have_value("")
        sender.write("Search names and agencies", "nobody at all")
        sender.tap("Show")
        sender.reads("No members are like that")
        sender.can_use_the_page()
        assert sender.strangers == set()


def test_the_keyboard_reaches_every_part_of_a_list(browser: Browser, stocked: Site) -> None:
    with a_visitor(browser, stocked.url, size=DESK) as sender:
        stocked.let_in(sender.page, roles={Role.SENDER})
        sender.open("/console/members")
        keys = sender.page.keyboard
        sender.page.get_by_label("Search names and agencies").focus()
        keys.type("lighthouse")
        keys.press("Enter")
        sender.reads(f"of {MANY} members")
        sender.page.get_by_label("Search names and agencies").focus()
        reached = []
        for _ in range(8):
            keys.press("Tab")
            reached.append(str(sender.page.evaluate("document.activeElement.innerText")).strip())
        assert [words.split("\n")[0].rstrip(" ▲") for words in reached[1:6]] == [
            "Show",
            "Clear the search",
            "Name",
            "Agency",
            "Joined",
        ]
        sender.page.get_by_role("link", name="Joined").focus()
        keys.press("Enter")
        expect(sender.page.get_by_role("columnheader", name="Joined")).to_have_attribute(
            "aria-sort", "descending"
        )


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_the_bar_of_a_phone_is_short_and_says_where_one_is(
    browser: Browser, stocked: Site, javascript: bool
) -> None:
    with a_visitor(browser, stocked.url, size=PHONE, javascript=javascript) as unit:
        stocked.let_in(unit.page, name="Robin Of A Name That Is Far Longer Than Any Telephone Is Wide")
        unit.open("/console/members/invitations")
        unit.can_use_the_page()
        bars = unit.page.locator(".heard-pages").bounding_box()
        assert bars is not None
        assert bars["y"] + bars["height"] < 400  # more than a third of the screen is left
        expect(unit.page.get_by_role("button", name="Sign out")).to_be_in_viewport()
        here = unit.page.get_by_role("navigation", name="Action group").locator("[aria-current]")
        expect(here).to_have_text("Invitations")
        if javascript:
            unit.tap("Menu")
        unit.page.get_by_role("navigation", name="Console").get_by_role("link", name="Surveys").click()
        unit.is_asked("Surveys")
        unit.can_use_the_page()
