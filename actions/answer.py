"""One action for every topic: the intent's name is the topic's slug."""

from typing import Literal

from rasa_sdk.events import ActiveLoop, AllSlotsReset, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from sqlmodel import Session

from actions import escalation, levels
from actions.base import (
    Domain,
    Events,
    KindAction,
    buttons,
    guesses,
    has_words,
    meant,
    say,
    without_twins,
    worded,
)
from actions.urgency import TOPICS, audience, seen, urgent
from api.conversation.contracts import Reply
from api.conversation.replies import options, reply_of
from api.guidance import service

STOP = "stop"
# What is said of a form that waits while something else is answered.
PAUSED = {"threshold_form": "utter_check_paused", escalation.FORM: "utter_escalation_paused"}
# What Rasa has understood and cannot answer by itself; the conversation does it.
COMMANDS = {"why": ":why"}
# Somebody's own safety is met with the help card, never with an ordinary page.
SIGNPOSTS: dict[str, Literal["immediate", "support"]] = {"my-safety": "support"}
# Below this an answer asks whether it was what was meant. Chosen by measurement: docs/guidance.md.
SURE = 0.6
OTHERS = 3
# Of these, so many stand beside the answer at once.
NEAR = 2


class ActionAnswer(KindAction):
    """Speaks whenever no rule does, also in the middle of a form, which it then leaves open or ends."""

    def name(self) -> str:
        return "action_answer"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        topic = urgent(tracker) or meant(tracker)
        paused = bool(tracker.active_loop_name) and topic != STOP
        if topic == escalation.TOPIC and not paused and (begun := await escalation.begun(self.desk, tracker)):
            return begun(dispatcher)
        if command := COMMANDS.get(topic):
            dispatcher.utter_message(json_message={"command": command, "open": paused})
        else:
            reply = await self.desk.ask(lambda session: _reply(session, topic, tracker, domain))
            say(dispatcher, reply, still_open=paused)
        if paused:
            _waits(dispatcher, tracker, domain)
        return _leave_form(tracker) + ([AllSlotsReset()] if topic == STOP else [])


def _waits(dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> None:
    """Says that the form waits. It can be begun again where it is, so that Rasa need not keep it meanwhile:
    turns cost the more, the longer a conversation is.
    """
    response = PAUSED[tracker.active_loop_name]
    reply = worded(domain, response, buttons(domain, response))
    say(dispatcher, reply.model_copy(update={"resume": seen(tracker).get("resume")}))


def _reply(session: Session, topic: str, tracker: Tracker, domain: Domain) -> Reply:
    """The topic as guidance has it, else small talk from the domain with the menu, else a way out."""
    pair = levels.two(str(tracker.latest_message["text"])) if topic == levels.TOPIC else None
    if pair and (compared := service.answer(session, f"{topic}:{pair}")):
        return reply_of(compared)
    if answer := service.answer(session, topic):
        return _doubted(reply_of(answer, signpost=SIGNPOSTS.get(topic)), session, tracker, domain)
    menu = options(service.menu(session, audience(tracker)))
    small_talk = f"utter_{topic}"
    return worded(domain, small_talk if has_words(domain, small_talk) else "utter_not_found", menu)


def _doubted(reply: Reply, session: Session, tracker: Tracker, domain: Domain) -> Reply:
    """With the next guesses and a way to say that it was not what was meant, where that is likely enough."""
    likely = guesses(tracker)
    topic = str(reply.topic)
    if topic in TOPICS or likely.get(topic, 1.0) >= SURE:
        return reply
    others = [other for other in likely if other != topic]
    near = options(service.items(session, others[:NEAR]))
    return reply.model_copy(
        update={
            "choices": [*without_twins([*near, *reply.choices]), *buttons(domain, "utter_not_meant")],
            "meant": [topic, *others[:OTHERS]],
        }
    )


def _leave_form(tracker: Tracker) -> Events:
    if not tracker.active_loop_name:
        return []
    return [ActiveLoop(None), SlotSet("requested_slot", None)]
