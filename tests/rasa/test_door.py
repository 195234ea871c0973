"""Rasa answers only who knows the token, and tells nobody of conversations."""

import httpx
import pytest

from bot.assistant import Assistant

from .conftest import TOKEN

pytestmark = pytest.mark.nlu
WORDS = {"sender": "made-up", "message": "who is the lado"}


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": ""}, {"Authorization": TOKEN}, {"Authorization": "Bearer x"}]
)
def test_strangers_are_turned_away(assistant: Assistant, headers: dict[str, str]) -> None:
    url = f"{assistant.url}/webhooks/rest/webhook"
    said = httpx.post(url, json=WORDS, headers=headers, trust_env=False)
    assert said.status_code == 401
    assert "lado" not in said.text.lower()


@pytest.mark.parametrize(
    "path",
    [
        "/conversations/made-up/tracker",
        "/conversations/made-up/story",
        "/status",
        "/version",
        "/domain",
        "/model",
    ],
)
def test_no_other_route_tells_anything(assistant: Assistant, path: str) -> None:
    known = {"Authorization": f"Bearer {TOKEN}"}
    assert httpx.get(f"{assistant.url}{path}", headers=known, trust_env=False).status_code == 404


def test_that_it_lives_is_all_that_its_front_page_says(assistant: Assistant) -> None:
    said = httpx.get(assistant.url, trust_env=False)
    assert said.is_success
    assert len(said.text) < 100
