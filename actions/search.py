"""Words that no topic fits: what may have been meant, what a search finds, and the menu. Never silence."""

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from sqlmodel import Session

from actions.base import Domain, Events, KindAction, meant, say, worded
from api.conversation.contracts import Option, Reply
from api.conversation.replies import options, reply_of
from api.guidance import service

# An intent less likely than this is not worth a button.
LIKELY = 0.1
OUTSIDE = "out-of-scope"


class ActionSearch(KindAction):
    """Runs when the classifier is unsure, or sure that it is none of our business."""

    def name(self) -> str:
        return "action_search"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        say(dispatcher, await self.desk.ask(lambda session: _reply(session, tracker, domain)))
        return []


def _reply(session: Session, tracker: Tracker, domain: Domain) -> Reply:
    menu = options(service.menu(session, "practitioner"))
    found = _likely(tracker, menu) + [
        Option(label=hit.label, value=hit.slug)
        for hit in service.search(session, str(tracker.latest_message["text"]), audience="practitioner")
    ]
    outside = service.answer(session, OUTSIDE) if meant(tracker) == OUTSIDE else None
    if outside:
        reply = reply_of(outside)
        return reply.model_copy(update={"choices": _without_twins(found + reply.choices)})
    return worded(domain, "utter_found" if found else "utter_not_found", _without_twins(found + menu))


def _likely(tracker: Tracker, menu: list[Option]) -> list[Option]:
    """The topics of the menu that the classifier thought of, the likeliest first."""
    offered = {option.value: option for option in menu}
    ranking = tracker.latest_message["intent_ranking"]
    return [
        offered[guess["name"]]
        for guess in ranking
        if guess["name"] in offered and guess["confidence"] >= LIKELY
    ]


def _without_twins(choices: list[Option]) -> list[Option]:
    """Each choice once, at its first place."""
    once: dict[str, Option] = {}
    for choice in choices:
        once.setdefault(choice.value, choice)
    return list(once.values())
