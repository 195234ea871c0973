"""The way into the console."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, update

from api import clock
from api.db import transaction
from api.staff import links
from api.staff.tables import SignInLinkRow, StaffSessionRow
from tests.api.console.conftest import Browser

ROBIN = {"name": "Robin Madeup", "title": "Lead"}

LONG_AGO = datetime.now(UTC) - timedelta(minutes=1)


async def test_the_session_stays_in_the_console_and_out_of_scripts(
    stranger: Browser, stocked: Engine
) -> None:
    with transaction(stocked) as session:
        token = links.make(session, clock.now())
    entered = await stranger.post(f"/console/welcome/{token}", **ROBIN)
    [cookie] = [one for one in entered.headers.get_list("set-cookie") if one.startswith("heard_staff=")]
    assert {"HttpOnly", "SameSite=strict", "Path=/console"} <= set(cookie.split("; "))
    with transaction(stocked) as session:
        kept = session.connection().exec_driver_sql("select t::text from staff_session t").scalars().all()
    assert len(kept) == 1
    assert cookie.partition("=")[2].partition(";")[0] not in kept[0]


async def test_a_link_that_has_run_out_is_refused_kindly(stranger: Browser, stocked: Engine) -> None:
    with transaction(stocked) as session:
        token = links.make(session, clock.now())
        session.flush()
        session.exec(update(SignInLinkRow).values(expires=LONG_AGO))
    refused = await stranger.post(f"/console/welcome/{token}", **ROBIN)
    assert refused.status_code == 401
    assert "This link does not sign in any more" in refused.text


async def test_a_session_ends(unit: Browser, stocked: Engine) -> None:
    assert (await unit.get("/console")).status_code == 200
    with transaction(stocked) as session:
        session.exec(update(StaffSessionRow).values(expires=LONG_AGO))
    ended = await unit.get("/console")
    assert ended.status_code == 401
    assert "Sign in to the console" in ended.text


async def test_who_comes_by_a_link_of_another_site_can_go_on(stranger: Browser) -> None:
    path = "/console/waves"
    for site, offered in (("cross-site", True), ("same-origin", False), ("none", False)):
        page = await stranger.get(path, **{"sec-fetch-site": site})
        assert page.status_code == 401
        assert (f'href="{path}"' in page.text) is offered


async def test_nothing_is_done_for_a_stranger(stranger: Browser, stocked: Engine) -> None:
    refused = await stranger.post("/console/broadcasts/new", title="Training", text="Places are open.")
    assert refused.status_code == 401
    with transaction(stocked) as session:
        assert session.connection().exec_driver_sql("select count(*) from broadcast").scalar() == 0


async def test_whoever_signs_in_says_who_they_are_and_the_link_waits_for_it(
    stranger: Browser, stocked: Engine
) -> None:
    with transaction(stocked) as session:
        token = links.make(session, clock.now())
    for typed in ({}, {"name": "R", "title": "Lead"}, {"name": "Robin", "title": "x" * 81}):
        refused = await stranger.post(f"/console/welcome/{token}", **typed)
        assert refused.status_code == 422
        assert "with 2 to 80 letters" in refused.text
        assert all(f'value="{one}"' in refused.text for one in typed.values())
    entered = await stranger.post(f"/console/welcome/{token}", name=" Robin\x00  Madeup ", title="Lead")
    assert entered.status_code == 303
    trail = (await stranger.get("/console/audit")).text
    assert "Signed in" in trail
    assert "Robin Madeup, Lead" in trail
