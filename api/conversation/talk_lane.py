"""The talk lane: menus and search by ourselves, everything else by Rasa with redacted words."""

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from api.conversation import belonging, reminding, waiting
from api.conversation.contracts import Reply
from api.conversation.rasa import HASTE, PATIENCE, AssistantDown, Rasa, Talk
from api.conversation.replies import CLOCK, options, reply_of
from api.conversation.settling import below_danger
from api.conversation.tables import ConversationRow
from api.conversation.turn import Turn
from api.conversation.words import button, command_in_talk, say
from api.db import transaction
from api.guidance import days, escalation
from api.guidance import service as guidance
from api.understanding.service import NOT_MEANT, Tally
from api.waves.keys import KeyRing
from nlu.redaction import Redacted
from nlu.screen import Tier, Verdict
from surveys.model import Audience

LONGEST_WORDS = 2000
PERSONAL = frozenset({"name", "number", "email", "date", "link"})
# A place with a number in it is a house or a postcode.
_ADDRESS, _DIGIT = "address", re.compile(r"\d")
# What Rasa begins, and asks the questions of: a topic that is a journey, and one beside its topic.
_JOURNEYS = frozenset({"threshold-check", CLOCK})
WHY, MEANT = ":why", ":meant"
Said: TypeAlias = Sequence[Reply]


def menu(session: Session, audience: Audience | None, opening: str) -> Reply:
    """What can be asked."""
    items = guidance.menu(session, audience or "practitioner")
    return Reply(text=say(f"talk.{opening}"), choices=[*options(items), button("help")])


def _part(session: Session, audience: Audience | None, part: str) -> Reply:
    """The topics of one part of the menu; the menu itself where it has no such part any more."""
    items = guidance.menu(session, audience or "practitioner", part)
    if not items:
        return menu(session, audience, "old_button")
    return Reply(text=say("talk.part"), choices=[*options(items), button("menu")])


class TalkLane:
    """Takes turns outside of surveys, and counts those that were misunderstood.

    `said` is what was said last, `web` the address of the pages.
    """

    def __init__(self, engine: Engine, keys: KeyRing, rasa: Rasa, web: str) -> None:
        self._engine = engine
        self._keys = keys
        self._web = web
        self._rasa = rasa
        self._tally = Tally(engine)

    def by_ourselves(
        self, session: Session, conversation: ConversationRow, turn: Turn, said: Said
    ) -> list[Reply] | None:
        """Replies that need no Rasa; None when it must be asked."""
        resume = waiting.under_way(said)
        if resume and waiting.is_for_journey(turn):
            return None
        replies = self._by_ourselves(session, conversation, turn, said)
        return replies and waiting.after(said, waiting.in_sight(replies, resume))

    def heard(
        self, session: Session, conversation: ConversationRow, talk: Talk, turn: Turn, said: Said
    ) -> list[Reply]:
        """What Rasa said and what we say for it, with the way back to a check that waits behind it.

        Where it said nothing, to words of danger, pages that may have been asked for.
        """
        if not talk.replies and talk.command is None:
            return self.beside_danger(session, conversation, turn)
        ours = [] if talk.command is None else [self._commanded(session, conversation, talk.command, said)]
        return waiting.after(said, [*ours, *talk.replies])

    def _by_ourselves(
        self, session: Session, conversation: ConversationRow, turn: Turn, said: Said
    ) -> list[Reply] | None:
        audience = conversation.audience
        if reminded := reminding.tapped(session, self._keys, turn):
            return [reminded]
        command = turn.command or command_in_talk(turn.words)
        if belongs := belonging.asked(session, self._keys, conversation, turn, command, self._web):
            return [belongs]
        if command:
            return [self._commanded(session, conversation, command, said)]
        if turn.option is not None:
            return self._tapped(session, conversation, turn.option, said)
        if not turn.words:
            return [menu(session, audience, "empty")]
        if len(turn.words) > LONGEST_WORDS:
            return [menu(session, audience, "too_long")]
        return None

    def _commanded(self, session: Session, conversation: ConversationRow, command: str, said: Said) -> Reply:
        """What a button says that is no topic."""
        if command == WHY:
            return _sources(said)
        if command == MEANT:
            return self._not_meant(session, conversation, said)
        begins = command in (":menu", ":no", ":carry_on")
        return menu(session, conversation.audience, "hello" if begins else "nothing_to_start")

    def ask(
        self,
        talk_id: UUID,
        audience: Audience | None,
        turn: Turn,
        words: str,
        seen: Mapping[str, object],
    ) -> Talk:
        """What Rasa says to the redacted `words`; while it is away, what the search finds, and saying so."""
        is_danger = seen.get("tier") == Tier.immediate
        try:
            asked, patience = _payload(turn) or words.lstrip("/"), HASTE if is_danger else PATIENCE
            talk = self._rasa.ask(talk_id, asked, seen, patience)
            return below_danger(talk) if is_danger else talk
        except AssistantDown:
            if is_danger:
                return Talk([], open=False)
            with transaction(self._engine) as session:
                found = [_without_rasa(session, audience, words)]
                return Talk(waiting.in_sight(found, str(seen.get("resume") or ""), is_down=True), open=False)

    def beside_danger(self, session: Session, conversation: ConversationRow, turn: Turn) -> list[Reply]:
        """Pages that a practitioner may have asked for, to tap beside the urgent card."""
        if conversation.audience != "practitioner" or not turn.words:
            return []
        found = guidance.search(session, turn.words[:LONGEST_WORDS], audience="practitioner")
        return [Reply(text="", choices=options(found))]

    def count(self) -> None:
        """Writes down which topics were mixed up, once enough taps wait; in a transaction of its own."""
        self._tally.write()

    def _tapped(
        self, session: Session, conversation: ConversationRow, option: str, said: Said
    ) -> list[Reply] | None:
        if option.startswith(guidance.PART):
            return [_part(session, conversation.audience, option.removeprefix(guidance.PART))]
        offered = {one.value for reply in said for one in reply.choices}
        answer = guidance.answer(session, option)
        if answer and option in offered and (guessed := _guessed(said, option)):
            self._tally.note(guessed, option)
        if option in _JOURNEYS:
            return None
        if answer:
            return [reply_of(answer)]
        if option.startswith("/") and option in offered:
            return None
        return [menu(session, conversation.audience, "old_button")]

    def _not_meant(self, session: Session, conversation: ConversationRow, said: Said) -> Reply:
        """The topics that were as likely but for one, for whoever was answered with that one."""
        meant = next((reply.meant for reply in said if reply.meant), [])
        if not meant:
            return menu(session, conversation.audience, "not_meant")
        if MEANT in {one.value for reply in said for one in reply.choices}:  # a second tap says nothing new
            self._tally.note(meant[0], NOT_MEANT)
        others = options(guidance.items(session, meant[1:]))
        text = say("talk.meant" if others else "talk.not_meant")
        return Reply(text=text, choices=[*others, button("menu")], meant=meant[:1])


