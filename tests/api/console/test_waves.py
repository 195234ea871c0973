"""Pages of waves: what is typed in, tapped twice, or asked for too early."""

import io
from collections.abc import Callable
from uuid import uuid4

import segno
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.waves.tables import WaveRow
from tests.api.console.conftest import ADDRESS, Browser

GOOD = {"survey": "your_voice_matters", "title": "Year 9", "invited": "30", "watched": "no"}


def opened(engine: Engine) -> list[WaveRow]:
    with Session(engine) as session:
        return list(session.exec(select(WaveRow)).all())


async def test_without_waves_the_pages_say_what_to_do(unit: Browser) -> None:
    assert "There are no waves yet" in (await unit.get("/console/waves")).text
    assert "No wave is open" in (await unit.get("/console")).text


WRONG = (
    ("survey", "", "Choose a survey"),
    ("survey", "no_such_survey", "Choose a survey"),
    ("title", " \x00 ", "Say who is asked"),
    ("title", "x" * 101, "Use at most 100 letters"),
    ("invited", "about thirty", "Write the number of people"),
    ("invited", "0", "Write the number of people"),
    ("invited", "-5", "Write the number of people"),
    ("invited", "9" * 5000, "Write the number of people"),
    ("watched", "", "Say whether somebody reads"),
    ("watched", "perhaps", "Say whether somebody reads"),
)


async def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    unit: Browser, stocked: Engine
) -> None:
    for field, typed, said in WRONG:
        page = await unit.post("/console/waves/new", **(GOOD | {field: typed}))
        assert page.status_code == 422
        assert said in page.text
        assert f'href="#{field}"' in page.text
        assert f'id="{field}"' in page.text
        assert f'id="{field}-error"' in page.text
        kept = "30" if field == "title" else "Year 9"
        assert f'value="{kept}"' in page.text
    assert opened(stocked) == []


async def test_a_title_is_kept_as_one_plain_line_and_drawn_as_words(unit: Browser, stocked: Engine) -> None:
    made = await unit.post("/console/waves/new", **(GOOD | {"title": "  Year\r\n 9\x00 <b>bold</b>\t& co "}))
    assert made.status_code == 303
    [wave] = opened(stocked)
    assert wave.title == "Year 9 <b>bold</b> & co"
    assert (wave.invited, wave.watched) == (30, False)
    page = await unit.get(made.headers["location"])
    assert "Year 9 &lt;b&gt;bold&lt;/b&gt; &amp; co" in page.text
    assert f"{wave.code[:4]}-{wave.code[4:]}" in page.text


async def test_how_many_are_asked_may_be_left_out(unit: Browser, stocked: Engine) -> None:
    await unit.post("/console/waves/new", **(GOOD | {"invited": " "}))
    assert [wave.invited for wave in opened(stocked)] == [None]


async def test_the_qr_code_carries_the_link(unit: Browser, open_wave: Callable[..., WaveRow]) -> None:
    wave = open_wave()
    drawn = await unit.get(f"/console/waves/{wave.id}/qr.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    expected = io.BytesIO()
    code = segno.make(f"{ADDRESS}/join/{wave.code}", error="q")
    code.save(expected, kind="svg", scale=6, border=3, light="#fff")
    assert drawn.content == expected.getvalue()


async def test_closing_twice_does_it_once(unit: Browser, open_wave: Callable[..., WaveRow]) -> None:
    place = f"/console/waves/{open_wave().id}"
    assert "Close “Made-up group”?" in (await unit.get(f"{place}/close")).text
    for _ in range(2):
        closed = await unit.post(f"{place}/close")
        assert (closed.status_code, closed.headers["location"]) == (303, place)
    page = await unit.get(place)
    assert "The wave is being closed" in page.text
    assert "Hand this out" not in page.text
    assert (await unit.get(f"{place}/close")).headers["location"] == place


async def test_a_page_that_waits_is_told_when_there_is_something_new(
    unit: Browser, open_wave: Callable[..., WaveRow]
) -> None:
    place = f"/console/waves/{open_wave().id}"
    await unit.post(f"{place}/close")
    waiting = await unit.get(place, **{"hx-request": "true"})
    assert (waiting.status_code, waiting.text) == (204, "")
    still_open = await unit.get(f"/console/waves/{open_wave().id}", **{"hx-request": "true"})
    assert still_open.headers["hx-refresh"] == "true"


async def test_papers_that_are_not_there_yet_and_waves_that_never_were(
    unit: Browser, open_wave: Callable[..., WaveRow]
) -> None:
    early = await unit.get(f"/console/waves/{open_wave().id}/papers/pdf")
    assert early.status_code == 404
    assert "after a wave has closed" in early.text
    for path in (f"/console/waves/{uuid4()}", f"/console/waves/{uuid4()}/qr.svg", "/console/waves/not-an-id"):
        assert (await unit.get(path)).status_code in (404, 422)
    assert (await unit.post(f"/console/waves/{uuid4()}/close")).status_code == 404
    assert (await unit.get(f"/console/waves/{open_wave().id}/papers/exe")).status_code == 422
