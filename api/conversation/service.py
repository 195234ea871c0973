"""One turn in, the replies out: screen first, then the lane that the conversation is in."""

import logging
import threading
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlmodel import Session

from api import clock
from api.conversation import repository, waiting
from api.conversation.alarm import Alarm
from api.conversation.contracts import Reply
from api.conversation.doors import Doors, Entry
from api.conversation.helping import Helping, Whom, is_danger_now, is_harm
from api.conversation.interests import Choosing
from api.conversation.kept import Held, Kept
from api.conversation.noting import Noting
from api.conversation.rasa import Rasa
from api.conversation.replies import on_paper
from api.conversation.settling import settled
from api.conversation.survey_lane import SurveyLane, too_late
from api.conversation.tables import ConversationRow
from api.conversation.talk_lane import TalkLane, is_question, seen, taken_out
from api.conversation.trying import InTime, twice
from api.conversation.turn import Setting as Setting
from api.conversation.turn import Turn as Turn
from api.conversation.withdrawing import Withdrawals
from api.db import transaction
from api.errors import NotFound
from api.guidance.service import CardKind, Cards, Reader
from api.members import service as members
from api.members.service import Address as Address
from api.waves.keys import KeyRing
from nlu.redaction import redact
from nlu.screen import Verdict, prepare, screen
from surveys.model import Audience as Audience

log = logging.getLogger(__name__)

STRIPES = 64


