"""The threshold check: begins, reads each answer, and ends with a level to consider and its route."""

from functools import partial
from typing import Any

from rasa_sdk.events import ActionExecutionRejected, AllSlotsReset, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.base import Domain, Events, KindAction, buttons, say, worded
from actions.check import QUESTIONS, TOPIC, begun, check_of, next_question, resume
from actions.check_answers import answered
from actions.heard import Heard
from api.conversation.replies import reply_of
from api.guidance import service

FORM = "threshold_form"
END = "action_threshold"


class ActionThresholdStart(KindAction):
    """A new check knows nothing of the one before: it may be about another child."""

    def name(self) -> str:
        return "action_threshold_start"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        heard = Heard.of(tracker)
        slots = await self.desk.ask(partial(begun, heard=heard))
        events: Events = [AllSlotsReset(), *_set(slots)]
        if next_question(slots) is None:
            return [*events, FollowupAction(END)]
        opening = "utter_threshold_goes_on" if "known" in heard.entities else "utter_threshold_start"
        reply = worded(domain, opening, []).model_copy(update={"topic": TOPIC})
        say(dispatcher, reply, still_open=True)
        return events


class ValidateThresholdForm(KindAction):
    """Reads each answer; ends the form at a red flag; lets go of it when something else is asked."""

    def name(self) -> str:
        return f"validate_{FORM}"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        asked = _asked(tracker)
        if asked is None:
            return [SlotSet("requested_slot", next_question(tracker.slots))]
        heard = Heard.of(tracker)
        changes = None
        if not heard.wants_out:
            changes = await self.desk.ask(partial(answered, heard=heard, asked=asked, slots=tracker.slots))
        if changes is None:
            return [SlotSet(asked, None), ActionExecutionRejected(FORM)]
        if not changes and not heard.is_tapped:
            dispatcher.utter_message(response=f"utter_unclear_{asked}")
        # Rasa takes a turn that sets no slot for one that was not for the form.
        known = {asked: tracker.slots.get(asked), "taken": None, **changes}
        return [*_set(known), SlotSet("requested_slot", next_question({**tracker.slots, **known}))]

    def after_failure(self, tracker: Tracker) -> Events:
        return [SlotSet(asked, None) for asked in [_asked(tracker)] if asked]


class ActionThreshold(KindAction):
    """The end of the check. A failure keeps the answers, so that it can be tried again."""

    def name(self) -> str:
        return END

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        check = check_of(tracker.slots)
        answer = await self.desk.ask(partial(service.consider, check=check))
        finished = check.to_query() if answer.slug == TOPIC else None
        say(dispatcher, reply_of(answer).model_copy(update={"check": finished}))
        return [AllSlotsReset()]

    def apologise(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> None:
        again = resume(tracker.slots)
        response = "utter_threshold_failed"
        choices = [
            choice.model_copy(update={"value": again}) if choice.value == f"/{TOPIC}" else choice
            for choice in buttons(domain, response)
        ]
        say(dispatcher, worded(domain, response, choices), still_open=True)


def _asked(tracker: Tracker) -> str | None:
    asked = tracker.slots.get("requested_slot")
    return str(asked) if asked in QUESTIONS else None


def _set(slots: dict[str, Any]) -> Events:
    return [SlotSet(name, value) for name, value in slots.items()]