def is_question(conversation: ConversationRow, turn: Turn, said: Said) -> bool:
    """Whether words that sound like danger now may be a practitioner's question for Rasa to read."""
    is_asked = conversation.audience == "practitioner" and turn.choice is None and turn.words != ""
    return is_asked and not waiting.under_way(said)


def seen(conversation: ConversationRow, turn: Turn, verdict: Verdict | None, said: Said) -> dict[str, object]:
    """What the actions are told of a turn beside its redacted words."""
    seen: dict[str, object] = {"audience": conversation.audience}
    if verdict is not None:
        seen |= {"tier": str(verdict.tier), "reported": verdict.reported}
    if resume := waiting.under_way(said):
        seen["resume"] = resume
    # Dates are taken out of words, for fear of a birth. Where the clock of an escalation is asked for, a day
    # of the last months is what was asked for.
    has_day = any(sign.isdigit() for sign in turn.words)
    if has_day and any(reply.topic == escalation.SLUG for reply in said):
        day = days.typed(turn.words)
        seen |= {"day": day.isoformat()} if day else {}
    return seen


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


def _guessed(said: Said, chosen: str) -> str | None:
    """What words were taken for where another guess was chosen; an answer offers ways on besides."""
    for reply in said:
        is_answer = MEANT in {one.value for one in reply.choices}
        if reply.meant and (not is_answer or chosen in reply.meant[1:]):
            return reply.meant[0]
    return None


def _sources(said: Said) -> Reply:
    """Where the last answer comes from, so that it can be asked for again."""
    for reply in reversed(said):
        if reply.sources:
            return Reply(
                text=say("talk.why"), topic=reply.topic, sources=reply.sources, choices=[button("menu")]
            )
    return Reply(text=say("talk.no_source"), choices=[button("menu")])


def _payload(turn: Turn) -> str | None:
    return f"/{turn.option}" if turn.option in _JOURNEYS else waiting.payload(turn)


def _without_rasa(session: Session, audience: Audience | None, words: str) -> Reply:
    found = guidance.search(session, words) if words else []
    if not found:
        return menu(session, audience, "assistant_down_nothing" if words else "assistant_down")
    items = [guidance.MenuItem(slug=hit.slug, label=hit.title) for hit in found]
    return Reply(text=say("talk.assistant_down_found"), choices=[*options(items), button("menu")])
