"""The business unit in a browser: a wave from its opening to the report, and a broadcast to the members."""

import csv
import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from api.staff.person import Role
from tests.journeys.browser import DESK, PHONE, SCRIPTS, Visitor, a_visitor
from tests.journeys.conftest import Site
from tests.journeys.program import Program

pytestmark = pytest.mark.journey

# In no date and no percentage of such a group, so that it cannot be met by chance.
PEOPLE = 34
TITLE = "Made-up Year 9, “spring” & more"
CSV = "Protected numbers (CSV)"
PDF = "Summary for the Delegated Safeguarding Partners (PDF)"
HARM = "my uncle hits me with his zebra belt"


@dataclass
class Unit(Visitor):
    """Where scripts are off, axe (a script itself) looks at a copy of each page in the window `copy`."""

    copy: Page | None = None

    def everybody_can_use_the_page(self) -> None:
        # A page that is half there has no heading yet.
        self.page.wait_for_load_state()
        seen: Visitor = self
        if self.copy is not None:
            seen, address, body = (
                Visitor(self.copy, self.site),
                self.page.url,
                SCRIPTS.sub("", self.page.content()),
            )
            show = partial(Route.fulfill, body=body, content_type="text/html")
            self.copy.route(address, show, times=1)
            self.copy.goto(address)
        for size in (PHONE, DESK):
            seen.page.set_viewport_size({"width": size["width"], "height": size["height"]})
            seen.can_use_the_page()


@contextmanager
def a_unit(browser: Browser, site: Site, *, javascript: bool = True) -> Iterator[Unit]:
    with a_visitor(browser, site.url, size=DESK, javascript=javascript) as own, ExitStack() as stack:
        unit = Unit(own.page, own.site, javascript, own.troubles, own.strangers)
        if not javascript:
            unit.copy = stack.enter_context(a_visitor(browser, site.url)).page
        yield unit


@contextmanager
def signed_in(browser: Browser, site: Site, *, javascript: bool = True) -> Iterator[Unit]:
    with a_unit(browser, site, javascript=javascript) as unit:
        site.let_in(unit.page)
        unit.is_asked("Today")
        yield unit


@pytest.fixture
def unit(browser: Browser, site: Site) -> Iterator[Unit]:
    with signed_in(browser, site) as visitor:
        yield visitor


def follow(visitor: Visitor, link: str) -> None:
    visitor.page.get_by_role("link", name=link, exact=True).first.click()


def look_until(visitor: Visitor, there: Locator) -> None:
    """Waits for something: the page looks by itself, or is asked again by its link."""
    if visitor.javascript:
        expect(there).to_be_visible()
        visitor.page.wait_for_load_state()
    else:
        visitor.looks_until(there, lambda: follow(visitor, "Look again"))


def open_a_wave(unit: Unit) -> str:
    """Fills the forms, wrongly at first; the code that is to be handed out."""
    follow(unit, "Surveys")
    follow(unit, "Waves")
    unit.everybody_can_use_the_page()
    unit.tap("Open a wave")
    unit.tap("Continue")
    unit.reads("There is a problem")
    unit.everybody_can_use_the_page()
    unit.page.get_by_label("Your Voice Matters", exact=True).check()
    unit.tap("Continue")
    unit.everybody_can_use_the_page()
    unit.write("Who is asked?", TITLE)
    unit.write("How many people are asked? (optional)", "about forty")
    unit.page.get_by_role("group", name="When does it close?").get_by_label("On a day, by itself").check()
    write_a_moment(unit, "closes", "31 2 2030", "3:30pm")
    unit.tap("Open the wave")
    unit.reads("There is a problem")
    unit.everybody_can_use_the_page()
    expect(unit.page.get_by_label("Who is asked?")).to_have_value(TITLE)
    expect(unit.page.get_by_label("Time it closes")).to_have_value("3:30pm")
    write_a_moment(unit, "closes", "28 2 2030", "3:30pm")
    unit.page.get_by_label("By one link for all").check()
    unit.page.get_by_label("No", exact=True).check()
    unit.write("How many people are asked? (optional)", "52")
    unit.tap("Open the wave")
    unit.is_asked(TITLE)
    unit.reads("Hand this out")
    unit.reads("Closes by itself at 3:30pm on Thursday 28 February 2030")
    unit.everybody_can_use_the_page()
    return unit.page.locator(".heard-code").inner_text()


