"""What other programs rely on: the routes, the shapes and the one envelope for refusals."""

from collections.abc import Callable
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from api.waves.tables import WaveRow


@pytest.fixture
def http(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")


async def turns_of(http: httpx.AsyncClient) -> str:
    opened = await http.post("/api/v1/conversations", json={"channel": "program", "audience": "practitioner"})
    assert opened.status_code == 201
    return f"/api/v1/conversations/{UUID(opened.json()['id'])}/turns"


async def test_harm_is_answered_in_a_conversation_that_has_ended(http: httpx.AsyncClient) -> None:
    path = f"/api/v1/conversations/{uuid4()}/turns"
    said = (await http.post(path, json={"text": "my dad hits me"})).json()["replies"]
    assert [one["card"] for one in said] == ["support"]
    assert (await http.post(path, json={"choice": ":help"})).json()["replies"][0]["card"] == "asked"
    assert (await http.post(path, json={"text": "hello"})).status_code == 404


async def test_a_reply_has_every_part_of_the_contract(
    http: httpx.AsyncClient, open_wave: Callable[..., WaveRow]
) -> None:
    path = await turns_of(http)
    await http.post(path, json={"text": open_wave().code, "turn": "1"})
    answer = (await http.post(path, json={"choice": ":start", "turn": "2"})).json()
    reply = answer["replies"][-1]
    assert set(answer) == {"replies"}
    # What came later is left out where it says nothing.
    assert set(reply) == {"text", "topic", "signpost", "question", "choices", "sources", "links"}
    assert {"key", "kind", "required", "progress"} <= set(reply["question"])
    assert reply["question"]["progress"]["at"] == 1
    assert all(set(choice) == {"label", "value"} for choice in reply["choices"])
    again = (await http.post(path, json={"choice": ":start", "turn": "2"})).json()
    assert again == answer


async def test_guidance_names_its_source(http: httpx.AsyncClient) -> None:
    answer = await http.post(await turns_of(http), json={"choice": "escalation"})
    reply = answer.json()["replies"][0]
    assert reply["topic"] == "escalation"
    assert set(reply["sources"][0]) == {"title", "section", "version", "reviewed", "review_by"}


async def test_words_that_rasa_should_read_are_searched_while_it_is_away(http: httpx.AsyncClient) -> None:
    answer = await http.post(await turns_of(http), json={"text": "they closed it and I disagree"})
    choices = [choice["value"] for choice in answer.json()["replies"][0]["choices"]]
    assert "escalation" in choices


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (422, {"text": 7}),
        (422, {"turn": "k" * 101}),
        (413, {"text": "x" * 300_000}),
    ],
)
async def test_malformed_turns_are_refused_in_the_envelope(
    http: httpx.AsyncClient, status: int, body: dict[str, object]
) -> None:
    answer = await http.post(await turns_of(http), json=body)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "detail"}


async def test_an_unknown_conversation_is_404_in_the_envelope(http: httpx.AsyncClient) -> None:
    answer = await http.post(f"/api/v1/conversations/{uuid4()}/turns", json={"text": "hello"})
    assert answer.status_code == 404
    assert "begin again" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body", [{"text": "a\x00b", "turn": "\x00"}, {"choice": ":join \x00"}, {"choice": "\x00"}, {}]
)
async def test_odd_turns_get_a_kind_sentence(http: httpx.AsyncClient, body: dict[str, str]) -> None:
    answer = await http.post(await turns_of(http), json=body)
    assert answer.status_code == 200
    assert answer.json()["replies"][0]["text"]


async def test_over_long_words_get_a_kind_sentence(http: httpx.AsyncClient) -> None:
    answer = await http.post(await turns_of(http), json={"text": "which level of need " * 5000})
    assert "2,000" in answer.json()["replies"][0]["text"]


async def test_health_tells_of_every_part(http: httpx.AsyncClient) -> None:
    ready = await http.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json() == {
        "status": "ready",
        "database": "ready",
        "assistant": "down",
        "worker": "down",
        "safety": "ok",
        "alerts_lost": 0,
        "contacts_refused": False,
    }
    assert (await http.get("/health/live")).status_code == 200
