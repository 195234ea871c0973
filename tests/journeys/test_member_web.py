"""A member of the action group on the web: joins by invitation and finds broadcasts in the inbox."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import select

from api import clock
from api.broadcasts import service as broadcasts
from api.db import transaction
from api.members import links
from api.members.tables import MemberRow
from tests.journeys.browser import DESK, PHONE, Visitor, a_visitor
from tests.journeys.conftest import Site
from tests.people import ROBIN, approved

pytestmark = pytest.mark.journey


@pytest.fixture
def member(browser: Browser, site: Site) -> Iterator[Visitor]:
    with a_visitor(browser, site.url) as visitor:
        yield visitor


@pytest.fixture
def stranger(browser: Browser, site: Site) -> Iterator[Visitor]:
    with a_visitor(browser, site.url) as visitor:
        yield visitor


def bring(visitor: Visitor, code: str) -> None:
    """Types an invitation on the first page, as people type."""
    visitor.open("/")
    visitor.write("Your code", f"{code[:4].lower()} {code[4:8]}-{code[8:]}")
    visitor.tap("Go")
    visitor.tap("Join")


def broadcast(site: Site, title: str) -> None:
    with transaction(site.engine) as session:
        letter = approved(session, title, "Places are open.\n\n- Tell your team\n- <b>Bring</b> a friend")
        broadcasts.send(session, ROBIN, letter.id)


def is_in_the_inbox(member: Visitor, title: str) -> None:
    member.finds("/inbox", title)
    letter = member.page.get_by_role("article").filter(has=member.page.get_by_role("heading", name=title))
    expect(letter.get_by_role("listitem")).to_have_text(["Tell your team", "<b>Bring</b> a friend"])


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_member_joins_and_is_written_to(browser: Browser, site: Site, javascript: bool) -> None:
    title = f"Training in {'March' if javascript else 'April'}"
    with (
        a_visitor(browser, site.url, size=DESK, javascript=javascript) as member,
        a_visitor(browser, site.url, size=PHONE, javascript=javascript) as stranger,
    ):
        bring(member, site.invitation())
        member.is_asked("Your messages")
        member.reads("No messages yet")
        member.can_use_the_page()
        broadcast(site, title)
        is_in_the_inbox(member, title)
        member.can_use_the_page()
        stranger.open("/inbox")
        stranger.is_asked("Action group messages")
        expect(stranger.page.get_by_text(title)).to_have_count(0)
        stranger.can_use_the_page()


def test_a_link_preview_uses_no_invitation_up(member: Visitor, stranger: Visitor, site: Site) -> None:
    code = site.invitation()
    stranger.open(f"/join/{code}")
    member.open(f"/join/{code}")
    member.can_use_the_page()
    member.tap("Join")
    member.is_asked("Your messages")


def test_a_used_invitation_is_refused_kindly(member: Visitor, stranger: Visitor, site: Site) -> None:
    code = site.invitation()
    bring(member, code)
    member.is_asked("Your messages")
    bring(stranger, code)
    stranger.reads("This invitation has been used already")
    stranger.can_use_the_page()
    broadcast(site, "For members only")
    is_in_the_inbox(member, "For members only")
    stranger.open("/inbox")
    stranger.is_asked("Action group messages")


def test_a_member_who_joined_twice_is_told_so_and_the_second_code_still_works(
    member: Visitor, stranger: Visitor, site: Site
) -> None:
    first, second = site.invitation(), site.invitation(name="Robin Madeup")
    bring(member, first)
    member.is_asked("Your messages")
    bring(member, second)
    member.reads("You have already joined")
    bring(stranger, second)
    stranger.is_asked("Your messages")


def test_joining_in_the_chat_lasts_beyond_the_window(member: Visitor, site: Site) -> None:
    member.open("/")
    member.tap("Ask a question")
    member.write("Ask in your own words", site.invitation())
    member.tap("Send")
    member.reads("Welcome to the Safeguarding Together Action Group")
    kept = {str(one.get("name")): one.get("expires", -1) for one in member.page.context.cookies()}
    assert kept["heard_person"] > 0
    broadcast(site, "For who joined in the chat")
    is_in_the_inbox(member, "For who joined in the chat")


def test_a_practitioners_inbox_is_forgotten_only_when_asked_to(member: Visitor, site: Site) -> None:
    bring(member, site.invitation())
    member.is_asked("Your messages")
    member.page.get_by_role("button", name="Exit this page", exact=True).click()
    member.page.wait_for_url("**/weather")
    member.open("/inbox")
    member.is_asked("Your messages")
    member.tap("Forget me in this browser")
    member.is_asked("This is closed")
    member.open("/inbox")
    member.is_asked("Action group messages")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_member_chooses_and_leaves(browser: Browser, site: Site, javascript: bool) -> None:
    with a_visitor(browser, site.url, size=PHONE, javascript=javascript) as member:
        bring(member, site.invitation())
        member.page.get_by_role("link", name="Choose how, when and about what").click()
        member.can_use_the_page()
        member.page.get_by_label("Your role").fill("x" * 61)
        member.page.get_by_label("Training and guidance").uncheck()
        member.tap("Save")
        member.reads("Write a role of at most 60 letters")
        member.can_use_the_page()
        member.page.get_by_label("Your role").fill("Designated lead")
        member.page.get_by_label("From").select_option("20:00")
        member.page.get_by_label("Until").select_option("07:00")
        member.tap("Save")
        member.reads("Your choices are kept")
        expect(member.page.get_by_label("Training and guidance")).not_to_be_checked()
        member.page.get_by_role("link", name="Leave the action group").click()
        member.can_use_the_page()
        member.tap("Yes, delete what is kept about me")
        member.is_asked("You have left the action group")
        member.open("/inbox")
        member.is_asked("Action group messages")


def test_a_link_lets_another_browser_in_once(member: Visitor, stranger: Visitor, site: Site) -> None:
    bring(member, site.invitation(name="Lin Link"))
    member.is_asked("Your messages")
    with transaction(site.engine) as session:
        row = session.exec(select(MemberRow).where(MemberRow.name == "Lin Link")).one()
        link = f"/link/{links.to_come_in(session, row.id, clock.now())}"
    stranger.open(link)
    stranger.can_use_the_page()
    stranger.tap("Open my messages")
    stranger.is_asked("Your messages")
    stranger.open(link)
    stranger.is_asked("This link does nothing any more")
    stranger.can_use_the_page()
    member.open("/inbox")
    member.is_asked("Your messages")