def write_a_moment(unit: Unit, what: str, day: str, time: str) -> None:
    fields = unit.page.get_by_role("group", name=f"Day it {what}")
    for label, part in zip(("Day", "Month", "Year"), day.split(), strict=True):
        fields.get_by_label(label, exact=True).fill(part)
    unit.write(f"Time it {what}", time)


def close_later(unit: Unit) -> None:
    follow(unit, "Change when it closes")
    unit.everybody_can_use_the_page()
    unit.page.get_by_label("When somebody closes it here").check()
    unit.tap("Save")
    unit.reads("Stays open until somebody closes it")


def people_answer(site: Site, code: str) -> None:
    """Made-up people, most of them content; the words of one show harm."""

    def one(number: int) -> None:
        words = HARM if number == 0 else "More light on the path would help."
        program = Program(site.url, words)
        program.answer_all(code, 0 if number < 18 else 1 if number < 31 else 2)
        program.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(PEOPLE)))


def close_the_wave(unit: Unit) -> None:
    unit.tap("Close this wave")
    unit.everybody_can_use_the_page()
    unit.tap("Close the wave")
    unit.reads("The wave is being closed")
    look_until(unit, unit.page.get_by_role("button", name="Open its findings"))
    expect(unit.page.locator("main .govuk-tag")).to_have_text("Closed")
    unit.everybody_can_use_the_page()
    unit.tap("Open its findings")
    look_until(unit, unit.page.get_by_role("link", name=PDF))


def the_numbers_are_protected(unit: Unit) -> None:
    # All that is published of a wave is attacked first, which takes its time on a busy machine.
    counted = unit.page.get_by_text("About 50 people were asked. About 30 answered.")
    expect(counted.first).to_be_visible()
    unit.page.wait_for_load_state()
    table = unit.page.get_by_role("table", name="How safe do you feel at home?")
    shown = {
        row.get_by_role("rowheader").inner_text(): row.get_by_role("cell").first.inner_text()
        for row in table.get_by_role("row").all()[1:]
    }
    assert shown["Very safe"] == "20"
    assert shown["Safe"] == "15"
    assert shown["In between"] == "0 to 7"
    everything = [cell.split("\t")[0] for cell in unit.page.locator("tbody td").all_inner_texts()]
    counts = {cell for cell in everything if cell.isdecimal()}
    assert counts
    assert {count for count in counts if int(count) % 5} == set()
    assert re.findall(rf"(?<![\w./-]){PEOPLE}(?![\w./-])", unit.page.content()) == []


def download(unit: Unit, link: str) -> bytes:
    with unit.page.expect_download() as coming:
        follow(unit, link)
    return Path(coming.value.path()).read_bytes()


def the_papers_are_right(unit: Unit) -> None:
    rows = list(csv.reader(io.StringIO(download(unit, CSV).decode("utf-8-sig"), newline="")))
    assert ["How safe do you feel at home?", "Very safe", "20"] in [row[:3] for row in rows]
    assert str(PEOPLE) not in {cell for row in rows for cell in row}
    summary = download(unit, PDF)
    with pikepdf.open(io.BytesIO(summary)) as pdf:
        assert len(pdf.pages) == 1
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in pdf.Root
    with pypdfium2.PdfDocument(summary) as document:
        said = " ".join(document[0].get_textpage().get_text_range().split())
    assert TITLE in said
    assert "about 50" in said
    assert not re.search(rf"(?<!\d){PEOPLE}(?!\d)", said)


def the_queue_is_read(unit: Unit) -> None:
    unit.open("/console")
    unit.everybody_can_use_the_page()
    unit.page.get_by_role("link", name=re.compile("worrying answers? that nobody has read")).click()
    unit.is_asked("Safety queue")
    unit.everybody_can_use_the_page()
    assert unit.page.get_by_text("zebra").count() == 0
    links = unit.page.locator('main a[href^="/console/alerts/"]')
    # Other journeys raise alerts as well; and a link leads there also after the rows have been mixed.
    addresses = [str(link.get_attribute("href")) for link in links.all()]
    unit.page.wait_for_timeout(11_000)
    alert = next(address for address in addresses if says(unit, address, "zebra"))
    unit.everybody_can_use_the_page()
    unit.tap("Save")
    unit.reads("There is a problem")
    unit.everybody_can_use_the_page()
    unit.write("What was done, or why nothing was?", "Passed to the duty team.")
    unit.tap("Save")
    unit.reads("Say how it ended")
    expect(unit.page.get_by_label("What was done, or why nothing was?")).to_have_value(
        "Passed to the duty team."
    )
    unit.page.get_by_label("Something was done").check()
    unit.tap("Save")
    unit.is_asked("Safety queue")
    assert unit.page.locator(f'a[href="{alert}"]').count() == 0
    unit.open(alert)
    unit.reads("Passed to the duty team.")
    unit.reads("Robin Madeup, Designated safeguarding lead")
    unit.everybody_can_use_the_page()
    unit.open("/console/audit")
    entry = unit.page.get_by_role("row").filter(has_text="Dealt with an alert: acted")
    expect(entry.filter(has_text="Robin Madeup").first).to_be_visible()
    unit.everybody_can_use_the_page()


