"""Pages of "you said, we did" in the console: from an action to what anybody reads, by two people."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, update

from api.broadcasts.tables import BroadcastRow, BroadcastState
from api.db import transaction
from api.staff.person import Role
from tests.api.console.conftest import Browser, a_browser, sign_in
from tests.api.console.test_actions import put_down, standing

WHOLE = {
    "audience": "child",
    "outcome": "done",
    "symbol": "light",
    "said": "The way to the bus is <b>dark</b>.",
    "did": "- There are lamps now.\n- You can see the way.",
    "speaker": "The people who keep children safe",
}
HARD = (
    "The municipality has commissioned comprehensive environmental improvements of the illumination along "
    "the pedestrian infrastructure, notwithstanding considerable budgetary limitations."
)
POLISH = {"said": "Droga jest ciemna.", "did": "Są tam lampy.", "speaker": "Partnerstwo"}


@pytest.fixture
async def second(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    """Somebody who approves."""
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Kim Approver", [Role.APPROVER])
        yield browser


async def begin(unit: Browser, **more: str) -> str:
    """The page of a new entry."""
    reply = await unit.post("/console/said/new", **(WHOLE | more))
    assert reply.status_code == 303
    return str(reply.headers["location"])


def held(page: httpx.Response, name: str) -> str:
    """What a field of a form holds."""
    found = re.search(rf'name="{name}"[^>]*?value="([^"]*)"', page.text)
    assert found
    return found.group(1)


async def test_from_an_action_to_what_anybody_reads(unit: Browser, second: Browser) -> None:
    action = await put_down(unit)
    read = held(await unit.get(action), "read")
    await unit.post(f"{action}/evidence", evidence="Forty lamps stand there", read=read)
    await unit.post(f"{action}/move", to="done")
    form = await unit.get(f"/console/said/new?action={action.rsplit('/', 1)[1]}")
    assert "Forty lamps stand there" in form.text
    assert re.search(r'value="done" checked', form.text)
    place = await begin(unit, action=held(form, "action"))
    page = (await unit.get(place)).text
    for said in (
        "dark&lt;/b&gt;",
        "<li>There are lamps now.</li>",
        "For readers of about",
        f'href="{action}"',
    ):
        assert said in page
    assert (await unit.post(f"{place}/ask")).status_code == 303
    assert "One entry of “you said, we did” to approve" in (await second.get("/console")).text
    read = held(await second.get(place), "read")
    assert (await unit.post(f"{place}/publish", read=read)).status_code == 409
    assert (await second.post(f"{place}/refuse", reason="")).status_code == 422
    assert (await second.post(f"{place}/publish", read=read)).status_code == 303
    page = (await unit.get(place)).text
    assert "Anybody can read it at" in page
    assert "Make a broadcast of it" not in page
    told = (await unit.get(action)).text.split("What people are told of it")[1]
    assert f'href="{place}"' in told
    assert (await second.post(f"{place}/down")).status_code == 303
    assert "Taken down" in (await unit.get("/console/said?state=taken_down")).text
    assert (await unit.post(f"{place}/back")).status_code == 303
    gone = await unit.post(f"{place}/discard")
    assert gone.headers["location"] == "/console/said"
    assert (await unit.get(place)).status_code == 404


async def test_what_was_sent_back_is_on_the_first_page_of_its_writers_until_it_is_asked_anew(
    unit: Browser, second: Browser
) -> None:
    place = await begin(unit)
    back = "One entry of “you said, we did” was sent back to you"
    await unit.post(f"{place}/ask")
    assert back not in (await unit.get("/console")).text
    await second.post(f"{place}/refuse", reason="Too long for children")
    page = (await unit.get("/console")).text
    assert back in page
    assert f'href="{place}"' in page
    assert back not in (await second.get("/console")).text
    await unit.post(f"{place}/ask")
    assert back not in (await unit.get("/console")).text


async def test_the_form_asks_for_no_single_persons_words(unit: Browser) -> None:
    hint = (await unit.get("/console/said/new")).text.split('id="said-hint"')[1].split("</div>")[0]
    assert "your own words" in hint
    assert "Never those of one person" in hint


async def test_hard_words_for_children_are_warned_of(unit: Browser) -> None:
    place = await begin(unit, did=HARD)
    page = (await unit.get(place)).text
    assert "govuk-warning-text" in page
    assert "it should be for 9" in page
    assert "they should be for 9" in (await unit.get(f"{place}/change")).text
    easy = await begin(unit)
    assert "govuk-warning-text" not in (await unit.get(easy)).text


async def test_another_language_is_typed_checked_by_somebody_else_and_taken_out(
    unit: Browser, second: Browser
) -> None:
    place = await begin(unit)
    form = await unit.get(f"{place}/texts/ur")
    assert 'dir="rtl"' in form.text
    form = await unit.get(f"{place}/texts/pl")
    wrong = await unit.post(f"{place}/texts/pl", **(POLISH | {"did": ""}), read=held(form, "read"))
    assert (wrong.status_code, "Droga jest ciemna." in wrong.text) == (422, True)
    read = held(form, "read")
    assert (await unit.post(f"{place}/texts/pl", **POLISH, read=read)).status_code == 303
    late = await unit.post(f"{place}/texts/pl", **(POLISH | {"said": "Za późno"}), read=read)
    assert (late.status_code, "Za późno" in late.text) == (409, True)
    assert "Droga jest ciemna." in standing(late)
    assert "Not checked yet" in (await unit.get(place)).text
    assert (await unit.post(f"{place}/texts/pl/checked")).status_code == 409
    assert (await second.post(f"{place}/texts/pl/checked")).status_code == 303
    assert "Checked by a speaker: Kim Approver" in (await unit.get(place)).text
    assert (await unit.post(f"{place}/texts/pl/remove")).status_code == 303
    assert "Droga" not in (await unit.get(place)).text
    for nowhere in ("en", "xx"):
        assert (await unit.get(f"{place}/texts/{nowhere}")).status_code == 404


async def test_practitioners_are_told_by_a_broadcast(unit: Browser, second: Browser, stocked: Engine) -> None:
    place = await begin(unit, audience="practitioner")
    await unit.post(f"{place}/ask")
    await second.post(f"{place}/publish", read=held(await second.get(place), "read"))
    told = await unit.post(f"{place}/tell")
    assert told.headers["location"].startswith("/console/broadcasts/")
    assert "/we-did/" in (await unit.get(told.headers["location"])).text
    assert "The broadcast that tells the members" in (await unit.get(place)).text
    assert "thrown away with it" in (await unit.get(place)).text
    with transaction(stocked) as session:
        session.execute(update(BroadcastRow).values(state=BroadcastState.SENT))
    assert "thrown away with it" not in (await unit.get(place)).text
    await unit.post(f"{place}/down")
    page = (await unit.get(place)).text
    assert "Members have been sent a broadcast of it" in page
    assert told.headers["location"] in page
    await unit.post(f"{place}/back")
    assert "Members have been sent" not in (await unit.get(place)).text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("audience", "Choose for whom"),
        ("outcome", "Choose what has become"),
        ("said", "Write what people said"),
        ("did", "Write what was done"),
        ("speaker", "Write who says so"),
    ],
)
async def test_what_is_typed_stays_when_something_is_missing(unit: Browser, name: str, said: str) -> None:
    page = await unit.post("/console/said/new", **(WHOLE | {name: ""}))
    assert (page.status_code, said in page.text) == (422, True)
    kept = {"did": "You can see the way.", "said": "dark&lt;/b&gt;"}
    kept.pop(name, None)
    assert all(words in page.text for words in kept.values())


async def test_of_two_who_change_it_the_second_keeps_the_words_and_may_save_them(unit: Browser) -> None:
    place = await begin(unit)
    read = held(await unit.get(f"{place}/change"), "read")
    first = await unit.post(f"{place}/change", **(WHOLE | {"speaker": "First", "read": read}))
    assert first.status_code == 303
    late = await unit.post(f"{place}/change", **(WHOLE | {"speaker": "Second", "read": read}))
    assert (late.status_code, held(late, "speaker")) == (409, "Second")
    assert "First" in standing(late)
    assert "dark&lt;/b&gt;" in standing(late)
    sure = WHOLE | {"speaker": "Second", "read": held(late, "read")}
    assert (await unit.post(f"{place}/change", **sure)).status_code == 303
    assert "Second" in (await unit.get(place)).text


async def test_the_list_tells_what_there_is_and_offers_the_sheet(unit: Browser, second: Browser) -> None:
    assert "There is no entry yet" in (await unit.get("/console/said")).text
    await begin(unit)
    listed = (await second.get("/console/said?audience=child&search=dark")).text
    assert "dark&lt;/b&gt;" in listed
    assert "No entries are like that" in (await second.get("/console/said?audience=parent")).text
    sheet = await second.get("/console/said/sheet?for=child&language=pl")
    assert sheet.headers["content-type"] == "application/pdf"
    assert sheet.headers["content-disposition"] == 'attachment; filename="we-did-child-pl.pdf"'
    assert (await second.get("/console/said/sheet?for=nobody&language=xx")).content.startswith(b"%PDF")
