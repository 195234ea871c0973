"""A practitioner's question about harm, told from words about harm to the practitioner."""

from dataclasses import replace

from api.conversation.contracts import Reply
from api.conversation.rasa import Talk
from api.conversation.tables import ConversationRow
from nlu.oneself import is_of_oneself
from nlu.screen import Tier, Verdict

# What is met by a card, and a journey: neither is a page to stand below the urgent card.
_NO_PAGE = frozenset({"my-safety", "immediate-danger", "threshold-check"})


def below_danger(talk: Talk) -> Talk:
    """Of what the assistant says to words that sound like danger now, only a page that it is sure of."""
    pages = [reply for reply in talk.replies if _is_page(reply) and reply.topic not in _NO_PAGE]
    return Talk([] if talk.open else pages, open=False)


def _is_page(reply: Reply) -> bool:
    return bool(reply.topic) and not reply.signpost and not reply.meant


def settled(
    verdict: Verdict | None, conversation: ConversationRow, words: str, said: list[Reply]
) -> Verdict | None:
    """What the screen saw, once the assistant has surely read a practitioner's question in the same words.

    To ask about harm is their work: nobody asks them how they are, and what they tell is told of a child, but
    for words about themselves. Danger now stays danger now.
    """
    is_question = any(_is_page(reply) for reply in said)
    if verdict is None or conversation.audience != "practitioner" or not is_question:
        return verdict
    if not verdict.reported and is_of_oneself(words):
        return verdict
    if verdict.tier is Tier.check_in:
        return None
    return replace(verdict, reported=True)