def says(unit: Unit, address: str, words: str) -> bool:
    unit.open(address)
    return unit.page.locator("main").get_by_text(words).count() > 0


def somebody_is_on_duty(unit: Unit, name: str) -> None:
    """Once a member has joined."""
    unit.open("/console/duty")
    unit.write("Which role reads alerts?", "")
    unit.write("When?", "working days from 9 to 5")
    unit.tap("Save")
    unit.reads("There is a problem")
    unit.everybody_can_use_the_page()
    expect(unit.page.get_by_label("When?")).to_have_value("working days from 9 to 5")
    unit.write("Which role reads alerts?", "The business manager")
    unit.page.get_by_label(name).first.check()
    unit.tap("Save")
    unit.is_asked("Safety queue")
    unit.reads(f"{name} is told of what is urgent")


def invite(unit: Unit) -> str:
    """The code of an invitation, as the page shows it once."""
    follow(unit, "Action group")
    follow(unit, "Members")
    unit.everybody_can_use_the_page()
    follow(unit, "Invitations")
    unit.tap("Make an invitation")
    unit.reads("Write a name")
    unit.everybody_can_use_the_page()
    unit.write("Name", "Robin Madeup")
    unit.page.get_by_label("Agency", exact=True).fill("Example Surgery")
    unit.tap("Make an invitation")
    unit.reads("An invitation for Robin Madeup")
    unit.everybody_can_use_the_page()
    return unit.page.locator(".heard-code").inner_text()


def join(member: Visitor, code: str) -> None:
    member.open("/")
    member.write("Your code", code)
    member.tap("Go")
    member.tap("Join")
    member.is_asked("Your messages")


def send_a_broadcast(unit: Unit, second: Unit, title: str) -> None:
    follow(unit, "Action group")
    unit.tap("Write a broadcast")
    unit.everybody_can_use_the_page()
    unit.write("Title", title)
    unit.tap("Save and look at it")
    unit.reads("There is a problem")
    unit.everybody_can_use_the_page()
    expect(unit.page.get_by_label("Title")).to_have_value(title)
    unit.write("Text", "Places are open.\n\n- Tell your team\n- Bring a friend")
    unit.tap("Save and look at it")
    unit.is_asked(title)
    expect(unit.page.get_by_role("listitem").filter(has_text="Bring a friend").first).to_be_visible()
    unit.everybody_can_use_the_page()
    unit.tap("Ask for approval")
    unit.reads("You have written in it, so a second person has to approve it")
    unit.everybody_can_use_the_page()
    second.open(unit.page.url.removeprefix(unit.site))
    second.everybody_can_use_the_page()
    second.tap("Send it back")
    second.reads("There is a problem")
    second.everybody_can_use_the_page()
    second.tap("Approve it")
    second.reads("Approved by")
    unit.page.reload()
    unit.everybody_can_use_the_page()
    unit.tap("Send it now")
    look_until(unit, unit.page.get_by_role("heading", name="Handed out"))
    handed, total = re.findall(r"\d+", unit.page.get_by_text("handed out.").inner_text())
    assert int(handed) == int(total) > 0
    unit.everybody_can_use_the_page()
    follow(unit, "Broadcasts")
    unit.everybody_can_use_the_page()


