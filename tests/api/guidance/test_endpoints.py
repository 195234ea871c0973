"""Guidance over HTTP."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session

from api import envelope
from api.guidance import endpoints


@pytest_asyncio.fixture
async def client(engine: Engine, loaded: Session) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.state.engine = engine
    envelope.install(app)
    app.include_router(endpoints.router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://heard") as opened:
        yield opened


@pytest.mark.asyncio
async def test_a_topic_comes_with_its_sources(client: httpx.AsyncClient) -> None:
    found = await client.get("/api/v1/topics/escalation")
    assert found.status_code == 200
    body = found.json()
    assert body["unconfirmed"] is True
    assert body["sources"][0]["title"].startswith("Escalation policy")
    assert body["sources"][0]["review_by"] == "2027-02-28"


@pytest.mark.asyncio
async def test_an_unknown_topic_is_a_kind_404(client: httpx.AsyncClient) -> None:
    refused = await client.get("/api/v1/topics/nothing")
    assert refused.status_code == 404
    assert "Search" in refused.json()["detail"]


@pytest.mark.asyncio
async def test_a_search_gives_the_best_three(client: httpx.AsyncClient) -> None:
    found = await client.get("/api/v1/topics", params={"search": "they closed it and I disagree"})
    assert found.json()[0]["slug"] == "escalation"
    assert (await client.get("/api/v1/topics", params={"search": "xyzzy"})).json() == []
    assert (await client.get("/api/v1/topics", params={"search": "x" * 501})).status_code == 422
