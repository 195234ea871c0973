"""The help card of a turn: which one, for whom, in which language, and the ways on from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlmodel import Session

from api.conversation import waiting
from api.conversation.contracts import Link, Option, Reply
from api.conversation.replies import reply_of
from api.conversation.sentences import says
from api.conversation.turn import Turn
from api.conversation.words import button, say
from api.guidance import service as guidance
from api.guidance.service import CardKind, Cards, Reader
from api.safety import contact
from nlu.screen import Tier, Verdict, screen
from surveys.model import AgeBand, Audience

# Replies that offer a word with a person who can be reached, where somebody reads such wishes.
LEAD_TO_CONTACT = frozenset({"asked", "support", "check_in", "ending"})
# Beside the urgent card and the softer one: whoever holds the phone next should not read them.
HIDDEN_WITH = frozenset({"immediate", "support"})


@dataclass(frozen=True)
class Whom:
    """Whom a card speaks to, and in which language. `watched`: worrying answers of their wave are read."""

    reader: Reader
    language: str | None
    watched: bool = False


def reader_of(audience: Audience | None, age_band: AgeBand | None = None) -> Reader:
    """A young person's card for whoever has not said who they are; a child's where a survey is for them."""
    return "child" if age_band == "primary" else audience or "young_person"


def _hinted(turn: Turn) -> Whom:
    """What the channel knows by itself."""
    return Whom(turn.hint.reader or reader_of(turn.hint.audience), turn.hint.language)


def kind_of(verdict: Verdict, reader: Reader) -> CardKind:
    """The card that a verdict calls for."""
    match verdict.tier:
        case Tier.immediate:
            return "immediate"
        case Tier.alert:
            return "reported" if verdict.reported and reader == "practitioner" else "support"
        case Tier.check_in:
            return "check_in"


def is_danger_now(verdict: Verdict | None) -> bool:
    """Whether nothing may push the urgent card out of sight."""
    return verdict is not None and verdict.tier is Tier.immediate


def is_harm(verdict: Verdict | None) -> bool:
    """Whether words go to the safety queue; those of a check-in are an answer like any other."""
    return verdict is not None and verdict.tier is not Tier.check_in


class Helping:
    """Draws help cards and puts them where they belong among the replies of a turn.

    `web_address` is where people reach Heard.
    """

    def __init__(self, cards: Cards, web_address: str) -> None:
        self._cards = cards
        self.web_address = web_address.rstrip("/")

    def card(self, whom: Whom, kind: CardKind) -> Reply:
        """The card itself, without ways on."""
        answer = guidance.signpost(self._cards, whom.reader, kind, whom.language, watched=whom.watched)
        drawn = reply_of(answer, signpost="immediate" if kind == "immediate" else "support")
        language = None if answer.language == guidance.ENGLISH else answer.language
        return drawn.model_copy(update={"card": kind, "language": language})

    def ending(self, whom: Whom) -> str:
        """The last lines of a survey."""
        return guidance.signpost(self._cards, whom.reader, "ending", whom.language).text

    def alone(self, turn: Turn, verdict: Verdict | None) -> list[Reply]:
        """All that can be said without the database. It is kept nowhere."""
        whom = _hinted(turn)
        carry_on, help_button = button("carry_on", whom.language), button("help", whom.language)
        if verdict is None:
            replies = [self.card(whom, "asked").model_copy(update={"choices": [carry_on, help_button]})]
        else:
            # What took too long may be kept all the same: harm that is sent again is in the queue twice.
            place = "talk.kept_or_not" if is_harm(verdict) else "talk.not_kept"
            not_kept = says(place, whom.language, carry_on, help_button)
            replies = self.with_card(verdict, whom, [not_kept], waits=True)
        return [reply.model_copy(update={"unkept": True}) for reply in replies]

    def at_a_glance(self, turn: Turn) -> list[Reply]:
        """The card of a turn that is not taken; none where nothing calls for one. Nobody is told of it."""
        whom = _hinted(turn)
        if (verdict := screen(turn.text or "")) is None and turn.command == ":help":
            return [self.card(whom, "asked")]
        return self.with_card(verdict, whom, [], waits=False)

    def with_card(
        self, verdict: Verdict | None, whom: Whom, replies: list[Reply], *, waits: bool
    ) -> list[Reply]:
        """The replies with the card that a verdict calls for: never two in one turn.

        The urgent card stands alone, with the ways on: those of the survey that `waits`, or else what the
        replies offer to tap. A page that was surely asked for stands below it.
        """
        if verdict is None:
            return replies
        kind = kind_of(verdict, whom.reader)
        card = self.card(whom, kind)
        if kind == "immediate":
            names = ("carry_on", "stop", "hide") if waits else ("hide",)
            pages = [] if waits else [reply for reply in replies if reply.topic]
            topics = [] if waits or pages else [one for reply in replies for one in reply.choices]
            ways = [button(name, whom.language) for name in names]
            resume = waiting.under_way(replies)
            return [card.model_copy(update={"choices": [*topics, *ways], "resume": resume}), *pages]
        if kind == "check_in":
            return replies if any(reply.signpost for reply in replies) else [card, *replies]
        return [card, *(reply for reply in replies if reply.signpost is None)]

    def with_ways(self, session: Session, replies: Sequence[Reply]) -> list[Reply]:
        """What can be tapped beside each card, and help wherever anything can be tapped or is asked."""
        is_open = any(reply.card in LEAD_TO_CONTACT for reply in replies) and contact.is_open(session)
        return [_with_help(_beside(reply, is_open=is_open)) for reply in replies]

    def contact(self, session: Session, whom: Whom, *choices: Option) -> list[Reply]:
        """What a wish to be contacted means, and the page for it, whose address says how it looks.

        Where nobody reads such wishes, who can be talked to instead.
        """
        if not contact.is_open(session):
            nobody = says("talk.contact_closed", whom.language, *choices)
            return [self.card(whom, "asked"), nobody]
        looks = urlencode({"language": whom.language or guidance.ENGLISH, "for": whom.reader})
        link = Link(label=say("labels.contact", whom.language), url=f"{self.web_address}/contact?{looks}")
        return [says("talk.contact", whom.language, *choices).model_copy(update={"links": [link]})]


def _beside(reply: Reply, *, is_open: bool) -> Reply:
    offered = {one.value for one in reply.choices}
    ways = [
        *(["contact"] if is_open and reply.card in LEAD_TO_CONTACT else []),
        *(["hide"] if reply.card in HIDDEN_WITH and ":hide" not in offered else []),
    ]
    more = [button(name, reply.language) for name in ways]
    return reply.model_copy(update={"choices": [*reply.choices, *more]}) if more else reply


def _with_help(reply: Reply) -> Reply:
    """The urgent card is help itself, and has no room to spare."""
    asks = bool(reply.choices) or reply.question is not None
    if not asks or reply.card == "immediate" or any(one.value == ":help" for one in reply.choices):
        return reply
    return reply.model_copy(update={"choices": [*reply.choices, button("help", reply.language)]})
