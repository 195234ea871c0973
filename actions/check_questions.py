"""Puts a question of the threshold check: the domain's words, and buttons for what was found."""

import json
from functools import partial

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from sqlmodel import Session

from actions.base import Desk, Domain, Events, KindAction, buttons, say, worded
from actions.check import TOPIC, Slots, check_of, resume, split
from api.conversation.contracts import Option, Reply
from api.guidance import service

# As in surveys; a channel may draw it otherwise.
TICK = "✓ "


class Ask(KindAction):
    """One question. What was read from the last message is said first, and can be changed at once."""

    def __init__(self, question: str, desk: Desk) -> None:
        super().__init__(desk)
        self._question = question

    def name(self) -> str:
        return f"action_ask_threshold_form_{self._question}"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        replies = await self.desk.ask(
            partial(_replies, question=self._question, slots=tracker.slots, domain=domain)
        )
        for reply in replies:
            say(dispatcher, reply, still_open=True)
        return []


def _replies(session: Session, question: str, slots: Slots, domain: Domain) -> list[Reply]:
    asked = worded(domain, f"utter_ask_{question}", _choices(session, question, slots, domain))
    asked = asked.model_copy(update={"topic": TOPIC, "resume": resume(slots)})
    taken = split(slots.get("taken"))
    if not taken:
        return [asked]
    read = check_of({name: slots.get(name) for name in taken})
    said = worded(domain, "utter_taken", [])
    text = said.text.format(taken="; ".join(service.said(session, read)))
    return [said.model_copy(update={"text": text, "topic": TOPIC}), asked]


def _choices(session: Session, question: str, slots: Slots, domain: Domain) -> list[Option]:
    """The answers, what can be changed of that which was read, and the way out."""
    if question == "signs":
        own = _ticks(session, slots) + buttons(domain, "utter_signs_done")
    else:
        own = buttons(domain, f"utter_ask_{question}")
    taken = {_inform("change", name) for name in split(slots.get("taken"))}
    changes = [option for option in buttons(domain, "utter_taken") if option.value in taken]
    return [*own, *changes, *buttons(domain, "utter_leave_check")]


def _ticks(session: Session, slots: Slots) -> list[Option]:
    ticked = split(slots.get("ticked"))
    offered = split(slots.get("offered"))
    signs = {sign.key: sign for sign in service.signs_called(session, offered)}
    return [
        Option(label=f"{TICK * (key in ticked)}{signs[key].text}", value=_inform("sign", key))
        for key in offered
        if key in signs
    ]


def _inform(name: str, value: str) -> str:
    return f"/inform{json.dumps({name: value})}"
