"""Pages of reports to the partners: begun, written, commented, approved by a second person, taken along."""

import io
import re
from collections.abc import AsyncIterator
from uuid import UUID

import docx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.papers import printing
from api.reports import service
from api.reports.periods import quarters_over
from api.reports.tables import CommentRow, ReportRow
from api.reports.words import words
from api.staff.person import Role
from tests.api.console.conftest import Browser, a_browser, sign_in
from tests.api.reports.conftest import Close, close, published

__all__ = ["close"]
MESSAGES = "- The way to school feels least safe\n- Most feel safe at home"


@pytest.fixture
async def analyst(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    """Who writes reports, and may approve nothing."""
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Jo Fictional", [Role.ANALYST])
        yield browser


@pytest.fixture
async def second(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    """Somebody who approves, and writes nothing."""
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Kim Approver", [Role.APPROVER])
        yield browser


async def begin(analyst: Browser, wave_id: UUID) -> str:
    """The page of a new report."""
    done = await analyst.post("/console/reports/new", kind="wave", of=str(wave_id))
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


def mark(page: str) -> str:
    found = re.search(r'name="read" value="([^"]+)"', page)
    assert found
    return found.group(1)


async def write(analyst: Browser, place: str, **words: str) -> None:
    form = await analyst.get(f"{place}/change")
    said = {"title": "Autumn", "said": MESSAGES, "changed": "", "asked": "- Pay for lights"} | words
    done = await analyst.post(f"{place}/change", read=mark(form.text), **said)
    assert done.status_code == 303, done.text


async def test_an_empty_list_says_so_and_so_does_the_form(analyst: Browser) -> None:
    assert "There is no report yet" in (await analyst.get("/console/reports")).text
    assert "No wave with numbers has closed yet" in (await analyst.get("/console/reports/new")).text


async def test_from_the_first_word_to_the_partners(
    analyst: Browser, second: Browser, close: Close, stocked: Engine
) -> None:
    wave_id = close(published())
    form = await analyst.get(f"/console/reports/new?wave={wave_id}")
    assert f'value="{wave_id}" selected' in form.text
    place = await begin(analyst, wave_id)
    page = (await analyst.get(place)).text
    assert ("At home" not in page, "about 130" in page, "0 to 7" in page) == (True, True, True)
    figure = re.search(rf'src="({place}/figures/[^"]+)" alt="([^"]+)"', page)
    assert figure and "Very safe" in figure.group(2)
    picture = await analyst.get(figure.group(1))
    assert (picture.headers["content-type"], "<svg" in picture.text) == ("image/svg+xml", True)
    await write(analyst, place)
    said = await second.post(f"{place}/comments", words="Say since when")
    assert said.status_code == 303
    refused = await analyst.post(f"{place}/ask")
    assert (refused.status_code, "One comment is not settled yet" in refused.text) == (422, True)
    with Session(stocked) as session:
        comment = session.exec(select(CommentRow)).one()
    assert (await second.post(f"{place}/comments/{comment.id}/settle")).status_code == 403
    assert (await analyst.post(f"{place}/comments/{comment.id}/settle")).status_code == 303
    assert (await analyst.post(f"{place}/ask")).status_code == 303
    assert "One report to the partners to approve" in (await second.get("/console")).text
    unread = await second.post(f"{place}/publish", read="another")
    assert (unread.status_code, "Read it again as it is now" in unread.text) == (409, True)
    back = await second.post(f"{place}/refuse", reason=" ")
    assert (back.status_code, "Say in a few words" in back.text) == (422, True)
    done = await second.post(f"{place}/publish", read=mark((await second.get(place)).text))
    assert done.status_code == 303
    page = (await second.get(place)).text
    for words_ in (
        "The way to school feels least safe",
        "Pay for lights",
        "Version 1",
        "approved by Kim Approver",
    ):
        assert words_ in page
    for kind, start in (("pdf", b"%PDF-"), ("docx", b"PK")):
        paper = await second.get(f"{place}/papers/{kind}")
        assert paper.content.startswith(start)
        assert f".{kind}" in paper.headers["content-disposition"]
    answer = f"/console/actions/new?report={place.rpartition('/')[2]}"
    assert (answer in (await analyst.get(place)).text, answer in page) == (True, False)
    assert "Report to the Delegated Safeguarding Partners: “" in (await analyst.get(answer)).text
    newer = await analyst.post(f"{place}/version")
    assert newer.status_code == 303
    assert "newer version" in (await analyst.get(place)).text


async def test_who_writes_does_not_approve_and_who_reads_does_neither(
    unit: Browser, close: Close, console: FastAPI, stocked: Engine
) -> None:
    place = await begin(unit, close(published()))
    assert (await unit.post(f"{place}/ask")).status_code == 303
    page = (await unit.get(place)).text
    assert ("You have written in it" in page, "Approve and publish" in page) == (True, False)
    assert (await unit.post(f"{place}/publish", read=mark_of(stocked))).status_code == 409
    async with a_browser(console) as reader:
        sign_in(reader, stocked, "Pat Scrutineer", [Role.SCRUTINEER])
        page = (await reader.get(place)).text
        assert ("What they said" in page, "Add the comment" in page) == (True, True)
        assert ("Take it back" in page, "Letterhead" in page, "Settle" in page) == (False, False, False)
        assert (await reader.post(f"{place}/back")).status_code == 403
        assert (await reader.get("/console/reports/new")).status_code == 403
    assert (await unit.post(f"{place}/back")).status_code == 303


def mark_of(engine: Engine) -> str:
    with Session(engine) as session:
        return service.mark(session.exec(select(ReportRow)).one())


async def test_what_is_typed_stays_where_somebody_else_was_quicker(analyst: Browser, close: Close) -> None:
    place = await begin(analyst, close(published()))
    read = mark((await analyst.get(f"{place}/change")).text)
    await write(analyst, place, said="First words")
    fields = {"title": "Mine", "said": "Second words", "changed": "", "asked": "My decision"}
    again = await analyst.post(f"{place}/change", read=read, **fields)
    assert again.status_code == 409
    for said in ("First words", "Second words", "Mine", "My decision", "Somebody has changed this report"):
        assert said in again.text
    many = await analyst.post(f"{place}/change", **{**fields, "said": "one\n" * 6, "read": mark(again.text)})
    assert (many.status_code, "Keep it to 5 messages" in many.text) == (422, True)
    saved = await analyst.post(f"{place}/change", **{**fields, "read": mark(again.text)})
    assert saved.status_code == 303


@pytest.mark.parametrize(
    ("kind", "of", "said"),
    [
        ("", "", "Choose what it is to be about"),
        ("wave", "no id", "Choose one of these"),
        ("quarter", "no day", "Choose one of these"),
        ("quarter", "2026-07-02", "Choose months that are over"),
        ("year", "2090-01-01", "Choose months that are over"),
        ("quarter", "{quarter}", "Nothing is published of it"),
    ],
)
async def test_what_cannot_be_begun_says_why(
    analyst: Browser, close: Close, kind: str, of: str, said: str
) -> None:
    first, _ = quarters_over(clock.today(), 12)[-1]
    page = await analyst.post("/console/reports/new", kind=kind, of=of.format(quarter=first))
    assert (page.status_code, said in page.text, "There is a problem" in page.text) == (422, True, True)


async def test_a_draft_is_thrown_away_only_when_asked_twice(
    analyst: Browser, close: Close, stocked: Engine
) -> None:
    place = await begin(analyst, close(published()))
    assert "It cannot be brought back" in (await analyst.get(f"{place}/discard")).text
    assert (await analyst.post(f"{place}/discard")).headers["location"] == "/console/reports"
    with Session(stocked) as session:
        assert session.exec(select(ReportRow)).all() == []
    assert (await analyst.get(place)).status_code == 404


async def test_the_list_is_narrowed_by_words_kind_and_state(analyst: Browser, close: Close) -> None:
    await write(analyst, await begin(analyst, close(published())), title="Orchard report")
    await begin(analyst, close(published(title="Spring group")))

    async def titles(query: str) -> list[str]:
        page = (await analyst.get(f"/console/reports{query}")).text
        return [title for title in ("Orchard report", "Spring group") if f">{title}</a>" in page]

    assert await titles("") == ["Orchard report", "Spring group"]
    assert await titles("?search=orchard") == ["Orchard report"]
    assert await titles("?state=published") == []
    assert await titles("?kind=wave&state=draft") == ["Orchard report", "Spring group"]


async def test_a_letterhead_is_tried_out_and_taken_away(analyst: Browser, close: Close) -> None:
    place = "/console/reports/letterhead"
    example = (await analyst.get(f"{place}/example")).content
    no_file = await analyst.post(place)
    assert (no_file.status_code, "Choose a file" in no_file.text) == (422, True)
    wrong = await analyst.upload(place, "letter.pdf", b"%PDF-1.7")
    assert (wrong.status_code, words()["letterhead"]["faults"]["no_word"] in wrong.text) == (422, True)
    assert (await analyst.upload(place, "Our letterhead.docx", example)).status_code == 303
    assert "Our-letterhead.docx" in (await analyst.get(place)).text
    report = await begin(analyst, close(published()))
    file = (await analyst.get(f"{report}/papers/docx")).content
    head = docx.Document(io.BytesIO(file)).sections[0].header.paragraphs[0].text
    assert head == words()["letterhead"]["example"]["head"]
    assert (await analyst.post(f"{place}/remove")).status_code == 303
    assert "There is none at the moment" in (await analyst.get(place)).text


def test_every_fault_of_a_letterhead_has_its_words() -> None:
    assert set(words()["letterhead"]["faults"]) == {
        "no_word",
        "no_mark",
        "strange_mark",
        "too_large",
        "harm",
        "unreadable",
    }
    assert printing.wrong_with(b"no") == "no_word"
