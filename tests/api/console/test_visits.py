"""What goes out of the office: QR codes, the wall of a classroom, cards with single-use codes."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pikepdf
import pypdfium2
import segno
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock, codes
from api.console import moments
from api.db import transaction
from api.runs import service as runs
from api.waves import service as waves
from api.waves import sheet
from api.waves.crowd import Crowd, crowd
from api.waves.keys import KeyRing
from api.waves.service import with_single_use
from api.waves.tables import Entry, EntryCodeRow, WaveRow, WaveState
from surveys.model import Progress
from tests.api.console.conftest import ADDRESS, Browser

CODE = re.compile(r"\b[2-9B-Z]{4}-[2-9B-Z]{4}-[2-9B-Z]{2}\b")


def people(engine: Engine, keys: KeyRing, wave: WaveRow, *, joined: int, finished: int) -> None:
    """Made-up people in a wave."""
    with transaction(engine) as session:
        for number in range(joined):
            runs.count_in(session, wave.id, keys.token(wave.id, f"person {number}"))
        for _ in range(finished):
            runs.finish(keys, runs.begin(session, keys, wave.id, Progress({}, None)), Progress({}, None))


def test_a_crowd_is_known_in_steps_of_ten_only(
    stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    for joined, finished, known in ((9, 0, Crowd(0, 0)), (10, 9, Crowd(10, 0)), (29, 20, Crowd(20, 20))):
        wave = open_wave()
        people(stocked, keys, wave, joined=joined, finished=finished)
        with Session(stocked) as session:
            assert crowd(session, wave.id) == known


async def test_the_qr_code_carries_the_link(unit: Browser, open_wave: Callable[..., WaveRow]) -> None:
    wave = open_wave()
    drawn = await unit.get(f"/console/waves/{wave.id}/qr.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    expected = io.BytesIO()
    code = segno.make(f"{ADDRESS}/join/{wave.code}", error="q")
    code.save(expected, kind="svg", scale=6, border=3, light="#fff")
    assert drawn.content == expected.getvalue()


async def test_the_wall_shows_the_way_in_and_nothing_else(
    unit: Browser, stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave(entry=Entry.GROUP)
    people(stocked, keys, wave, joined=14, finished=3)
    page = (await unit.get(f"/console/waves/{wave.id}/visit")).text
    assert codes.spaced(wave.code) in page
    assert "heard.example" in page
    assert f"/console/waves/{wave.id}/qr.svg" in page
    for number in ("14", "3"):
        assert re.search(rf">[^<]*\b{number}\b[^<]*<", page) is None
    assert re.findall(r"<strong>(\d+ or more|fewer than 10)</strong>", page) == [
        "10 or more",
        "fewer than 10",
    ]
    for other in ("Made-up group", "Broadcasts", "Safety queue", "Sign out"):
        assert other not in page


async def test_the_wall_is_another_page_once_the_wave_has_closed(
    unit: Browser, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave(entry=Entry.GROUP)
    listens = f"/console/waves/{wave.id}/visit/crowd?state=open"
    assert f'data-live="{listens}"' in (await unit.get(f"/console/waves/{wave.id}/visit")).text
    await unit.post(f"/console/waves/{wave.id}/close")
    told = await unit.get(listens)
    assert ("event: over" in told.text, "data: <" in told.text) == (True, False)
    closed = (await unit.get(f"/console/waves/{wave.id}/visit")).text
    assert "This survey has closed" in closed
    assert "data-live" not in closed
    assert codes.spaced(wave.code) not in closed


async def test_the_page_of_a_wave_shows_the_same_steps_as_the_wall(
    unit: Browser, stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave()
    people(stocked, keys, wave, joined=14, finished=3)
    page = (await unit.get(f"/console/waves/{wave.id}")).text
    shown = re.search(r"<div data-live=.*?</dl>", page, re.DOTALL)
    assert shown
    assert re.findall(r'value">([^<]*)</dd>', shown[0]) == ["10 or more", "fewer than 10"]


async def test_the_wall_says_when_a_wave_will_open(
    unit: Browser, open_wave: Callable[..., WaveRow], stocked: Engine
) -> None:
    opens = clock.now() + timedelta(days=1)
    wave = open_wave(entry=Entry.GROUP)
    with transaction(stocked) as session:
        row = waves.get(session, wave.id)
        row.state, row.opens = WaveState.PLANNED, opens
    page = (await unit.get(f"/console/waves/{wave.id}/visit")).text
    assert f"This opens at {moments.said(opens)}" in page
    assert f'data-live="/console/waves/{wave.id}/visit/crowd?state=planned"' in page
    assert "or more" not in page


async def test_each_card_of_the_sheet_lets_one_person_in(
    unit: Browser, stocked: Engine, keys: KeyRing, open_wave: Callable[..., WaveRow]
) -> None:
    wave = open_wave(entry=Entry.SINGLE_USE)
    place = f"/console/waves/{wave.id}"
    assert "Hand this out" not in (await unit.get(place)).text
    assert 'value="30"' in (await unit.get(f"{place}/codes")).text
    printed = await unit.post(f"{place}/codes", how_many="12")
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.headers["cache-control"] == "no-store"
    with pypdfium2.PdfDocument(printed.content) as paper:
        assert len(paper) == 2
        said = " ".join(page.get_textpage().get_text_range() for page in paper)
    cards = CODE.findall(said)
    assert len(set(cards)) == 12
    with Session(stocked) as session:
        found = [with_single_use(session, keys, code) for code in cards]
        assert [known and known[0].id for known in found] == [wave.id] * 12
        assert len({known and known[1] for known in found}) == 12
        kept = [row.token for row in session.exec(select(EntryCodeRow)).all()]
    assert len(kept) == 12
    assert all(codes.tidy(code).encode() not in token for token in kept for code in cards)
    assert said.count("You do not give your name") == 12
    assert " ".join(said.split()).count("See who you can call: heard.example/help") == 12
    assert "Made-up group" not in said
    again = (await unit.get(place)).text + (await unit.get(f"{place}/codes")).text
    assert [code for code in cards if code in again or codes.tidy(code) in again] == []


def test_long_titles_and_addresses_stay_on_their_card() -> None:
    title = f"What families think of {'the help that there is, and of ' * 3}what is missing"
    cards = sheet.Sheet(title, "https://heard.long-example-partnership.example", ["BCDFGHJK23"] * 10)
    with pypdfium2.PdfDocument(sheet.made(cards)) as paper:
        assert len(paper) == 1
        words = paper[0].get_textpage()
        begins, ends = (tops(words, piece) for piece in ("What families", "/help"))
    assert (len(begins), len(ends)) == (10, 10)
    # Two cards in a row: what a card ends with lies above what the card below begins with.
    assert all(end > below for end, below in zip(ends[:-2], begins[2:], strict=True))


def tops(words: pypdfium2.PdfTextPage, piece: str) -> list[float]:
    """How far above the foot of the page each of these stands, from the top down."""
    found, search = [], words.search(piece)
    while place := search.get_next():
        found.append(words.get_charbox(place[0])[3])
    return sorted(found, reverse=True)


async def test_the_sheet_can_be_read_aloud(unit: Browser, open_wave: Callable[..., WaveRow]) -> None:
    wave = open_wave(entry=Entry.SINGLE_USE)
    printed = await unit.post(f"/console/waves/{wave.id}/codes", how_many="1")
    with pikepdf.open(io.BytesIO(printed.content)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        told = [
            str(thing.Alt)
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing
        ]
    assert len(told) == 1
    assert told[0].startswith("QR code that opens the survey")


async def test_only_a_wave_with_single_use_codes_has_a_sheet(
    unit: Browser, stocked: Engine, open_wave: Callable[..., WaveRow]
) -> None:
    group, single = open_wave(entry=Entry.GROUP), open_wave(entry=Entry.SINGLE_USE)
    place = f"/console/waves/{group.id}"
    assert (await unit.get(f"{place}/codes")).headers["location"] == place
    assert (await unit.post(f"{place}/codes", how_many="3")).status_code == 409
    place = f"/console/waves/{single.id}"
    assert (await unit.get(f"{place}/visit")).headers["location"] == place
    for wrong in ("", "0", "201", "-1", "ten", "9" * 5000):
        page = await unit.post(f"{place}/codes", how_many=wrong)
        assert (page.status_code, "from 1 to 200" in page.text) == (422, True)
    await unit.post(f"{place}/close")
    assert (await unit.post(f"{place}/codes", how_many="3")).status_code == 409
    with Session(stocked) as session:
        assert session.exec(select(EntryCodeRow)).all() == []