def set_right_where_it_asks(unit: Unit) -> None:
    """From the page of the open wave, and back to it."""
    unit.page.get_by_role("link", name="Change where it asked").click()
    unit.is_asked("Where did it ask?")
    unit.everybody_can_use_the_page()
    unit.page.get_by_label("In what kind of place?").select_option("A primary school")
    unit.tap("Save")
    unit.reads("A primary school")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_the_whole_way(browser: Browser, site: Site, javascript: bool) -> None:
    title = f"Training in {'May' if javascript else 'June'}"
    with signed_in(browser, site, javascript=javascript) as unit:
        code = open_a_wave(unit)
        close_later(unit)
        set_right_where_it_asks(unit)
        people_answer(site, code)
        close_the_wave(unit)
        unit.everybody_can_use_the_page()
        the_numbers_are_protected(unit)
        the_papers_are_right(unit)
        the_queue_is_read(unit)
        with a_visitor(browser, site.url, javascript=javascript) as member:
            join(member, invite(unit))
            somebody_is_on_duty(unit, "Robin Madeup")
            with a_unit(browser, site, javascript=javascript) as second:
                site.let_in(second.page, "Kim Example", [Role.APPROVER])
                send_a_broadcast(unit, second, title)
            member.open("/inbox")
            letter = member.page.get_by_role("article").filter(has_text=title)
            expect(letter.get_by_role("listitem")).to_have_text(["Tell your team", "Bring a friend"])
        unit.tap("Sign out")
        unit.is_asked("Sign in to the console")
        unit.everybody_can_use_the_page()
        assert unit.strangers == set()


def test_signing_out_shuts_the_pages_for_this_browser(unit: Unit) -> None:
    unit.tap("Sign out")
    unit.is_asked("Sign in to the console")
    unit.page.go_back()
    unit.is_asked("Sign in to the console")
    unit.open("/console/alerts")
    unit.is_asked("Sign in to the console")


def test_the_hand_out_is_printed_without_the_groups_name(unit: Unit, site: Site) -> None:
    code = site.open_wave(title="Made-up group with a name")
    unit.open("/console/waves")
    unit.page.get_by_role("link", name="Made-up group with a name").first.click()
    unit.page.emulate_media(media="print")
    with pypdfium2.PdfDocument(unit.page.pdf(format="A4", display_header_footer=True)) as paper:
        assert len(paper) == 1
        said = paper[0].get_textpage().get_text_range()
        pictures = [thing for thing in paper[0].get_objects() if thing.type != 1]
    assert f"{code[:4]}-{code[4:]}" in said or code in said
    assert f"{site.url}/join/{code}" in said.replace("\r\n", "")
    assert "Your Voice Matters" in said
    assert "with a name" not in said
    assert pictures
    drawn = unit.page.locator("img").evaluate("image => image.complete && image.naturalWidth > 0")
    assert drawn


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_the_wall_of_a_classroom(browser: Browser, site: Site, javascript: bool) -> None:
    code = site.open_wave(title="Made-up class", survey="parents_and_carers")
    with signed_in(browser, site, javascript=javascript) as unit:
        follow(unit, "Surveys")
        follow(unit, "Waves")
        unit.page.get_by_role("link", name="Made-up class").first.click()
        follow(unit, "show the code on the wall")
        unit.is_asked(f"Open {site.url.removeprefix('http://')} and type in")
        unit.everybody_can_use_the_page()
        shown = unit.page.get_by_text(f"{code[:4]}-{code[4:]}")
        box = shown.bounding_box()
        assert box is not None
        assert box["height"] > 0.15 * DESK["height"]
        assert unit.page.get_by_role("navigation").count() == 0
        assert unit.page.get_by_role("link", name="Back").is_visible()
        numbers = unit.page.locator(".heard-wall__crowd strong")
        expect(numbers).to_have_text(["fewer than 10", "fewer than 10"])
        for number in range(11):
            pupil = Program(site.url, f"pupil {number}")
            pupil.begin(code)
            pupil.close()
        look_until(unit, numbers.filter(has_text="10 or more"))
        expect(numbers).to_have_text(["10 or more", "fewer than 10"])
        if javascript:  # and it is said to who cannot see the wall, not more often than every ten seconds
            said = unit.page.get_by_role("status")
            expect(said).to_contain_text("Joined 10 or more")
        expect(unit.page.get_by_role("link", name="Look again")).to_be_visible(visible=not javascript)
        assert unit.strangers == set()


