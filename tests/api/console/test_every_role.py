"""Each role alone follows whatever the console offers it: all of that opens, and nothing else does."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel import SQLModel

from api.console.access import COOKIE
from api.staff.permissions import PERMISSIONS, PUBLIC
from api.staff.person import Role
from tests.filled import ADDRESS, Filled, a_filled, web_role
from tests.walker import CONSOLE, Form, Page, Visit, door, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")

ALL = "all roles"
WHO = [*Role, ALL]
SOME_ID = "00000000-0000-4000-8000-000000000000"
START = f"{ADDRESS}{CONSOLE}"
TOO_LONG = "x" * 30_000
# Doors that no page offers by a link, and how one comes through them.
BY_ANOTHER_WAY = {
    "GET /console/sign-in": "where one is led who has signed out",
    "GET /console/sign-in/code": "after the password",
    "GET /console/sign-in/lost": "after the password",
    "GET /console/second-factor": "after the first password",
    "GET /console/welcome/{link}": "by a link in a letter",
    "GET /console/sign-in/oidc": "only where a provider is set",
    "GET /console/sign-in/oidc/back": "from the provider",
    "GET /console/surveys/{key}/{version}/try/{wave_id}": "by the button that begins a trial",
    "GET /console/broadcasts/count": "asked by the form while an audience is chosen",
    "GET /console/audit/check/progress": "while a long trail is being checked",
    "GET /console/findings/{wave_id}/news": "while papers are being made",
    "GET /console/findings/together/{pool_id}/news": "while waves are being counted together",
    "GET /console/guidance/newer": "only where the program brought a newer text of an edited file",
}


@dataclass
class House:
    """The console over one of everything, and what each role has found in it."""

    filled: Filled
    app: FastAPI
    seen: dict[str, Mapping[str, Visit]]

    @asynccontextmanager
    async def browser(self, who: str | None) -> AsyncIterator[httpx.AsyncClient]:
        """One in which somebody is signed in who has this role alone, or all, or nobody is."""
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as http:
            if who is not None:
                person = self.filled.everyone if who == ALL else self.filled.staff[Role(who)]
                http.cookies.set(COOKIE, self.filled.cookie(person))
            yield http

    def contents(self) -> Mapping[str, str]:
        """What every table holds, but for when somebody was last seen."""
        with self.filled.base.engine.begin() as connection:
            return {
                table.fullname: connection.scalar(
                    text(f"select md5(string_agg(t::text, '' order by t::text)) from {table.fullname} t")
                )
                for table in SQLModel.metadata.sorted_tables
                if table.name != "staff_session"
            }

    def forms(self, *who: str) -> Sequence[Form]:
        """One for each door and set of fields, as these meet it; unless told, anybody."""
        met = {
            (form.door, *sorted(form.fields)): form
            for one in who or self.seen
            for visit in self.seen[one].values()
            if visit.page
            for form in visit.page.changes()
        }
        return list(met.values())

    def addresses(self) -> Mapping[str, str]:
        """A real address behind each door that anybody has met."""
        met = {visit.door: address for seen in self.seen.values() for address, visit in seen.items()}
        return met | {form.door: form.action for form in self.forms()}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def house(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    home = tmp_path_factory.mktemp("filled")
    with a_filled(database_url, home, "heard_filled") as filled, web_role(filled, ADDRESS) as app:
        found = House(filled, app, {})
        for who in WHO:
            async with found.browser(who) as http:
                found.seen[who] = await walk(http, START)
        yield found


@pytest.mark.parametrize("who", WHO)
async def test_whatever_is_offered_opens(house: House, who: str) -> None:
    shut = [
        f"{visit.status} {address} offered by {visit.offered_by}"
        for address, visit in house.seen[who].items()
        if visit.status != 200
    ]
    assert shut == []
    assert {"GET /console", "GET /console/me", "GET /console/calendar"} <= doors(house.seen[who])


@pytest.mark.parametrize("who", WHO)
async def test_only_those_forms_are_offered_that_somebody_may_send(house: House, who: str) -> None:
    roles = frozenset(Role) if who == ALL else {Role(who)}
    wrong = {
        f"{form.method} {form.action} offered by {address}"
        for address, visit in house.seen[who].items()
        if visit.page
        for form in visit.page.forms
        for one in [form, *visit.page.changes()]
        if not opens(one.door, roles)
    }
    assert wrong == set()


async def test_a_scrutineer_is_offered_nothing_to_change_but_the_own_account(house: House) -> None:
    # What somebody says of a draft stands beside it and changes nothing in it.
    beside = "POST /console/reports/{report_id}/comments"
    offered = {form.door for form in house.forms(Role.SCRUTINEER)} - {beside}
    assert offered
    assert {line for line in offered if "/sign-out" not in line and "/console/me/" not in line} == set()


async def test_every_place_in_a_page_that_a_link_names_is_there(house: House) -> None:
    missing = {
        f"{address}#{name}"
        for seen in house.seen.values()
        for address, visit in seen.items()
        if visit.page
        for name in visit.page.inner
        if name and name not in visit.page.ids
    }
    assert missing == set()


async def test_a_stranger_is_offered_the_way_in_and_no_more(house: House) -> None:
    async with house.browser(None) as http:
        seen = await walk(http, START)
    assert seen[START].status == 401
    open_to_all = {address: visit for address, visit in seen.items() if address != START}
    assert open_to_all
    assert {visit.status for visit in open_to_all.values()} == {200}
    assert {PERMISSIONS[line] for line in doors(open_to_all)} == {PUBLIC}


async def test_every_page_is_offered_to_somebody(house: House) -> None:
    found = set().union(*map(doors, house.seen.values()))
    pages = {line for line in PERMISSIONS if line.startswith(f"GET {CONSOLE}")}
    assert pages - found == set(BY_ANOTHER_WAY)


@pytest.mark.parametrize("who", Role)
async def test_what_a_role_has_not_stays_shut_and_nothing_changes(house: House, who: Role) -> None:
    before, real = house.contents(), house.addresses()
    shut = {
        line: wanted
        for line, wanted in PERMISSIONS.items()
        if f" {CONSOLE}" in line and wanted != PUBLIC and not opens(line, {who})
    }
    assert shut
    wrong = []
    async with house.browser(who) as http:
        token = await a_token(http)
        for line in shut:
            method, path = line.split(" ")
            address = real.get(line, re.sub(r"\{[^}]+\}", SOME_ID, path))
            form = {"csrftoken": token} if method == "POST" else None
            reply = await http.request(method, address, data=form)
            if reply.status_code != 403 or "This page is for other roles" not in reply.text:
                wrong.append(f"{line}: {reply.status_code}")
    assert wrong == []
    assert house.contents() == before


async def test_a_form_that_is_refused_keeps_what_was_typed(house: House) -> None:
    forms = [form for form in house.forms(ALL) if any(one.is_typed for one in form.fields.values())]
    lost, never = [], set()
    async with house.browser(ALL) as http:
        token = await a_token(http)
        for form in forms:
            names = [one.name for one in form.fields.values() if one.is_typed]
            tried = [typed(form) | {names[0]: TOO_LONG}, typed(form) | {names[-1]: ""}]
            replies = [await http.post(form.action, data=sent | {"csrftoken": token}) for sent in tried]
            refused = [
                (sent, reply) for sent, reply in zip(tried, replies, strict=True) if reply.is_client_error
            ]
            lost += [words for sent, reply in refused for words in missing(form, sent, reply)]
            never |= set() if refused else {form.door}
    assert lost == []
    assert never == set()
    assert len(forms) > 20


def doors(seen: Mapping[str, Visit]) -> set[str]:
    """The lines of the table that somebody came through, with the streams that their pages listen to."""
    streams = {door("GET", stream) for visit in seen.values() if visit.page for stream in visit.page.streams}
    return streams | {visit.door for visit in seen.values()}


def opens(line: str, roles: frozenset[Role] | set[Role]) -> bool:
    """Whether somebody with these roles may come through a door."""
    wanted = PERMISSIONS[line]
    return wanted == PUBLIC or (isinstance(wanted, frozenset) and not wanted.isdisjoint(roles))


async def a_token(http: httpx.AsyncClient) -> str:
    found = re.search(r'name="csrftoken" value="([^"]+)"', (await http.get("/console/sign-in")).text)
    assert found
    return found.group(1)


def typed(form: Form) -> dict[str, str]:
    """Each field filled by somebody: words that can be told from others, the last choice of each list."""
    return {
        one.name: f"Kept words {number}" if one.is_typed else (one.choices or [one.value])[-1]
        for number, one in enumerate(form.fields.values())
    }


def missing(form: Form, sent: Mapping[str, str], reply: httpx.Response) -> list[str]:
    """What the form that comes back does not hold any more."""
    back = Page(form.action, reply.text)
    again = next((one for one in back.forms if one.door == form.door), None)
    if again is None:
        return [f"{form.door}: no form came back, but {reply.status_code}"]
    holds = {name: one.value for name, one in again.fields.items()}
    return [
        f"{form.door}: {one.name} holds {holds.get(one.name)!r:.30} after {sent[one.name]!r:.30}"
        for one in form.fields.values()
        if (one.is_typed or one.choices) and holds.get(one.name, "").strip() != sent[one.name].strip()
    ]
