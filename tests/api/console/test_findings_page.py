"""Findings in the console: the list, one wave's protected numbers, and its papers."""

from collections.abc import AsyncIterator, Callable
from datetime import date
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.audit.tables import AuditRow
from api.console import TEMPLATES
from api.db import transaction
from api.findings.papers import KINDS
from api.findings.protection import Counted, protect, signposts
from api.findings.published import Audit, Published, Table
from api.findings.rules import FLOOR
from api.findings.tables import PaperRow, SnapshotRow
from api.findings.words import words
from api.pages.environment import create_pages
from api.staff.person import Role
from api.waves.tables import WaveRow
from tests.api.console.conftest import Browser, a_browser, sign_in

WHY = "No shares here: too few people answered. Shares need about 35 answers."


def published(
    *counts: int, cards: Table | None = None, number: int = 1, answered: int | None = None
) -> Published:
    named = {str(place): count for place, count in enumerate(counts)}
    answers = [(value, value) for value in named]
    table = protect(Counted("q", "How safe?", answers, False, None, sum(counts), named))
    return Published(
        id=uuid4(),
        number=number,
        taken=date(2026, 11, 22),
        final=True,
        title="Young people",
        audience="young_person",
        survey="Your Voice Matters",
        version="1",
        first_week=None,
        last_week=None,
        asked=None,
        answered=answered,
        tables=(table,),
        signposts=cards,
    )


def page(*counts: int, cards: Table | None = None, rules: str = FLOOR.version) -> str:
    drawn = create_pages([TEMPLATES], partnership="Example Partnership").env
    return drawn.get_template("console/findings_numbers.html").render(
        findings=published(*counts, cards=cards).model_copy(
            update={"audit": Audit(rules=rules, tried=0, rounds=0, withheld=(), narrowest=None)}
        ),
        papers=False,
        wave=SimpleNamespace(id=UUID(int=0)),
        here="/console/findings/x",
        kinds=KINDS,
        about_signposts=words()["signposts"],
    )


@pytest.mark.parametrize(("counts", "said"), [((14, 11), True), ((60, 40), False), ((97, 2), False)])
def test_a_table_without_shares_says_why(counts: tuple[int, ...], said: bool) -> None:
    drawn = page(*counts)
    assert (drawn.count(WHY), ">Share<" in drawn) == (int(said), not said)


def test_how_often_help_was_shown_stands_there_with_what_it_is_not() -> None:
    counted = Counted(
        "cards", "Where to get help was shown", [("asked", "Asked")], True, None, 63, {"asked": 21}
    )
    said = page(60, 40, cards=signposts(counted, None))
    assert "Where to get help was shown" in said
    assert "not how many children are harmed" in said
    assert (">20<" in said, "33" in said, "63" in said, "21" in said) == (True, True, False, False)


@pytest.fixture
def closed(stocked: Engine, open_wave: Callable[..., WaveRow]) -> Callable[..., UUID]:
    """A closed wave with findings; its papers are ready where told."""

    def one(
        title: str, day: date, *counts: int, answered: int | None = None, papers: bool = False, **wanted: str
    ) -> UUID:
        wave = open_wave(**wanted)
        with transaction(stocked) as session:
            row = session.get_one(WaveRow, wave.id)
            row.title, row.state, row.closed = title, "closed", day
            for number in (1, 2):  # the list and the page tell of the newest alone
                said = published(*counts, number=number, answered=answered if number == 2 else 990)
                fresh = SnapshotRow(
                    id=said.id,
                    wave_id=wave.id,
                    number=number,
                    taken=day,
                    published=said.model_dump(mode="json"),
                )
                session.add(fresh)
                session.flush()
            if papers:
                session.add_all(PaperRow(snapshot_id=said.id, kind=kind, body=b"made up") for kind in KINDS)
        return wave.id

    return one


