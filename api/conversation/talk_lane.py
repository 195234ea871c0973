"""The talk lane: menus and search by ourselves, everything else by Rasa with redacted words."""

from sqlmodel import Session

from api.conversation.contracts import Reply
from api.conversation.rasa import Talk
from api.conversation.replies import options, reply_of
from api.conversation.words import button, say
from api.guidance import service as guidance
from nlu.redaction import redact
from surveys.model import Audience

LONGEST_WORDS = 2000
# Topics that are journeys: Rasa asks the questions.
JOURNEYS = frozenset({"threshold-check"})


def menu(session: Session, audience: Audience | None, opening: str) -> Reply:
    """What can be asked."""
    items = guidance.menu(session, audience or "practitioner")
    return Reply(text=say(f"talk.{opening}"), choices=[*options(items), button("help")])


def by_ourselves(
    session: Session, audience: Audience | None, said: str, offered: set[str]
) -> list[Reply] | None:
    """Replies that need no Rasa; None when it must be asked."""
    if said in JOURNEYS:
        return None
    if answer := guidance.answer(session, said):
        return [reply_of(answer)]
    if said in (":menu", ":no"):
        return [menu(session, audience, "hello")]
    if said in (":start", ":carry_on", ":skip", ":back", ":done", ":next"):
        return [menu(session, audience, "nothing_to_start")]
    if said.startswith("/") and said in offered:
        return None
    return [menu(session, audience, "old_button")]


def for_rasa(said: str, *, is_choice: bool) -> str:
    """What Rasa is sent: a button's payload as it is, words only redacted."""
    if not is_choice:
        # A leading slash would be read as a payload.
        return redact(said).text.lstrip("/")
    return f"/{said}" if said in JOURNEYS else said


def without_rasa(session: Session, audience: Audience | None, words: str | None) -> Talk:
    """What can be done while Rasa is away: search and menu, and saying so."""
    found = guidance.search(session, redact(words).text) if words else []
    if not found:
        return Talk(
            [menu(session, audience, "assistant_down_nothing" if words else "assistant_down")], open=False
        )
    items = [guidance.MenuItem(slug=hit.slug, label=hit.title) for hit in found]
    return Talk(
        [Reply(text=say("talk.assistant_down_found"), choices=[*options(items), button("menu")])], open=False
    )
