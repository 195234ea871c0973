"""What people wrote, from the first label to a quote in the report: an analyst, a second person, others."""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from uuid import UUID

import docx
import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import Session

from api import clock
from api.meaning import coding
from api.staff.person import Role
from api.waves import catalogue
from api.waves import service as waves
from api.waves.service import Plan
from api.waves.tables import WaveRow
from tests import comments
from tests.comments import QUESTION
from tests.journeys.browser import PHONE
from tests.journeys.conftest import Site, a_site
from tests.journeys.test_business_unit import Unit, a_unit, download, follow
from tests.people import KIM

pytestmark = pytest.mark.journey

GROUPS = {"your_voice_matters": "Made-up years 9 and 10", "parents_and_carers": "Made-up parents"}
LABELLED, BY_HAND = 96, 5
THEME = "Getting around"
SHORTER = "The bus is horrible …"


@dataclass(frozen=True)
class Room:
    """A closed wave with comments, and where its pages are."""

    title: str
    wave: UUID

    @property
    def place(self) -> str:
        return f"/console/comments/{self.wave}"


@pytest.fixture(scope="module")
def site(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A Heard of its own, that is empty at first. Nobody here asks Rasa anything."""
    away = {"HEARD_RASA_URL": "http://127.0.0.1:9"}
    name = f"heard_comments_{os.getpid()}"
    with a_site(database_url, tmp_path_factory.mktemp("comments"), name, **away) as running:
        yield running


def a_room(site: Site, survey: str, ear: Callable[[str], str]) -> Room:
    """A wave of which somebody has labelled nearly enough, as they sound to this ear."""
    title = GROUPS[survey]

    def opened(key: str) -> WaveRow:
        asked = catalogue.newest(session, key)
        plan = Plan(title=title, watched=False, invited=150, languages=asked.languages)
        return waves.plan(session, site.keys, asked, plan, clock.now())

    with Session(site.engine, expire_on_commit=False) as session:
        wave = comments.closed(session, opened, comments.some(55, 55, 20), survey, title)
        comments.label(session, wave, LABELLED, ear)
    return Room(title, wave)


def wrongly(words: str) -> str:
    """As if nothing in a comment told how it sounds."""
    return "positive" if len(words) % 2 else "negative"


def label_one(analyst: Unit, ear: Callable[[str], str]) -> None:
    """Two taps, and the next one is there without a third."""
    named = analyst.page.locator("input[name=comment]").first
    name, words = named.input_value(), analyst.page.locator("#comment").inner_text()
    analyst.page.get_by_label(ear(words).capitalize()).check()
    analyst.tap("Save and show the next one")
    expect(named).not_to_have_value(name)
    for part in (analyst.page.locator("#comment"), analyst.page.get_by_role("button", name="Save and show")):
        expect(part).to_be_in_viewport(ratio=1)


def label_the_last(analyst: Unit, room: Room, ear: Callable[[str], str]) -> None:
    """On a phone; one is forgotten at first, and one is looked at twice."""
    analyst.open("/console/comments")
    analyst.everybody_can_use_the_page()
    follow(analyst, room.title)
    analyst.reads("About 90 comments are labelled")
    analyst.everybody_can_use_the_page()
    analyst.page.get_by_role("link", name="Label comments").click()
    analyst.is_asked("How do they sound?")
    analyst.everybody_can_use_the_page()
    first = analyst.page.locator("#comment").inner_text()
    analyst.tap("Save and show the next one")
    analyst.reads("There is a problem")
    analyst.everybody_can_use_the_page()
    expect(analyst.page.locator("#comment")).to_have_text(first)
    analyst.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    label_one(analyst, ear)
    analyst.tap("Go back to the last comment")
    expect(analyst.page.locator("#comment")).to_have_text(first)
    for _ in range(BY_HAND):
        label_one(analyst, ear)
    analyst.everybody_can_use_the_page()


def check_the_tone(analyst: Unit, found: str) -> None:
    analyst.reads("Enough comments are labelled. Check the tone against them")
    analyst.tap("Check the tone against the labels")
    analyst.reads(found)
    expect(analyst.page.get_by_role("table", name="The programs, held against the labels")).to_be_visible()
    analyst.everybody_can_use_the_page()


def confirm_themes(analyst: Unit, site: Site, room: Room) -> None:
    """The first page by hand, where one tick is missing; the others as they are suggested."""
    analyst.open(room.place)
    analyst.page.get_by_role("link", name="Read them").click()
    analyst.is_asked("What are they about?")
    analyst.everybody_can_use_the_page()
    first = analyst.page.get_by_role("group").filter(has_text="Comment 1:").first
    first.locator("summary").click()
    first.get_by_label("Waiting and getting help in time").check()
    analyst.tap("These are right")
    analyst.reads("Page 2")
    follow(analyst, "Page 1")
    expect(first.get_by_label("Waiting and getting help in time")).to_be_checked()
    analyst.everybody_can_use_the_page()
    with Session(site.engine) as session:
        number = 2
        while (page := coding.page(session, room.wave, QUESTION, number)).comments:
            ticked = {one.response_id: one.ticked for one in page.comments}
            coding.confirm(session, KIM, room.wave, QUESTION, ticked)
            number += 1
        session.commit()


def count(analyst: Unit, room: Room, tone: str) -> None:
    analyst.open(room.place)
    analyst.tap("Count the comments now")
    analyst.reads("Counted on")
    analyst.reads(tone)
    expect(analyst.page.get_by_role("table", name="What comments were about")).to_contain_text(THEME)
    analyst.everybody_can_use_the_page()


def propose(analyst: Unit) -> None:
    """Words that many could have written, and fewer of them."""
    analyst.page.get_by_role("link", name=THEME).click()
    analyst.is_asked(f"Choose a quote: {THEME}")
    analyst.everybody_can_use_the_page()
    said = analyst.page.locator(".heard-letter").all_inner_texts()
    place = next(place for place, words in enumerate(said, 1) if "horrible" in words)
    analyst.tap(f"Propose comment {place}")
    analyst.is_asked(f"Quote: {THEME}")
    analyst.everybody_can_use_the_page()
    analyst.write("Shorten it", "The bus is always horrible")
    analyst.tap("Save")
    analyst.reads("Nothing may be added")
    analyst.everybody_can_use_the_page()
    expect(analyst.page.get_by_label("Shorten it")).to_have_value("The bus is always horrible")
    analyst.write("Shorten it", SHORTER)
    analyst.tap("Save")
    analyst.reads(f"“{SHORTER}”")
    analyst.reads("You have written in it, so a second person has to approve it")
    expect(analyst.page.get_by_role("button", name="Approve this quote")).to_have_count(0)


def approve(approver: Unit) -> None:
    approver.open("/console")
    follow(approver, "One quote to approve")
    approver.reads("The whole comment")
    approver.everybody_can_use_the_page()
    approver.tap("Approve this quote")
    approver.reads("It may stand in reports")
    approver.everybody_can_use_the_page()
    approver.open("/console/quotes")
    approver.reads(SHORTER)
    approver.everybody_can_use_the_page()


def only_what_was_approved_is_read(scrutineer: Unit, room: Room) -> None:
    """By whoever watches over it: numbers and the quote, and no comment."""
    scrutineer.open(room.place)
    scrutineer.reads(SHORTER)
    scrutineer.everybody_can_use_the_page()
    assert not [words for words in (*comments.GOOD, *comments.BAD) if words in scrutineer.page.content()]
    for place in (f"tone/{QUESTION}", f"themes/{QUESTION}", f"quotes/{QUESTION}/travelling"):
        scrutineer.open(f"{room.place}/{place}")
        scrutineer.is_asked("This page is for other roles")


def is_withdrawn(approver: Unit) -> None:
    """In two steps: there is no way back."""
    follow(approver, SHORTER)
    expect(approver.page.get_by_role("button", name="Withdraw this quote")).to_be_hidden()
    approver.page.get_by_text("Withdraw it").click()
    approver.tap("Withdraw this quote")
    approver.reads("It was withdrawn, and its words are kept here no more")
    approver.everybody_can_use_the_page()


def stands_in_the_report(analyst: Unit, room: Room, tone: str) -> None:
    analyst.open(f"/console/reports/new?wave={room.wave}")
    analyst.tap("Begin on this wave")
    analyst.reads("begun by")
    analyst.reads(SHORTER)
    analyst.reads(tone)
    analyst.everybody_can_use_the_page()
    lines = [line.text for line in docx.Document(io.BytesIO(download(analyst, "Word"))).paragraphs]
    assert any(SHORTER in line for line in lines)


@pytest.mark.parametrize(
    ("javascript", "survey", "ear", "found", "shown", "reported"),
    [
        (
            True,
            "your_voice_matters",
            comments.sounds,
            "The tone of this question is shown.",
            "Each share is right within about",
            "How the comments sounded",
        ),
        (
            False,
            "parents_and_carers",
            wrongly,
            "The tone of this question is not shown.",
            "a check by people found that the program is wrong too often",
            "How these comments sounded is not shown",
        ),
    ],
    ids=["trusted, script", "mistrusted, no-script"],
)
def test_comments_are_labelled_sorted_and_quoted(
    browser: Browser,
    site: Site,
    javascript: bool,
    survey: str,
    ear: Callable[[str], str],
    found: str,
    shown: str,
    reported: str,
) -> None:
    room = a_room(site, survey, ear)
    with ExitStack() as stack:
        analyst, approver, scrutineer = staff = [
            stack.enter_context(a_unit(browser, site, javascript=javascript)) for _ in range(3)
        ]
        site.let_in(analyst.page, "Jo Fictional", [Role.ANALYST])
        site.let_in(approver.page, "Kim Example", [Role.APPROVER])
        site.let_in(scrutineer.page, "Sam Sample", [Role.SCRUTINEER])
        label_the_last(analyst, room, ear)
        check_the_tone(analyst, found)
        confirm_themes(analyst, site, room)
        count(analyst, room, shown)
        propose(analyst)
        approve(approver)
        only_what_was_approved_is_read(scrutineer, room)
        stands_in_the_report(analyst, room, reported)
        is_withdrawn(approver)
        for one in staff:
            assert one.strangers == set()


LEARNED, QUEUE = 300, "The queue is long"
"""The code-book does not know these words."""


def a_confirmed_room(site: Site, survey: str) -> Room:
    """A wave of which somebody has decided every comment, half of them against what was suggested."""
    title = f"Made-up confirmed group, {survey}"

    def opened(key: str) -> WaveRow:
        asked = catalogue.newest(session, key)
        plan = Plan(title=title, watched=False, invited=LEARNED, languages=asked.languages)
        return waves.plan(session, site.keys, asked, plan, clock.now())

    said = [QUEUE, "The bus is full"] * (LEARNED // 2)
    with Session(site.engine, expire_on_commit=False) as session:
        wave = comments.closed(session, opened, said, survey, title)
        number = 1
        while (page := coding.page(session, wave, QUESTION, number)).comments:
            ticked = {
                one.response_id: {"waiting"} if one.words == QUEUE else one.ticked for one in page.comments
            }
            coding.confirm(session, KIM, wave, QUESTION, ticked)
            number += 1
        session.commit()
    return Room(title, wave)


@pytest.mark.parametrize(
    ("javascript", "survey"),
    [(True, "training_after"), (False, "stag_practitioners")],
    ids=["script", "no-script"],
)
def test_suggestions_learn_from_what_was_confirmed(
    browser: Browser, site: Site, javascript: bool, survey: str
) -> None:
    room = a_confirmed_room(site, survey)
    with a_unit(browser, site, javascript=javascript) as analyst:
        site.let_in(analyst.page, "Jo Fictional", [Role.ANALYST])
        analyst.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        analyst.open(f"{room.place}/themes/{QUESTION}")
        analyst.tap("Learn from what was confirmed")
        analyst.reads("Suggestions have learned from about 300 confirmed comments")
        analyst.page.get_by_text("How good the suggestions are").click()
        table = analyst.page.get_by_role("table", name="List of words and what was learned")
        expect(table.get_by_role("row", name="Waiting and getting help in time")).to_contain_text(
            "What was learned"
        )
        analyst.everybody_can_use_the_page()
        assert analyst.strangers == set()