@pytest.fixture
async def analyst(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    """Somebody who reads findings."""
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Ash Example", [Role.ANALYST])
        yield browser


async def text_of(browser: Browser, path: str) -> str:
    reply = await browser.get(path)
    assert reply.status_code == 200
    return " ".join(reply.text.split())


def noted(engine: Engine) -> list[tuple[str, UUID | None]]:
    with Session(engine) as session:
        return [
            (row.what, row.subject) for row in session.exec(select(AuditRow).order_by(col(AuditRow.number)))
        ]


async def test_the_list_tells_what_is_published_and_is_sorted_and_narrowed(
    analyst: Browser, closed: Callable[..., UUID], open_wave: Callable[..., WaveRow]
) -> None:
    assert "There are no findings yet" in await text_of(analyst, "/console/findings")
    open_wave()
    closed("Spring group", date(2026, 5, 1), 60, 40, answered=100, papers=True)
    closed("autumn group", date(2026, 10, 1), 5, 4)
    closed("Parents", date(2026, 7, 1), 30, 30, answered=60, survey="parents_and_carers")

    async def titles(query: str = "") -> list[str]:
        listed = await text_of(analyst, f"/console/findings{query}")
        found = {
            listed.find(one): one for one in ("Spring group", "autumn group", "Parents<") if one in listed
        }
        return [found[place].rstrip("<") for place in sorted(found)]

    assert await titles() == ["autumn group", "Parents", "Spring group"]
    assert await titles("?sort=title") == ["autumn group", "Parents", "Spring group"]
    assert await titles("?sort=-answered") == ["Spring group", "Parents", "autumn group"]
    assert await titles("?search=GROUP+spring") == ["Spring group"]
    assert await titles("?survey=parents_and_carers") == ["Parents"]
    listed = await text_of(analyst, "/console/findings")
    assert listed.count("About 100") == 1 and "990" not in listed
    assert "Too few to tell" in listed
    assert (listed.count(">Ready<"), listed.count(">Being made<")) == (1, 2)
    assert "No findings are like that" in await text_of(analyst, "/console/findings?search=nothing")


async def test_a_look_and_a_paper_are_entries_of_the_audit_trail(
    analyst: Browser, stocked: Engine, closed: Callable[..., UUID]
) -> None:
    wave = closed("Spring group", date(2026, 5, 1), 60, 40, answered=100, papers=True)
    for _ in range(2):
        assert ">60<" in await text_of(analyst, f"/console/findings/{wave}")
    paper = await analyst.get(f"/console/findings/{wave}/papers/csv")
    assert paper.content == b"made up"
    assert "attachment" in paper.headers["content-disposition"]
    assert noted(stocked) == [("findings_opened", wave), ("paper_taken", wave)]


async def test_a_wave_without_findings_says_when_they_come_and_has_no_papers(
    analyst: Browser, stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    here = f"/console/findings/{open_wave().id}"
    assert "No numbers yet" in await text_of(analyst, here)
    early = await analyst.get(f"{here}/papers/pdf")
    assert (early.status_code, "after a wave has closed" in early.text) == (404, True)
    assert (await analyst.get(f"{here}/papers/exe")).status_code == 422
    assert (await analyst.get(f"/console/findings/{uuid4()}")).status_code == 404
    assert noted(stocked) == []


async def test_who_wrote_a_wave_sees_only_that_there_are_findings(
    console: FastAPI, stocked: Engine, closed: Callable[..., UUID]
) -> None:
    wave = closed("Spring group", date(2026, 5, 1), 60, 40, answered=100)
    async with a_browser(console) as author:
        sign_in(author, stocked, "Kim Example", [Role.AUTHOR])
        said = await text_of(author, f"/console/waves/{wave}")
        assert "Its findings are there" in said
        assert ">60<" not in said and "/console/findings" not in said
        for path in ("", f"/{wave}", f"/{wave}/papers/csv"):
            assert (await author.get(f"/console/findings{path}")).status_code == 403


def test_the_page_says_the_thresholds_by_which_its_numbers_were_published() -> None:
    assert "fewer than 20 people answered" in page(5)
    assert "fewer than 40 people answered" in page(5, rules="1/40/50")
    # From 52 on no true number behind a rounded one is below fifty.
    assert "Shares need about 55 answers" in page(15, 15, rules="1/20/50")