class Desk:
    """Where every channel brings its turns. Each method commits before it returns.

    `web` is the address of the pages, for replies that lead to one.
    """

    def __init__(self, engine: Engine, keys: KeyRing, cards: Cards, rasa: Rasa, web: str = "") -> None:
        prepare()  # so that nobody waits for it in the first turn, nor for the word lists
        redact("")
        self._engine = engine
        self._keys = keys
        self._web = web
        self._helping = Helping(cards, web)
        self._kept = Kept(keys)
        self._talk_lane = TalkLane(engine, keys, rasa, web)
        self._lane = SurveyLane(self._helping, keys)
        self._withdrawals = Withdrawals(engine, keys)
        self._doors = Doors(engine, keys, self._lane, self._withdrawals)
        self._alarm = Alarm(engine, keys)
        self._apart = Noting(engine, keys), Choosing(engine, keys, web)
        self._urgent, self._asking = InTime(), InTime()
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
            day=clock.today(),
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
        for desk in self._apart if turn.text is None else ():
            if (noted := desk.tapped(turn)) is not None:
                return [noted]
        verdict = screen(turn.text) if turn.text else None
        urgent = verdict is not None or turn.command == ":help"
        try:
            said = (self._urgent.twice if urgent else twice)(self._take, conversation_id, turn, verdict)
            # Whoever waits for Rasa must hold up nobody's card: never in the threads of `_urgent`.
            if said is None and is_danger_now(verdict):  # in haste, and heard twice if need be
                said = self._asking.twice(self._talk, conversation_id, turn, verdict)
            elif said is None:
                # Rasa must hear a turn once, even when it is brought twice at the same time.
                with self._talking[conversation_id.int % STRIPES]:
                    said = twice(self._talk, conversation_id, turn, verdict)
            self._talk_lane.count()
            return said or []
        except NotFound:  # nothing fails: the channel opens a conversation, and brings the turn again
            raise
        except Exception as fault:  # of any kind: help comes first
            if not urgent:
                raise
            log.error("only the help card could be shown: %s", type(fault).__name__)
            return self._helping.alone(turn, verdict)

    def latest(self, conversation_id: UUID) -> list[Reply]:
        """What was said last, for a page that is loaded again."""
        with transaction(self._engine) as session:
            self._kept.held(session, conversation_id)
            return self._kept.latest(session, conversation_id)

    def setting(self, conversation_id: UUID) -> Setting:
        """Whom a conversation is with, and in which language: what a page needs to look right."""
        with transaction(self._engine) as session:
            held = self._kept.held(session, conversation_id)
            reader = self._lane.reader(session, held.conversation, held.run)
            return Setting(held.conversation.audience, held.conversation.language, reader)

    def withdraw(self, receipt: str) -> bool:
        """Deletes the answers that a receipt stands for; whether there were any. Raises TooMany."""
        return self._withdrawals.take_back(receipt)

    def card(self, reader: Reader, kind: CardKind, language: str | None = None) -> Reply:
        """A help card, for a page of its own; needs no database."""
        return self._helping.card(Whom(reader, language), kind)

    def card_for(self, turn: Turn) -> list[Reply]:
        """The help card alone, for a turn that no conversation takes; needs no database."""
        return self._helping.at_a_glance(turn.cleaned())

    @property
    def lost_alerts(self) -> int:
        """How many alerts could not be kept since this process began."""
        return self._alarm.lost

    def is_member(self, address: Address) -> bool:
        """Whether an action group member is reached here."""
        with transaction(self._engine) as session:
            return members.member_at(session, self._keys, address) is not None

    def _take(self, conversation_id: UUID, turn: Turn, verdict: Verdict | None) -> list[Reply] | None:
        """All but the talk that Rasa must read, which is None."""
        if verdict is not None and is_harm(verdict):
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
                    return self._say(session, held, wave_id, turn, verdict, replies)
        return None if entry is None else self._start(conversation_id, entry, turn, verdict)

    def _start(self, conversation_id: UUID, entry: Entry, turn: Turn, verdict: Verdict | None) -> list[Reply]:
        """Counts the person in and puts the first question."""
        refused = self._doors.count_in(entry)
        with transaction(self._engine) as session:
            held = self._kept.held(session, conversation_id, turn.key)
            if held.said is not None:
                return held.said
            replies = self._doors.begin(session, held.conversation, held.run, entry, refused)
            wave_id = entry.wave_id if held.conversation.run_id else None
            return self._say(session, held, wave_id, turn, verdict, replies)

    def _talk(self, conversation_id: UUID, turn: Turn, verdict: Verdict | None) -> list[Reply]:
        """Asks Rasa. No transaction is held meanwhile: its actions need the database too."""
        with transaction(self._engine) as session:
            held = self._kept.held(session, conversation_id, turn.key)
            if held.said is not None:
                return held.said
            talk_id, audience = held.conversation.talk_id, held.conversation.audience
            along = seen(held.conversation, turn, verdict, self._kept.latest(session, conversation_id))
        redacted = redact(turn.words)
        talk = self._talk_lane.ask(talk_id, audience, turn, redacted.text, along)
        with transaction(self._engine) as session:
            held = self._kept.held(session, conversation_id)
            if not talk.open:
                held.conversation.talk_id = uuid4()
            said = self._kept.latest(session, conversation_id)
            heard = self._talk_lane.heard(session, held.conversation, talk, turn, said)
            replies = taken_out(held.conversation, turn.words, redacted)
            replies += [on_paper(reply, self._web) for reply in heard]
            verdict = settled(verdict, held.conversation, turn.words, talk.replies)
            return self._say(session, held, None, turn, verdict, replies)

    def _without_rasa(
        self, session: Session, held: Held, turn: Turn, verdict: Verdict | None, withdrawn: bool | None
    ) -> list[Reply] | None:
        """Everything but the talk that Rasa must read."""
        conversation, run = held.conversation, held.run
        if withdrawn is not None:
            return [self._doors.withdrew(conversation, withdrawn)]
        if run is None and conversation.run_id is not None:
            return [too_late(session, conversation)]
        if turn.command == ":hide":
            return [self._lane.hide(session, conversation)]
        if run is not None:
            replies = self._lane.in_run(session, conversation, run, turn, verdict)
            if replies is not None:
                return replies
        if opened := self._doors.opened(session, conversation, turn, verdict):
            return opened
        if conversation.offered_wave is not None and turn.command is not None:
            replies = self._doors.at_the_door(session, conversation, conversation.offered_wave, turn)
            if replies is not None:
                return replies
        said, urgent = self._kept.latest(session, conversation.id), is_danger_now(verdict)
        if urgent and is_question(conversation, turn, said):
            return None
        if urgent or turn.command in (":help", ":contact"):
            beside = self._talk_lane.beside_danger if urgent else self._lane.beside
            return waiting.beside(beside(session, conversation, turn), said)
        return self._talk_lane.by_ourselves(session, conversation, turn, said)

    def _say(
        self,
        session: Session,
        held: Held,
        wave_id: UUID | None,
        turn: Turn,
        verdict: Verdict | None,
        replies: list[Reply],
    ) -> list[Reply]:
        """Adds the help card and the ways on, and keeps what is said: in a wave, under its key."""
        replies = self._lane.with_card(session, held.conversation, held.run, turn, verdict, replies)
        replies = self._helping.with_ways(session, replies)
        self._kept.keep(session, held.conversation, turn.key, wave_id, replies)
        return replies
