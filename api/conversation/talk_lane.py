"""The talk lane: menus and search by ourselves, everything else by Rasa with redacted words."""

import re
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from api.conversation.contracts import Reply
from api.conversation.kept import Kept
from api.conversation.rasa import AssistantDown, Rasa, Talk
from api.conversation.replies import options, reply_of
from api.conversation.tables import ConversationRow
from api.conversation.turn import Turn
from api.conversation.words import button, say
from api.db import transaction
from api.guidance import service as guidance
from nlu.redaction import Redacted
from surveys.model import Audience

LONGEST_WORDS = 2000
PERSONAL = frozenset({"name", "number", "email", "date", "link"})
# A place with a number in it is a house or a postcode.
_ADDRESS, _DIGIT = "address", re.compile(r"\d")
# Topics that are journeys: Rasa asks the questions.
JOURNEYS = frozenset({"threshold-check"})


def menu(session: Session, audience: Audience | None, opening: str) -> Reply:
    """What can be asked."""
    items = guidance.menu(session, audience or "practitioner")
    return Reply(text=say(f"talk.{opening}"), choices=[*options(items), button("help")])


def by_ourselves(
    session: Session, kept: Kept, conversation: ConversationRow, turn: Turn
) -> list[Reply] | None:
    """Replies that need no Rasa; None when it must be asked."""
    audience = conversation.audience
    if turn.command is not None:
        begins = turn.command in (":menu", ":no", ":carry_on")
        return [menu(session, audience, "hello" if begins else "nothing_to_start")]
    if turn.option is not None:
        return _tapped(session, kept, conversation, turn.option)
    if not turn.words:
        return [menu(session, audience, "empty")]
    if len(turn.words) > LONGEST_WORDS:
        return [menu(session, audience, "too_long")]
    return None


def ask(engine: Engine, rasa: Rasa, talk_id: UUID, audience: Audience | None, turn: Turn, words: str) -> Talk:
    """What Rasa says to the redacted `words`; while it is away, what the search finds, and saying so."""
    try:
        return rasa.ask(talk_id, _payload(turn.option) if turn.option else words.lstrip("/"))
    except AssistantDown:
        with transaction(engine) as session:
            return Talk([_without_rasa(session, audience, words)], open=False)


def taken_out(conversation: ConversationRow, words: str, redacted: Redacted) -> list[Reply]:
    """Says what kind of thing was taken out of a practitioner's words, and why.

    A town alone is passed over, and so is a date: without a name it is that of a law more often than a birth.
    """
    if conversation.audience != "practitioner":
        return []
    kinds = dict.fromkeys(
        _ADDRESS if kind == "place" else kind
        for start, end, kind in redacted.spans
        if kind in PERSONAL or (kind == "place" and _DIGIT.search(words[start:end]))
    )
    if kinds.keys() <= {"date"}:
        return []
    language = conversation.language
    named = ", ".join(say(f"talk.taken_out.{kind}", language) for kind in kinds)
    return [Reply(text=say("talk.taken_out.sentence", language).format(kinds=named), language=language)]


def _tapped(session: Session, kept: Kept, conversation: ConversationRow, option: str) -> list[Reply] | None:
    if option in JOURNEYS:
        return None
    if answer := guidance.answer(session, option):
        return [reply_of(answer)]
    offered = {one.value for reply in kept.latest(session, conversation.id) for one in reply.choices}
    if option.startswith("/") and option in offered:
        return None
    return [menu(session, conversation.audience, "old_button")]


def _payload(option: str) -> str:
    return f"/{option}" if option in JOURNEYS else option


def _without_rasa(session: Session, audience: Audience | None, words: str) -> Reply:
    found = guidance.search(session, words) if words else []
    if not found:
        return menu(session, audience, "assistant_down_nothing" if words else "assistant_down")
    items = [guidance.MenuItem(slug=hit.slug, label=hit.title) for hit in found]
    return Reply(text=say("talk.assistant_down_found"), choices=[*options(items), button("menu")])
