"""The page of keys."""

import re

from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.staff import keys
from api.staff.keys import Scope
from api.staff.person import Role
from api.staff.tables import ApiKeyRow
from tests.api.console.conftest import Browser, a_browser, sign_in

FIELDS: dict[str, str | list[str]] = {
    "name": "Data  warehouse\x00",
    "scopes": ["findings", "audit"],
    "days": "90",
}


def kept(engine: Engine) -> list[ApiKeyRow]:
    with Session(engine) as session:
        return list(session.exec(select(ApiKeyRow)))


async def test_a_key_is_shown_once_and_works(unit: Browser, stocked: Engine) -> None:
    assert "There is no key yet" in (await unit.get("/console/keys")).text
    page = await unit.post("/console/keys", **FIELDS)
    found = re.search(r"<code[^>]*>(heard_[\w-]{40,})</code>", page.text)
    assert found
    key = found.group(1)
    [row] = kept(stocked)
    assert (row.name, row.scopes, row.maker) == (
        "Data warehouse",
        ["audit", "findings"],
        "Robin Madeup, Designated safeguarding lead",
    )
    assert (row.expires - clock.today()).days == 90
    with Session(stocked) as session:
        assert keys.check(session, key, Scope.AUDIT).name == "Data warehouse"
    again = (await unit.get("/console/keys")).text
    assert key[:14] in again
    assert key not in again
    assert "Never" in again


async def test_what_was_typed_stays_when_it_is_refused(unit: Browser, stocked: Engine) -> None:
    for days in ("0", "366", "", "ninety", "٩", "-1"):
        page = await unit.post("/console/keys", name="Data warehouse", scopes=["audit"], days=days)
        assert page.status_code == 422
        assert "Error: Keys" in page.text
        assert "from 1 to 365" in page.text
        assert 'value="Data warehouse"' in page.text
        assert re.search(r'value="audit"[^>]* checked', page.text)
    page = await unit.post("/console/keys", name="x", scopes=["everything"], days="30")
    assert "2 to 60 letters" in page.text
    assert "Choose what the key opens" in page.text
    assert kept(stocked) == []


async def test_a_key_is_ended_after_a_second_look(unit: Browser, stocked: Engine) -> None:
    await unit.post("/console/keys", **FIELDS)
    path = f"/console/keys/{kept(stocked)[0].id}/revoke"
    assert "End this key now?" in (await unit.get(path)).text
    assert kept(stocked)[0].revoked is None
    await unit.post(path)
    assert kept(stocked)[0].revoked == clock.today()
    page = (await unit.get("/console/keys")).text
    assert "Ended" in page and path not in page
    assert (await unit.get(path)).status_code == 303


async def test_a_key_that_is_not_there_is_404(unit: Browser) -> None:
    path = "/console/keys/00000000-0000-4000-8000-000000000000/revoke"
    assert (await unit.get(path)).status_code == 404
    assert (await unit.post(path)).status_code == 404


async def test_only_administrators_make_keys(stranger: Browser, stocked: Engine) -> None:
    sign_in(stranger, stocked, "Sam Sample", set(Role) - {Role.ADMINISTRATOR})
    assert (await stranger.get("/console/keys")).status_code == 403
    assert (await stranger.post("/console/keys", **FIELDS)).status_code == 403
    assert kept(stocked) == []


async def test_nobody_makes_a_key_that_reads_for_them_what_they_may_not(
    console: FastAPI, stocked: Engine
) -> None:
    async with a_browser(console) as browser:
        sign_in(browser, stocked, "Kim Example", roles=[Role.ADMINISTRATOR])
        assert 'value="findings"' not in (await browser.get("/console/keys")).text
        refused = await browser.post("/console/keys", **FIELDS)
        assert (refused.status_code, kept(stocked)) == (422, [])
        assert "Choose only what you may read yourself" in refused.text
