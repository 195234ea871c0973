"""A parent answers the parents' survey in a browser."""

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import Session, select

from api.runs import service as runs
from api.runs.tables import RunRow
from tests.journeys.browser import PHONE, Visitor, a_visitor
from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey
SENT = "Your answers have been sent. Thank you."


def start(visitor: Visitor, code: str) -> None:
    visitor.open(f"/join/{code}")
    visitor.tap("Show me the questions")
    visitor.reads("Nobody is reading your answers right now")
    visitor.tap("Start")
    visitor.is_asked("What worries you most about your child's safety?")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_the_whole_way(browser: Browser, site: Site, javascript: bool) -> None:
    with a_visitor(browser, site.url, size=PHONE, javascript=javascript) as parent:
        start(parent, site.open_wave("parents_and_carers"))
        parent.can_use_the_page()
        for worry in ("Bullying", "Violence or knives"):
            parent.tap(worry)
            expect(parent.page.get_by_role("button", name=worry)).to_have_attribute("aria-pressed", "true")
        parent.can_use_the_page()
        parent.tap("That's all")
        parent.is_asked("How safe is your child in the area where you live?")
        parent.tap("Safe")
        parent.is_asked("If you were worried about a child, would you know who to contact?")
        heading = parent.page.get_by_role("heading", level=1)
        while (shown := heading.inner_text()) != "Check your answers":
            parent.can_use_the_page()
            parent.tap("Skip")
            expect(heading).not_to_have_text(shown)
        parent.can_use_the_page()
        parent.tap("Send my answers")
        parent.is_asked(SENT)
    with Session(site.engine) as session:
        finished = [run for run in session.exec(select(RunRow)).all() if run.finished]
        answers = [runs.progress(site.keys, run).answers for run in finished]
        assert ["bullying", "violence"] in [one.get("worries") for one in answers]


def test_a_tick_taken_back_is_not_kept(browser: Browser, site: Site) -> None:
    with a_visitor(browser, site.url) as parent:
        start(parent, site.open_wave("parents_and_carers"))
        bullying = parent.page.get_by_role("button", name="Bullying")
        parent.tap("Bullying")
        expect(bullying).to_have_attribute("aria-pressed", "true")
        expect(bullying).to_be_focused()
        parent.tap("Bullying")
        expect(bullying).to_have_attribute("aria-pressed", "false")


def test_help_speaks_to_a_parent(browser: Browser, site: Site) -> None:
    with a_visitor(browser, site.url) as parent:
        start(parent, site.open_wave("parents_and_carers"))
        parent.tap("I need help")
        parent.reads("NSPCC")
        parent.is_asked("What worries you most about your child's safety?")
