"""Actions beside the real guidance, with conversations built by hand."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from ruamel.yaml import YAML
from sqlalchemy import Engine
from sqlmodel import Session

from actions.base import Desk

ROOT = Path(__file__).parents[2]


@pytest.fixture
def guidance(stocked: Engine) -> None:
    """The real one."""


@pytest.fixture
def desk(engine: Engine, guidance: None) -> Desk:
    return Desk(lambda: Session(engine))


@pytest.fixture(scope="session")
def domain() -> dict[str, Any]:
    """The responses and forms of Rasa's domain, as Rasa sends them along."""
    merged: dict[str, Any] = {"responses": {}, "forms": {}, "slots": {}}
    for file in (ROOT / "nlu/domain").glob("*.yml"):
        part = YAML(typ="safe").load(file)
        for key in merged:
            merged[key] |= part.get(key, {})
    return merged


def told(
    words: str, intent: str = "nlu_fallback", sure: float = 0.9, form: str | None = None, **slots: Any
) -> Tracker:
    """A conversation whose latest message is `words`."""
    guess = {"name": intent, "confidence": sure}
    return Tracker.from_dict(
        {
            "sender_id": "made-up",
            "slots": slots,
            "latest_message": {"text": words, "intent": guess, "intent_ranking": [guess], "entities": []},
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": {"name": form} if form else {},
            "latest_action_name": "action_listen",
        }
    )


def answering(
    slot: str, words: str, intent: str = "nlu_fallback", sure: float = 0.9, **slots: Any
) -> Tracker:
    """The threshold check has asked for `slot`, and the words, or a button's payload, are the answer."""
    tracker = told(words, intent, sure, form="threshold_form", requested_slot=slot, **slots)
    payload = re.fullmatch(r"/([a-z-]+)(\{.*\})?", words)
    if payload:
        carried = json.loads(payload[2] or "{}")
        tracker.latest_message["intent"] = {"name": payload[1], "confidence": 1.0}
        tracker.latest_message["entities"] = [
            {"entity": name, "value": value} for name, value in carried.items()
        ]
    return tracker


async def ran(action: Action, tracker: Tracker, domain: Any) -> tuple[list[Any], list[Any]]:
    """What an action says, and the events that it returns."""
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, tracker, domain)
    return dispatcher.messages, events


def slots(events: list[Any]) -> dict[str, Any]:
    """What the events put into slots."""
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}
