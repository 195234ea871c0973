"""What another program gets with a key, and what it is refused."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select

from api import clock
from api.audit import chain
from api.audit import service as audit
from api.audit.tables import AuditRow
from api.db import transaction
from api.findings import service as findings
from api.findings.protection import Counted, protect, signposts, withhold
from api.findings.published import Published
from api.findings.tables import SnapshotRow
from api.staff import bearer, keys
from api.staff.keys import Scope
from api.staff.person import Person
from api.waves.tables import WaveRow, WaveState

ADMIN = Person(None, "Robin Madeup", "Administrator")
CLOSED = date(2026, 11, 20)

Ask = Callable[..., Any]


@pytest.fixture
def key(stocked: Engine) -> str:
    """Of a program that may everything."""
    return a_key(stocked, *Scope)


def a_key(engine: Engine, *scopes: Scope) -> str:
    with transaction(engine) as session:
        return keys.make(session, ADMIN, "Data warehouse", scopes, 30)


async def ask(app: FastAPI, path: str, key: str | None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        return await http.get(f"/api/v1/{path}", headers=headers)


def publish(engine: Engine, wave: WaveRow, *, state: str = WaveState.CLOSED) -> UUID:
    """Numbers of a wave, as the worker leaves them; its papers are not printed yet."""
    rows = [("many", {"a": 60, "b": 41, "c": 3}), ("few", {"a": 2, "b": 1})]
    every = [
        Counted(
            name,
            f"Question {name}",
            [(one, one.upper()) for one in counts],
            False,
            None,
            sum(counts.values()),
            counts,
        )
        for name, counts in rows
    ]
    cards = Counted(":signposts", "Help", [("asked", "Asked")], True, None, 63, {"asked": 21})
    published = Published(
        id=uuid4(),
        number=1,
        taken=CLOSED,
        final=True,
        title=wave.title,
        audience="young_person",
        survey="Your Voice Matters",
        version="1",
        first_week=None,
        last_week=None,
        asked=110,
        answered=100,
        tables=(protect(every[0]), withhold(protect(every[1]))),
        signposts=signposts(cards, None),
    )
    with transaction(engine) as session:
        row = session.get_one(WaveRow, wave.id)
        row.state, row.closed = state, CLOSED if state == WaveState.CLOSED else None
        session.add(
            SnapshotRow(
                id=published.id,
                wave_id=wave.id,
                number=1,
                taken=CLOSED,
                published=published.model_dump(mode="json"),
            )
        )
    return published.id


def trail(engine: Engine) -> list[tuple[str, str, UUID | None]]:
    with Session(engine) as session:
        rows = session.exec(select(AuditRow).order_by("number"))
        return [(row.what, row.who, row.subject) for row in rows]


async def test_a_program_without_a_good_key_is_told_how_to_show_one(app: FastAPI, stocked: Engine) -> None:
    for shown in (None, "heard_madeup", "x"):
        answer = await ask(app, "findings", shown)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["error"] == "KeyNeeded"
    ended = a_key(stocked, Scope.FINDINGS)
    with transaction(stocked) as session:
        keys.revoke(session, ADMIN, keys.every(session)[0])
    assert (await ask(app, "findings", ended)).status_code == 401


@pytest.mark.parametrize("scope", Scope)
async def test_a_key_opens_its_own_routes_and_no_other(app: FastAPI, stocked: Engine, scope: Scope) -> None:
    shown = a_key(stocked, scope)
    for path in Scope:
        answer = await ask(app, path, shown)
        assert answer.status_code == (200 if path == scope else 403)
        if path != scope:
            assert answer.json()["error"] == "WrongScope"


async def test_closed_waves_with_findings_are_listed_and_no_others(
    app: FastAPI, stocked: Engine, open_wave: Callable[..., WaveRow], key: str
) -> None:
    closed, still_open, _nothing_yet = open_wave(), open_wave(), open_wave()
    publish(stocked, closed)
    publish(stocked, still_open, state=WaveState.OPEN)
    assert (await ask(app, "findings", key)).json() == [
        {
            "id": str(closed.id),
            "title": "Made-up group",
            "survey": "Your Voice Matters",
            "opened": "2026-11-09",
            "closed": "2026-11-20",
            "papers": False,
        }
    ]
    for path in (f"findings/{still_open.id}", f"findings/{still_open.id}/papers/csv", f"findings/{uuid4()}"):
        assert (await ask(app, path, key)).status_code == 404


async def test_the_numbers_are_those_of_the_csv(
    app: FastAPI, stocked: Engine, open_wave: Callable[..., WaveRow], key: str
) -> None:
    wave = open_wave()
    snapshot = publish(stocked, wave)
    unprinted = await ask(app, f"findings/{wave.id}/papers/csv", key)
    assert unprinted.status_code == 409
    with transaction(stocked) as session:
        findings.store_papers(session, snapshot)
    file = await ask(app, f"findings/{wave.id}/papers/csv", key)
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))[1:]
    found = (await ask(app, f"findings/{wave.id}", key)).json()
    assert (found["asked"], found["answered"], found["papers"]) == (110, 100, True)
    [many, few] = found["questions"]
    assert (few["base"], few["answers"]) == (None, [])
    printed = {row[1]: row[2:5] for row in rows if row[0] == "Question many"}
    for answer in many["answers"]:
        people, percent, base = printed[answer["label"]]
        assert str(answer["people"]) == people or (answer["people"] is None and not people.isdecimal())
        assert str(answer["percent"] or "") == percent
        assert str(many["base"]) == base
    # Three people are too few to tell of.
    assert [answer["people"] for answer in many["answers"]][-1] is None
    assert found["signposts"]["answers"][0]["people"] == 20


async def test_reading_findings_stands_in_the_trail_under_the_programs_name(
    app: FastAPI, stocked: Engine, open_wave: Callable[..., WaveRow], key: str
) -> None:
    wave = open_wave()
    publish(stocked, wave)
    for _ in range(3):  # asking again at once is one reading
        await ask(app, f"findings/{wave.id}", key)
    await ask(app, "findings", key)
    who = f"Data warehouse, another program, key {key[:14]}"
    assert trail(stocked)[1:] == [("findings_opened", who, wave.id), ("findings_opened", who, None)]


async def test_the_guidance_comes_as_its_files(app: FastAPI, key: str) -> None:
    files = {one["name"]: one["text"] for one in (await ask(app, "guidance", key)).json()}
    assert "contacts.yml" in files
    assert "verified" in files["contacts.yml"]


async def test_the_trail_can_be_followed_and_checked_elsewhere(
    app: FastAPI, stocked: Engine, key: str
) -> None:
    with transaction(stocked) as session:
        for _ in range(1001):
            audit.record(session, ADMIN, "signed_in", None)
    first = (await ask(app, "audit", key)).json()
    assert len(first) == 1000
    assert [one["number"] for one in first] == list(range(1, 1001))
    assert first[0]["what"] == "key_made" and first[0]["words"] == audit.kinds()["key_made"]
    assert first[0]["who"] == str(ADMIN)
    assert first[0]["before"] == chain.FIRST.hex()
    assert all(one["before"] == last["digest"] for last, one in zip(first, first[1:], strict=False))
    rest = (await ask(app, "audit?after=1000", key)).json()
    # The program's own reading of a moment ago comes along.
    assert [one["what"] for one in rest] == ["signed_in", "signed_in", "trail_opened"]
    assert rest[-1]["who"].startswith("Data warehouse")
    assert (await ask(app, f"audit?after={rest[-1]['number']}", key)).json() == []


@pytest.mark.parametrize("query", ["after=-1", "after=x", f"after={2**63}"])
async def test_odd_numbers_are_malformed(app: FastAPI, key: str, query: str) -> None:
    answer = await ask(app, f"audit?{query}", key)
    assert answer.status_code == 422
    assert answer.json()["error"] == "Malformed"


async def test_a_program_that_asks_without_end_has_to_wait(
    app: FastAPI, stocked: Engine, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bearer, "ALLOWED", type(bearer.ALLOWED)(3))
    answers = [await ask(app, "guidance", key) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["retry-after"] == "60"
    assert (await ask(app, "guidance", a_key(stocked, Scope.GUIDANCE))).status_code == 200


async def test_the_days_on_which_a_key_was_used_are_kept(app: FastAPI, stocked: Engine, key: str) -> None:
    await ask(app, "guidance", key)
    with Session(stocked) as session:
        assert keys.every(session)[0].used == clock.today()


async def test_the_description_says_which_routes_need_a_key(app: FastAPI) -> None:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        described = (await http.get("/openapi.json")).json()
    scheme = described["components"]["securitySchemes"]["key"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    with_key = {
        path for path, of in described["paths"].items() if of.get("get", {}).get("security") == [{"key": []}]
    }
    assert with_key == {
        "/api/v1/findings",
        "/api/v1/findings/{wave_id}",
        "/api/v1/findings/{wave_id}/papers/{kind}",
        "/api/v1/guidance",
        "/api/v1/audit",
    }
