"""Pages of surveys: a file checked in, looked at, tried, published."""

import io
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import UUID

import openpyxl  # type: ignore[import-untyped]
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.audit.tables import AuditRow
from api.console.conditions import words
from api.conversation.service import Desk, Turn
from api.conversation.tables import ConversationRow
from api.db import transaction
from api.staff.person import Role
from api.waves.tables import SurveyVersionRow, WaveRow, WaveState
from surveys import xlsform
from surveys.model import Survey
from tests.api.console.conftest import ADDRESS, Browser, a_browser, sign_in

NEW = "/console/surveys/new"
BENCH = "/console/surveys/orchard_bench/1"

SOURCE = Path(__file__).with_name("bench.md").read_text()


def kept(engine: Engine, key: str = "orchard_bench") -> list[SurveyVersionRow]:
    with Session(engine) as session:
        return list(session.exec(select(SurveyVersionRow).where(SurveyVersionRow.key == key)).all())


async def check_in(unit: Browser, source: str = SOURCE) -> None:
    made = await unit.upload(NEW, "bench.md", source.encode())
    assert (made.status_code, made.headers.get("location")) == (303, BENCH), made.text


@pytest.fixture
async def second(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    """The browser of a second person, who approves."""
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Kim Example", [Role.APPROVER])
        yield browser


def mark(page: str) -> str:
    found = re.search(r'name="read" value="(\w+)"', page)
    assert found, "no mark of what was read"
    return found.group(1)


def in_excel(source: str) -> bytes:
    """The same survey as a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for line in source.strip().splitlines():
        title, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        if title:
            book.create_sheet(title)
        else:
            book.worksheets[-1].append([cell or None for cell in cells])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


async def test_without_surveys_the_page_says_what_to_do(unit: Browser, stocked: Engine) -> None:
    assert "Your Voice Matters" in (await unit.get("/console/surveys")).text
    with transaction(stocked) as session:
        for row in session.exec(select(SurveyVersionRow)).all():
            session.delete(row)
    assert "There are no surveys yet" in (await unit.get("/console/surveys")).text
    assert "First there must be a survey" in (await unit.get("/console/waves")).text
    assert "First there must be a survey" in (await unit.get("/console/waves/new")).text


async def test_a_file_that_can_be_used_becomes_a_draft(unit: Browser, stocked: Engine) -> None:
    for name, data in (("bench.md", SOURCE.encode()), ("C:\\files\\bench.xlsx", in_excel(SOURCE))):
        made = await unit.upload(NEW, name, data)
        assert (made.status_code, made.headers["location"]) == (303, BENCH)
        [row] = kept(stocked)
        assert row.published is None
        assert xlsform.read(row.source, row.key).questions[0].key == "sits"
    listed = " ".join((await unit.get("/console/surveys")).text.split())
    assert "The bench in the orchard" in listed
    assert "English, Urdu (draft)" in listed
    # Nobody is asked a draft.
    assert "The bench in the orchard" not in (await unit.get("/console/waves/new")).text


async def test_every_fault_of_a_file_is_told_at_once_and_nothing_is_kept(
    unit: Browser, stocked: Engine
) -> None:
    bad = SOURCE.replace("select_one often", "select_one nowhere").replace(
        "| young_person", "| <i>nobody</i>"
    )
    page = await unit.upload(NEW, "bench <1>.md", bad.encode())
    assert page.status_code == 422
    said = " ".join(page.text.split())
    assert "2 things to mend in bench &lt;1&gt;.md" in said
    assert "Mend these first; remarks on wording come when the file can be read." in said
    for sheet, column, blamed in (("survey", "type", "nowhere"), ("settings", "audience", "nobody")):
        cells = "".join(f'<td class="govuk-table__cell">{part}</td> ' for part in (sheet, 2, column))
        assert cells in said
        assert blamed in said
    assert "<i>" not in page.text
    assert kept(stocked) == []


async def test_files_that_are_no_survey_are_refused_with_the_mend(unit: Browser, stocked: Engine) -> None:
    for name, data, said in (
        ("bench.docx", b"PK", "a survey is a file in one of"),
        ("bench.md", b"", "is empty"),
        ("bench.xlsx", b"no workbook", "bench.xlsx"),
        ("bench.csv", b"x," * 600_000, "is larger than"),
        ("bench.md", b"a" * 5_000_000, "is larger than"),
    ):
        page = await unit.upload(NEW, name, data)
        assert (page.status_code, said in page.text) == (422, True), name
        assert "Nothing was kept" in page.text
    assert "Choose a file" in (await unit.upload(NEW, "", b"")).text
    assert "Choose a file" in (await unit.post(NEW)).text
    assert (await unit.upload(NEW, "bench.md", b"a" * 9_000_000)).status_code == 413
    assert kept(stocked) == []


async def test_a_file_from_another_page_is_not_taken(unit: Browser, stocked: Engine) -> None:
    strange = await unit.upload(NEW, "bench.md", SOURCE.encode(), csrftoken="made up")
    assert strange.status_code == 403
    assert "came from another page" in strange.text
    files = {"file": ("bench.md", SOURCE.encode())}
    bare = await unit.http.post(NEW, files=files)
    assert bare.status_code == 403
    form = {"csrftoken": await unit.token()}
    elsewhere = await unit.http.post(NEW, data=form, files=files, headers={"sec-fetch-site": "cross-site"})
    assert elsewhere.status_code == 403
    assert kept(stocked) == []


async def test_the_page_of_a_version_says_all_that_it_asks(unit: Browser) -> None:
    await check_in(unit)
    page = " ".join((await unit.get(BENCH)).text.split())
    for said in (
        "1. Do you sit on the bench?",
        "Any bench.",
        "Choose one answer",
        "Every day",
        "Write in your own words",
        "Why &lt;b&gt;not&lt;/b&gt;?",
        "Only asked if “Do you sit on the bench?” is “Never”.",
        "Brings the help card",
        "Sensitive",
        "Things to look at",
        "is sensitive: offer",
        "Nobody is asked this yet",
    ):
        assert said in page, said
    assert page.count("Brings the help card") == 1
    urdu = (await unit.get(f"{BENCH}?language=ur")).text
    assert 'lang="ur" dir="rtl">1. کیا آپ بینچ پر بیٹھتے ہیں؟' in urdu
    assert "is “کبھی نہیں”" in urdu
    # What has no words in it is asked in the language of the survey.
    assert 'lang="en" dir="auto">2. Why' in urdu
    assert (await unit.get(f"{BENCH}?language=xx")).status_code == 200


async def publish(second: Browser) -> None:
    """After having read it."""
    page = await second.get(f"{BENCH}/publish")
    done = await second.post(f"{BENCH}/publish", read=mark(page.text))
    assert done.headers.get("location") == BENCH, done.text


async def test_a_draft_is_published_once_by_a_second_person_and_never_changes(
    unit: Browser, second: Browser, stocked: Engine
) -> None:
    await check_in(unit)
    await check_in(unit, SOURCE.replace("Any bench.", "Any bench at all."))
    assert "It never changes again" in (await second.get(f"{BENCH}/publish")).text
    await publish(second)
    assert (await unit.post(f"{BENCH}/publish")).headers["location"] == BENCH  # it is, which is all
    assert "This version never changes" in (await unit.get(BENCH)).text
    assert "The bench in the orchard" in (await unit.get("/console/waves/new")).text
    for door in ("publish", "discard"):
        assert (await unit.get(f"{BENCH}/{door}")).headers["location"] == BENCH
    assert (await unit.post(f"{BENCH}/discard")).status_code == 409
    changed = await unit.upload(NEW, "bench.md", SOURCE.encode())
    assert (changed.status_code, "has been published and cannot change" in changed.text) == (422, True)
    [row] = kept(stocked)
    assert "Any bench at all." in row.source
    assert row.published is not None


async def test_whoever_brought_a_draft_is_told_who_can_publish_it(
    unit: Browser, console: FastAPI, stocked: Engine
) -> None:
    await check_in(unit)
    for page in (await unit.get(BENCH), await unit.get(f"{BENCH}/publish")):
        assert "You brought this draft, so a second person has to publish it" in page.text
        assert "So far nobody else can" in page.text
        assert "Publish this version" not in page.text
        assert "Publish it<" not in page.text
    refused = await unit.post(f"{BENCH}/publish", read="any")
    assert (refused.status_code, "you brought this draft yourself" in refused.text) == (409, True)
    async with a_browser(console) as author:
        sign_in(author, stocked, "Kim Example", [Role.AUTHOR, Role.APPROVER])
        assert "Kim Example (Designated safeguarding lead) can do that" in (await unit.get(BENCH)).text
        # Whoever brings it anew is whose it is.
        await check_in(author)
        assert "You brought this draft" in (await author.get(BENCH)).text
        await publish(unit)
    with Session(stocked) as session:
        done = session.exec(select(AuditRow.what, AuditRow.subject).order_by(col(AuditRow.number))).all()
    assert [what for what, _ in done] == ["survey_brought", "survey_brought", "survey_published"]
    assert len({subject for _, subject in done}) == 1


async def test_what_was_replaced_after_it_was_read_is_not_published(
    unit: Browser, second: Browser, stocked: Engine
) -> None:
    await check_in(unit)
    read = mark((await second.get(f"{BENCH}/publish")).text)
    await check_in(unit, SOURCE.replace("Any bench.", "Any bench at all."))
    refused = await second.post(f"{BENCH}/publish", read=read)
    assert (refused.status_code, "Another file has been checked in" in refused.text) == (409, True)
    assert kept(stocked)[0].published is None


async def test_who_may_not_change_a_draft_is_offered_nothing(
    unit: Browser, console: FastAPI, stocked: Engine
) -> None:
    await check_in(unit)
    async with a_browser(console) as reader:
        sign_in(reader, stocked, "Pat Scrutineer", [Role.SCRUTINEER])
        page = (await reader.get(BENCH)).text
    assert "A second person has to publish it" in page
    for button in ("Publish this version", "Throw this draft away", "Try it as a phone"):
        assert button not in page


async def test_the_next_version_starts_from_the_definition(
    unit: Browser, second: Browser, stocked: Engine
) -> None:
    await check_in(unit)
    await publish(second)
    file = await unit.get(f"{BENCH}/definition")
    assert file.headers["content-disposition"] == "attachment; filename*=utf-8''orchard_bench-1.md"
    next_one = file.text.replace("| orchard_bench | 1 |", "| orchard_bench | 2 |")
    made = await unit.upload(NEW, "orchard_bench-1.md", next_one.encode())
    assert made.headers["location"] == "/console/surveys/orchard_bench/2"
    assert sorted(row.version for row in kept(stocked)) == ["1", "2"]


async def test_a_draft_is_thrown_away_with_its_trial_runs(unit: Browser, stocked: Engine, desk: Desk) -> None:
    await check_in(unit)
    trial = await start_trial(unit, desk, stocked)
    assert "download it first" in (await unit.get(f"{BENCH}/discard")).text
    assert (await unit.post(f"{BENCH}/discard")).headers["location"] == "/console/surveys"
    assert kept(stocked) == []
    for path in (BENCH, f"{BENCH}/publish", f"{BENCH}/definition", trial):
        assert (await unit.get(path)).status_code == 404, path
    assert (await unit.post(f"{BENCH}/try")).status_code == 404


async def start_trial(unit: Browser, desk: Desk, engine: Engine) -> str:
    """The page of a trial run in which somebody has answered."""
    made = await unit.post(f"{BENCH}/try")
    page = (await unit.get(made.headers["location"])).text
    with Session(engine) as session:
        [wave] = session.exec(select(WaveRow).where(WaveRow.state == WaveState.REHEARSAL)).all()
    assert f"{ADDRESS}/join/{wave.code}" in page.replace("<wbr>", "")
    assert "nothing of it is kept" in page
    talk = desk.open("program")
    for said in (Turn(text=wave.code), Turn(choice=":start"), Turn(choice="daily")):
        desk.take(talk, said)
    return made.headers["location"]


async def test_a_trial_run_has_a_link_and_belongs_to_its_version(
    unit: Browser, stocked: Engine, desk: Desk, open_wave: Callable[..., WaveRow]
) -> None:
    await check_in(unit)
    trial = await start_trial(unit, desk, stocked)
    wave_id = trial.rpartition("/")[2]
    assert (await unit.get(f"/console/waves/{wave_id}/qr.svg")).status_code == 200
    assert (await unit.get(f"/console/surveys/your_voice_matters/2/try/{wave_id}")).status_code == 404
    assert (await unit.get(f"{BENCH}/try/{open_wave().id}")).status_code == 404


async def test_a_version_that_an_earlier_heard_read_can_still_be_fetched(
    unit: Browser, stocked: Engine
) -> None:
    with transaction(stocked) as session:
        session.add(SurveyVersionRow(key="orchard_bench", version="1", source="| old |", published=None))
    assert "This Heard cannot read it any more" in (await unit.get("/console/surveys")).text
    page = await unit.get(BENCH)
    assert (page.status_code, "an earlier Heard" in page.text) == (409, True)
    assert (await unit.post(f"{BENCH}/publish")).status_code == 409
    assert (await unit.get(f"{BENCH}/definition")).text == "| old |"
    assert (await unit.post(f"{BENCH}/discard")).status_code == 303
    assert kept(stocked) == []


def latest(engine: Engine) -> UUID:
    """The only conversation."""
    with Session(engine) as session:
        return session.exec(select(ConversationRow.id)).one()


def bench() -> Survey:
    return xlsform.from_bytes(SOURCE.encode(), "bench.md")


def test_conditions_are_said_in_words_or_not_at_all() -> None:
    asked = "“Do you sit on the bench?”"
    daily, never = f"{asked} is “Every day”", f"{asked} is “Never”"
    for condition, said in (
        ("${sits} = 'daily'", daily),
        ("selected(${sits}, 'daily') or ${sits} != 'never'", f"{daily} or {asked} is not “Never”"),
        ("(${sits} != '') and not (selected(${sits}, 'never'))", f"{asked} has an answer and not({never})"),
        ("${sits} >= 3", f"{asked} is at least 3"),
        ("count-selected(${sits}) > 1", None),
        ("${sits} = concat('a', 'b')", None),
        ("${unknown} = 'x'", None),
    ):
        assert words(bench(), condition, "en") == said
