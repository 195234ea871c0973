"""What goes with a broadcast on its pages: its audience, other languages, a document, a test, receipts."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.audit.tables import AuditRow
from api.broadcasts import receipts, texts
from api.broadcasts import service as broadcasts
from api.broadcasts.links import Copy
from api.broadcasts.tables import BroadcastKind, BroadcastRow, DeliveryRow, DeliveryState, TextRow
from api.broadcasts.wishes import Wishes
from api.db import transaction
from api.members.tables import AgencyRow, MemberRow
from api.staff.person import Role
from api.waves import service as waves
from api.waves.tables import WaveRow, WaveState
from tests.api.broadcasts.conftest import arrive
from tests.api.console.conftest import Browser, a_browser, sign_in
from tests.people import KIM, ROBIN, approved

WRITE = {"title": "Training", "text": "Places are open."}
PDF = b"%PDF-1.7 made up"


@pytest.fixture
async def kim(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    """The second person, who approves and nothing else."""
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Kim Example", [Role.APPROVER])
        yield browser


@pytest.fixture
def members(stocked: Engine) -> dict[str, UUID]:
    """A teacher who reads Polish, and a nurse who gets tests."""
    with transaction(stocked) as session:
        session.add(AgencyRow(name="Hill School", type="education"))
        tess = MemberRow(
            name="Tess", agency="Hill School", joined=clock.today(), role="Teacher", language="pl"
        )
        nia = MemberRow(name="Nia", agency="Ward 7", joined=clock.today(), guest=True)
        session.add_all([tess, nia])
        session.flush()
        return {"tess": tess.id, "nia": nia.id}


def marked(page: str) -> str:
    found = re.search(r'name="read" value="(\w+)"', page)
    assert found, "no mark of what was read"
    return found.group(1)


def said(page: str) -> str:
    """The words of a page in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


async def written(unit: Browser, **more: str | list[str]) -> str:
    made = await unit.post("/console/broadcasts/new", **WRITE, **more)
    assert made.status_code == 303, made.text
    return str(made.headers["location"])


@pytest.mark.usefixtures("members")
async def test_an_audience_is_counted_while_it_is_chosen_with_and_without_a_script(unit: Browser) -> None:
    assert "It would go to all 2 members" in said((await unit.get("/console/broadcasts/new")).text)
    for query, told in (
        ("agency_types=education", "It would go to 1 of the 2 members of the action group"),
        ("agency_types=education", "One member is of an agency of which nobody has said the type"),
        ("roles=Teacher&languages=pl&theme=training", "It would go to 1 of the 2 members"),
        ("agency_types=police", "No member is like that: it cannot be sent to anybody"),
        ("roles=%27%22%3Cb%3E", "No member is like that"),
    ):
        assert told in said((await unit.get(f"/console/broadcasts/count?{query}")).text)
    looked = await unit.post("/console/broadcasts/new", title="Half", languages=["pl"], look="yes")
    assert looked.status_code == 200
    assert "It would go to 1 of the 2 members" in said(looked.text)
    assert 'value="Half"' in looked.text  # nothing typed is lost, and nothing is kept
    assert re.search(r'value="pl"[^>]*checked', looked.text)
    assert "Nothing has been written yet" in (await unit.get("/console/broadcasts")).text


@pytest.mark.usefixtures("members")
async def test_both_people_see_for_whom_it_is_and_the_form_comes_back_as_it_was(
    unit: Browser, kim: Browser
) -> None:
    place = await written(
        unit,
        agency_types=["education"],
        roles=["Teacher"],
        languages=["pl", "en"],
        theme="training",
        urgent="yes",
        asks="yes",
        review="Review <4>",
    )
    form = (await unit.get(f"{place}/change")).text
    for ticked in ("education", "Teacher", "pl", "en"):
        assert re.search(rf'value="{ticked}"[^>]*checked', form)
    for name in ("urgent", "asks"):
        assert re.search(rf'name="{name}"[^>]*checked', form)
    assert 'value="training" selected' in form
    await unit.post(f"{place}/ask")
    for browser in (unit, kim):
        page = said((await browser.get(place)).text)
        for told in (
            "1 of the 2 members of the action group",
            "Type of agency: Schools, colleges and early years",
            "Role: Teacher",
            "Reads: Polish, English",
            "Not those who have left the theme Training and guidance",
            "One member is of an agency of which nobody has said the type",
            "it is urgent",
            "To say that they have read and understood it",
            "Review &lt;4&gt;",
        ):
            assert told in page


