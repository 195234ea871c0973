"""The route that Rasa calls."""

from collections.abc import AsyncIterator
from typing import Any

import anyio.to_thread
import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session

from actions.webhook import create_router

from .conftest import told

SECRET = {"Authorization": "known to this test"}


@pytest_asyncio.fixture
async def client(engine: Engine, guidance: None) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(create_router(SECRET["Authorization"], lambda: Session(engine)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://heard") as client:
        yield client


def call(
    action: str, domain: Any, words: str = "who is the lado", intent: str = "staff-allegation"
) -> dict[str, Any]:
    tracker = told(words, intent).current_state() | {"active_loop": {}, "followup_action": None}
    return {
        "next_action": action,
        "sender_id": "made-up",
        "tracker": tracker,
        "domain": domain,
        "version": "3.6.21",
    }


async def test_it_answers_as_rasa_reads_it(client: httpx.AsyncClient, domain: Any) -> None:
    said = await client.post("/actions/webhook", json=call("action_answer", domain), headers=SECRET)
    assert said.status_code == 200
    assert said.json()["events"] == []
    assert said.json()["responses"][0]["custom"]["reply"]["topic"] == "staff-allegation"


@pytest.mark.parametrize("headers", [{}, {"Authorization": ""}, {"Authorization": "guess"}])
async def test_nobody_else_may_call_it(
    client: httpx.AsyncClient, domain: Any, headers: dict[str, str]
) -> None:
    said = await client.post("/actions/webhook", json=call("action_answer", domain), headers=headers)
    assert said.status_code == 401


async def test_an_unknown_action_is_refused(client: httpx.AsyncClient, domain: Any) -> None:
    said = await client.post("/actions/webhook", json=call("action_unknown", domain), headers=SECRET)
    assert said.status_code == 404


async def test_it_answers_while_every_common_thread_waits(client: httpx.AsyncClient, domain: Any) -> None:
    """Turns that wait for Rasa hold those threads; Rasa waits for this route."""
    common = anyio.to_thread.current_default_thread_limiter()
    holders = [object() for _ in range(int(common.total_tokens))]
    for holder in holders:
        common.acquire_on_behalf_of_nowait(holder)
    try:
        with anyio.fail_after(5):
            said = await client.post("/actions/webhook", json=call("action_answer", domain), headers=SECRET)
    finally:
        for holder in holders:
            common.release_on_behalf_of(holder)
    assert said.json()["responses"]


async def test_its_health_is_open(client: httpx.AsyncClient) -> None:
    assert (await client.get("/actions/health")).json() == {"status": "ok"}
