"""Words that no topic fits: what may have been meant, what a search finds, and the menu. Never silence."""

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from sqlmodel import Session

from actions.base import Domain, Events, KindAction, buttons, guesses, meant, say, without_twins, worded
from actions.urgency import audience, urgent
from api.conversation.contracts import Option, Reply
from api.conversation.replies import options, reply_of
from api.guidance import service

# An intent less likely than this is not worth a button.
LIKELY = 0.1
BEST = 3
OUTSIDE = "out-of-scope"


class ActionSearch(KindAction):
    """Runs when the classifier is unsure, or sure that it is none of our business."""

    def name(self) -> str:
        return "action_search"

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        say(dispatcher, await self.desk.ask(lambda session: _reply(session, tracker, domain)))
        return []


def _reply(session: Session, tracker: Tracker, domain: Domain) -> Reply:
    if (danger := urgent(tracker)) and (answer := service.answer(session, danger)):
        return reply_of(answer, signpost="support")
    words = str(tracker.latest_message["text"])
    hits = service.search(session, words, limit=BEST, audience=audience(tracker))
    searched = [Option(label=hit.label, value=hit.slug) for hit in hits]
    guessed = list(guesses(tracker))[:1]
    if meant(tracker) == OUTSIDE and (outside := service.answer(session, OUTSIDE)):
        reply = reply_of(outside)
        return reply.model_copy(
            update={"choices": without_twins([*searched, *reply.choices]), "meant": guessed}
        )
    best = without_twins([*_likely(session, tracker), *searched])[:BEST]
    response = "utter_found" if best else "utter_not_found"
    offered = best or options(service.menu(session, audience(tracker)))
    reply = worded(domain, response, [*offered, *buttons(domain, response)])
    return reply.model_copy(update={"meant": guessed if best else []})


def _likely(session: Session, tracker: Tracker) -> list[Option]:
    """The topics that the classifier thought of and that can be offered, the likeliest first."""
    names = [name for name, likely in guesses(tracker).items() if likely >= LIKELY]
    return options(service.items(session, names))