@pytest.mark.usefixtures("members")
async def test_to_an_audience_of_nobody_it_cannot_be_sent(
    unit: Browser, kim: Browser, stocked: Engine
) -> None:
    place = await written(unit, agency_types=["police"])
    assert "nobody: no member is like that" in said((await unit.get(place)).text)
    await unit.post(f"{place}/ask")
    await kim.post(f"{place}/approve", read=marked((await kim.get(place)).text))
    page = (await unit.get(place)).text
    assert "No member is like those whom it is for, so it cannot be sent" in page
    assert "Send it now" not in page
    refused = await unit.post(f"{place}/send")
    assert (refused.status_code, "No member is like those" in refused.text) == (409, True)
    with Session(stocked) as session:
        assert session.exec(select(DeliveryRow)).all() == []


async def test_of_two_who_approve_at_once_one_is_told_that_it_is_done(
    unit: Browser, kim: Browser, console: FastAPI, stocked: Engine
) -> None:
    place = await written(unit)
    await unit.post(f"{place}/ask")
    read = marked((await kim.get(place)).text)
    async with a_browser(console) as other:
        sign_in(other, stocked, "Alex Invented", [Role.APPROVER])
        await other.token(), await kim.token()
        done = await asyncio.gather(*(one.post(f"{place}/approve", read=read) for one in (kim, other)))
    assert sorted(one.status_code for one in done) == [303, 409]
    assert any("there is nothing to approve" in one.text for one in done)
    with Session(stocked) as session:
        assert len(session.exec(select(AuditRow).where(AuditRow.what == "broadcast_approved")).all()) == 1


async def test_it_is_written_in_another_language_shown_in_it_and_taken_out(
    unit: Browser, stocked: Engine
) -> None:
    place = await written(unit, asks="yes")
    urdu = f"{place}/texts/ur"
    form = await unit.get(urdu)
    assert 'dir="rtl"' in form.text
    assert "Places are open." in form.text  # the English beside it
    for fields, wrong in (
        ({"title": "", "text": "x"}, "title"),
        ({"title": "x", "text": "y" * 5000}, "text"),
    ):
        refused = await unit.post(urdu, **fields, read=marked(form.text))
        assert (refused.status_code, f'id="{wrong}-error"' in refused.text) == (422, True)
    typed = {"title": "تربیت", "text": "<b>جگہیں</b> **کھلی"}
    saved = await unit.post(urdu, **typed, read=marked(form.text))
    assert saved.headers["location"] == f"{place}?language=ur#read"
    page = (await unit.get(f"{place}?language=ur")).text
    assert "&lt;b&gt;جگہیں&lt;/b&gt; **کھلی" in page
    assert page.count('lang="ur" dir="rtl"') == 4  # in each channel
    assert "Places are open." in (await unit.get(f"{place}?language=en")).text
    assert "Places are open." in (await unit.get(f"{place}?language=nonsense")).text
    stale = await unit.post(urdu, **typed, read=marked(form.text))
    assert (stale.status_code, "Somebody has changed this broadcast" in stale.text) == (409, True)
    out = await unit.post(f"{urdu}/remove", read=marked((await unit.get(urdu)).text))
    assert out.status_code == 303
    with Session(stocked) as session:
        assert session.exec(select(TextRow)).all() == []
    for path in ("en", "xx"):
        assert (await unit.get(f"{place}/texts/{path}")).status_code == 404


