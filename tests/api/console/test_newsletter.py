"""Pages of the newsletter in the console."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from api.staff.person import Role
from tests.api.console.conftest import Browser, a_browser, sign_in

ITEM = {"kind": "training", "title": "Neglect <b>day</b>", "words": "- bring a case", "day_day": "27"}
WHOLE = ITEM | {"day_month": "3", "day_year": "2027", "link": "https://example.org/book", "topic": "consent"}


@pytest.fixture
async def second(console: FastAPI, stocked: Engine) -> AsyncIterator[Browser]:
    """Somebody who approves."""
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Kim Approver", [Role.APPROVER])
        yield browser


async def begin(unit: Browser) -> str:
    """The page of a new issue."""
    found = re.search(r'<option value="([^"]+)"', (await unit.get("/console/newsletter")).text)
    assert found
    begun = await unit.post("/console/newsletter", quarter=found.group(1))
    assert begun.status_code == 303
    return str(begun.headers["location"])


def mark(page: httpx.Response) -> str:
    """Stands for what somebody had before their eyes."""
    found = re.search(r'name="read" value="([^"]+)"', page.text)
    assert found
    return found.group(1)


async def test_from_an_empty_issue_to_the_draft_of_a_broadcast(unit: Browser, second: Browser) -> None:
    assert "There is no issue yet" in (await unit.get("/console/newsletter")).text
    place = await begin(unit)
    assert "Nothing stands in it yet" in (await unit.get(place)).text
    assert "add an item first" in (await unit.post(f"{place}/ask")).text
    assert (await unit.post(f"{place}/items/new", **WHOLE)).status_code == 303
    page = (await unit.get(place)).text
    for said in (
        "Neglect &lt;b&gt;day&lt;/b&gt;",
        "27 March 2027",
        "<li>bring a case</li>",
        "example.org/book",
    ):
        assert said in page
    assert (await unit.post(f"{place}/ask")).status_code == 303
    page = (await second.get(place)).text
    found = re.search(r'name="read" value="([^"]+)"', page)
    assert found
    assert "One issue of the newsletter to approve" in (await second.get("/console")).text
    assert (await unit.post(f"{place}/publish", read=found.group(1))).status_code == 409
    assert (await second.post(f"{place}/refuse", reason="")).status_code == 422
    assert (await second.post(f"{place}/publish", read=found.group(1))).status_code == 303
    assert "Anybody can read it at" in (await unit.get(place)).text
    told = await unit.post(f"{place}/tell")
    assert told.headers["location"].startswith("/console/broadcasts/")
    broadcast = await unit.get(told.headers["location"])
    assert "/newsletter/20" in broadcast.text
    assert "The broadcast that tells the members" in (await unit.get(place)).text


async def test_what_is_typed_stays_when_something_is_missing(unit: Browser) -> None:
    place = await begin(unit)
    form = (await unit.get(f"{place}/items/new")).text
    assert all(f'name="{name}"' in form for name in WHOLE)
    for more, said in (
        ({}, "Write a day that the calendar has"),
        ({"day_month": "13", "day_year": "2027"}, "Write a day that the calendar has"),
        ({"day_day": "", "day_month": "", "day_year": ""}, "Write the day of the training"),
    ):
        page = await unit.post(f"{place}/items/new", **(ITEM | more))
        assert (page.status_code, said in page.text) == (422, True)
        assert "bring a case" in page.text


async def test_an_item_is_changed_moved_and_taken_out(unit: Browser) -> None:
    place = await begin(unit)
    for title in ("First", "Second"):
        await unit.post(f"{place}/items/new", kind="other", title=title)
    page = (await unit.get(place)).text
    first, second = re.findall(rf'href="({place}/items/[0-9a-f-]{{36}})"', page)
    await unit.post(f"{second}/move", way="up")
    page = (await unit.get(place)).text
    assert page.index("Second</a>") < page.index("First</a>")
    assert 'value="First"' in (await unit.get(first)).text
    read = mark(await unit.get(first))
    await unit.post(first, kind="guide", title="Changed", read=read)
    late = await unit.post(first, kind="guide", title="Too late", read=read)
    assert (late.status_code, "Somebody has changed this item" in late.text) == (409, True)
    assert "Too late" in late.text
    assert mark(late) == mark(await unit.get(first)) != read
    assert "Changed</a>" in (await unit.get(place)).text
    await unit.post(f"{second}/out")
    assert "Second" not in (await unit.get(place)).text
    gone = await unit.post(f"{place}/discard")
    assert gone.headers["location"] == "/console/newsletter"
    assert (await unit.get(place)).status_code == 404


async def test_two_who_change_the_opening_at_once(unit: Browser) -> None:
    place = await begin(unit)
    form = (await unit.get(f"{place}/change")).text
    found = re.search(r'name="read" value="([^"]+)"', form)
    assert found
    first = await unit.post(f"{place}/change", title="One", opening="", read=found.group(1))
    assert first.status_code == 303
    late = await unit.post(f"{place}/change", title="Two", opening="Mine", read=found.group(1))
    assert late.status_code == 409
    for said in ("What stands there now", "One", "Two", "Mine"):
        assert said in late.text
