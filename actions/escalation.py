"""The clock of an escalation: which stage, since when; and what the policy says of it, with a reminder."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from rasa_sdk.events import ActionExecutionRejected, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Tracker
from sqlmodel import Session

from actions import typed
from actions.base import Desk, Domain, Events, KindAction, buttons, say, worded
from actions.heard import Heard
from actions.urgency import seen
from api.conversation.contracts import Option, Reply
from api.conversation.replies import CLOCK, reply_of_stage
from api.guidance import days, escalation

TOPIC, FORM, END = escalation.SLUG, "escalation_form", "action_escalation"
STAGE, SINCE = "escalation_stage", "escalation_since"
NOT_KNOWN = "unknown"
_CODE = re.compile(r"[a-z0-9]{1,5}|\d{4}-\d\d-\d\d|unknown")


async def begun(desk: Desk, tracker: Tracker) -> Callable[[CollectingDispatcher], Events] | None:
    """What to do with words that name a stage, or the day on which one began; None for all others."""
    words = str(tracker.latest_message["text"])
    stage = await desk.ask(lambda session: escalation.stage_in(session, words, asked=False))
    since = days.said(words) if stage else days.since(words)
    if stage is None and since is None:
        return None
    needs_day = since is None and await desk.ask(lambda session: escalation.has_clock(session, stage))
    reply = None
    if stage and not needs_day:
        reply = await desk.ask(lambda session: _where(session, stage, since))

    def does(dispatcher: CollectingDispatcher) -> Events:
        if reply is not None:
            say(dispatcher, reply)
            return []
        return [*_slots(stage, since.isoformat() if since else None), FollowupAction(FORM)]

    return does


class ActionEscalationStart(KindAction):
    """A new clock knows nothing of the one before: it may be about another disagreement.

    One that was under way says with its payload what was known.
    """

    def name(self) -> str:
        return "action_escalation_start"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        stage, since = await self.desk.ask(lambda session: _known(session, tracker))
        if stage and (since or not await self.desk.ask(lambda session: escalation.has_clock(session, stage))):
            return [*_slots(stage, since), FollowupAction(END)]
        if not stage and not since:
            say(dispatcher, _of_clock(worded(domain, "utter_escalation_start", [])), still_open=True)
        return _slots(stage, since)


class ActionAskStage(KindAction):
    """The stages of the policy to tap, as the guidance has them now."""

    def name(self) -> str:
        return "action_ask_escalation_stage"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        stages = [
            Option(label=stage.label, value=f'/inform{{"{STAGE}": "{stage.slug}"}}')
            for stage in await self.desk.ask(escalation.stages)
        ]
        first, *others = buttons(domain, "utter_which_stage")
        asked = worded(domain, "utter_which_stage", [first, *stages, *others])
        say(dispatcher, _of_clock(asked, resume(tracker)), still_open=True)
        return []


class ActionAskSince(KindAction):
    """The day on which the stage began."""

    def name(self) -> str:
        return "action_ask_escalation_since"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        asked = worded(domain, "utter_since_when", buttons(domain, "utter_since_when"))
        say(dispatcher, _of_clock(asked, resume(tracker)), still_open=True)
        return []


class ValidateEscalationForm(KindAction, FormValidationAction):
    """Reads each answer; asks for no day where there is no clock; lets go for other questions."""

    def name(self) -> str:
        return "validate_escalation_form"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        slot = tracker.slots.get("requested_slot")
        if slot and await self._leads_away(slot, tracker):
            return [SlotSet(slot, None), ActionExecutionRejected(self.form_name())]
        events: Events = await FormValidationAction.run(self, dispatcher, tracker, domain)
        return events

    def after_failure(self, tracker: Tracker) -> Events:
        return [SlotSet(slot, None) for slot in [tracker.slots.get("requested_slot")] if slot]

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> list[str]:
        stage = tracker.slots.get(STAGE)
        has_clock = stage is None or await self.desk.ask(lambda session: escalation.has_clock(session, stage))
        return domain_slots if has_clock else [STAGE]

    async def validate_escalation_stage(self, value: Any, *turn: Any) -> dict[str, Any]:
        return await self._read(STAGE, value, *turn)

    async def validate_escalation_since(self, value: Any, *turn: Any) -> dict[str, Any]:
        return await self._read(SINCE, value, *turn)

    async def _read(
        self, slot: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        if value is None:  # emptied by a new beginning
            return {slot: None}
        answer = await self._answer(slot, str(value), tracker)
        if answer is None and not str(value).startswith("/"):  # a button is never unclear
            dispatcher.utter_message(response=f"utter_unclear_{slot}")
        return {slot: answer}

    async def _leads_away(self, slot: str, tracker: Tracker) -> bool:
        """Whether the latest message asks for something else than the question is about."""
        heard = Heard.of(tracker)
        if heard.intent == "inform":
            return False
        if heard.wants_out:
            return True
        if await self._answer(slot, heard.words, tracker) is not None:
            return False
        if slot == SINCE and days.is_about_one(heard.words) and not typed.is_question(heard.words):
            return False
        return heard.asks_besides(TOPIC, CLOCK)

    async def _answer(self, slot: str, words: str, tracker: Tracker) -> str | None:
        """What was typed or tapped as the slot keeps it: the key of a stage, a day, or "unknown"."""
        if slot == STAGE:
            return await self.desk.ask(lambda session: escalation.stage_in(session, words))
        if words == NOT_KNOWN or typed.is_unsure(words):
            return NOT_KNOWN
        day = days.typed(words)
        # A date is taken out of the words on their way here.
        return day.isoformat() if day else seen(tracker).get("day")


class ActionEscalation(KindAction):
    """The end of the questions; a failure keeps the answers, so that it can be tried again."""

    def name(self) -> str:
        return END

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        stage, day = str(tracker.slots.get(STAGE)), tracker.slots.get(SINCE)
        since = date.fromisoformat(day) if day and day != NOT_KNOWN else None
        say(dispatcher, await self.desk.ask(lambda session: _where(session, stage, since)))
        return _slots(None, None)

    def apologise(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> None:
        again, response = resume(tracker), "utter_escalation_failed"
        choices = [
            choice.model_copy(update={"value": again}) if choice.value == f"/{CLOCK}" else choice
            for choice in buttons(domain, response)
        ]
        say(dispatcher, worded(domain, response, choices), still_open=True)


def resume(tracker: Tracker) -> str:
    """The payload that begins the clock again where it is; of words that were never read, nothing."""
    known = {name: str(tracker.slots.get(name) or "") for name in (STAGE, SINCE)}
    said = {name: value for name, value in known.items() if _CODE.fullmatch(value)}
    return f"/{CLOCK}{json.dumps(said)}" if said else f"/{CLOCK}"


def _known(session: Session, tracker: Tracker) -> tuple[str | None, str | None]:
    """The stage and the day of a payload that `resume` wrote; what is neither is dropped."""
    said = Heard.of(tracker).entities
    known = {escalation.NOT_BEGUN, *(stage.slug for stage in escalation.stages(session))}
    since = said.get(SINCE, "")
    is_day = since == NOT_KNOWN or days.typed(since) is not None
    stage = said.get(STAGE)
    return stage if stage in known else None, since if is_day else None


def _of_clock(reply: Reply, resume: str | None = None) -> Reply:
    return reply.model_copy(update={"topic": TOPIC, "resume": resume})


def _where(session: Session, stage: str, since: date | None) -> Reply:
    return reply_of_stage(escalation.where(session, stage, since))


def _slots(stage: str | None, since: str | None) -> Events:
    return [SlotSet(STAGE, stage), SlotSet(SINCE, since)]
