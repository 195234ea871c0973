"""The staff at work in browsers of their own: what each role does, and what nobody may do alone."""

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, expect

from api.staff.person import Role
from bot.demonstration.words import words
from tests.journeys.browser import DESK, Visitor, a_visitor
from tests.journeys.conftest import Office, Site

pytestmark = pytest.mark.journey

ASK, APPROVE, SEND = "Ask for approval", "Approve it", "Send it now"
SIGN_OUT = "Sign out"


@contextmanager
def at_work(browser: Browser, office: Office, role: Role | None) -> Iterator[Visitor]:
    with a_visitor(browser, office.url, size=DESK) as person:
        office.let_in(person.page, role)
        person.open("/console")
        person.is_asked("Today")
        yield person


def follow(person: Visitor, link: str) -> None:
    person.page.get_by_role("link", name=link, exact=True).first.click()


def does_not_offer(person: Visitor, *buttons: str) -> None:
    for name in buttons:
        expect(person.page.get_by_role("button", name=name, exact=True)).to_have_count(0)


def test_a_broadcast_is_written_by_one_approved_by_another_and_read(browser: Browser, site: Site) -> None:
    title = "Written by one, approved by another"
    with ExitStack() as stack:
        member, sender, approver, reader = (
            stack.enter_context(a_visitor(browser, site.url, size=DESK)) for _ in range(4)
        )
        member.open("/")
        member.write("Your code", site.invitation())
        member.tap("Go")
        member.tap("Join")
        site.let_in(sender.page, "Sam Sender", [Role.SENDER])
        site.let_in(approver.page, "Ada Approver", [Role.APPROVER])
        site.let_in(reader.page, "Pat Scrutineer", [Role.SCRUTINEER])
        sender.open("/console/broadcasts/new")
        sender.write("Title", title)
        sender.write("Text", "Places are open.")
        sender.tap("Save and look at it")
        does_not_offer(sender, APPROVE, SEND)
        sender.tap(ASK)
        sender.reads("a second person has to approve it")
        does_not_offer(sender, APPROVE, SEND)
        approver.open("/console/broadcasts")
        follow(approver, title)
        does_not_offer(approver, SEND)
        approver.tap(APPROVE)
        approver.reads("Ada Approver")
        does_not_offer(approver, APPROVE, SEND)
        sender.open("/console/broadcasts")
        follow(sender, title)
        sender.tap(SEND)
        expect(sender.page.get_by_role("heading", name="Handed out")).to_be_visible()
        member.open("/inbox")
        letter = member.page.get_by_role("article").filter(has_text=title)
        expect(letter).to_contain_text("Places are open.")
        reader.open("/console/broadcasts")
        follow(reader, title)
        expect(reader.page.get_by_role("main").get_by_role("button")).to_have_count(0)


def test_who_holds_every_role_does_not_approve_their_own(browser: Browser, office: Office) -> None:
    with at_work(browser, office, None) as everyone:
        everyone.open("/console/broadcasts/new")
        everyone.write("Title", "Mine from end to end")
        everyone.write("Text", "Places are open.")
        everyone.tap("Save and look at it")
        everyone.tap(ASK)
        everyone.reads("a second person has to approve it")
        does_not_offer(everyone, APPROVE, SEND)


def test_an_analyst_opens_findings_and_fetches_the_paper(browser: Browser, office: Office) -> None:
    with at_work(browser, office, Role.ANALYST) as analyst:
        follow(analyst, "Surveys")
        follow(analyst, "Findings")
        analyst.is_asked("Findings")
        analyst.page.get_by_role("table").get_by_role("rowheader").get_by_role("link").first.click()
        expect(analyst.page.get_by_role("table").first).to_be_visible()
        analyst.can_use_the_page()
        with analyst.page.expect_download() as coming:
            analyst.page.get_by_role("link", name="PDF").first.click()
        with pikepdf.open(io.BytesIO(Path(coming.value.path()).read_bytes())) as paper:
            assert len(paper.pages) >= 1


def test_a_scrutineer_reads_all_of_it_and_changes_nothing(browser: Browser, office: Office) -> None:
    with at_work(browser, office, Role.SCRUTINEER) as scrutineer:
        bar = scrutineer.page.get_by_role("navigation", name="Console")
        for section in bar.get_by_role("link").all_inner_texts():
            scrutineer.open("/console")
            bar.get_by_role("link", name=section, exact=True).click()
            posts = scrutineer.page.locator("form[method=post] button:visible")
            expect(posts).to_have_text([SIGN_OUT])
        scrutineer.open("/console/findings")
        scrutineer.page.get_by_role("table").get_by_role("rowheader").get_by_role("link").first.click()
        expect(scrutineer.page.locator("form[method=post] button:visible")).to_have_text([SIGN_OUT])
        scrutineer.open("/console/audit")
        scrutineer.write("Name or job title", "Charlie")
        scrutineer.tap("Show")
        scrutineer.reads("Charlie Invented")
        scrutineer.can_use_the_page()
        expect(scrutineer.page.locator("form[method=post] button:visible")).to_have_text([SIGN_OUT])


def test_a_safety_reviewer_deals_with_an_alert(browser: Browser, office: Office) -> None:
    with at_work(browser, office, Role.SAFETY) as reviewer:
        # Read or unread: other journeys walk through the same office.
        reviewer.page.get_by_role("main").get_by_role("link", name="worrying answer").first.click()
        waiting = reviewer.page.get_by_role("rowheader").get_by_role("link")
        alert = str(waiting.first.get_attribute("href"))
        reviewer.open(alert)
        reviewer.page.get_by_label("Something was done").check()
        reviewer.tap("Save")
        reviewer.reads("There is a problem")
        reviewer.write("What was done, or why nothing was?", "Passed to the front door.")
        reviewer.tap("Save")
        reviewer.is_asked("Safety queue")
        assert alert not in [link.get_attribute("href") for link in waiting.all()]
        reviewer.open(alert)
        reviewer.reads("Passed to the front door.")
        reviewer.reads("Charlie Invented, Duty reviewer")
        does_not_offer(reviewer, "Save")


def test_an_administrator_invites_a_colleague_and_sees_no_answer(browser: Browser, office: Office) -> None:
    told = [worry["text"] for worry in words()["worries"]["earlier"]]
    with at_work(browser, office, Role.ADMINISTRATOR) as administrator:
        follow(administrator, "Running Heard")
        administrator.is_asked("Accounts")
        administrator.tap("Make an account")
        administrator.write("Name", "Nadia New")
        administrator.write("Job title", "Analyst")
        administrator.write("E-mail address", "nadia@example.org")
        administrator.page.get_by_label("Analyst", exact=True).check()
        administrator.tap("Make the account")
        administrator.reads("It is shown only now")
        link = administrator.page.get_by_label("Link", exact=True).input_value().strip()
        with a_visitor(browser, office.url, size=DESK) as nadia:
            nadia.page.goto(link)
            nadia.reads("This is the account of Nadia New")
        for path in ("findings", "alerts", "contacts", "waves", "surveys", "broadcasts", "members"):
            administrator.open(f"/console/{path}")
            administrator.is_asked("This page is for other roles")
            assert not [words for words in told if words in administrator.page.content()]
