"""A report from its first word to the partners: an analyst, a scrutineer who comments, a second person."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

import docx
import pikepdf
import pytest
from playwright.sync_api import Browser, expect

from api.staff.person import Role
from tests.journeys.browser import DESK, PHONE, Visitor, a_visitor
from tests.journeys.conftest import Office

pytestmark = pytest.mark.journey

MESSAGES = "- Most feel safe at home\n- The way to school feels least safe"
DECISION = "Agree who answers for the lights"


@contextmanager
def signed_in(browser: Browser, office: Office, role: Role) -> Iterator[Visitor]:
    with a_visitor(browser, office.url, size=DESK) as visitor:
        office.let_in(visitor.page, role)
        visitor.open("/console/reports")
        yield visitor


def looks_at(visitor: Visitor, heading: str) -> None:
    """The page is there, and everybody can use it on a phone and at a desk."""
    visitor.is_asked(heading)
    for size in (PHONE, DESK):
        visitor.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        visitor.can_use_the_page()


def follow(visitor: Visitor, link: str) -> None:
    visitor.page.get_by_role("link", name=link, exact=True).first.click()


def taken(visitor: Visitor, kind: str) -> bytes:
    with visitor.page.expect_download() as download:
        follow(visitor, kind)
    return download.value.path().read_bytes()


def test_a_report_goes_from_its_first_word_to_the_partners(browser: Browser, office: Office) -> None:
    with (
        signed_in(browser, office, Role.ANALYST) as analyst,
        signed_in(browser, office, Role.SCRUTINEER) as scrutineer,
        signed_in(browser, office, Role.APPROVER) as approver,
    ):
        looks_at(analyst, "Reports")
        analyst.tap("Begin a report")
        looks_at(analyst, "Begin a report")
        analyst.tap("Begin on this year")
        analyst.reads("begun by")
        title = analyst.page.get_by_role("heading", level=1).inner_text()
        looks_at(analyst, title)
        analyst.tap("Write its first page")
        looks_at(analyst, "The first page")
        analyst.write("What they said", "one\n" * 6)
        analyst.tap("Save and look at it")
        analyst.reads("Keep it to 5 messages")
        looks_at(analyst, "The first page")
        analyst.write("What they said", MESSAGES)
        analyst.write("What we ask of you (optional)", DECISION)
        analyst.tap("Save and look at it")
        analyst.reads("The way to school feels least safe")
        scrutineer.open("/console/reports")
        follow(scrutineer, title)
        scrutineer.write("What should be otherwise?", "Say since when")
        scrutineer.tap("Add the comment")
        scrutineer.reads("Say since when")
        looks_at(scrutineer, title)
        analyst.tap("Ask for approval")
        analyst.reads("One comment is not settled yet")
        analyst.page.get_by_role("button", name="Settle it").click()
        analyst.tap("Ask for approval")
        analyst.reads("You have written in it, so a second person has to approve it")
        expect(analyst.page.get_by_role("button", name="Approve and publish it")).to_have_count(0)
        approver.open("/console")
        follow(approver, "2 reports to the partners to approve")
        follow(approver, title)
        looks_at(approver, title)
        approver.tap("Approve and publish it")
        approver.reads("approved by")
        with pikepdf.open(io.BytesIO(taken(approver, "PDF"))) as pdf:
            assert str(pdf.docinfo["/Title"]) == title
        words = [line.text for line in docx.Document(io.BytesIO(taken(approver, "Word"))).paragraphs]
        assert f"1. {DECISION}" in words
        assert analyst.strangers == scrutineer.strangers == approver.strangers == set()