def next_version(definition: bytes) -> bytes:
    """The same survey under a version that nobody has used."""
    before, settings, after = definition.decode().partition("| settings |")
    return (before + settings + re.sub(r"\| (\d+) \|", "| 99 |", after, count=1)).encode()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_survey_is_checked_in_tried_and_thrown_away(
    browser: Browser, site: Site, tmp_path: Path, javascript: bool
) -> None:
    with signed_in(browser, site, javascript=javascript) as unit:
        follow(unit, "Surveys")
        unit.everybody_can_use_the_page()
        unit.page.get_by_role("link", name="Parents and carers").first.click()
        follow(unit, "Urdu (draft)")
        unit.everybody_can_use_the_page()
        file = tmp_path / "next.md"
        file.write_bytes(next_version(download(unit, "Download the definition")))
        broken = tmp_path / "broken.md"
        broken.write_bytes(file.read_bytes().replace(b"select_one", b"choose_one"))
        follow(unit, "Surveys")
        unit.tap("Check in a file")
        unit.everybody_can_use_the_page()
        unit.page.get_by_label("Which file?").set_input_files(broken)
        unit.tap("Check it in")
        unit.reads("Nothing was kept")
        unit.everybody_can_use_the_page()
        assert unit.page.get_by_role("table").get_by_role("row").count() > 2
        unit.page.get_by_label("Choose the corrected file").set_input_files(file)
        unit.tap("Check it in")
        unit.reads("Nobody is asked this yet")
        unit.everybody_can_use_the_page()
        unit.tap("Try it as a phone would show it")
        unit.reads("nothing of it is kept")
        unit.everybody_can_use_the_page()
        link = unit.page.get_by_role("link", name="/join/").get_attribute("href")
        with a_visitor(browser, site.url, javascript=javascript) as phone:
            phone.page.goto(link or "")
            phone.is_asked("Before you start")
        follow(unit, "Back to the survey")
        unit.reads("a second person has to publish it")
        unit.everybody_can_use_the_page()
        with signed_in(browser, site, javascript=javascript) as second:
            second.page.goto(unit.page.url)
            second.tap("Publish this version")
            second.everybody_can_use_the_page()
            follow(second, "Leave it a draft")
        follow(unit, "Throw this draft away")
        unit.everybody_can_use_the_page()
        unit.tap("Throw it away")
        unit.is_asked("Surveys")
        assert unit.page.get_by_text("Version 99").count() == 0


def test_cards_for_one_person_each(unit: Unit, site: Site) -> None:
    unit.open("/console/waves/new?survey=stag_practitioners")
    unit.write("Who is asked?", "Made-up team")
    unit.page.get_by_label("By a code for each person").check()
    unit.page.get_by_label("When somebody closes it here").check()
    unit.page.get_by_label("Yes, by the next working day").check()
    unit.tap("Open the wave")
    unit.everybody_can_use_the_page()
    unit.tap("Print codes")
    unit.everybody_can_use_the_page()
    unit.write("How many codes?", "3")
    with unit.page.expect_download() as coming:
        unit.tap("Make the sheet (PDF)")
    with pypdfium2.PdfDocument(Path(coming.value.path()).read_bytes()) as paper:
        said = paper[0].get_textpage().get_text_range()
    cards = re.findall(r"\b[2-9B-Z]{4}-[2-9B-Z]{4}-[2-9B-Z]{2}\b", said)
    assert len(set(cards)) == 3
    person = Program(site.url)
    assert person.begin(cards[0])[-1]["question"]
    person.close()


def test_the_keyboard_is_enough(unit: Unit) -> None:
    keys = unit.page.keyboard
    keys.press("Tab")
    expect(unit.page.get_by_role("link", name="Skip to main content")).to_be_focused()
    unit.open("/console/waves/new")
    unit.page.get_by_role("button", name="Continue").focus()
    keys.press("Enter")
    expect(unit.page.locator(".govuk-error-summary")).to_be_focused()
    unit.page.locator('.govuk-error-summary a[href="#survey"]').focus()
    keys.press("Enter")
    expect(unit.page.locator("#survey")).to_be_focused()
    keys.press("Space")
    unit.page.get_by_role("button", name="Continue").focus()
    keys.press("Enter")
    unit.page.get_by_role("button", name="Open the wave").focus()
    keys.press("Enter")
    expect(unit.page.locator(".govuk-error-summary")).to_be_focused()
    for field in ("title", "closes", "entry", "watched"):
        unit.page.locator(f'.govuk-error-summary a[href="#{field}"]').focus()
        keys.press("Enter")
        expect(unit.page.locator(f"#{field}")).to_be_focused()
    keys.press("Space")
    expect(unit.page.get_by_label("Yes, by the next working day")).to_be_checked()
    unit.page.locator("#closes").focus()
    keys.press("ArrowDown")
    keys.press("Tab")
    expect(
        unit.page.get_by_role("group", name="Day it closes").get_by_label("Day", exact=True)
    ).to_be_focused()