async def test_a_fault_in_one_text_does_not_hide_what_another_has_written(
    unit: Browser, stocked: Engine
) -> None:
    place = await written(unit)
    read = marked((await unit.get(f"{place}/texts/pl")).text)
    with transaction(stocked) as session:
        texts.put(session, KIM, UUID(place.rpartition("/")[2]), "pl", "Nowy poradnik", "Tekst", read)
    page = await unit.post(f"{place}/texts/pl", title="", text="Inny", read=read)
    assert (page.status_code, "Write a title" in page.text) == (422, True)
    page = await unit.post(f"{place}/texts/pl", title="Inny", text="Inny", read=marked(page.text))
    assert (page.status_code, "Nowy poradnik" in page.text) == (409, True)
    page = await unit.post(f"{place}/texts/pl", title="Inny", text="Inny", read=marked(page.text))
    assert page.status_code == 303  # both were on the page


async def test_a_document_is_looked_at_by_its_content_and_taken_out_again(
    unit: Browser, kim: Browser
) -> None:
    place = await written(unit)
    number, read = place.rpartition("/")[2], marked((await unit.get(place)).text)
    for name, data, told in (
        ("page.pdf", b"<html>", "Choose a PDF, or a picture"),
        ("big.pdf", PDF + b"x" * 1024 * 1024, "at most 1 MB"),
        ("", b"", "Choose a file"),
    ):
        refused = await unit.upload("/console/broadcasts/document", name, data, broadcast=number, read=read)
        assert (refused.status_code, told in refused.text) == (422, True), refused.text[:500]
        assert 'id="file-error"' in refused.text
    done = await unit.upload(
        "/console/broadcasts/document", "My guide.html", PDF, broadcast=number, read=read
    )
    assert (done.status_code, done.headers.get("location")) == (303, place)
    assert "My-guide.pdf" in (await unit.get(place)).text
    found = await kim.get(f"{place}/document")
    assert (found.content, found.headers["content-type"]) == (PDF, "application/pdf")
    assert found.headers["content-disposition"] == 'attachment; filename="My-guide.pdf"'
    await unit.post(f"{place}/document/remove", read=marked((await unit.get(place)).text))
    assert (await unit.get(f"{place}/document")).status_code == 404
    foreign = await unit.http.post(
        "/console/broadcasts/document", data={"broadcast": number}, files={"file": ("a.pdf", PDF)}
    )
    assert foreign.status_code in (403, 422)


@pytest.mark.usefixtures("members")
async def test_a_test_goes_to_those_who_get_tests(unit: Browser, kim: Browser, stocked: Engine) -> None:
    place = await written(unit)
    assert "Send a test to the one member" in said((await unit.get(place)).text)
    assert (await kim.post(f"{place}/test")).status_code == 403
    sent = await unit.post(f"{place}/test")
    assert sent.headers["location"] == f"{place}?tested=yes#test"
    with Session(stocked) as session:
        kinds = session.exec(select(BroadcastRow.kind, BroadcastRow.title).order_by(BroadcastRow.kind)).all()
        assert [tuple(one) for one in kinds] == [
            (BroadcastKind.TEST, "Test: Training"),
            (BroadcastKind.UNIT, "Training"),
        ]
    page = (await unit.get("/console/broadcasts")).text
    assert "Test: Training" not in page


async def test_without_guests_the_page_says_where_to_choose_them(unit: Browser) -> None:
    place = await written(unit)
    assert "Nobody is chosen to get tests yet" in (await unit.get(place)).text
    refused = await unit.post(f"{place}/test")
    assert (refused.status_code, "Nobody is chosen" in refused.text) == (409, True)


def sent(engine: Engine, tess: UUID) -> UUID:
    """A broadcast that both got and Tess has understood."""
    with transaction(engine) as session:
        row = approved(session, wanted=Wishes(asks=True, review="Review 4"))
        broadcasts.send(session, ROBIN, row.id)
        session.flush()
        arrive(session, row)
        receipts.understood(session, Copy(row.id, tess), clock.today())
        return row.id


