"""One action for every topic: the intent's name is the topic's slug."""

from typing import Literal

from rasa_sdk.events import ActiveLoop, AllSlotsReset, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from sqlmodel import Session

from actions.base import Domain, Events, KindAction, has_words, meant, say, worded
from api.conversation.contracts import Reply
from api.conversation.replies import options, reply_of
from api.guidance import service

STOP = "stop"
# Somebody's own safety is met with the help card, never with an ordinary page.
SIGNPOSTS: dict[str, Literal["immediate", "support"]] = {"my-safety": "support"}
# Harm that is nearly as likely meant as the likeliest topic is answered first.
URGENT = ("my-safety", "immediate-danger")
NEARLY = 0.7


class ActionAnswer(KindAction):
    """Speaks whenever no rule does, also in the middle of a form, which it then leaves open or ends."""

    def name(self) -> str:
        return "action_answer"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        topic = _topic(tracker)
        paused = bool(tracker.active_loop_name) and topic != STOP
        reply = await self.desk.ask(lambda session: _reply(session, topic, domain))
        say(dispatcher, reply, still_open=paused)
        if paused:
            dispatcher.utter_message(response="utter_check_paused")
        return _leave_form(tracker) + ([AllSlotsReset()] if topic == STOP else [])


def _topic(tracker: Tracker) -> str:
    """The intent; of two that are nearly as likely, the one that cannot wait."""
    intent = meant(tracker)
    likely = {guess["name"]: guess["confidence"] for guess in tracker.latest_message["intent_ranking"]}
    near = NEARLY * likely.get(intent, 1.0)
    return next((topic for topic in URGENT if likely.get(topic, 0.0) >= near), intent)


def _reply(session: Session, topic: str, domain: Domain) -> Reply:
    """The topic as guidance has it, else small talk from the domain with the menu, else a way out."""
    if answer := service.answer(session, topic):
        return reply_of(answer, signpost=SIGNPOSTS.get(topic))
    menu = options(service.menu(session, "practitioner"))
    small_talk = f"utter_{topic}"
    return worded(domain, small_talk if has_words(domain, small_talk) else "utter_not_found", menu)


def _leave_form(tracker: Tracker) -> Events:
    if not tracker.active_loop_name:
        return []
    return [ActiveLoop(None), SlotSet("requested_slot", None)]
