"""One turn in, the replies out: screen first, then the lane that the conversation is in."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from api import codes
from api.broadcasts import service as broadcasts
from api.broadcasts.service import Letter
from api.conversation import repository, survey_lane, talk_lane
from api.conversation.contracts import Reply
from api.conversation.doors import Doors
from api.conversation.rasa import AssistantDown, Rasa, Talk
from api.conversation.replies import reply_of
from api.conversation.survey_lane import SurveyLane
from api.conversation.tables import ConversationRow
from api.conversation.words import button, command, say
from api.db import transaction
from api.errors import NotFound, Unavailable
from api.guidance import service as guidance
from api.guidance.service import Cards
from api.members import service as members
from api.members.service import Address as Address
from api.runs import service as runs
from api.safety import service as safety
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow
from nlu.screen import Verdict, screen
from nlu.screen import load as load_screen
from surveys.model import Audience


@dataclass(frozen=True)
class Turn:
    """One message. `person` is the channel's pseudonym, `address` where a member could be reached.

    Both are used in memory only: a person becomes a wave's token, an address is kept for who joins the group.
    """

    text: str | None = None
    choice: str | None = None
    key: str | None = None
    person: str | None = None
    address: Address | None = None

    @property
    def said(self) -> str:
        """The choice, the command that the words stand for, or the words."""
        words = (self.text or "").strip()
        return self.choice or command(words) or words


class Desk:
    """Where every channel brings its turns. Each method commits before it returns."""

    def __init__(self, engine: Engine, keys: KeyRing, cards: Cards, rasa: Rasa) -> None:
        load_screen()  # so that nobody waits for it in the first turn
        self._engine = engine
        self._cards = cards
        self._rasa = rasa
        self._lane = SurveyLane(card=self.card, alarm=self._alarm)
        self._doors = Doors(engine, keys, self._lane)

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

        Harm is seen in raw words, in memory, before anything else happens; its card comes even when
        the database is down.
        """
        verdict = screen(turn.text) if turn.text else None
        try:
            return self._take_twice(conversation_id, turn, verdict)
        except Unavailable:
            if verdict is not None or turn.said == ":help":
                return [self._alert_card(None, verdict)]
            raise

    def latest(self, conversation_id: UUID) -> list[Reply]:
        """What was said last, for a page that is loaded again."""
        with transaction(self._engine) as session:
            _held(session, conversation_id)
            return repository.latest(session, conversation_id)

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

    def _take_twice(self, conversation_id: UUID, turn: Turn, verdict: Verdict | None) -> list[Reply]:
        """Tries again where its key keeps the turn single."""
        try:
            return self._take(conversation_id, turn, verdict)
        except IntegrityError:  # the same turn came twice at once: the other one has been kept by now
            return self._take(conversation_id, turn, verdict)
        except Unavailable:  # perhaps the database was restarted and has cut the connection
            if turn.key is None:
                raise
            return self._take(conversation_id, turn, verdict)

    def _take(self, conversation_id: UUID, turn: Turn, verdict: Verdict | None) -> list[Reply]:
        with transaction(self._engine) as session:
            conversation, kept = _held(session, conversation_id, turn.key)
            if kept is not None:
                return kept
            replies = self._without_asking_rasa(session, conversation, turn, verdict)
            if replies is not None:
                repository.keep(session, conversation, turn.key, replies, date.today())
                return replies
        # No transaction is held while Rasa thinks: its actions need the database too.
        talk = self._ask_rasa(conversation, turn)
        card = [self._alert_card(conversation.audience, verdict)] if verdict else []
        with transaction(self._engine) as session:
            held, _ = _held(session, conversation_id)
            if not talk.open:
                held.talk_id = uuid4()
            repository.keep(session, held, turn.key, [*card, *talk.replies], date.today())
        return [*card, *talk.replies]

    def _without_asking_rasa(
        self, session: Session, conversation: ConversationRow, turn: Turn, verdict: Verdict | None
    ) -> list[Reply] | None:
        said = turn.said
        if conversation.run_id is not None:
            replies = self._in_run(session, conversation, conversation.run_id, turn, verdict)
            if replies is not None:
                return replies
        if _is_code(turn):
            code = said.removeprefix(":join ")
            return self._doors.try_code(session, conversation, code, turn.person, turn.address)
        if said == ":start" and conversation.offered_wave is not None:
            return self._doors.start(session, conversation, conversation.offered_wave, turn.person)
        if said == ":no" and conversation.offered_wave is not None:
            conversation.offered_wave = None
            return [Reply(text=say("survey.not_now"), choices=[button("menu"), button("help")])]
        if said == ":help":
            return [self.card(conversation.audience, "support")]
        if verdict is not None and verdict.tier == "immediate":
            return [self.card(conversation.audience, "immediate")]
        if not said:
            return [talk_lane.menu(session, conversation.audience, "empty")]
        if len(said) > talk_lane.LONGEST_WORDS:
            card = [self._alert_card(conversation.audience, verdict)] if verdict else []
            return [*card, talk_lane.menu(session, conversation.audience, "too_long")]
        if said.startswith(":") or turn.choice:
            offered = {
                option.value
                for reply in repository.latest(session, conversation.id)
                for option in reply.choices
            }
            return talk_lane.by_ourselves(session, conversation.audience, said, offered)
        return None

    def _in_run(
        self,
        session: Session,
        conversation: ConversationRow,
        run_id: UUID,
        turn: Turn,
        verdict: Verdict | None,
    ) -> list[Reply] | None:
        """The survey lane; None when a practitioner has left it for a question."""
        run, said = runs.get(session, run_id), turn.said
        if run is None:
            conversation.run_id = None
            return [survey_lane.closed()]
        wave = run.wave
        if codes.tidy(said.removeprefix(":join ")) == wave.code:
            return [Reply(text=say("survey.carrying_on")), *self._lane.again(session, conversation, run)]
        if not conversation.paused:
            is_choice = turn.choice is not None
            return self._lane.take(session, conversation, run, said, verdict, is_choice=is_choice)
        if said in (":carry_on", ":start"):
            return self._lane.again(session, conversation, run)
        if _is_code(turn):
            return None
        if verdict is not None:
            self._alarm(verdict, said, wave)
            return [self._alert_card(conversation.audience, verdict), survey_lane.paused()]
        if said == ":help" or conversation.audience == "practitioner":
            return None
        return [survey_lane.paused()]

    def _ask_rasa(self, conversation: ConversationRow, turn: Turn) -> Talk:
        words = talk_lane.for_rasa(turn.said, is_choice=turn.choice is not None)
        try:
            return self._rasa.ask(conversation.talk_id, words)
        except AssistantDown:
            with transaction(self._engine) as session:
                return talk_lane.without_rasa(session, conversation.audience, turn.text)

    def _alert_card(self, audience: Audience | None, verdict: Verdict | None) -> Reply:
        urgent = verdict is not None and verdict.tier == "immediate"
        return self.card(audience, "immediate" if urgent else "support")

    def _alarm(self, verdict: Verdict, words: str, wave: WaveRow) -> None:
        with transaction(self._engine) as apart:
            safety.raise_alert(
                apart, verdict, words, wave_id=wave.id, audience=wave.audience, today=date.today()
            )


def _is_code(turn: Turn) -> bool:
    return turn.said.startswith(":join ") or (turn.choice is None and codes.looks_like_code(turn.said))


def _held(
    session: Session, conversation_id: UUID, key: str | None = None
) -> tuple[ConversationRow, list[Reply] | None]:
    """The conversation, locked, and what was said to this key before. Raises NotFound."""
    found = repository.lock(session, conversation_id, key)
    if found is None:
        raise NotFound("This conversation has ended. Please begin again.")
    return found
