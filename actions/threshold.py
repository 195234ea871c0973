"""The threshold check: reads what was pressed or typed, and ends with a level to consider and its route."""

from functools import partial
from typing import Any

from rasa_sdk.events import ActionExecutionRejected, AllSlotsReset, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Tracker
from sqlmodel import Session

from actions import typed
from actions.base import Domain, Events, KindAction, meant, say
from api.conversation.replies import reply_of
from api.guidance import service
from api.guidance.model import Answer

RED_FLAGS = ("immediate_danger", "concerns_staff")
AGES = ("unborn", "0-4", "5-10", "11-15", "16-17", "18-over")
# Meanings that answer a question in themselves.
MEANS = {
    "immediate_danger": {"affirm": True, "deny": False, "immediate-danger": True},
    "concerns_staff": {"affirm": True, "deny": False, "staff-allegation": True},
}
# Meanings that do not lead away from the check: it asks again.
STAYS = {"affirm", "deny", "inform", "carry-on", "threshold-check", "out-of-scope", "nlu_fallback"}
# Below this a topic is a guess, and a guess may not throw anybody out of the check.
SURE = 0.5


class ActionThresholdStart(KindAction):
    """A new check knows nothing of the one before: it may be about another child."""

    def name(self) -> str:
        return "action_threshold_start"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        dispatcher.utter_message(response="utter_threshold_start")
        return [AllSlotsReset()]


class ValidateThresholdForm(KindAction, FormValidationAction):
    """Reads each answer; ends the form at a red flag; lets go of it when something else is asked."""

    def name(self) -> str:
        return "validate_threshold_form"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        slot = _asked(tracker)
        if slot and _leads_away(slot, tracker):
            return [SlotSet(slot, None), ActionExecutionRejected(self.form_name())]
        events: Events = await FormValidationAction.run(self, dispatcher, tracker, domain)
        return events

    def after_failure(self, tracker: Tracker) -> Events:
        return [SlotSet(slot, None) for slot in [_asked(tracker)] if slot]

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> list[str]:
        flag = next((slot for slot in RED_FLAGS if tracker.slots.get(slot) is True), None)
        return [flag] if flag else domain_slots

    def validate_immediate_danger(self, value: Any, *turn: Any) -> dict[str, Any]:
        return self._read("immediate_danger", value, *turn)

    def validate_concerns_staff(self, value: Any, *turn: Any) -> dict[str, Any]:
        return self._read("concerns_staff", value, *turn)

    def validate_age(self, value: Any, *turn: Any) -> dict[str, Any]:
        return self._read("age", value, *turn)

    def validate_worry(self, value: Any, *turn: Any) -> dict[str, Any]:
        return self._read("worry", value, *turn)

    def _read(
        self, slot: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        answer = _answer(slot, value, tracker)
        if answer is None:
            dispatcher.utter_message(response=f"utter_unclear_{slot}")
        return {slot: answer}


class ActionThreshold(KindAction):
    """The end of the check; a failure keeps the answers, so that it can be tried again."""

    apology = "utter_threshold_failed"

    def name(self) -> str:
        return "action_threshold"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        level = await self.desk.ask(partial(_consider, slots=tracker.slots))
        say(dispatcher, reply_of(level))
        return [AllSlotsReset()]


def _consider(session: Session, slots: dict[str, Any]) -> Answer:
    level: Answer = service.consider_level(
        session,
        worry=slots.get("worry") or "",
        age=slots.get("age"),
        immediate_danger=bool(slots.get("immediate_danger")),
        staff=bool(slots.get("concerns_staff")),
    )
    return level


def _asked(tracker: Tracker) -> str | None:
    slot: str | None = tracker.slots.get("requested_slot")
    return slot


def _leads_away(slot: str, tracker: Tracker) -> bool:
    """Whether the latest message asks for something else than the question is about."""
    words = str(tracker.latest_message["text"])
    if meant(tracker) == "inform":
        return False
    if typed.wants_to_stop(words) or words == "/stop":
        return True
    if slot == "worry" or _answer(slot, tracker.slots.get(slot), tracker) is not None:
        return False
    sure: bool = tracker.latest_message["intent"]["confidence"] >= SURE
    return sure and meant(tracker) not in STAYS


def _answer(slot: str, value: Any, tracker: Tracker) -> Any:
    """The typed or pressed value as the slot keeps it, or None where it cannot be read."""
    if slot in RED_FLAGS:
        return value if isinstance(value, bool) else _flag(slot, str(value), tracker)
    if slot == "age":
        return value if value in AGES else typed.age_band(str(value))
    # A stray button is not a worry.
    return None if str(value).startswith("/") else str(value).strip() or None


def _flag(slot: str, words: str, tracker: Tracker) -> bool | None:
    if typed.is_unsure(words):
        return None
    said = typed.yes_or_no(words)
    return MEANS[slot].get(meant(tracker)) if said is None else said