async def test_the_page_counts_by_agency_and_names_nobody_to_who_does_not_send(
    unit: Browser, kim: Browser, stocked: Engine, members: dict[str, UUID]
) -> None:
    place = f"/console/broadcasts/{sent(stocked, members['tess'])}"
    for browser in (unit, kim):
        page = said((await browser.get(place)).text)
        assert "1 of 2 have said that they have read and understood it" in page
        assert "Hill School 1 1 1 1" in page
        assert "Ward 7 1 1 0 0" in page
    assert "/missing" not in (await kim.get(place)).text
    for path in ("missing", "missing/csv"):
        assert (await kim.get(f"{place}/{path}")).status_code == 403
    listed = said((await unit.get(f"{place}/missing")).text)
    assert "Nia" in listed
    assert "Tess" not in listed
    assert "No members are like that" in (await unit.get(f"{place}/missing?search=zebra")).text
    assert (
        "Every copy that has left was handed out" in (await unit.get(f"{place}/missing?which=unreached")).text
    )
    file = await unit.get(f"{place}/missing/csv?which=unread")
    assert file.headers["content-type"].startswith("text/csv")
    assert '"Nia","Ward 7","Handed out"' in file.text
    with Session(stocked) as session:
        whats = session.exec(select(AuditRow.what).where(AuditRow.what.startswith("receipts"))).all()
        assert {*whats} == {"receipts_opened", "receipts_exported"}


async def test_one_tap_asks_again_and_the_second_of_a_day_does_not(
    unit: Browser, kim: Browser, stocked: Engine, members: dict[str, UUID]
) -> None:
    number = sent(stocked, members["tess"])
    place = f"/console/broadcasts/{number}"
    assert "Ask the one again" in said((await unit.get(place)).text)
    assert "Ask again" not in (await kim.get(place)).text
    assert (await kim.post(f"{place}/again")).status_code == 403
    assert (await unit.post(f"{place}/again")).status_code == 303
    with transaction(stocked) as session:
        waiting = select(DeliveryRow.member_id).where(DeliveryRow.state == DeliveryState.WAITING)
        assert session.exec(waiting).all() == [members["nia"]]
        row = session.get(BroadcastRow, number)
        assert row is not None
        arrive(session, row)
    again = await unit.post(f"{place}/again")
    assert (again.status_code, "asked again today already" in again.text) == (409, True)
    assert "asked again today already" in (await unit.get(place)).text


async def test_broadcasts_are_found_by_the_review_whose_learning_they_pass_on(
    unit: Browser, stocked: Engine, members: dict[str, UUID]
) -> None:
    assert (
        "No broadcast that has been sent names a review yet"
        in (await unit.get("/console/broadcasts/learning")).text
    )
    sent(stocked, members["tess"])
    await written(unit)
    assert "1 found" in (await unit.get("/console/broadcasts?review=Review+4")).text
    assert "1 found" not in (await unit.get("/console/broadcasts?review=none")).text
    learning = said((await unit.get("/console/broadcasts/learning")).text)
    assert "Review 4 2 2 1 of 2" in learning
    learning = said((await unit.get("/console/broadcasts/learning?review=Review+4")).text)
    assert "Hill School 1 1 1 of 1" in learning
    assert "Ward 7 1 1 0 of 1" in learning
    assert (await unit.get("/console/broadcasts/learning?review=%3Cb%3E")).status_code == 200
    file = await unit.get("/console/broadcasts/learning/csv")
    assert '"Review 4","Ward 7","1","1","1","1","0"' in file.text


async def test_a_survey_that_closes_before_it_is_sent_stops_it(
    unit: Browser, kim: Browser, stocked: Engine, members: dict[str, UUID], open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave("stag_practitioners")
    place = await written(unit, wave=str(wave.id))
    page = (await unit.get(place)).text
    assert f"/join/{wave.code}" in page
    assert "your answers are not joined to your name" in page
    await unit.post(f"{place}/ask")
    await kim.post(f"{place}/approve", read=marked((await kim.get(place)).text))
    with transaction(stocked) as session:
        waves.move(waves.get(session, wave.id), WaveState.CLOSING, clock.today() + timedelta(days=1))
    refused = await unit.post(f"{place}/send")
    assert (refused.status_code, "has closed: Made-up group" in refused.text) == (409, True)
    await unit.post(f"{place}/back")
    form = (await unit.get(f"{place}/change")).text
    assert "Made-up group (closed)" in form
    odd = await unit.post("/console/broadcasts/new", **WRITE, wave=str(uuid4()))
    assert odd.status_code == 404
