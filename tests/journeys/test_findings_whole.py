"""From a wave that closes to the partners' report, and back to the young people who answered it."""

import csv
import io
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta

import docx
import openpyxl  # type: ignore[import-untyped]
import pikepdf
import pytest
from playwright.sync_api import Browser, expect

from api import clock
from api.staff.person import Role
from tests.journeys.browser import a_visitor
from tests.journeys.conftest import Site, a_site
from tests.journeys.program import Program
from tests.journeys.test_business_unit import CSV, PDF, Unit, a_unit, download, follow

pytestmark = pytest.mark.journey

TITLE = "Made-up years 9 and 10"
QUESTION = "How safe do you feel when you travel?"
# So many choose the first, the second and the third answer to each question.
PEOPLE = (17, 11, 2)
XLSX = "Protected numbers for Excel, with a data dictionary (XLSX)"
JSON = "Protected numbers for other programs (JSON)"
MESSAGE = "Most feel safe when they travel"
DECISION = "Agree who pays for the lamps"
CHANGE = "The way to the bus is lit"
EVIDENCE = "Forty lamps stand there"
SAID = "Many of you do not feel safe on the way to school."
DID = "There are forty lamps now. You can see the way."
DUE = clock.today() + timedelta(days=30)


@pytest.fixture(scope="module")
def site(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A Heard of its own, that is empty at first. Nobody here asks Rasa anything."""
    away = {"HEARD_RASA_URL": "http://127.0.0.1:9"}
    name = f"heard_whole_{os.getpid()}"
    with a_site(database_url, tmp_path_factory.mktemp("whole"), name, **away) as running:
        yield running


def people_answer(site: Site, code: str) -> None:
    def one(place: int) -> None:
        program = Program(site.url)
        program.answer_all(code, place)
        program.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, [place for place, people in enumerate(PEOPLE) for _ in range(people)]))


def is_refused(unit: Unit, path: str) -> None:
    unit.open(path)
    unit.is_asked("This page is for other roles")
    unit.everybody_can_use_the_page()
    assert TITLE not in unit.page.content()


def close(author: Unit) -> str:
    """Whoever closes it may not look into it; where its findings are."""
    author.open("/console/waves")
    follow(author, TITLE)
    author.everybody_can_use_the_page()
    author.tap("Close this wave")
    author.everybody_can_use_the_page()
    author.tap("Close the wave")
    expect(author.page.get_by_text("An analyst or a scrutineer can read them")).to_be_visible()
    author.everybody_can_use_the_page()
    place = author.page.url.removeprefix(author.site).replace("/waves/", "/findings/")
    is_refused(author, place)
    return place


def look_at_the_numbers(analyst: Unit, place: str) -> None:
    """The same numbers on the page and in every file."""
    analyst.finds("/console/findings", "Ready")
    analyst.everybody_can_use_the_page()
    follow(analyst, TITLE)
    analyst.is_asked(TITLE)
    analyst.everybody_can_use_the_page()
    assert analyst.page.url.endswith(place)
    table = analyst.page.get_by_role("table", name=QUESTION)
    shown = [
        [row.get_by_role("rowheader").inner_text(), row.get_by_role("cell").first.inner_text()]
        for row in table.get_by_role("row").all()[1:4]
    ]
    assert shown == [["Very safe", "15"], ["Safe", "10"], ["In between", "0 to 7"]]
    lines = list(csv.reader(io.StringIO(download(analyst, CSV).decode("utf-8-sig"), newline="")))
    assert [line[1:3] for line in lines if line[0] == QUESTION][:3] == shown
    book = openpyxl.load_workbook(io.BytesIO(download(analyst, XLSX)))
    cells = [[str(cell) for cell in row] for row in book["Numbers"].iter_rows(values_only=True)]
    assert [row[1:3] for row in cells if row[0] == QUESTION][:3] == shown
    told = json.loads(download(analyst, JSON))
    answers = next(one["answers"] for one in told["questions"] if one["label"] == QUESTION)
    assert [one["people"] for one in answers][:3] == [15, 10, None]
    with pikepdf.open(io.BytesIO(download(analyst, PDF))) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)


def write_the_report(analyst: Unit) -> str:
    """As far as a second person's turn; what it is called."""
    follow(analyst, "Begin a report on this wave")
    analyst.is_asked("Begin a report")
    analyst.everybody_can_use_the_page()
    analyst.tap("Begin on this wave")
    analyst.reads("begun by")
    analyst.everybody_can_use_the_page()
    title = analyst.page.get_by_role("heading", level=1).inner_text()
    analyst.tap("Write its first page")
    analyst.everybody_can_use_the_page()
    analyst.write("What they said", MESSAGE)
    analyst.write("What we ask of you (optional)", DECISION)
    analyst.tap("Save and look at it")
    analyst.tap("Ask for approval")
    analyst.reads("You have written in it, so a second person has to approve it")
    expect(analyst.page.get_by_role("button", name="Approve and publish it")).to_have_count(0)
    analyst.everybody_can_use_the_page()
    return title


def publish_the_report(approver: Unit, title: str) -> None:
    approver.open("/console")
    follow(approver, "One report to the partners to approve")
    approver.is_asked(title)
    approver.everybody_can_use_the_page()
    approver.tap("Approve and publish it")
    approver.reads("approved by Kim Example")
    approver.everybody_can_use_the_page()


def take_it_with_them(reader: Unit, title: str) -> None:
    """What is on the page stands in both files, for whoever does not see the charts as well."""
    conclusions = reader.page.locator("figcaption").all_inner_texts()
    assert conclusions
    assert [one.get_attribute("alt") for one in reader.page.locator("figure img").all()] == conclusions
    with pikepdf.open(io.BytesIO(download(reader, "PDF"))) as pdf:
        assert str(pdf.docinfo["/Title"]) == title
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en-GB"
        alts = [str(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
    assert set(conclusions) <= set(alts)
    lines = [line.text for line in docx.Document(io.BytesIO(download(reader, "Word"))).paragraphs]
    assert {MESSAGE, f"1. {DECISION}", *conclusions} <= set(lines)


def act_on_it(analyst: Unit, place: str) -> None:
    """An action that answers one question of the wave, from its first day to its evidence."""
    analyst.open(place)
    analyst.page.get_by_text("Put down an action that answers a question").click()
    analyst.page.locator("details[open]").get_by_role("link", name=QUESTION).click()
    analyst.is_asked("Put down an action")
    analyst.everybody_can_use_the_page()
    for label, typed in (
        ("What is to change?", CHANGE),
        ("How will one see it?", "Fewer feel unsafe on the way"),
        ("Which agency looks after it?", "Made-up Council"),
        ("Which post answers for it?", "Head of Highways"),
        ("Day", str(DUE.day)),
        ("Month", str(DUE.month)),
        ("Year", str(DUE.year)),
    ):
        analyst.page.get_by_label(label, exact=True).fill(typed)
    analyst.tap("Put it down")
    analyst.is_asked(CHANGE)
    analyst.reads(QUESTION)
    analyst.everybody_can_use_the_page()
    follow(analyst, "Look at it")
    analyst.is_asked(TITLE)
    analyst.page.go_back()
    analyst.write("What has changed, and how can one see it?", EVIDENCE)
    analyst.page.locator("form[action$='/evidence']").get_by_role("button").click()
    analyst.page.get_by_label("It is done").check()
    analyst.page.locator("form[action$='/move']").get_by_role("button").click()
    expect(analyst.page.locator("dt", has_text="Closed")).to_be_visible()
    analyst.everybody_can_use_the_page()


def tell(analyst: Unit) -> None:
    analyst.tap("Tell people what was done")
    analyst.page.get_by_label("Young people in years 7 to 13").check()
    analyst.write("You said", SAID)
    analyst.write("What was done, or why it cannot be done", DID)
    analyst.write("Who says so?", "The partnership")
    analyst.tap("Save and look at it")
    analyst.reads("For readers of about")
    analyst.tap("Ask for approval")
    analyst.reads("You have written in it, so a second person has to approve it")
    analyst.everybody_can_use_the_page()


def let_it_out(approver: Unit) -> None:
    approver.open("/console")
    follow(approver, "One entry of “you said, we did” to approve")
    approver.everybody_can_use_the_page()
    approver.tap("Approve and publish it")
    approver.reads("Anybody can read it at")


def test_what_young_people_said_reaches_the_partners_and_comes_back(browser: Browser, site: Site) -> None:
    code = site.open_wave(title=TITLE)
    people_answer(site, code)
    with ExitStack() as stack:
        staff = [stack.enter_context(a_unit(browser, site)) for _ in range(4)]
        young = stack.enter_context(a_visitor(browser, site.url))
        author, analyst, approver, safety = staff
        for unit, name, role in (
            (author, "Robin Madeup", Role.AUTHOR),
            (analyst, "Jo Fictional", Role.ANALYST),
            (approver, "Kim Example", Role.APPROVER),
            (safety, "Sam Sample", Role.SAFETY),
        ):
            site.let_in(unit.page, name, [role])
        place = close(author)
        look_at_the_numbers(analyst, place)
        title = write_the_report(analyst)
        report = analyst.page.url.removeprefix(site.url)
        publish_the_report(approver, title)
        take_it_with_them(approver, title)
        is_refused(safety, report)
        act_on_it(analyst, place)
        tell(analyst)
        let_it_out(approver)
        young.open("/")
        follow(young, "You said, we did")
        young.is_asked("You said, we did")
        young.can_use_the_page()
        follow(young, "I am in year 7 or above")
        young.reads(SAID)
        young.reads(DID)
        young.can_use_the_page()
        young.open(report)
        young.is_asked("Sign in to the console")
        for one in (*staff, young):
            assert one.strangers == set()
