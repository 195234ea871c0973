"""Several waves together in the console: choosing them, waiting for them, their numbers and files."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import date
from uuid import uuid4

import pypdfium2
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, delete
from sqlmodel import Session, col, select

from api.audit.tables import AuditRow
from api.chores import Chores
from api.db import transaction
from api.findings import service
from api.findings.tables import PoolPaperRow, PoolRow
from api.runs.tables import ResponseRow
from api.staff.person import Role
from api.waves import catalogue
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState
from tests.api.console.conftest import Browser, a_browser, sign_in

TOGETHER = "/console/findings/together"
SURVEY = "your_voice_matters_primary"
MONTHS = {"survey": SURVEY, "since": "2026-04", "until": "2026-06"}
CHOSEN = "&".join(f"{name}={value}" for name, value in MONTHS.items())
MONDAY = date(2026, 4, 6)


@pytest.fixture
def closed(stocked: Engine, open_wave: Callable[..., WaveRow]) -> Callable[[str, date, int], None]:
    """A closed wave with so many people who feel safe at home; half of them are in years 3 and 4."""

    def one(title: str, day: date, people: int) -> None:
        wave = open_wave(SURVEY)
        with transaction(stocked) as session:
            row, snapshot = session.get_one(WaveRow, wave.id), uuid4()
            row.title, row.state, row.closed = title, WaveState.CLOSED, day
            survey = catalogue.survey(session, row)
            years = next(question.names for question in survey.questions if question.breakdown)
            rows = [{"safe_home": "safe", "year_band": years[at % 2]} for at in range(people)]
            session.add_all(
                ResponseRow(wave_id=wave.id, week=MONDAY, answers=answers, snapshot_id=snapshot)
                for answers in rows
            )
            service.take_snapshot(
                session,
                snapshot_id=snapshot,
                wave_id=wave.id,
                survey=survey,
                answers=rows,
                invited=None,
                title=title,
                audience=row.audience,
                weeks=[MONDAY],
                new=people,
                today=day,
                closing=True,
                shown={},
            )

    return one


@pytest.fixture
async def analyst(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    """Somebody who reads findings, and puts waves together."""
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Ash Example", [Role.ANALYST])
        yield browser


async def text_of(browser: Browser, path: str) -> str:
    reply = await browser.get(path)
    assert reply.status_code == 200
    return " ".join(reply.text.split())


async def test_waves_are_chosen_shown_counted_and_taken_as_files(
    analyst: Browser, stocked: Engine, keys: KeyRing, closed: Callable[[str, date, int], None]
) -> None:
    assert "No waves have been counted together yet" in await text_of(analyst, TOGETHER)
    assert "There are no findings yet" in await text_of(analyst, f"{TOGETHER}/new")
    closed("Hill School", date(2026, 4, 10), 52)
    assert "Fewer than two waves" in await text_of(analyst, f"{TOGETHER}/new?{CHOSEN}")
    closed("Dale School", date(2026, 5, 20), 11)
    offer = await text_of(analyst, f"{TOGETHER}/new?{CHOSEN}")
    for said in (
        "Hill School",
        "Dale School",
        "About 50 people in all, and those of waves that are too small",
    ):
        assert said in offer
    made = await analyst.post(f"{TOGETHER}/new", **MONTHS)
    assert made.status_code == 303
    here = made.headers["location"]
    assert "They are being counted" in await text_of(analyst, here)
    assert "Being counted" in await text_of(analyst, TOGETHER)
    chores = Chores(stocked, keys)
    chores.put_together(date(2026, 7, 1))
    chores.print()
    page = await text_of(analyst, here)
    for said in ("Hill School", "Dale School", "2 waves together", "Counted together", "By the answers to"):
        assert said in page
    # Tokens of forms hold any figures: numbers that are read are looked at.
    assert {"63", "32"}.isdisjoint(re.findall(r"\d+", re.sub(r"<[^>]*>", " ", page)))
    for kind, start in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("json", b"{"), ("pdf", b"%PDF")):
        assert f"{here}/papers/{kind}" in page
        paper = await analyst.get(f"{here}/papers/{kind}")
        assert paper.content.startswith(start)
        assert f"findings-{SURVEY}-2026-04-2026-06.{kind}" in paper.headers["content-disposition"]
    with pypdfium2.PdfDocument(paper.content) as summary:
        said = " ".join(" ".join(one.get_textpage().get_text_range().split()) for one in summary)
    for words in (
        "2 waves that closed from 1 April 2026 to 30 June 2026",
        "How these numbers were protected",
        "Printed from numbers counted together on 1 July 2026",
    ):
        assert words in said
    assert {"63", "32"}.isdisjoint(re.findall(r"\d+", said))
    assert (await analyst.get(f"{here}/papers/docx")).status_code == 422
    with transaction(stocked) as session:
        session.exec(delete(PoolPaperRow).where(col(PoolPaperRow.kind) == "pdf"))
    assert (await analyst.get(f"{here}/papers/pdf")).status_code == 409
    chores.print()
    assert (await analyst.get(f"{here}/papers/pdf")).status_code == 200
    with Session(stocked) as session:
        noted = [row.what for row in session.exec(select(AuditRow).order_by(col(AuditRow.number)))]
    assert noted == ["waves_put_together", "pool_opened", *["pool_taken"] * 5]


async def test_what_was_chosen_stays_when_it_is_refused(
    analyst: Browser, stocked: Engine, closed: Callable[[str, date, int], None]
) -> None:
    closed("Hill School", date(2026, 4, 10), 30)
    for wrong, said in (
        ({"survey": "nothing"}, "Choose a survey"),
        ({"since": "soon"}, "Choose a month"),
        ({}, "Fewer than two waves"),
    ):
        refused = await analyst.post(f"{TOGETHER}/new", **MONTHS | wrong)
        assert (refused.status_code in (409, 422), said in refused.text) == (True, True)
        assert 'value="2026-06" selected' in " ".join(refused.text.split())
    with Session(stocked) as session:
        assert session.exec(select(PoolRow)).all() == []


async def test_who_scrutinises_reads_and_puts_nothing_together(console: FastAPI, stocked: Engine) -> None:
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Kim Example", [Role.SCRUTINEER])
        assert "Choose waves" not in await text_of(browser, TOGETHER)
        assert (await browser.post(f"{TOGETHER}/new", **MONTHS)).status_code == 403
        assert (await browser.get(f"{TOGETHER}/{uuid4()}")).status_code == 404
