"""One turn in, the replies out: screen first, then the lane that the conversation is in."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlmodel import Session

from api.broadcasts import service as broadcasts
from api.broadcasts.service import Letter
from api.conversation import repository, talk_lane
from api.conversation.alarm import Alarm
from api.conversation.contracts import Reply
from api.conversation.doors import Doors, Entry
from api.conversation.kept import Held, Kept
from api.conversation.rasa import Rasa
from api.conversation.replies import reply_of
from api.conversation.repository import Twin
from api.conversation.survey_lane import SurveyLane, too_late
from api.conversation.tables import ConversationRow
from api.conversation.turn import Turn as Turn
from api.conversation.withdrawing import Withdrawals
from api.db import transaction
from api.errors import Unavailable
from api.guidance import service as guidance
from api.guidance.service import Cards
from api.members import service as members
from api.members.service import Address as Address
from api.runs.service import Overtaken
from api.waves.keys import KeyRing
from nlu.screen import Verdict, screen
from nlu.screen import load as load_screen
from surveys.model import Audience

log = logging.getLogger(__name__)

# A card must not wait for a database that hangs.
LONGEST_WAIT_FOR_HELP = 2.0  # seconds
STRIPES = 64


@dataclass(frozen=True)
class Setting:
    """The audience of a conversation, and the language that it was asked to be in; None: nobody has said."""

    audience: Audience | None
    language: str | None


class Desk:
    """Where every channel brings its turns. Each method commits before it returns."""

    def __init__(self, engine: Engine, keys: KeyRing, cards: Cards, rasa: Rasa) -> None:
        load_screen()  # so that nobody waits for it in the first turn
        self._engine = engine
        self._cards = cards
        self._rasa = rasa
        self._kept = Kept(keys)
        self._lane = SurveyLane(card=self.card, keys=keys)
        self._withdrawals = Withdrawals(engine, keys)
        self._doors = Doors(engine, keys, self._lane, self._withdrawals)
        self._alarm = Alarm(engine, keys)
        self._urgent = ThreadPoolExecutor(8, thread_name_prefix="urgent")
        self._talking = [threading.Lock() for _ in range(STRIPES)]

    def open(
        self,
        channel: str,
        audience: Audience | None = None,
        language: str | None = None,
        conversation_id: UUID | None = None,
    ) -> UUID:
        """A new conversation; one with the id given, when a channel makes ids of its own."""
        row = ConversationRow(
            id=conversation_id or uuid4(),
            channel=channel,
            audience=audience,
            language=language,
            day=date.today(),
        )
        with transaction(self._engine) as session:
            repository.open_once(session, row)
        return row.id

    def take(self, conversation_id: UUID, turn: Turn) -> list[Reply]:
        """The replies to a turn, kept under its key. Raises NotFound, and Unavailable without the database.

        Harm is seen in raw words, in memory, before anything else happens. Then the help card is among the
        replies, whatever else fails.
        """
        turn = turn.cleaned()
        verdict = screen(turn.text) if turn.text else None
        if verdict is None and turn.command != ":help":
            return self._take_again(conversation_id, turn, None)
        try:
            task = self._urgent.submit(self._take_again, conversation_id, turn, verdict)
            return task.result(LONGEST_WAIT_FOR_HELP)
        except Exception as fault:  # of any kind: help comes first
            log.error("only the help card could be shown: %s", type(fault).__name__)
            return [self._alert_card(None, verdict)]

    def latest(self, conversation_id: UUID) -> list[Reply]:
        """What was said last, for a page that is loaded again."""
        with transaction(self._engine) as session:
            self._kept.held(session, conversation_id)
            return self._kept.latest(session, conversation_id)

    def setting(self, conversation_id: UUID) -> Setting:
        """Whom a conversation is with, and in which language: what a page needs to look right."""
        with transaction(self._engine) as session:
            conversation = self._kept.held(session, conversation_id).conversation
            return Setting(conversation.audience, conversation.language)

    def withdraw(self, receipt: str) -> bool:
        """Deletes the answers that a receipt stands for; whether there were any. Raises TooMany."""
        return self._withdrawals.take_back(receipt)

    def card(self, audience: Audience | None, urgency: Literal["immediate", "support"]) -> Reply:
        """The help card; a child's words for whoever has not said who they are."""
        return reply_of(guidance.signpost(self._cards, audience or "young_person", urgency), signpost=urgency)

    def is_member(self, address: Address) -> bool:
        """Whether an action group member is reached here."""
        with transaction(self._engine) as session:
            return members.member_at(session, address) is not None

    def inbox(self, address: Address) -> list[Letter]:
        """Broadcasts to the member at an address, newest first; none for others."""
        with transaction(self._engine) as session:
            member = members.member_at(session, address)
            return broadcasts.letters(session, member.id) if member else []

    def _take_again(self, conversation_id: UUID, turn: Turn, verdict: Verdict | None) -> list[Reply]:
        """Tries twice where the turn's key keeps it single."""
        try:
            return self._take(conversation_id, turn, verdict)
        except (Twin, Overtaken):  # two turns at once: the other one has been kept by now
            return self._take(conversation_id, turn, verdict)
        except Unavailable:  # perhaps the database was restarted and has cut the connection
            if turn.key is None:
                raise
            return self._take(conversation_id, turn, verdict)

    def _take(self, conversation_id: UUID, turn: Turn, verdict: Verdict | None) -> list[Reply]:
        if verdict is not None:
            self._alarm.raise_for(conversation_id, turn, verdict)
        # Before this conversation is held: it has a transaction of its own, and two at a time are too many.
        withdrawn = self._doors.withdraw(turn)
        with transaction(self._engine) as session:
            held = self._kept.held(session, conversation_id, turn.key)
            if held.said is not None:
                return held.said
            conversation = held.conversation
            entry = self._doors.entry(session, conversation, turn)
            if entry is None:
                replies = self._without_rasa(session, held, turn, verdict, withdrawn)
                if replies is not None:
                    wave_id = self._lane.sealed_for(held.run)
                    return self._say(session, conversation, wave_id, turn, verdict, replies)
        if entry is not None:
            return self._start(conversation_id, entry, turn, verdict)
        with self._one_at_a_time(conversation_id):
            return self._talk(conversation_id, turn, verdict)

    def _start(self, conversation_id: UUID, entry: Entry, turn: Turn, verdict: Verdict | None) -> list[Reply]:
        """Counts the person in and puts the first question."""
        refused = self._doors.count_in(entry)
        with transaction(self._engine) as session:
            held = self._kept.held(session, conversation_id, turn.key)
            if held.said is not None:
                return held.said
            replies = self._doors.begin(session, held.conversation, held.run, entry, refused)
            wave_id = entry.wave_id if held.conversation.run_id else None
            return self._say(session, held.conversation, wave_id, turn, verdict, replies)

    def _talk(self, conversation_id: UUID, turn: Turn, verdict: Verdict | None) -> list[Reply]:
        """Asks Rasa. No transaction is held meanwhile: its actions need the database too."""
        with transaction(self._engine) as session:
            held = self._kept.held(session, conversation_id, turn.key)
            if held.said is not None:
                return held.said
            talk_id, audience = held.conversation.talk_id, held.conversation.audience
        talk = talk_lane.ask(self._engine, self._rasa, talk_id, audience, turn)
        with transaction(self._engine) as session:
            conversation = self._kept.held(session, conversation_id).conversation
            if not talk.open:
                conversation.talk_id = uuid4()
            return self._say(session, conversation, None, turn, verdict, talk.replies)

    def _without_rasa(
        self,
        session: Session,
        held: Held,
        turn: Turn,
        verdict: Verdict | None,
        withdrawn: bool | None,
    ) -> list[Reply] | None:
        """Everything but the talk that Rasa must read."""
        conversation, run = held.conversation, held.run
        if withdrawn is not None:
            return [self._doors.withdrew(conversation, withdrawn)]
        if run is None and conversation.run_id is not None:
            return [too_late(session, conversation)]
        if run is not None:
            replies = self._lane.in_run(session, conversation, run, turn, verdict)
            if replies is not None:
                return replies
        if turn.code is not None:
            return self._doors.try_code(session, conversation, turn, turn.code)
        if conversation.offered_wave is not None and turn.command is not None:
            replies = self._doors.at_the_door(session, conversation, conversation.offered_wave, turn)
            if replies is not None:
                return replies
        if verdict is not None and verdict.tier == "immediate":
            return [self.card(conversation.audience, "immediate")]
        if turn.command == ":help":
            return [self.card(conversation.audience, "support")]
        return talk_lane.by_ourselves(session, self._kept, conversation, turn)

    def _say(
        self,
        session: Session,
        conversation: ConversationRow,
        wave_id: UUID | None,
        turn: Turn,
        verdict: Verdict | None,
        replies: list[Reply],
    ) -> list[Reply]:
        """Adds the help card where it is missing, and keeps what is said: in a wave, under its key."""
        if verdict is not None and not any(reply.signpost for reply in replies):
            replies = [self._alert_card(conversation.audience, verdict), *replies]
        self._kept.keep(session, conversation, turn.key, wave_id, replies)
        return replies

    def _alert_card(self, audience: Audience | None, verdict: Verdict | None) -> Reply:
        urgent = verdict is not None and verdict.tier == "immediate"
        return self.card(audience, "immediate" if urgent else "support")

    def _one_at_a_time(self, conversation_id: UUID) -> AbstractContextManager[bool]:
        """Rasa must hear a turn once, even when it is brought twice at the same time."""
        return self._talking[conversation_id.int % STRIPES]
